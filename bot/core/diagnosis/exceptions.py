"""The two exceptions to "no": a registered private host, and reading just after expiry.

Whoever went on at a wrong moment would be exposed, so that every condition must be known to hold;
what is not known counts against the exception.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from bot.core.diagnosis.judge import Judged, Seen, judge_chain
from bot.core.diagnosis.verdicts import TRUST_AND_NAME, Circumstance
from bot.core.facts import Ending, Observation, Offer, leaf_of
from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.knowledge import Knowledge
from bot.core.registry import Reach, RegisteredHost, is_private, reach_of
from bot.core.vocabulary import Category, Problem, Severity, category_of

READABLE_FOR: Final = timedelta(days=7)
"""Most certificates found expired are renewals forgotten for days or weeks (Acer and others, CCS
2017); the longer nobody renews, and publishes revocation, the more a stolen old key is worth."""

_DAY: Final = timedelta(days=1)
_UNAUTHORISED: Final = 401  # RFC 9110 section 15.5.2: the page asks for a password
_BEYOND_REGISTERS: Final = frozenset({Problem.REVOKED, Problem.WEAK_KEY, Problem.KEY_MISMATCH})
"""The key may be in other hands, and then it does not matter who vouches for it."""


class Sight(Struct, frozen=True, kw_only=True):
    """What was seen of a host and judged, all addresses together.

    Attributes:
        judged: Each address that took the connection.
        primary: What its worst address is told by; an error.
    """

    observation: Observation
    judged: Sequence[Judged]
    primary: Finding
    knowledge: Knowledge
    now: datetime


class Ruling(Struct, frozen=True, kw_only=True):
    """Whether an exception holds, and what IT is told about it.

    Attributes:
        circumstance: None where none holds.
        remark: For the evidence; "" where there is nothing to say.
    """

    circumstance: Circumstance | None = None
    remark: str = ""


def rule_on(sight: Sight) -> Ruling:
    """The exception that holds for what was seen, if one does."""
    if sight.primary.problem in TRUST_AND_NAME:
        return _on_registered_host(sight)
    if sight.primary.fault is Fault.LEAF_EXPIRED and _is_readable(sight):
        return Ruling(
            circumstance=Circumstance.READABLE,
            remark="in order until a day before, which permits reading",
        )
    return Ruling()


def _on_registered_host(sight: Sight) -> Ruling:
    registry = sight.knowledge.registry
    host = sight.observation.target.host
    entry = registry.host(host)
    if entry is None or not is_private(host, _reach(sight), registry):
        return Ruling()
    if not all(_shows(entry, judged) for judged in sight.judged):
        return Ruling(remark=f"not the certificate that is registered for {host}")
    if not all(_proves_key(judged) for judged in sight.judged):
        return Ruling(remark="the registered certificate, but no proof that its key is there")
    remark = "the registered certificate" + (f" ({entry.note})" if entry.note else "")
    if _demands_hsts(sight) or any(_is_beyond_registers(f) for f in _errors(sight)):
        return Ruling(remark=remark)
    return Ruling(circumstance=Circumstance.REGISTERED, remark=remark)


def _reach(sight: Sight) -> Reach:
    return reach_of([look.address for look in sight.observation.looks])


def _shows(entry: RegisteredHost, judged: Judged) -> bool:
    leaf = leaf_of(judged.chain)
    return leaf is not None and entry.agrees(leaf)


def _proves_key(judged: Judged) -> bool:
    """Anybody can show a copy of a certificate; only a whole handshake proves the key.

    RFC 8446 section 4.4.3. The hand-made hello reads certificates and leaves before that.
    """
    handshake = judged.handshake
    return (
        handshake is not None
        and handshake.offer is not Offer.HAND_MADE
        and handshake.ending is Ending.COMPLETED
    )


def _demands_hsts(sight: Sight) -> bool:
    """RFC 6797 section 12.1: such a site lets nobody past a warning."""
    return sight.observation.page is not None and sight.observation.page.hsts


def _is_beyond_registers(finding: Finding) -> bool:
    return (
        finding.problem in _BEYOND_REGISTERS
        or category_of(finding.problem) is Category.INTERCEPTED
    )


def _errors(sight: Sight) -> Iterator[Finding]:
    return (f for judged in sight.judged for f in _graver(judged))


def _graver(judged: Judged) -> Iterator[Finding]:
    return (f for f in judged.findings if f.severity is Severity.ERROR)


def _is_readable(sight: Sight) -> bool:
    return (
        sight.knowledge.registry.read_only_after_expiry
        and _is_public_page(sight)
        and all(f.fault is Fault.LEAF_EXPIRED for f in _errors(sight))
        and all(_ran_out_in_order(judged, sight) for judged in sight.judged)
    )


def _is_public_page(sight: Sight) -> bool:
    """A web page on the internet, without HSTS, and no place to sign in, pay or write letters."""
    target, page = sight.observation.target, sight.observation.page
    if page is None or page.hsts or page.status in {0, _UNAUTHORISED}:
        return False
    hosts = (target.host, page.redirect.host) if page.redirect else (target.host,)
    return (
        target.starttls is None
        and _reach(sight) is Reach.PUBLIC
        and not any(sight.knowledge.is_sensitive(host) for host in hosts)
    )


def _ran_out_in_order(judged: Judged, sight: Sight) -> bool:
    """Nothing is wrong at this address, or nothing was until a day before the leaf ran out."""
    if not any(_graver(judged)):
        return True
    leaf = leaf_of(judged.chain)
    if leaf is None or not _proves_key(judged) or sight.now - leaf.not_after > READABLE_FOR:
        return False
    host, before = sight.observation.target.host, leaf.not_after - _DAY
    then = judge_chain(
        judged.chain, host, sight.knowledge, before, Seen(handshake=judged.handshake)
    )
    sound = then.path is not None and then.path.is_sound
    public = then.path is not None and then.path.anchor is not None and then.path.anchor.is_public
    return sound and public and all(f.severity is Severity.NOTE for f in then.findings)
