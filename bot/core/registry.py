"""What an organisation vouches for itself: its names, its devices, its own inspection. Pure."""

from collections.abc import Sequence
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address

from msgspec import Struct

from bot.core.facts import Certificate
from bot.core.names.matching import is_ip, within_dns


class RegisteredHost(Struct, frozen=True, kw_only=True):
    """A device or internal site whose certificate the organisation knows.

    Attributes:
        host: Lower-case A-label or IP literal.
        fingerprints: Lower-case hex SHA-256 of the certificate or of its SubjectPublicKeyInfo;
            never empty.
        note: For IT; may be empty.
    """

    host: str
    fingerprints: frozenset[str]
    note: str = ""

    def agrees(self, leaf: Certificate) -> bool:
        """The leaf is, or holds the key of, what was registered."""
        return not self.fingerprints.isdisjoint({leaf.sha256, leaf.key.spki_sha256})


class InspectionRoot(Struct, frozen=True, kw_only=True):
    """An authority with which the organisation signs in the place of sites.

    Attributes:
        key_sha256: Of its SubjectPublicKeyInfo, lower-case hex; a name could be copied.
        name: What IT calls it; may be empty.
    """

    key_sha256: str
    name: str = ""


class Registry(Struct, frozen=True, kw_only=True):
    """Everything that an organisation told of itself; empty where it told nothing.

    Attributes:
        own_domains: Lower-case A-labels; names below them count too.
        guard_names: Names that others may imitate.
        read_only_after_expiry: Reading is permitted within a week after expiry.
    """

    own_domains: tuple[str, ...] = ()
    hosts: tuple[RegisteredHost, ...] = ()
    inspection_roots: tuple[InspectionRoot, ...] = ()
    guard_names: tuple[str, ...] = ()
    read_only_after_expiry: bool = False

    def host(self, name: str) -> RegisteredHost | None:
        """The entry for a host; several entries of one name are read as one."""
        entries = [entry for entry in self.hosts if entry.host == name]
        if not entries:
            return None
        return RegisteredHost(
            host=name,
            fingerprints=frozenset().union(*(entry.fingerprints for entry in entries)),
            note="; ".join(entry.note for entry in entries if entry.note),
        )

    def owns(self, name: str) -> bool:
        """The name is one of the organisation's own, or lies below one."""
        return any(within_dns(domain, name) for domain in self.own_domains)

    def inspection_root(self, key_sha256: str) -> InspectionRoot | None:
        """The entry for a public key's digest."""
        return next((r for r in self.inspection_roots if r.key_sha256 == key_sha256), None)


class Reach(Enum):
    """Where a name led when it was looked up."""

    PUBLIC = "to an address of the public internet"
    PRIVATE = "to an address of a private network"
    NOWHERE = "to no address"
    UNKNOWN = "it was not looked up"


def reach_of(addresses: Sequence[str]) -> Reach:
    """Public as soon as one address is; `UNKNOWN` where there is none."""
    if not addresses:
        return Reach.UNKNOWN
    return Reach.PUBLIC if any(_is_global(address) for address in addresses) else Reach.PRIVATE


def is_private(host: str, reach: Reach, registry: Registry) -> bool:
    """Only the organisation's own people can mean this host.

    Public authorities may not sign for private addresses and single labels (Baseline Requirements
    4.2.2), so that there the organisation's own word is the best there is. A name of its own that
    leads to a public address is a public site like any other.
    """
    if is_ip(host):
        return not _is_global(host)
    if reach is Reach.PRIVATE or "." not in host:
        return True
    return reach is Reach.NOWHERE and registry.owns(host)


def _is_global(address: str) -> bool:
    parsed: IPv4Address | IPv6Address = ip_address(address)
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return (mapped or parsed).is_global
