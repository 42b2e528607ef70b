"""Loads what pages are recognised by: refusals without a certificate, and sign-in pages."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from bot.catalogue.files import CatalogueError, demand_keys, demand_source, read_table
from bot.core.diagnosis.page_forms import PageForms

_GROUPS: Final = frozenset(
    {"certificate_phrases", "network_marks", "network_parameters", "login_words"}
)
_KEYS: Final = frozenset({"values", "source", "date"})


@cache
def page_forms() -> PageForms:
    """What the probe looks for in an answer."""
    groups = parse_pages(read_table("pages.toml"))
    return PageForms(
        certificate_phrases=groups["certificate_phrases"],
        network_marks=groups["network_marks"],
        network_parameters=frozenset(groups["network_parameters"]),
        login_words=groups["login_words"],
    )


def parse_pages(data: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Check and build the lists.

    Raises:
        CatalogueError: A list is missing or unknown, cites no dated source, or holds what is
            empty, twice there or not in lower case.
    """
    demand_keys(data, _GROUPS, "pages.toml")
    for name, group in data.items():
        _check(name, group)
    return {name: tuple(group["values"]) for name, group in data.items()}


def _check(name: str, group: Mapping[str, Any]) -> None:
    place = f"pages.toml: {name}"
    demand_keys(group, _KEYS, place)
    demand_source(group, place)
    values = group["values"]
    if len(set(values)) != len(values):
        raise CatalogueError(f"{place}: holds something twice")
    for value in values:
        if not value or value != " ".join(value.lower().split()):
            raise CatalogueError(f"{place}: {value!r} is not in lower case, or not folded")
