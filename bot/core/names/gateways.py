"""Names that belong to the way to a site and not to any site: portals, routers, filters."""

from enum import StrEnum
from ipaddress import ip_address

from msgspec import Struct


class GatewayKind(StrEnum):
    """What stands in the way."""

    PORTAL = "portal"
    ROUTER = "router"
    FILTER = "filter"
    PROVIDER = "provider"


class GatewayGroup(Struct, frozen=True, kw_only=True):
    """Names of one kind; all in lower case.

    Attributes:
        domains: Registrable or longer names; everything below them counts.
        words: Also inside a longer label ("guestwifi").
        labels: Only as a whole label ("captive.example.com").
        top_level: Last labels that no public site has ("local").
    """

    kind: GatewayKind
    domains: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    top_level: frozenset[str] = frozenset()


class GatewayNames(Struct, frozen=True, kw_only=True):
    """All that is known of such names. A name is a hint: anybody can give it to anything."""

    groups: tuple[GatewayGroup, ...] = ()

    def kind_of(self, name: str) -> GatewayKind | None:
        """What a presented name speaks of; None where it could be any site's.

        A private or link-local address in a certificate is a box on the person's own network.
        """
        plain = name.lower().removesuffix(".").removeprefix("*.")
        if _is_private_address(plain):
            return GatewayKind.ROUTER
        return next((group.kind for group in self.groups if _speaks_of(group, plain)), None)

    def is_known_portal(self, name: str) -> bool:
        """The name lies in the domain of a known sign-in page; a mere word in it says less."""
        plain = name.lower().removesuffix(".").removeprefix("*.")
        return any(
            group.kind is GatewayKind.PORTAL and not group.domains.isdisjoint(_endings(plain))
            for group in self.groups
        )


def _is_private_address(name: str) -> bool:
    try:
        return not ip_address(name).is_global
    except ValueError:
        return False


def _speaks_of(group: GatewayGroup, name: str) -> bool:
    labels = name.split(".")
    return (
        not group.domains.isdisjoint(_endings(name))
        or not group.labels.isdisjoint(labels)
        or (len(labels) > 1 and labels[-1] in group.top_level)
        or any(word in label for label in labels for word in group.words)
    )


def _endings(name: str) -> set[str]:
    """The name and every name above it."""
    labels = name.split(".")
    return {".".join(labels[i:]) for i in range(len(labels))}
