"""Tests of the farm file."""
