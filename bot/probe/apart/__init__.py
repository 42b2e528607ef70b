"""Looks in a process of their own, so that conversations never wait for somebody's handshakes."""
