"""Tests of who may publish what."""
