"""Issuers that a programme believes no longer, or only what they issued earlier."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from bot.core.facts import Certificate
from bot.core.issuers.names import NamePattern


class Programme(StrEnum):
    """Who decides which issuers a browser trusts."""

    CHROME = "chrome"
    MOZILLA = "mozilla"


class Decision(Struct, frozen=True, kw_only=True):
    """What a programme decided about an issuer.

    Attributes:
        last_accepted: What is issued later is distrusted; None where nothing is accepted.
            Chrome counts from the earliest certificate timestamp, Mozilla from notBefore.
        date: When the entry was last reviewed.
    """

    by: Programme
    last_accepted: datetime | None
    source: str
    date: date

    def rejects(self, issued: datetime) -> bool:
        """Whether a leaf issued then is distrusted; the last accepted moment itself is not."""
        return self.last_accepted is None or issued > self.last_accepted


class Distrust(Struct, frozen=True, kw_only=True):
    """An issuer that a programme believes no longer, or only what it issued earlier.

    Attributes:
        certificate_sha256: Digests of the CA certificates meant, lower-case hex.
        names: Their subjects, for chains that end without them.
    """

    id: str
    authority: str
    certificate_sha256: frozenset[str]
    names: tuple[NamePattern, ...]
    decisions: tuple[Decision, ...]

    def means(self, authority: Certificate) -> bool:
        """Whether it is about this CA certificate, or about the unseen one that issued it."""
        return authority.sha256 in self.certificate_sha256 or any(
            pattern.matches(name)
            for pattern in self.names
            for name in (authority.subject_name, authority.issuer_name)
        )


class Distrusted(Struct, frozen=True, kw_only=True):
    """The decisions that hit one leaf.

    Attributes:
        by: Without repetition, in the order of the entry; never empty.
        source: Of these decisions, for IT.
    """

    authority: str
    by: tuple[Programme, ...]
    source: str


def distrusted(
    authority: Certificate, issued: datetime, distrusts: Iterable[Distrust]
) -> Distrusted | None:
    """Who believes this CA no longer when it vouches for a leaf that was issued then.

    Give it the last certificate of the path: a CA in the middle may be cross-signed, and a path
    that was completed to another anchor stays good.
    Where no certificate timestamp was read, the leaf's notBefore is the best that is known of
    `issued`; issuers date it back by hours, so that on the very day Chrome may see it otherwise.
    """
    for entry in distrusts:
        hits = [decision for decision in entry.decisions if decision.rejects(issued)]
        if hits and entry.means(authority):
            return Distrusted(
                authority=entry.authority,
                by=tuple(dict.fromkeys(decision.by for decision in hits)),
                source="; ".join(decision.source for decision in hits),
            )
    return None
