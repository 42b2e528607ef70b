"""Loads what the desk says around tickets."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from bot.catalogue.files import read_table
from bot.catalogue.sentences import parse_sentences

PLACEHOLDERS: Final = frozenset(
    {"by", "count", "number", "phone", "priority", "team", "text", "title", "who"}
)


def say(name: str) -> str:
    """One of the sentences, its gaps unfilled."""
    return _sentences()[name]


@cache
def _sentences() -> Mapping[str, str]:
    return parse_desk(read_table("desk.toml"))


def parse_desk(data: Mapping[str, Any]) -> dict[str, str]:
    """Check and build the sentences.

    Raises:
        CatalogueError: The table cites no dated source, or a sentence has a gap nobody fills.
    """
    return parse_sentences(data["sentences"], PLACEHOLDERS, "desk.toml: sentences")
