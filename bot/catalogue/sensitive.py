"""Loads the words that tell hosts where people sign in, pay, write letters or tell of health."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.catalogue.files import (
    demand_keys,
    demand_lower_case,
    demand_source,
    read_table,
)
from bot.core.names.sensitive import SensitiveNames

_KEYS = frozenset({"anywhere", "whole", "source", "date"})


def is_sensitive(host: str) -> bool:
    """Whether a host's name (lower-case A-label) holds such a word; addresses never do."""
    return sensitive_names().cover(host)


@cache
def sensitive_names() -> SensitiveNames:
    """All groups of sensitive.toml together."""
    return parse_sensitive(read_table("sensitive.toml"))


def parse_sensitive(data: Mapping[str, Mapping[str, Any]]) -> SensitiveNames:
    """Check and build the lists.

    Raises:
        CatalogueError: A group lacks a key, has one too many, cites no dated source, or a word is
            empty or not in lower case.
    """
    for name, group in data.items():
        _check(name, group)
    return SensitiveNames(
        anywhere=frozenset(word for group in data.values() for word in group["anywhere"]),
        whole=frozenset(word for group in data.values() for word in group["whole"]),
    )


def _check(name: str, group: Mapping[str, Any]) -> None:
    place = f"sensitive.toml: {name}"
    demand_keys(group, _KEYS, place)
    demand_source(group, place)
    demand_lower_case((*group["anywhere"], *group["whole"]), place)
