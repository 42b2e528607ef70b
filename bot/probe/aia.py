"""Issuers that were not served, fetched from where the certificates say they are (AIA).

RFC 5280 section 4.2.2.1: caIssuers leads to a DER certificate or a certs-only PKCS #7; servers
also hand out PEM, under any content type.
"""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from bot.core.facts import Certificate, Served
from bot.core.path import Path, find_paths
from bot.core.trust import TrustStore
from bot.core.x509 import SignatureCheck, check_signature
from bot.core.x509.files import certificates_in
from bot.probe.exchange import Unfetched
from bot.probe.fetch import Fetcher

_MAX_FILE_BYTES: Final = 64 * 1024
_MAX_LEVELS: Final = 3
_MAX_URLS: Final = 5
_MAX_CERTIFICATES: Final = 32  # in one file
_PATIENCE_S: Final = 3.0


async def missing_issuers(
    chain: Sequence[Served], store: TrustStore, fetcher: Fetcher, deadline: float
) -> tuple[bytes, ...]:
    """DER of the issuers that complete a served chain; () where none is missing or found.

    Args:
        chain: Leaf first, as served.
        store: A chain is complete once it reaches one of its anchors.
        fetcher: The look's own.
        deadline: On the loop's clock.
    """
    search = _Search(fetcher, deadline)
    found: list[Certificate] = []
    for _ in range(_MAX_LEVELS):
        paths = tuple(find_paths(chain, store, found))
        if any(path.anchor is not None for path in paths):
            break
        new = await search.above(paths)
        if not new:
            break
        found += new
    return tuple(certificate.der for certificate in found)


class _Search:
    """Asks each address once, and no more than a few."""

    def __init__(self, fetcher: Fetcher, deadline: float) -> None:
        self._fetcher = fetcher
        self._deadline = deadline
        self._asked: set[str] = set()

    async def above(self, paths: Sequence[Path]) -> list[Certificate]:
        """The first issuers found for the tops of these paths."""
        for top in dict.fromkeys(path.top for path in paths):
            for url in () if top.is_self_issued else top.issuer_urls:
                used = (c for path in paths for c in path.certificates)
                issuers = _issuers_of(top, await self._ask(url), used)
                if issuers:
                    return issuers
        return []

    async def _ask(self, url: str) -> bytes:
        if url in self._asked or len(self._asked) >= _MAX_URLS:
            return b""
        self._asked.add(url)
        soon = asyncio.get_running_loop().time() + _PATIENCE_S
        deadline = min(soon, self._deadline)
        body = await self._fetcher.fetch(url, max_bytes=_MAX_FILE_BYTES, deadline=deadline)
        return b"" if isinstance(body, Unfetched) else body


def _issuers_of(top: Certificate, data: bytes, used: Iterable[Certificate]) -> list[Certificate]:
    """Those in a file that signed `top`, then those that signed these, and so on.

    Whatever else stands there would only confuse: a namesake that signed nothing reads like a
    forged signature. The same name and key again adds nothing and may go round in circles.
    """
    known = {c.party for c in used}
    waiting = [top]
    found: list[Certificate] = []
    offered = read_certificates(data)
    while waiting:
        child = waiting.pop()
        for issuer in offered:
            if issuer.party not in known and _signed(issuer, child):
                known.add(issuer.party)
                found.append(issuer)
                waiting.append(issuer)
    return found


def _signed(issuer: Certificate, child: Certificate) -> bool:
    return (
        issuer.subject_name == child.issuer_name
        and check_signature(child, issuer) is not SignatureCheck.BROKEN
    )


def read_certificates(data: bytes) -> tuple[Certificate, ...]:
    """The readable certificates of a file, whatever form it has; () where there are none."""
    read = (c for c in certificates_in(data) if isinstance(c, Certificate))
    return tuple(islice(read, _MAX_CERTIFICATES))
