"""Certificates out of files, in every form that people keep them in."""

import binascii
import re
from collections.abc import Iterator
from typing import Final

from bot.core.facts import Served, Unreadable
from bot.core.x509.bundle import read_bundle
from bot.core.x509.kinds import Kind, kind_of
from bot.core.x509.parse import parse_certificate

_BLOCK: Final = re.compile(
    rb"-----BEGIN (X509 CERTIFICATE|TRUSTED CERTIFICATE|CERTIFICATE|PKCS7|CMS)-----([^-]*)"
    rb"(-----END \1-----)?"
)
_BUNDLES: Final = frozenset({b"PKCS7", b"CMS"})
_SEQUENCE: Final = b"\x30"
_CUT: Final = "a block without its end: the file is cut short"
# A text of UTF-16 begins with a mark, or every other byte of it is zero.
_UTF_16: Final = (
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"-\0-\0-\0", "utf-16-le"),
    (b"\0-\0-\0-", "utf-16-be"),
)


def read_file(data: bytes) -> tuple[Served, ...]:
    """All certificates of a file in order: PEM in any encoding, DER, PKCS #7 in both.

    A block that is cut short or is no base64 is an unreadable certificate, not the end of the
    file. A bundle has no order of its own, so its leaf comes first and then each one's issuer.

    Raises:
        ValueError: There is none; says what was expected.
    """
    found = tuple(certificates_in(data))
    if not found:
        raise ValueError("no certificate found: expected PEM, DER or PKCS #7")
    return found


def certificates_in(data: bytes) -> Iterator[Served]:
    """The same, read one after the other; what holds no certificate gives none."""
    plain = _plain(data)
    if b"-----BEGIN " in plain:
        for block in _BLOCK.finditer(plain):
            yield from _of_block(*block.groups())
        return
    kind = kind_of(plain)
    if kind is Kind.BUNDLE:
        yield from _of_bundle(plain)
    elif kind is not Kind.PRIVATE_KEY and plain.startswith(_SEQUENCE):
        yield parse_certificate(plain)


def _plain(data: bytes) -> bytes:
    """Text in UTF-16, as Windows writes it, as ASCII; everything else as it is."""
    encoding = next((name for start, name in _UTF_16 if data.startswith(start)), "")
    return data.decode(encoding, "replace").encode("ascii", "replace") if encoding else data


def _of_block(label: bytes, text: bytes, end: bytes | None) -> Iterator[Served]:
    body = b"".join(text.split())
    try:
        der = binascii.a2b_base64(body, strict_mode=True)
    except binascii.Error:
        der = body
    if end is None:
        yield _unreadable(der, _CUT)
    elif label in _BUNDLES:
        yield from _of_bundle(der)
    else:
        yield parse_certificate(der)


def _of_bundle(der: bytes) -> Iterator[Served]:
    found = read_bundle(der)
    if not found:
        yield _unreadable(der, "a PKCS #7 bundle that cannot be read or holds no certificate")
    yield from found


def _unreadable(der: bytes, error: str) -> Unreadable:
    read = parse_certificate(der)
    return Unreadable(der=der, sha256=read.sha256, error=error)
