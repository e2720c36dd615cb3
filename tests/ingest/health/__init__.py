"""Tests of what is known about how devices are."""
