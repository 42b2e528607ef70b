"""Understands what people write in their own words: the language, and what they want."""
