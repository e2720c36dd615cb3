"""Tests of api.at_rest."""
