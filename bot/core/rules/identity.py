"""Does the leaf name the host that was asked for?"""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from bot.core.facts import Certificate
from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.names.matching import Match, is_ip, match_dns, share_registrable_domain
from bot.core.rules.case import Case

_SHOWN: Final = 5


def name(case: Case) -> Iterator[Finding]:
    """RFC 9525 section 6: only the subjectAltName counts, the common name never.

    A name of the same registrable domain is the same owner's (`name_variant`); a host that stands
    in the common name alone is `no_san`.
    """
    host, leaf = case.host, case.leaf
    match = best_match(leaf, host) if host else Match.BOTH
    if match is Match.BOTH:
        return
    if match is Match.CHROMIUM_ONLY:
        fault = Fault.NAME_VARIANT_IN_FIREFOX
    elif _only_in_common_name(leaf, host):
        fault = Fault.NAME_ONLY_IN_CN
    elif _same_owner(leaf, host, case):
        fault = Fault.NAME_VARIANT
    else:
        fault = Fault.NAME_OTHER
    yield Finding(
        fault=fault,
        certificate=0,
        evidence=f"{host} is not among: {_listed(leaf)}",
        variant="" if leaf.dns_names or leaf.ip_names else "nameless",
    )


def best_match(leaf: Certificate, host: str) -> Match:
    """How well the leaf's subjectAltName covers the host."""
    if is_ip(host):
        return Match.BOTH if ip_address(host) in leaf.ip_names else Match.NONE
    matches = {match_dns(pattern, host) for pattern in leaf.dns_names}
    return next((m for m in (Match.BOTH, Match.CHROMIUM_ONLY) if m in matches), Match.NONE)


def _only_in_common_name(leaf: Certificate, host: str) -> bool:
    """An address that stands as a dNSName is misplaced, not missing."""
    if host in leaf.dns_names:
        return False
    return any(
        cn == host or (not is_ip(host) and match_dns(cn, host) is Match.BOTH)
        for cn in leaf.common_names
    )


def _same_owner(leaf: Certificate, host: str, case: Case) -> bool:
    if is_ip(host):
        return False
    suffixes = case.knowledge.suffixes
    return any(share_registrable_domain(pattern, host, suffixes) for pattern in leaf.dns_names)


def _listed(leaf: Certificate) -> str:
    names = (*leaf.dns_names[:_SHOWN], *(str(ip) for ip in leaf.ip_names[:_SHOWN]))
    rest = len(leaf.dns_names) + len(leaf.ip_names) - len(names)
    return ", ".join(names) + (f" and {rest} more" if rest > 0 else "") if names else "no names"
