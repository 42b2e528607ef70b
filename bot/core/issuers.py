"""What is known of issuers by name or key, which are distrusted, and how long they may promise.

The entries themselves are data and come as arguments.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.core.facts import Certificate, Name, attribute
from bot.core.facts.identifiers import COMMON_NAME, ORGANISATION, ORGANISATIONAL_UNIT

_BETWEEN_ATTRIBUTES: Final = re.compile(r"[,/+] ?(?=[A-Za-z0-9.]{1,40} ?=)")


class IssuerKind(StrEnum):
    """Why an issuer is worth knowing; only `PLACEHOLDER` speaks for an oversight of the owner."""

    ANTIVIRUS = "antivirus"
    PARENTAL = "parental"
    GATEWAY = "gateway"
    DEBUGGING = "debugging"
    KNOWN_BAD = "known_bad"
    STATE = "state"
    PLACEHOLDER = "placeholder"


class Confidence(StrEnum):
    """`CONFIRMED`: read in a list of a browser, or on certificates. `REPORTED`: only told of."""

    CONFIRMED = "confirmed"
    REPORTED = "reported"


class Programme(StrEnum):
    """Who decides which issuers a browser trusts."""

    CHROME = "chrome"
    MOZILLA = "mozilla"


class NamePattern(Struct, frozen=True, kw_only=True):
    """A distinguished name by some of its attributes; all that are given must be there.

    Letter case and runs of spaces do not count (RFC 5280 section 7.1). A final asterisk stands for
    any rest, nowhere else has it a meaning. Empty attributes are not looked at, and a pattern of
    nothing but empty ones matches no name.
    """

    common_name: str = ""
    organisation: str = ""
    organisational_unit: str = ""

    def matches(self, name: Name) -> bool:
        """Whether each attribute given stands in the name, possibly among others of its type."""
        wanted = (
            (COMMON_NAME, self.common_name),
            (ORGANISATION, self.organisation),
            (ORGANISATIONAL_UNIT, self.organisational_unit),
        )
        given = [(oid, _folded(pattern)) for oid, pattern in wanted if pattern]
        return bool(given) and all(
            any(_fits(pattern, value) for value in attribute(name, oid)) for oid, pattern in given
        )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _fits(pattern: str, value: str) -> bool:
    if pattern.endswith("*"):
        return value.startswith(pattern[:-1])
    return value == pattern


class KnownIssuer(Struct, frozen=True, kw_only=True):
    """Software that signs certificates of its own, or a certificate that nobody replaced.

    Attributes:
        names: Alternatives; a name is only a hint, for anybody can copy it.
        key_sha256: SubjectPublicKeyInfo digests, lower-case hex; these prove it.
        date: When the source was read.
    """

    id: str
    product: str
    kind: IssuerKind
    names: tuple[NamePattern, ...]
    key_sha256: frozenset[str]
    confidence: Confidence
    source: str
    date: date


def known_issuer(certificate: Certificate, known: Iterable[KnownIssuer]) -> KnownIssuer | None:
    """Who issued it, as far as the issuer's name tells; the first entry that fits.

    A self-signed certificate is its own issuer, so that this finds roots and placeholders too.
    """
    for entry in known:
        if any(pattern.matches(certificate.issuer_name) for pattern in entry.names):
            return entry
    return None


def issuers_called(text: str, known: Iterable[KnownIssuer]) -> Iterator[KnownIssuer]:
    """Entries that an issuer's name fits as a program printed it: one attribute, or all of them.

    RFC 4514 puts commas between attributes, OpenSSL slashes; either may stand inside a value too.
    A text without attributes may be each of the three that are looked at.
    """
    if not text.strip():
        return
    plain = text.replace("\\,", ",")
    parts = [part.partition("=") for part in _BETWEEN_ATTRIBUTES.split(plain)]
    values = {_folded(value or name) for name, _, value in parts} | {_folded(plain)}
    oids = (COMMON_NAME, ORGANISATION, ORGANISATIONAL_UNIT)
    name = tuple((oid, value) for value in values if value for oid in oids)
    yield from (e for e in known if any(pattern.matches(name) for pattern in e.names))


def known_authority(
    authorities: Sequence[Certificate], known: Iterable[KnownIssuer]
) -> KnownIssuer | None:
    """Who is known among the authorities above a leaf: by key, which proves it, else by name.

    A key stands for itself however its certificate is called. Names are looked at from the top
    down: software that signs with a company's own authority still goes by its own name there.
    """
    entries = tuple(known)
    by_key = (known_key(authority, entries) for authority in authorities)
    by_name = (known_issuer(authority, entries) for authority in reversed(authorities))
    return next((entry for entry in (*by_key, *by_name) if entry is not None), None)


def known_key(certificate: Certificate, known: Iterable[KnownIssuer]) -> KnownIssuer | None:
    """Whose key the certificate holds; unlike a name this cannot be copied."""
    for entry in known:
        if certificate.key.spki_sha256 in entry.key_sha256:
            return entry
    return None


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


class ValidityLimit(Struct, frozen=True, kw_only=True):
    """The longest validity for certificates issued from a day on (UTC, the day included).

    Attributes:
        days: Of 86,400 s each, both ends included.
        date: When the entry was last reviewed.
    """

    since: date
    days: int
    source: str
    date: date


class Policy(Struct, frozen=True, kw_only=True):
    """Limits that clients or their policies set.

    Attributes:
        public_validity: Under public anchors.
        private_validity: Under an organisation's own anchors.
        min_rsa_bits: Least size of an RSA key.
    """

    public_validity: tuple[ValidityLimit, ...]
    private_validity: tuple[ValidityLimit, ...]
    min_rsa_bits: int


def max_validity_days(not_before: datetime, limits: Iterable[ValidityLimit]) -> int | None:
    """How long a certificate issued then may last; None before the first limit."""
    applicable = [limit for limit in limits if limit.since <= not_before.date()]
    return max(applicable, key=lambda limit: limit.since).days if applicable else None
