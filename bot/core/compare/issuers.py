"""Who issued what the person was shown: known products, and whether it is who vouches to us."""

from collections.abc import Iterable, Iterator
from typing import Final

from bot.core.compare.views import Views
from bot.core.facts import Certificate, attribute
from bot.core.facts.identifiers import COMMON_NAME, ORGANISATION
from bot.core.issuers.known import (
    IssuerKind,
    KnownIssuer,
    issuers_called,
    known_issuer,
    known_key,
)

_TELLING: Final = (COMMON_NAME, ORGANISATION)


def product_of(views: Views, kind: IssuerKind) -> str:
    """What the first known issuer of this kind is called; "" where there is none.

    Among all certificates that were pasted, by key or by name, and as told in words.
    """
    return next((entry.product for entry in _known(views) if entry.kind is kind), "")


def _known(views: Views) -> Iterator[KnownIssuer]:
    known = views.knowledge.issuers()
    for served in views.enquiry.chain:
        if isinstance(served, Certificate):
            yield from _present(known_key(served, known), known_issuer(served, known))
    yield from issuers_called(views.enquiry.reported.issuer, known)


def has_other_issuer(views: Views) -> bool:
    """They are told an issuer that none of the certificates shown to us has."""
    told = views.enquiry.reported.issuer.casefold()
    ours = [c for c in views.served if isinstance(c, Certificate)]
    return bool(told and ours) and not any(_bears(c, told) for c in ours)


def _present(*entries: KnownIssuer | None) -> Iterable[KnownIssuer]:
    return (entry for entry in entries if entry is not None)


def _bears(certificate: Certificate, told: str) -> bool:
    """Told is a common name, an organisation or the whole name; countries are no difference."""
    name = certificate.issuer_name
    return any(value in told for oid in _TELLING for value in attribute(name, oid) if value)
