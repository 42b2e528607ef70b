"""Loads the names that belong to the way to a site: portals, routers, filters, providers."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from bot.catalogue.files import CatalogueError, demand_source, read_table
from bot.core.names.gateways import GatewayGroup, GatewayKind, GatewayNames

_LISTS: Final = ("domains", "words", "labels", "top_level")
_KEYS: Final = frozenset({*_LISTS, "source", "date"})


@cache
def gateway_names() -> GatewayNames:
    """All groups of gateways.toml."""
    return parse_gateways(read_table("gateways.toml"))


def parse_gateways(data: Mapping[str, Mapping[str, Any]]) -> GatewayNames:
    """Check and build the groups.

    Raises:
        CatalogueError: A group is of no known kind, has a key too many, cites no dated source, or
            a name is empty or not in lower case.
    """
    return GatewayNames(groups=tuple(_group(name, group) for name, group in data.items()))


def _group(name: str, group: Mapping[str, Any]) -> GatewayGroup:
    place = f"gateways.toml: {name}"
    if name not in set(GatewayKind):
        raise CatalogueError(f"{place}: expected one of {', '.join(GatewayKind)}")
    if not set(group) <= _KEYS:
        raise CatalogueError(f"{place}: knows only the keys {', '.join(sorted(_KEYS))}")
    demand_source(group, place)
    lists = {key: frozenset(group.get(key, ())) for key in _LISTS}
    for word in frozenset[str]().union(*lists.values()):
        if not word or word != word.lower():
            raise CatalogueError(f"{place}: {word!r} is no name in lower case")
    return GatewayGroup(kind=GatewayKind(name), **lists)
