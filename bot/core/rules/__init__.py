"""All rules about a served chain, in no particular order: each yields findings of its own."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Final

from msgspec.structs import replace

from bot.core.findings import Finding
from bot.core.path import REMEMBERED
from bot.core.rules import (
    assurance,
    chain,
    constraints,
    crypto,
    extensions,
    identity,
    policies,
    revocation,
    stapling,
    usage,
    validity,
)
from bot.core.rules.case import Case

Rule = Callable[[Case], Iterator[Finding]]

PATH_RULES: Final[tuple[Rule, ...]] = (
    chain.trust,
    chain.signatures,
    chain.distrust,
    chain.length,
    chain.names,
    validity.dates,
    crypto.signature_hashes,
    crypto.keys,
    usage.issuer_usage,
    extensions.extensions,
    extensions.names_of_parties,
    constraints.constraints,
    policies.policies,
)
"""Rules whose findings decide which of several paths is the best."""

OTHER_RULES: Final[tuple[Rule, ...]] = (
    identity.name,
    usage.leaf_usage,
    validity.validity_length,
    validity.expiring_soon,
    assurance.transparency,
    revocation.revocation,
    stapling.stapled,
    chain.served_list,
    chain.serials,
)
"""Rules about the leaf and the list as served."""


OF_THE_MOMENT: Final = frozenset(
    {
        assurance.transparency,
        usage.leaf_usage,
        validity.dates,
        validity.expiring_soon,
        revocation.revocation,
        stapling.stapled,
    }
)
"""Rules that look at the date, at how the chain was served, or at what issuers said."""

_NO_MOMENT: Final = datetime.max.replace(tzinfo=UTC)


def findings_of(case: Case, rules: tuple[Rule, ...]) -> Iterator[Finding]:
    """Everything that the rules find; what lasts is found once for a chain."""
    lasting, momentary = _told_apart(rules)
    yield from _lasting(replace(case, now=_NO_MOMENT, handshake=None, revocations=()), lasting)
    for rule in momentary:
        yield from rule(case)


@cache
def _told_apart(rules: tuple[Rule, ...]) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Those that last, and those of the moment."""
    return (
        tuple(rule for rule in rules if rule not in OF_THE_MOMENT),
        tuple(rule for rule in rules if rule in OF_THE_MOMENT),
    )


@lru_cache(maxsize=2 * REMEMBERED)
def _lasting(case: Case, rules: tuple[Rule, ...]) -> tuple[Finding, ...]:
    """What does not change from one look to the next; the path's and the other rules' apart."""
    return tuple(finding for rule in rules for finding in rule(case))


__all__ = ["OF_THE_MOMENT", "OTHER_RULES", "PATH_RULES", "Case", "Rule", "findings_of"]
