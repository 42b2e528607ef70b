"""Loads the languages that people write in, when the first message comes."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from bot.catalogue.files import CatalogueError, demand_keys, read_table
from bot.core.question.sentences.language import Language
from bot.core.question.sentences.words import words_of

_FILE: Final = "languages.toml"
_KEYS: Final = frozenset({"name", "line", "words", "parts"})
_ENGLISH: Final = "en"


@cache
def languages() -> tuple[Language, ...]:
    """All of them, English first."""
    return parse_languages(read_table(_FILE))


def parse_languages(data: Mapping[str, Any]) -> tuple[Language, ...]:
    """Check and build the languages.

    Raises:
        CatalogueError: A language has an unknown key, no name, no line or nothing to know it by.
    """
    tables = {tag: table for tag, table in data.items() if isinstance(table, dict)}
    return tuple(_language(tag, table) for tag, table in tables.items())


def _language(tag: str, table: Mapping[str, Any]) -> Language:
    demand_keys(table, (), f"{_FILE}: {tag}", optional=_KEYS)
    if not table.get("name") or (tag != _ENGLISH and not table.get("line")):
        raise CatalogueError(f"{_FILE}: {tag}: has no name or no line")
    if not (table.get("words") or table.get("parts")):
        raise CatalogueError(f"{_FILE}: {tag}: has nothing to be known by")
    return Language(
        tag=tag,
        name=table["name"],
        line=table.get("line", ""),
        words=frozenset(plain for word in table.get("words", ()) for plain in words_of(word)),
        parts=tuple(table.get("parts", ())),
    )
