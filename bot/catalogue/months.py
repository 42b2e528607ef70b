"""Loads the names of months that dates on pages are read by."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from bot.catalogue.files import CatalogueError, demand_keys, demand_source, read_table
from bot.core.question.printed.dates import Months

_KEYS: Final = frozenset({"names", "source", "date"})
_A_YEAR: Final = 12


@cache
def months() -> Months:
    """All of months.toml."""
    return parse_months(read_table("months.toml"))


def parse_months(data: Mapping[str, Any]) -> Months:
    """Check and build the table.

    Raises:
        CatalogueError: A table lacks a key, has one too many, cites no dated source or does not
            name twelve months, or a name means two.
    """
    gregorian: dict[str, int] = {}
    for language, table in data["gregorian"].items():
        for name, month in _named(table, language):
            if gregorian.setdefault(name, month) != month:
                raise CatalogueError(f"months.toml: {language}: {name!r} means two months")
    persian = dict(_named(data["persian"], "persian"))
    croatian = dict(_named(data["croatian"], "croatian"))
    return Months(
        gregorian=gregorian,
        persian=persian,
        pattern=_any_of({*gregorian, *persian}),
        croatian=Months(gregorian=croatian, persian={}, pattern=_any_of(set(croatian))),
    )


def _any_of(names: set[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    # A Hebrew month inside a date has the preposition "in" before it.
    return re.compile(
        r"(?<![^\W\d_])\u05d1?(" + "|".join(map(re.escape, longest_first)) + r")(?![^\W\d_])"
    )


def _named(table: Mapping[str, Any], place: str) -> Iterator[tuple[str, int]]:
    demand_keys(table, _KEYS, f"months.toml: {place}")
    demand_source(table, f"months.toml: {place}")
    if len(table["names"]) != _A_YEAR:
        raise CatalogueError(f"months.toml: {place}: expected twelve months")
    for month, names in enumerate(table["names"], start=1):
        yield from ((name, month) for name in names)
