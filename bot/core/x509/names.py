"""Distinguished names, for comparing and for people."""

from functools import lru_cache

from cryptography import x509
from cryptography.x509.oid import NameOID

from bot.core.facts import Name


@lru_cache(maxsize=1024)
def read_name(name: x509.Name) -> Name:
    """RFC 5280 section 7.1: case and runs of spaces do not count, nor does the string type."""
    return tuple(
        (a.oid.dotted_string, _fold(a.value) if isinstance(a.value, str) else a.value.hex())
        for a in name
    )


def label(name: x509.Name) -> str:
    """The organisation if it is named, as in "Let's Encrypt" rather than "R12"."""
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for found in name.get_attributes_for_oid(oid):
            return str(found.value)
    return name.rfc4514_string()


def _fold(value: str) -> str:
    return " ".join(value.casefold().split())
