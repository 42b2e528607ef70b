"""What it looks like when a database cannot be reached."""

from typing import Final

from sqlalchemy.exc import InterfaceError, OperationalError

AWAY: Final = (OperationalError, InterfaceError, OSError)
"""A database that is away or too busy is nobody's mistake; the desk knows one error for it."""
