"""The shape of what is said about a text that is no address."""

from datetime import date

from msgspec import Struct


class Refusal(Struct, frozen=True, kw_only=True):
    """Two sentences for one reason.

    Attributes:
        wrong: What was wrong with the text; never repeats it.
        instead: What to type instead, with an example that would be understood.
        source: Where the rule comes from.
        date: When `source` was last read.
    """

    wrong: str
    instead: str
    source: str
    date: date
