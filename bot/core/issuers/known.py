"""Who issued a certificate, as far as names and keys tell."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.core.facts import Certificate
from bot.core.facts.identifiers import COMMON_NAME, ORGANISATION, ORGANISATIONAL_UNIT
from bot.core.issuers.names import NamePattern, folded

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
    values = {folded(value or name) for name, _, value in parts} | {folded(plain)}
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
