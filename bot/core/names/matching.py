"""Names on certificates against names asked for: matching, owners, constraints. Pure."""

import re
from collections.abc import Callable
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final, Protocol

_LOOKS_LIKE_A_NAME: Final = re.compile(r"^[\w*.-]+$")
_MAX_NAME: Final = 253  # RFC 1035 section 2.3.4, in text form
_LABEL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_DNS_NAME: Final = re.compile(
    rf"(?:\*\.(?!xn--)(?=[^.]+\.))?(?:{_LABEL}\.)*(?![0-9]+\Z){_LABEL}", re.IGNORECASE
)


class SuffixList(Protocol):
    """The public suffix list; `publicsuffixlist.PublicSuffixList` fits."""

    def privatesuffix(self, domain: str) -> str | None:
        """The registrable domain of a lower-case name; None for a suffix itself."""

    def publicsuffix(self, domain: str, accept_unknown: bool | None = None) -> str | None:  # noqa: FBT001 - as the library has it
        """The suffix that a lower-case name ends in; None where it is unknown and may not be."""


class Match(Enum):
    """How well a presented identifier covers a host."""

    BOTH = "in both browsers"
    CHROMIUM_ONLY = "in Chromium, not in Firefox"
    NONE = "in neither"


def is_ip(host: str) -> bool:
    """The host is an IP literal, without brackets."""
    if ":" not in host and not host[-1:].isdigit():
        return False  # as most are; refusing by exception costs as much as a whole rule
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_dns_name(text: str) -> bool:
    """What mozilla::pkix takes for a dNSName (pkixnames.cpp, IsValidDNSID).

    Labels of letters, digits, hyphens inside and underscores; the last not of digits alone; no
    final dot; a wildcard only as a whole first label over two more.
    """
    return len(text) <= _MAX_NAME and _DNS_NAME.fullmatch(text) is not None


def match_dns(pattern: str, host: str) -> Match:
    """RFC 9525 section 6.3 as browsers do it.

    One wildcard, alone in the left-most label, over at least two labels; never an IP literal. A
    trailing dot on the pattern is taken by Chromium and refused by Firefox.
    """
    if not pattern.isascii() or is_ip(host):
        return Match.NONE
    wanted = pattern.lower().removesuffix(".")
    if not _covers(wanted, host):
        return Match.NONE
    return Match.CHROMIUM_ONLY if pattern.endswith(".") else Match.BOTH


def _covers(pattern: str, host: str) -> bool:
    if pattern == host:
        return bool(pattern)
    first, _, base = pattern.partition(".")
    label, _, parent = host.partition(".")
    # Chromium also refuses a wildcard over a registry such as *.co.uk; no authority signs one.
    return first == "*" and bool(label) and base == parent and "." in base


def share_registrable_domain(pattern: str, host: str, suffixes: Callable[[], SuffixList]) -> bool:
    """Both lie under one registrable domain, and so belong to one owner."""
    if is_ip(host) or not _LOOKS_LIKE_A_NAME.match(pattern):
        return False
    owner = suffixes().privatesuffix(host)
    name = pattern.lower().removesuffix(".").removeprefix("*").removeprefix(".")
    return owner is not None and suffixes().privatesuffix(name) == owner


def within_dns(constraint: str, name: str) -> bool:
    """RFC 5280 section 4.2.1.10: the name itself and everything below it.

    A leading dot asks for at least one label more, as Chromium and mozilla::pkix read it.
    """
    limit, candidate = constraint.lower().removesuffix("."), name.lower().removesuffix(".")
    if limit.startswith("."):
        return candidate.endswith(limit)
    return not limit or candidate == limit or candidate.endswith(f".{limit}")


def within_ip(constraint: IPv4Network | IPv6Network, address: IPv4Address | IPv6Address) -> bool:
    """The address lies in the network; families do not mix."""
    return constraint.version == address.version and address in constraint
