"""Protocols that begin in clear and turn to TLS when asked."""
