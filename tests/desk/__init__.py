"""Tests of the application around the core."""
