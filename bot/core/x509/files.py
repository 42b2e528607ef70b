"""Certificates out of files, in every form that people keep them in."""

import binascii
import re
import warnings
from collections.abc import Iterator
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import load_der_pkcs7_certificates

from bot.core.facts import Certificate, Served, Unreadable
from bot.core.x509.parse import UNPARSABLE, parse_certificate

_BLOCK: Final = re.compile(
    rb"-----BEGIN (X509 CERTIFICATE|TRUSTED CERTIFICATE|CERTIFICATE|PKCS7|CMS)-----([^-]*)"
    rb"(-----END \1-----)?"
)
_BUNDLES: Final = frozenset({b"PKCS7", b"CMS"})
_SEQUENCE: Final = b"\x30"
_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")  # RFC 5652 section 5.1
_HEADER_BYTES: Final = 24  # tag and length before the type of a bundle, with room
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
    elif _SIGNED_DATA in plain[:_HEADER_BYTES]:
        yield from _of_bundle(plain)
    elif plain.startswith(_SEQUENCE):
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
    found = _bundled(der)
    if not found:
        yield _unreadable(der, "a PKCS #7 bundle that cannot be read or holds no certificate")
    yield from _leaf_first([parse_certificate(one) for one in found])


def _bundled(der: bytes) -> tuple[bytes, ...]:
    """DER of the certificates of a PKCS #7 bundle (RFC 5652); () where it cannot be read."""
    try:
        with warnings.catch_warnings():
            # A bundle in BER instead of DER is worth a warning to the library, none to us.
            warnings.simplefilter("ignore")
            found = load_der_pkcs7_certificates(der)
            return tuple(c.public_bytes(Encoding.DER) for c in found)
    except UNPARSABLE:
        return ()


def _leaf_first(found: list[Served]) -> Iterator[Served]:
    """The one that issued none of the others, its issuer, that one's issuer; then the rest."""
    left = list(dict.fromkeys(found))
    read = [c for c in left if isinstance(c, Certificate)]
    issuers = {c.issuer_name for c in read if not c.is_self_issued}
    following = next((c for c in read if c.subject_name not in issuers), None)
    while following is not None:
        left.remove(following)
        yield following
        wanted = following.issuer_name
        following = next(
            (c for c in left if isinstance(c, Certificate) and c.subject_name == wanted), None
        )
    yield from left


def _unreadable(der: bytes, error: str) -> Unreadable:
    read = parse_certificate(der)
    return Unreadable(der=der, sha256=read.sha256, error=error)
