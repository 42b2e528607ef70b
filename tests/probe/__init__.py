"""Tests of what reaches out into the world, against loopback servers."""
