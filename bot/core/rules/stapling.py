"""The stapled OCSP answer: what it says, and what browsers make of one that is no good."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from bot.core.facts import RevocationSource, RevocationWord
from bot.core.faults import FAULTS, Fault
from bot.core.findings import Finding
from bot.core.rules.case import Case
from bot.core.x509 import Staple, StapleStatus, read_staple

_SLOP: Final = timedelta(days=1)  # mozilla::pkix, pkixocsp.cpp: clocks and slow responders
_IN_FIREFOX: Final = {
    StapleStatus.STALE: "SEC_ERROR_OCSP_OLD_RESPONSE",
    StapleStatus.UNSIGNED: "SEC_ERROR_OCSP_INVALID_SIGNING_CERT",
    StapleStatus.UNWILLING: "SEC_ERROR_OCSP_TRY_SERVER_LATER",
    StapleStatus.MALFORMED: "SEC_ERROR_OCSP_MALFORMED_RESPONSE",
    StapleStatus.UNKNOWN: "SEC_ERROR_OCSP_UNKNOWN_CERT",
}


def stapled(case: Case) -> Iterator[Finding]:
    """RFC 6960 section 3.2 for the answer, RFC 7633 for certificates that promise one.

    Chromium passes over an answer that proves nothing. Firefox stops for most of them, unless the
    certificate names a responder that it can ask instead.
    """
    if case.handshake is None:
        return
    answer = staple_of(case)
    if answer is None:
        if case.leaf.must_staple and not case.handshake.staple:
            evidence = "the certificate promises a stapled answer and none came"
            yield Finding(fault=Fault.LEAF_WITHOUT_STAPLE, certificate=0, evidence=evidence)
    elif answer.says_revoked and answer.status in {StapleStatus.REVOKED, StapleStatus.STALE}:
        yield _revoked(answer)
    elif answer.status in _IN_FIREFOX and not _is_excused(case, answer):
        yield Finding(
            fault=Fault.STAPLE_UNUSABLE,
            certificate=0,
            evidence=f"the stapled answer is {answer.status}",
            codes=("", _IN_FIREFOX[answer.status]),
        )


def staple_of(case: Case) -> Staple | None:
    """The stapled answer, read; None where there is none, or no issuer to check it against."""
    staple = case.handshake.staple if case.handshake else b""
    if not staple or len(case.path.certificates) == 1:
        return None
    return read_staple(staple, case.leaf, case.path.certificates[1], case.now)


def _revoked(answer: Staple) -> Finding:
    when = f"{answer.revoked_at:%Y-%m-%d}" if answer.revoked_at else "an unknown day"
    reason = f", reason {answer.reason}" if answer.reason else ""
    stale = answer.status is StapleStatus.STALE
    return Finding(
        fault=Fault.LEAF_REVOKED,
        certificate=0,
        evidence=f"revoked on {when}{reason}" + (", in an answer out of date" if stale else ""),
        codes=("", FAULTS[Fault.LEAF_REVOKED].firefox) if stale else None,
    )


def _is_excused(case: Case, answer: Staple) -> bool:
    """Firefox asks the responder instead of reading these, and its clock is generous.

    Where nobody asked the responder, it is taken to answer.
    """
    if answer.status in {StapleStatus.MALFORMED, StapleStatus.UNKNOWN}:
        return False
    if answer.ended is not None and case.now - answer.ended <= _SLOP:
        return True
    asked = [
        said.word
        for said in case.revocations
        if said.certificate == case.leaf.sha256 and said.source is RevocationSource.OCSP
    ]
    return RevocationWord.SILENT not in asked and bool(case.leaf.ocsp_urls)
