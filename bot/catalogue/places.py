"""Loads what chat platforms say beside cards and tickets."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from bot.catalogue.files import read_table
from bot.catalogue.sentences import parse_sentences

PLACEHOLDERS: Final = frozenset(
    {"command", "names", "number", "owner", "priority", "queue", "state", "text", "title", "who"}
)


def say_at_place(name: str) -> str:
    """One of the sentences, its gaps unfilled."""
    return _sentences()[name]


@cache
def _sentences() -> Mapping[str, str]:
    return parse_places(read_table("places.toml"))


def parse_places(data: Mapping[str, Any]) -> dict[str, str]:
    """Check and build the sentences.

    Raises:
        CatalogueError: The table cites no dated source, or a sentence has a gap nobody fills.
    """
    return parse_sentences(data["sentences"], PLACEHOLDERS, "places.toml: sentences")
