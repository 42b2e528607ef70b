"""Speed and memory, measured by hand against peers on the same work. Never part of the tests."""
