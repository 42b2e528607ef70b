"""Finds the addresses that a message is about among everything that looks like one."""
