"""Reads certificates that were pasted as text, and what they tell of the error."""
