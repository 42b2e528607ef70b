"""Loads the forms that tell what a person wants, when the first text is read for it."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from bot.catalogue.files import CatalogueError, demand_keys, demand_source, read_table
from bot.core.message import Intent
from bot.core.question.sentences.forms import FormError, Forms
from bot.core.question.sentences.intents import (
    ABOUT_ADDRESS,
    ASKS_HOW,
    OTHER_SAFETY,
    OWN_HINT,
    SETTLED,
    SHARED_LINK,
    SWITCHES_OFF,
)

_KEYS: Final = frozenset({"means", "forms", "examples", "source", "date"})
_MEANINGS: Final = frozenset(
    {*Intent, ABOUT_ADDRESS, ASKS_HOW, OTHER_SAFETY, OWN_HINT, SETTLED, SHARED_LINK, SWITCHES_OFF}
) - {Intent.CHAT}


@cache
def intent_forms() -> Forms:
    """All forms of intents.toml."""
    return parse_forms(read_intents())


def read_intents() -> Mapping[str, Any]:
    """The file as it stands."""
    return read_table("intents.toml")


def parse_forms(data: Mapping[str, Any]) -> Forms:
    """Check and build the forms.

    Raises:
        CatalogueError: A table lacks a key, has one too many, means nothing known, cites no dated
            source, or has a form that cannot be read.
    """
    for table in data["form"]:
        _check(table, f"intents.toml: {table.get('means')}")
    forms = ((table["means"], form) for table in data["form"] for form in table["forms"])
    try:
        return Forms(data["groups"], forms)
    except FormError as error:
        raise CatalogueError(f"intents.toml: {error}") from error


def _check(table: Mapping[str, Any], place: str) -> None:
    demand_keys(table, _KEYS, place)
    if table["means"] not in _MEANINGS:
        raise CatalogueError(f"{place}: no known meaning")
    demand_source(table, place)
