"""One address, or one chain from a file: everything that is wrong with it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import accumulate
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.core.browsers.chromium import path_in_chromium
from bot.core.browsers.firefox import Circumstances, building_in_firefox
from bot.core.facts import (
    AddressLook,
    Anchor,
    Certificate,
    Handshake,
    Revocation,
    Served,
    Unreadable,
)
from bot.core.faults import FAULTS, Fault
from bot.core.findings import Finding
from bot.core.issuers.distrust import distrusted
from bot.core.knowledge import Knowledge
from bot.core.path import Path, best_path, paths_of
from bot.core.rules import OTHER_RULES, PATH_RULES, Case, findings_of
from bot.core.rules.chain import may_be_unreadable
from bot.core.rules.connection import connection
from bot.core.vocabulary import Problem, Severity
from bot.core.x509 import parse_certificate

MAX_CHAIN_BYTES: Final = 100 * 1024
"""A longer certificate list is refused by both browsers."""


_NSS_MAX_MESSAGE: Final = 0x1FFFF  # MAX_HANDSHAKE_MSG_LEN in ssl3con.c


class Judged(Struct, frozen=True, kw_only=True):
    """What was found at one address.

    Attributes:
        address: The IP literal; "" for a chain from a file.
        path: The best path from the leaf; None where there is no readable leaf.
        handshake: The one whose chain was judged, else the first; None for a file.
        in_chromium: What Chromium finds on the path that it takes, where that is another one.
        in_firefox: How Firefox's path building ends, "" for well; None where no chain was judged.
    """

    address: str
    findings: tuple[Finding, ...]
    chain: tuple[Served, ...] = ()
    path: Path | None = None
    handshake: Handshake | None = None
    in_chromium: tuple[Finding, ...] | None = None
    in_firefox: str | None = None


class Seen(Struct, frozen=True, kw_only=True):
    """What is known of a chain beyond its own bytes.

    Attributes:
        handshake: How it was served; None for a chain from a file.
        fetched: Issuers that were not served but found where the certificates point (AIA).
        revocations: What issuers said when asked.
    """

    handshake: Handshake | None = None
    fetched: tuple[Certificate, ...] = ()
    revocations: tuple[Revocation, ...] = ()


NOTHING_SEEN: Final = Seen()


def judge_address(
    look: AddressLook,
    host: str,
    knowledge: Knowledge,
    now: datetime,
    seen: Seen = NOTHING_SEEN,
) -> Judged:
    """Connection and certificates together; what one explains, the other does not repeat."""
    told = tuple(connection(look))
    served = next((h for h in look.handshakes if h.chain is not None), None)
    if served is None or served.chain is None:
        return Judged(address=look.address, findings=told, handshake=look.handshakes[0])
    chain = tuple(parse_certificate(der) for der in served.chain)
    judged = judge_chain(chain, host, knowledge, now, replace(seen, handshake=served))
    other = judged.in_chromium
    return replace(
        judged,
        address=look.address,
        findings=tuple(_reconciled(told, judged.findings)),
        in_chromium=None if other is None else tuple(_reconciled(told, other)),
    )


def _reconciled(told: Sequence[Finding], found: Sequence[Finding]) -> Iterator[Finding]:
    """A certificate that breaks the handshake is one problem, shown as the handshake breaks."""
    explained = any(f.problem in _EXPLAINS_BREAK for f in found)
    broken = next((f for f in told if f.fault in _BREAKS), None) if explained else None
    yield from (f for f in told if f is not broken)
    for finding in found:
        if broken is not None and finding.fault is Fault.KEY_CURVE_UNKNOWN:
            yield replace(finding, codes=broken.codes)
        else:
            yield finding


_EXPLAINS_BREAK: Final = frozenset({Problem.MALFORMED_CERT, Problem.UNSUPPORTED_KEY})
_BREAKS: Final = frozenset(
    {Fault.CIPHER_NONE_COMMON, Fault.HANDSHAKE_BROKEN, Fault.HANDSHAKE_ALERT}
)


def judge_chain(
    chain: tuple[Served, ...],
    host: str,
    knowledge: Knowledge,
    now: datetime,
    seen: Seen = NOTHING_SEEN,
) -> Judged:
    """The certificates alone; `host` "" asks for no name."""
    findings = tuple(_refused_list(chain))
    if not chain or isinstance(chain[0], Unreadable):
        return Judged(address="", findings=findings, chain=chain, handshake=seen.handshake)

    def case(path: Path) -> Case:
        return Case(
            host=host,
            now=now,
            chain=chain,
            path=path,
            knowledge=knowledge,
            handshake=seen.handshake,
            revocations=seen.revocations,
        )

    @cache
    def on_path(path: Path) -> tuple[Finding, ...]:
        return tuple(findings_of(case(path), PATH_RULES))

    def weight(path: Path) -> int:
        return sum(_WEIGHTS[f.severity] for f in on_path(path))

    def is_faulty(path: Path) -> bool:
        return any(f.chromium for f in on_path(path))

    def everything(path: Path) -> tuple[Finding, ...]:
        blamed = may_be_unreadable(path, chain)
        listed = findings if blamed else _passed_over(findings)
        return *listed, *on_path(path), *findings_of(case(path), OTHER_RULES)

    searched = _searched(chain)
    path = best_path(paths_of(searched, knowledge.store, seen.fetched), weight)
    if path is None:
        return Judged(address="", findings=findings, chain=chain, handshake=seen.handshake)
    other = path_in_chromium(searched, seen.fetched, knowledge.store, is_faulty) or path
    told = everything(path)
    return Judged(
        address="",
        findings=told,
        chain=chain,
        path=path,
        handshake=seen.handshake,
        in_chromium=None if other == path else everything(other),
        in_firefox=building_in_firefox(searched, _for_firefox(case(path), told)),
    )


def _searched(chain: tuple[Served, ...]) -> tuple[Served, ...]:
    """What issuers are looked for among: of a list that is refused anyway, its beginning."""
    sizes = accumulate(len(certificate.der) for certificate in chain[1:])
    listed = zip(chain[1:], sizes, strict=True)
    return *chain[:1], *(c for c, size in listed if size <= MAX_CHAIN_BYTES)


_WEIGHTS: Final = {Severity.ERROR: 1000, Severity.WARNING: 1, Severity.NOTE: 0}
"""A path with a hundred warnings is better than one with an error."""


def _for_firefox(case: Case, told: Sequence[Finding]) -> Circumstances:
    def is_distrusted(anchor: Anchor) -> bool:
        issued = case.leaf.not_before
        return anchor.is_public and bool(
            distrusted(anchor.certificate, issued, case.knowledge.distrusts())
        )

    revocations = (f.firefox for f in told if f.fault in _OF_REVOCATION and f.firefox)
    return Circumstances(
        store=case.knowledge.store,
        now=case.now,
        is_distrusted=is_distrusted,
        leaf_revocation=next(revocations, ""),
    )


_OF_REVOCATION: Final = frozenset({Fault.LEAF_REVOKED, Fault.STAPLE_UNUSABLE})


def _refused_list(chain: Sequence[Served]) -> list[Finding]:
    """Lists that browsers refuse as a whole, whatever the certificates say."""
    if not chain or not all(c.der for c in chain):
        what = "place in the certificate list" if chain else "certificate list"
        return [Finding(fault=Fault.LIST_EMPTY, evidence=f"an empty {what}")]
    size = sum(len(c.der) for c in chain)
    if size > MAX_CHAIN_BYTES:
        return [_too_long(chain, size)]
    return [
        Finding(
            fault=Fault.ISSUER_UNREADABLE if index else Fault.LEAF_UNREADABLE,
            certificate=index,
            evidence=certificate.error,
        )
        for index, certificate in enumerate(chain)
        if isinstance(certificate, Unreadable)
    ]


def _passed_over(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Rubbish beside a path that wants nothing stops no browser."""
    return tuple(
        replace(f, codes=("", "")) if f.fault is Fault.ISSUER_UNREADABLE else f for f in findings
    )


def _too_long(chain: Sequence[Served], size: int) -> Finding:
    """NSS has limits of its own: for the message, and for one readable certificate."""
    kind = FAULTS[Fault.LIST_TOO_LONG]
    firefox = kind.firefox
    if size > _NSS_MAX_MESSAGE:
        firefox = "SSL_ERROR_RX_MALFORMED_HANDSHAKE"
    elif any(isinstance(c, Unreadable) for c in chain):
        firefox = ""
    evidence = f"{size} bytes of certificates"
    return Finding(fault=Fault.LIST_TOO_LONG, evidence=evidence, codes=(kind.chromium, firefox))
