"""Reads a certificate's extensions one by one where they cannot be read as a whole.

One bad extension makes `cryptography` refuse them all; a browser says more than that, and the
names are often still there. Imported only when needed: the ASN.1 compiler is slow to load.
"""

from typing import Annotated, Final

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import ExtensionOID

from bot.core.facts import Oddity
from bot.core.x509.der import element
from bot.core.x509.extensions import BadExtensions
from bot.core.x509.lenient import Read, leniently

_UNREADABLE: Final = (ValueError, TypeError, KeyError, x509.UnsupportedGeneralNameType)
_TIMESTAMPS: Final = ExtensionOID.PRECERT_SIGNED_CERTIFICATE_TIMESTAMPS
_OCTETS: Final = 0x04


@asn1.sequence
class _Extension:
    oid: x509.ObjectIdentifier
    critical: Annotated[bool, asn1.Default(value=False)]
    value: bytes


@asn1.sequence
class _TbsCertificate:
    """RFC 5280 section 4.1; only version and extensions are of interest here."""

    version: Annotated[int, asn1.Explicit(0), asn1.Default(0)]
    serial: int
    signature: asn1.TLV
    issuer: asn1.TLV
    validity: asn1.TLV
    subject: asn1.TLV
    key: asn1.TLV
    extensions: Annotated[list[_Extension] | None, asn1.Explicit(3)]


def salvage(
    cert: x509.Certificate,
) -> tuple[x509.Extensions, tuple[Oddity, ...], BadExtensions]:
    """What can be read of the extensions, and what was wrong with the rest.

    Raises:
        ValueError: The certificate's outer structure cannot be read either.
    """
    tbs = asn1.decode_der(_TbsCertificate, cert.tbs_certificate_bytes)
    kept: list[x509.Extension[x509.ExtensionType]] = []
    oddities: set[Oddity] = set()
    seen: set[x509.ObjectIdentifier] = set()
    repeated: set[str] = set()
    unreadable: set[str] = set()
    for extension in tbs.extensions or []:
        if extension.oid in seen:
            repeated.add(extension.oid.dotted_string)
            continue
        seen.add(extension.oid)
        value, oddity = _read(extension)
        oddities |= {oddity} if oddity else set()
        if value is None:
            unreadable.add(extension.oid.dotted_string)
            value = x509.UnrecognizedExtension(extension.oid, extension.value)
        kept.append(x509.Extension(extension.oid, extension.critical, value))
    bad = BadExtensions(repeated=frozenset(repeated), unreadable=frozenset(unreadable))
    return x509.Extensions(kept), tuple(sorted(oddities)), bad


def _read(extension: _Extension) -> Read:
    try:
        return _decode(extension), None
    except _UNREADABLE:
        pass
    try:
        return leniently(extension.oid, extension.value, critical=extension.critical)
    except _UNREADABLE:
        return None, None


def _decode(extension: _Extension) -> x509.ExtensionType:
    """Lets `cryptography` read the one extension, wrapped in a request of our own."""
    raw = x509.UnrecognizedExtension(extension.oid, extension.value)
    request = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(x509.Name([]))
        .add_extension(raw, extension.critical)
        .sign(Ed25519PrivateKey.from_private_bytes(bytes(32)), None)
    )
    value: x509.ExtensionType = request.extensions[0].value
    if extension.oid == _TIMESTAMPS and not _is_octets(extension.value):
        raise ValueError("no octet string")  # which the library reads in certificates only
    return value


def _is_octets(value: bytes) -> bool:
    """RFC 6962 section 3.3; what is inside the octet string is for those who count timestamps."""
    outer = element(value, 0)
    return outer is not None and outer.tag == _OCTETS and outer.end == len(value)
