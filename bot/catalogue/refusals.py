"""Loads what is said about a text that is no address, when the first such text comes."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from bot.catalogue.files import CatalogueError, demand_keys, read_table
from bot.core.target import InvalidTarget
from bot.core.words.refusal import Refusal

_FILE: Final = "targets.toml"
_KEYS: Final = frozenset(Refusal.__struct_fields__)


@cache
def refusals() -> Mapping[InvalidTarget, Refusal]:
    """The two sentences of every reason."""
    return parse_refusals(read_table(_FILE))


def parse_refusals(data: Mapping[str, Any]) -> dict[InvalidTarget, Refusal]:
    """Check and build the sentences.

    Raises:
        CatalogueError: A reason is missing or unknown, or lacks a sentence or its dated source.
    """
    demand_keys(data, InvalidTarget, _FILE)
    return {reason: _refusal(data[reason], f"{_FILE}: {reason}") for reason in InvalidTarget}


def _refusal(table: Mapping[str, Any], place: str) -> Refusal:
    demand_keys(table, _KEYS, place)
    for key in _KEYS - {"date"}:
        if not isinstance(table[key], str) or not table[key].strip():
            raise CatalogueError(f"{place}: {key} is no text")
    if not isinstance(table["date"], date):
        raise CatalogueError(f"{place}: date is {table['date']!r}")
    return Refusal(**table)
