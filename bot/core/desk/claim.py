"""Whose turn it is to look at a host."""

from msgspec import Struct


class Claim(Struct, frozen=True, kw_only=True):
    """What comes of asking for a look.

    Attributes:
        is_ours: Whoever asked makes it.
        seen: What another process saw just now, as text; "" while it still looks.
    """

    is_ours: bool
    seen: str = ""
