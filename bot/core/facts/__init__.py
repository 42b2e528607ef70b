"""What was seen: certificates, handshakes and everything a look brings home. No adjectives."""

from bot.core.facts.certificate import (
    Anchor,
    Certificate,
    KeyKind,
    Name,
    NameConstraints,
    Oddity,
    PublicKey,
    Served,
    StoreName,
    Unreadable,
    attribute,
)
from bot.core.facts.handshake import (
    AddressLook,
    Ending,
    Handshake,
    Offer,
)
from bot.core.facts.observation import (
    Observation,
    Page,
    PageSign,
    Redirect,
    Revocation,
    RevocationSource,
    RevocationWord,
    Unresolved,
)

__all__ = [
    "AddressLook",
    "Anchor",
    "Certificate",
    "Ending",
    "Handshake",
    "KeyKind",
    "Name",
    "NameConstraints",
    "Observation",
    "Oddity",
    "Offer",
    "Page",
    "PageSign",
    "PublicKey",
    "Redirect",
    "Revocation",
    "RevocationSource",
    "RevocationWord",
    "Served",
    "StoreName",
    "Unreadable",
    "Unresolved",
    "attribute",
]
