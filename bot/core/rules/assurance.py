"""What vouches for the leaf beyond its signature: logs."""

from collections.abc import Iterator

from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.rules.case import Case


def transparency(case: Case) -> Iterator[Finding]:
    """RFC 6962 section 3.3: browsers want timestamps under public issuers, and only there.

    Only those inside the certificate are seen; the two other ways are hardly used any more.
    """
    if case.anchor is not None and not case.leaf.scts:
        yield Finding(
            fault=Fault.LEAF_WITHOUT_SCT if case.is_public else Fault.NO_SCT,
            certificate=0,
            evidence="no signed certificate timestamps in the certificate",
        )
