"""Keeps what the desk must not forget: SQLite in a file, or PostgreSQL by URL."""
