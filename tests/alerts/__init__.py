"""Tests of alerts, laid out as alerts is."""
