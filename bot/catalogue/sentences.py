"""Checks sentences with gaps, as several tables hold them."""

from collections.abc import Mapping
from typing import Any

from bot.catalogue.files import CatalogueError, demand_source
from bot.core.words.card import mentioned


def parse_sentences(
    table: Mapping[str, Any], placeholders: frozenset[str], place: str
) -> dict[str, str]:
    """The sentences of one table, without its source and date.

    Raises:
        CatalogueError: The table cites no dated source, or a sentence has a gap nobody fills.
    """
    demand_source(table, place)
    sentences = {key: text for key, text in table.items() if key not in {"source", "date"}}
    for key, text in sentences.items():
        demand_gaps(text, placeholders, f"{place}.{key}")
    return sentences


def demand_gaps(text: str, placeholders: frozenset[str], place: str) -> None:
    """Somebody fills in every gap.

    Raises:
        CatalogueError: A gap has a name that nobody knows.
    """
    if strangers := mentioned(text) - placeholders:
        raise CatalogueError(f"{place}: nobody fills in {', '.join(sorted(strangers))}")
