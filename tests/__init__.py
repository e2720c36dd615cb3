"""Tests of Coldframe; the folders mirror the source tree."""
