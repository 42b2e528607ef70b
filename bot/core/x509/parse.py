"""DER certificates to facts. Never raises for what is in the bytes."""

import hashlib
import warnings
from contextlib import suppress
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

# Its public name, `serialization`, loads SSH keys and every cipher too: 4 ms of each start.
from cryptography.hazmat.primitives._serialization import Encoding, PublicFormat
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.utils import CryptographyDeprecationWarning

from bot.core.facts import (
    EXPLICIT_CURVE,
    Certificate,
    KeyKind,
    Name,
    Oddity,
    PublicKey,
    Served,
    Unreadable,
)
from bot.core.x509.der import algorithms_agree
from bot.core.x509.extensions import BadExtensions, facts_in
from bot.core.x509.names import label, read_name

# What is odd in a certificate is a finding of ours, not a line on standard error.
for _category in (CryptographyDeprecationWarning, UserWarning):
    warnings.filterwarnings("ignore", category=_category, module=r"bot\.core\.x509\b")

UNPARSABLE: Final = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    KeyError,  # an unknown TLS feature
)
"""What cryptography raises for bytes that are no good certificate."""

_MAX_SERIAL_BITS: Final = 160  # RFC 5280 section 4.1.2.2: at most 20 octets


Loaded = tuple[x509.Certificate, tuple[Oddity, ...], bool]
"""The library's object, what is odd in its names, and whether they are only names like them."""


@lru_cache(maxsize=64)
def loaded(der: bytes) -> Loaded:
    """Signatures and names are asked for right after parsing; the library reads each only once.

    Raises:
        ValueError: It cannot be read, not even with other names.
    """
    try:
        return x509.load_der_x509_certificate(der), (), False
    except ValueError:
        return _mended(der)


def _mended(der: bytes) -> Loaded:
    """With names that the library can read.

    Raises:
        ValueError: They are not what it cannot read.
    """
    from bot.core.x509.mend import mended  # noqa: PLC0415 - rare

    copy, oddities = mended(der)
    if copy == der:
        raise ValueError("not for its names")
    return x509.load_der_x509_certificate(copy), oddities, True


def load(der: bytes) -> x509.Certificate:
    """The library's own object; where it cannot read the names, with names that it can read."""
    return loaded(der)[0]


@lru_cache(maxsize=1024)
def parse_certificate(der: bytes) -> Served:
    """Reads one certificate; the same bytes are parsed once while they are remembered."""
    sha256 = hashlib.sha256(der).hexdigest()
    try:
        return _facts(loaded(der), der, sha256)
    except UNPARSABLE as error:
        with suppress(*UNPARSABLE):
            return _facts(_mended(der), der, sha256)
        return Unreadable(der=der, sha256=sha256, error=f"{type(error).__name__}: {error}"[:200])


def read_subject(der: bytes) -> Name | None:
    """Only the subject, for finding a certificate again; None where it cannot be read."""
    try:
        return read_name(x509.load_der_x509_certificate(der).subject)
    except UNPARSABLE:
        pass
    certificate = parse_certificate(der)
    return certificate.subject_name if isinstance(certificate, Certificate) else None


def _facts(certificate: Loaded, der: bytes, sha256: str) -> Certificate:
    cert, in_names, _ = certificate
    extensions, oddities, bad = _extensions(cert)
    read = facts_in(extensions, der)
    serial = cert.serial_number
    if serial <= 0 or serial.bit_length() > _MAX_SERIAL_BITS:
        oddities = (Oddity.BAD_SERIAL, *oddities)
    if not algorithms_agree(der):
        oddities = (*oddities, Oddity.ALGORITHMS_DIFFER)
    read["oddities"] = tuple(dict.fromkeys((*oddities, *read["oddities"], *in_names)))
    read["unreadable"] |= bad.unreadable
    return Certificate(
        der=der,
        sha256=sha256,
        version=3 if cert.version is x509.Version.v3 else 1,
        subject=cert.subject.rfc4514_string(),
        issuer=cert.issuer.rfc4514_string(),
        issuer_label=label(cert.issuer),
        subject_name=read_name(cert.subject),
        issuer_name=read_name(cert.issuer),
        serial=serial,
        not_before=cert.not_valid_before_utc,
        not_after=cert.not_valid_after_utc,
        key=_public_key(cert, der, sha256),
        signature=cert.signature_algorithm_oid._name,  # noqa: SLF001 - the only readable name
        signature_hash=_signature_hash(cert),
        repeated=bad.repeated,
        **read,
    )


def _extensions(
    cert: x509.Certificate,
) -> tuple[x509.Extensions, tuple[Oddity, ...], BadExtensions]:
    try:
        return cert.extensions, (), BadExtensions()
    except (x509.DuplicateExtension, *UNPARSABLE):
        from bot.core.x509.salvage import salvage  # noqa: PLC0415 - rare, and slow to import

        return salvage(cert)


def _signature_hash(cert: x509.Certificate) -> str:
    try:
        algorithm = cert.signature_hash_algorithm
    except UNPARSABLE:
        return ""
    return algorithm.name if algorithm else ""


def _public_key(cert: x509.Certificate, der: bytes, sha256: str) -> PublicKey:
    """A key that `cryptography` would write otherwise is one that browsers do not read.

    A curve with all its parameters instead of its name (RFC 5480 section 2.1.1), or an RSA key
    that is for PSS alone (RFC 4055 section 1.2).
    """
    try:
        key = cert.public_key()
        spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except UNPARSABLE:
        # An unknown algorithm or curve: nothing can be said of it but that it is this one.
        return PublicKey(kind=KeyKind.OTHER, bits=0, curve="", spki_sha256=sha256)
    kind, bits, curve = KeyKind.OTHER, 0, ""
    match key:
        case rsa.RSAPublicKey():
            kind, bits = KeyKind.RSA, key.key_size
        case ec.EllipticCurvePublicKey():
            kind, bits, curve = KeyKind.EC, key.key_size, key.curve.name
        case dsa.DSAPublicKey():
            kind, bits = KeyKind.DSA, key.key_size
        case ed25519.Ed25519PublicKey():
            kind = KeyKind.ED25519
        case ed448.Ed448PublicKey():
            kind = KeyKind.ED448
        case _:
            pass
    if spki not in der:
        kind, curve = (kind, EXPLICIT_CURVE) if kind is KeyKind.EC else (KeyKind.OTHER, "")
    return PublicKey(
        kind=kind, bits=bits, curve=curve, spki_sha256=hashlib.sha256(spki).hexdigest()
    )
