"""The bot: a pure core that judges, and the edges that look, store and word."""

__version__ = "0.1.0"
"""The package's own; its metadata is made from this, for reading that takes 4 ms."""
