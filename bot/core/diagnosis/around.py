"""What lies around an address: sister names that work, and a place that it leads to."""

from typing import Final

from msgspec import Struct

from bot.core.vocabulary import Problem

NAME_PROBLEMS: Final = frozenset({Problem.NAME_VARIANT, Problem.NAME_MISMATCH, Problem.NO_SAN})
"""For these a sister name may be the cure."""


class Onward(Struct, frozen=True, kw_only=True):
    """A broken place that a redirect leads to.

    Attributes:
        start, place: As they would stand in the address bar.
    """

    start: str
    place: str
    problem: Problem


class Around(Struct, frozen=True, kw_only=True):
    """What was found around an address.

    Attributes:
        alternative: A sister name that works; "" where none does.
        explanation: Why the name does not fit; "" where that is not known.
        onward: None where redirects lead nowhere, or to places that are in order.
    """

    alternative: str = ""
    explanation: str = ""
    onward: Onward | None = None
