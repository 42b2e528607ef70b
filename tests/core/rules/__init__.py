"""Tests of the rules, each given facts and a moment."""
