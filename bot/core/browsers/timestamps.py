"""Certificate timestamps: how many, and from how many logs, browsers want to see.

Chrome's CT policy and Firefox's CTPolicyEnforcer.cpp agree: those inside the certificate must be
enough by themselves, or those sent beside it (RFC 6962 section 3.3: in the stapled answer, in a
TLS extension). Whether a log is known, and whose it is, changes from week to week and is not
looked at, nor are signatures.
"""

from datetime import timedelta
from typing import Final

from bot.core.facts import Certificate

LEAST_BESIDE: Final = 2
_SHORT: Final = timedelta(days=180)
_LEAST_IN_SHORT: Final = 2
_LEAST_IN_LONG: Final = 3
_LOG_ID: Final = slice(1, 33)  # RFC 6962 section 3.2: after the version


def has_enough_inside(leaf: Certificate) -> bool:
    """As many logs as the certificate's lifetime asks for."""
    is_short = leaf.not_after - leaf.not_before <= _SHORT
    return len(leaf.scts) >= (_LEAST_IN_SHORT if is_short else _LEAST_IN_LONG)


def logs_in(listed: bytes) -> frozenset[bytes]:
    """The distinct logs of a SignedCertificateTimestampList as TLS carries it.

    RFC 6962 section 3.3; what does not fit its lengths ends the list.
    """
    logs = set()
    at, end = 2, min(len(listed), 2 + int.from_bytes(listed[:2]))
    while at + 2 <= end:
        size = int.from_bytes(listed[at : at + 2])
        stamp = listed[at + 2 : at + 2 + size]
        at += 2 + size
        if at <= end and len(stamp[_LOG_ID]) == _LOG_ID.stop - _LOG_ID.start:
            logs.add(stamp[_LOG_ID])
    return frozenset(logs)
