"""All rules about a served chain, in no particular order: each yields findings of its own."""

from collections.abc import Callable, Iterator
from typing import Final

from bot.core.findings import Finding
from bot.core.rules import (
    assurance,
    chain,
    constraints,
    crypto,
    identity,
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
    usage.extensions,
    usage.names_of_parties,
    constraints.constraints,
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


def findings_of(case: Case, rules: tuple[Rule, ...]) -> Iterator[Finding]:
    """Everything that the rules find."""
    return (finding for rule in rules for finding in rule(case))


__all__ = ["OTHER_RULES", "PATH_RULES", "Case", "Rule", "findings_of"]
