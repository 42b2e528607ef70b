"""What both browsers have in common as pages go."""

from typing import Final

PAGE_WITHOUT_CODE: Final = "PAGE_WITHOUT_CODE"
"""An error page came up that names no code."""

TIMEOUT_S: Final = 12.0
"""How long one visit may take; longer than either browser needs for anything but silence."""


class BrowserError(Exception):
    """The browser did not do what it was told, so nothing can be said about the site."""
