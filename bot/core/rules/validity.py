"""Dates: run out, not yet begun, too far apart, soon over."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from bot.core.browsers.firefox import FIRST_YEAR
from bot.core.faults import FAULTS, Fault
from bot.core.findings import Finding
from bot.core.issuers.policy import max_validity_days
from bot.core.rules.case import Case

_SOON: Final = timedelta(days=14)
_SECOND: Final = timedelta(seconds=1)


def dates(case: Case) -> Iterator[Finding]:
    """RFC 5280 section 4.1.2.5: both ends are included, and nothing is finer than a second."""
    now = case.now.replace(microsecond=0)
    faults = (Fault.LEAF_EXPIRED, Fault.LEAF_NOT_YET_VALID)
    # Browsers hold an anchor of the operator's to its dates, and the lists of their own to none.
    anchor = () if case.is_public else case.path_anchor
    for index, certificate in ((0, case.leaf), *case.issuers, *anchor):
        expired, not_yet = faults
        swapped = certificate.not_before > certificate.not_after
        codes = (FAULTS[expired].chromium, "SEC_ERROR_INVALID_TIME") if swapped else None
        if now > certificate.not_after:
            yield Finding(
                fault=expired,
                certificate=index,
                evidence=f"notAfter {_stamp(certificate.not_after)}",
                codes=codes,
            )
        if now < certificate.not_before:
            yield Finding(
                fault=not_yet,
                certificate=index,
                evidence=f"notBefore {_stamp(certificate.not_before)}",
                codes=codes,
            )
        if certificate.not_before.year < FIRST_YEAR:
            yield Finding(
                fault=Fault.DATE_BEFORE_COUNTING,
                certificate=index,
                evidence=f"notBefore {_stamp(certificate.not_before)}",
            )
        faults = (Fault.ISSUER_EXPIRED, Fault.ISSUER_NOT_YET_VALID)


def validity_length(case: Case) -> Iterator[Finding]:
    """Baseline Requirements 6.3.2 for public issuers, by issue date; Apple's 825 days for others.

    A day is 86,400 seconds and notAfter itself counts (Baseline Requirements 6.3.2), hence the
    second. Self-signed certificates, CAs and unknown issuers have graver faults to tell of.
    """
    leaf = case.leaf
    if case.anchor is None or len(case.path.certificates) == 1 or leaf.is_ca:
        return
    policy = case.knowledge.policy()
    lasts = leaf.not_after - leaf.not_before + _SECOND
    limits = policy.public_validity if case.is_public else policy.private_validity
    limit = max_validity_days(leaf.not_before, limits)
    if limit is not None and lasts > timedelta(days=limit):
        public = case.is_public
        yield Finding(
            fault=Fault.LEAF_VALIDITY_TOO_LONG if public else Fault.LEAF_VALIDITY_LONG_PRIVATE,
            certificate=0,
            evidence=f"valid for {lasts.days} days; at most {limit} are allowed",
        )


def expiring_soon(case: Case) -> Iterator[Finding]:
    """Less than a third of the lifetime left, and at most 14 days."""
    leaf = case.leaf
    left = leaf.not_after - case.now
    lifetime = leaf.not_after - leaf.not_before
    if timedelta() <= left <= _SOON and left < lifetime / 3 and case.now >= leaf.not_before:
        yield Finding(
            fault=Fault.EXPIRING_SOON,
            certificate=0,
            evidence=f"notAfter {_stamp(leaf.not_after)}, in {left.days} days",
        )


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
