"""What vouches for the leaf beyond its signature: logs."""

from collections.abc import Iterator

from bot.core.browsers.timestamps import LEAST_BESIDE, has_enough_inside
from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.rules.case import Case
from bot.core.rules.stapling import staple_of


def transparency(case: Case) -> Iterator[Finding]:
    """RFC 6962 section 3.3: browsers want timestamps under public issuers, and only there.

    Where nobody looked for those that come beside the certificate, their absence is no finding.
    """
    if case.anchor is None or has_enough_inside(case.leaf):
        return
    beside = _beside(case)
    if len(beside or ()) >= LEAST_BESIDE or (case.leaf.scts and not case.is_public):
        return
    looked = beside is not None
    inside = len(case.leaf.scts) or "no"
    yield Finding(
        fault=Fault.LEAF_WITHOUT_SCT if case.is_public and looked else Fault.NO_SCT,
        certificate=0,
        evidence=f"certificate timestamps of {inside} logs in the certificate, "
        + (f"of {len(beside or ()) or 'no'} beside it" if looked else "others not looked for"),
    )


def _beside(case: Case) -> frozenset[bytes] | None:
    """The logs of timestamps in the handshake; None where that was not read."""
    if case.handshake is None or case.handshake.timestamps is None:
        return None
    answer = staple_of(case)
    return case.handshake.timestamps | (answer.scts if answer else frozenset())
