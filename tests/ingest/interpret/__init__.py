"""Tests of the interpreter of decoded device objects."""
