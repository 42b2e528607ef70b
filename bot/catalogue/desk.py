"""Loads what the desk says around tickets."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from bot.catalogue.files import CatalogueError, demand_source, read_table
from bot.core.words.card import mentioned

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
    table = data["sentences"]
    demand_source(table, "desk.toml: sentences")
    sentences = {key: text for key, text in table.items() if key not in {"source", "date"}}
    for key, text in sentences.items():
        if strangers := mentioned(text) - PLACEHOLDERS:
            raise CatalogueError(f"desk.toml: {key}: nobody fills in {sorted(strangers)}")
    return sentences
