"""Loads the names that belong to the way to a site: portals, routers, filters, providers."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from bot.catalogue.files import (
    CatalogueError,
    demand_keys,
    demand_lower_case,
    demand_source,
    read_table,
)
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
    demand_keys(group, (), place, optional=_KEYS)
    demand_source(group, place)
    lists = {key: frozenset(group.get(key, ())) for key in _LISTS}
    demand_lower_case(frozenset[str]().union(*lists.values()), place)
    return GatewayGroup(kind=GatewayKind(name), **lists)
