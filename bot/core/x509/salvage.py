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
from bot.core.x509.der import SEQUENCE, encoded
from bot.core.x509.extensions import BadExtensions

_UNREADABLE: Final = (ValueError, TypeError)
_DNS_NAME_TAG: Final = 0x82  # RFC 5280 section 4.2.1.6: dNSName [2] IA5String


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


@asn1.sequence
class _BasicConstraints:
    """RFC 5280 section 4.2.1.9; browsers do not mind a path length without cA."""

    ca: Annotated[bool, asn1.Default(value=False)]
    path_length: int | None


@asn1.sequence
class _Names:
    """RFC 5280 section 4.2.1.6: GeneralNames, each in whatever form."""

    names: list[asn1.TLV]


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


def _read(extension: _Extension) -> tuple[x509.ExtensionType | None, Oddity | None]:
    try:
        return _decode(extension), None
    except _UNREADABLE:
        pass
    try:
        return _leniently(extension)
    except _UNREADABLE:
        return None, None


def _leniently(
    extension: _Extension,
) -> tuple[x509.ExtensionType | None, Oddity | None]:
    """What browsers make something of, though `cryptography` does not."""
    if extension.oid == ExtensionOID.SUBJECT_ALTERNATIVE_NAME:
        return _ascii_names(extension.value), Oddity.NON_ASCII_NAME
    if extension.oid == ExtensionOID.BASIC_CONSTRAINTS:
        basic = asn1.decode_der(_BasicConstraints, extension.value)
        length = basic.path_length if basic.ca else None
        return x509.BasicConstraints(basic.ca, length), None
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
    return value


def _ascii_names(value: bytes) -> x509.SubjectAlternativeName:
    """The names that a browser can read, where others in the list are no ASCII."""
    wrapped = encoded(SEQUENCE, value)  # the decoder takes a list only as a field
    entries = asn1.decode_der(_Names, wrapped).names
    dns = (bytes(e.data) for e in entries if e.tag_bytes == bytes([_DNS_NAME_TAG]))
    return x509.SubjectAlternativeName(
        [x509.DNSName(name.decode("ascii")) for name in dns if name.isascii()]
    )
