"""Labelled weeks, a file per kind of place: each week is normal, or has a fault whose time is known."""
