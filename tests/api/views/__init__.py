"""Tests of api/views."""
