"""Loads what is said about a text that is no address, when the first such text comes."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from bot.catalogue.files import CatalogueError, read_table
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
    if strangers := set(data) ^ set(InvalidTarget):
        raise CatalogueError(f"{_FILE}: missing or unknown: {', '.join(sorted(strangers))}")
    return {reason: _refusal(data[reason], f"{_FILE}: {reason}") for reason in InvalidTarget}


def _refusal(table: Mapping[str, Any], place: str) -> Refusal:
    if strangers := set(table) ^ _KEYS:
        raise CatalogueError(f"{place}: missing or unknown: {', '.join(sorted(strangers))}")
    for key in _KEYS - {"date"}:
        if not isinstance(table[key], str) or not table[key].strip():
            raise CatalogueError(f"{place}: {key} is no text")
    if not isinstance(table["date"], date):
        raise CatalogueError(f"{place}: date is {table['date']!r}")
    return Refusal(**table)
