"""What vouches for the leaf beyond its signature: logs and revocation."""

from collections.abc import Iterator

from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.rules.case import Case
from bot.core.x509 import StapleStatus, read_staple


def transparency(case: Case) -> Iterator[Finding]:
    """RFC 6962 section 3.3: browsers want timestamps under public issuers, and only there.

    Only those inside the certificate are seen; the two other ways are hardly used any more.
    """
    if case.anchor is not None and case.leaf.scts == 0:
        yield Finding(
            fault=Fault.LEAF_WITHOUT_SCT if case.is_public else Fault.NO_SCT,
            certificate=0,
            evidence="no signed certificate timestamps in the certificate",
        )


def stapled(case: Case) -> Iterator[Finding]:
    """A stapled answer that the issuer signed counts; stale or void ones prove nothing.

    RFC 6960 section 3.2 for the answer, RFC 7633 for certificates that promise one.
    """
    handshake = case.handshake
    staple = handshake.staple if handshake else b""
    if handshake is not None and not staple and case.leaf.must_staple:
        evidence = "the certificate promises a stapled answer and none came"
        yield Finding(fault=Fault.LEAF_WITHOUT_STAPLE, certificate=0, evidence=evidence)
    status = None
    if staple and len(case.path.certificates) > 1:
        answer = read_staple(staple, case.leaf, case.path.certificates[1], case.now)
        status = answer.status
        if status is StapleStatus.REVOKED:
            when = f"{answer.revoked_at:%Y-%m-%d}" if answer.revoked_at else "an unknown day"
            reason = f", reason {answer.reason}" if answer.reason else ""
            yield Finding(
                fault=Fault.LEAF_REVOKED, certificate=0, evidence=f"revoked on {when}{reason}"
            )
    if status not in {StapleStatus.GOOD, StapleStatus.REVOKED} and _has_source(case):
        evidence = "the issuer offers revocation data that was not asked for"
        yield Finding(fault=Fault.REVOCATION_NOT_CHECKED, certificate=0, evidence=evidence)


def _has_source(case: Case) -> bool:
    """Short-lived certificates name none, and need none (Baseline Requirements 4.9.1)."""
    return case.anchor is not None and bool(case.leaf.crl_urls or case.leaf.ocsp_urls)
