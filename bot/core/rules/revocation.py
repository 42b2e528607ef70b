"""What issuers said when asked whether they revoked a certificate on the path."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.core.facts import Certificate, Revocation, RevocationSource, RevocationWord
from bot.core.faults import FAULTS, Fault
from bot.core.findings import Finding
from bot.core.rules.case import Case
from bot.core.rules.stapling import staple_of
from bot.core.x509 import StapleStatus

_SKEW: Final = timedelta(minutes=5)
"""An answer made while we look is younger than the moment we judge by, and clocks differ."""

_WITHOUT_END: Final = timedelta(days=1)
"""How long an answer counts that names no end (mozilla::pkix, pkixocsp.cpp)."""


def revocation(case: Case) -> Iterator[Finding]:
    """A current word of the issuer's counts from any source; silence is told, never good news.

    RFC 5280 section 6.3 and RFC 6960 section 3.2. A word out of date, or not in force yet, is
    silence. Short-lived certificates name no source and need none (Baseline Requirements 4.9.1).
    """
    if case.anchor is None:
        return
    for index, certificate in ((0, case.leaf), *case.issuers):
        said = [r for r in case.revocations if r.certificate == certificate.sha256]
        current = [r for r in said if _is_current(r, case.now)]
        revoked = [r for r in current if r.word is RevocationWord.REVOKED]
        if revoked:
            yield _revoked(case, index, revoked)
        elif not any(r.word is RevocationWord.GOOD for r in current):
            yield from _unchecked(case, index, certificate, said)


def _revoked(case: Case, index: int, revoked: Sequence[Revocation]) -> Finding:
    said = revoked[0]
    when = f"{said.revoked_at:%Y-%m-%d}" if said.revoked_at else "an unknown day"
    reason = f", reason {said.reason}" if said.reason else ""
    stops = index == 0 and _firefox_hears(case, revoked)
    return Finding(
        fault=Fault.LEAF_REVOKED,
        certificate=index,
        evidence=f"revoked on {when}{reason}, by {_where(said)}",
        codes=("", FAULTS[Fault.LEAF_REVOKED].firefox if stops else ""),
    )


def _firefox_hears(case: Case, revoked: Sequence[Revocation]) -> bool:
    """Whether Firefox learns of a revoked leaf; Chromium has only a pushed selection (CRLSets).

    Under public anchors Firefox knows all their lists (CRLite). Under others it asks responders,
    and no browser fetches lists (seen in November 2026).
    """
    return case.is_public or any(r.source is RevocationSource.OCSP for r in revoked)


def _is_current(said: Revocation, now: datetime) -> bool:
    if said.this_update is None:
        return False
    # A difference never overflows; an issuer may name the first or the last day of all.
    age, ends = now - said.this_update, said.next_update
    return age >= -_SKEW and (age <= _WITHOUT_END if ends is None else now <= ends)


def _unchecked(
    case: Case, index: int, certificate: Certificate, said: Sequence[Revocation]
) -> Iterator[Finding]:
    """One note a certificate; a stapled word on the leaf is as good as one that was asked for."""
    if index == 0 and _is_told_by_staple(case):
        return
    has_source = bool(certificate.crl_urls or certificate.ocsp_urls)
    # Where nothing was asked, the leaf's note stands for the whole path.
    if has_source and (said or index == 0):
        why = "; ".join(_why(r, case.now) for r in said)
        yield Finding(
            fault=Fault.REVOCATION_NOT_CHECKED,
            certificate=index,
            evidence=why or "the issuer offers revocation data that was not asked for",
        )


def _is_told_by_staple(case: Case) -> bool:
    answer = staple_of(case)
    return answer is not None and answer.status in {StapleStatus.GOOD, StapleStatus.REVOKED}


def _why(said: Revocation, now: datetime) -> str:
    where = _where(said)
    if said.word is RevocationWord.SILENT:
        return where
    if said.word is RevocationWord.UNKNOWN:
        return f"{where}: the responder does not know the certificate"
    if said.this_update is not None and now - said.this_update < -_SKEW:
        return f"{where}: not valid before {said.this_update:%Y-%m-%d}"
    ended = said.next_update or said.this_update
    return f"{where}: out of date since {ended:%Y-%m-%d}" if ended else where


def _where(said: Revocation) -> str:
    return f"{said.source} {said.detail}".rstrip()
