"""What vouches for the leaf beyond its signature: logs and revocation."""

from collections.abc import Iterator

from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.rules.case import Case
from bot.core.rules.stapling import staple_of
from bot.core.x509 import StapleStatus


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


def revocation(case: Case) -> Iterator[Finding]:
    """Silence about revocation is told, never taken for good news."""
    answer = staple_of(case)
    said = answer is not None and answer.status in {StapleStatus.GOOD, StapleStatus.REVOKED}
    if not said and _has_source(case):
        evidence = "the issuer offers revocation data that was not asked for"
        yield Finding(fault=Fault.REVOCATION_NOT_CHECKED, certificate=0, evidence=evidence)


def _has_source(case: Case) -> bool:
    """Short-lived certificates name none, and need none (Baseline Requirements 4.9.1)."""
    return case.anchor is not None and bool(case.leaf.crl_urls or case.leaf.ocsp_urls)
