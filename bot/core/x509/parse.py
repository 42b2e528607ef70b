"""DER certificates to facts. Never raises for what is in the bytes."""

import hashlib
import warnings
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

# Its public name, `serialization`, loads SSH keys and every cipher too: 4 ms of each start.
from cryptography.hazmat.primitives._serialization import Encoding, PublicFormat
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import AuthorityInformationAccessOID as Access
from cryptography.x509.oid import NameOID
from msgspec import Struct

from bot.core.facts import (
    Certificate,
    KeyKind,
    Name,
    NameConstraints,
    Oddity,
    PublicKey,
    Served,
    Unreadable,
)

# A serial of zero or below is a finding of ours (BAD_SERIAL), not a line on standard error.
warnings.filterwarnings(
    "ignore", message="Parsed a serial number", category=CryptographyDeprecationWarning
)

UNPARSABLE: Final = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
)
"""What cryptography raises for bytes that are no good certificate."""

_MAX_SERIAL_BITS: Final = 160  # RFC 5280 section 4.1.2.2: at most 20 octets
_USAGES: Final = {
    "digital_signature": "digitalSignature",
    "content_commitment": "nonRepudiation",
    "key_encipherment": "keyEncipherment",
    "data_encipherment": "dataEncipherment",
    "key_agreement": "keyAgreement",
    "key_cert_sign": "keyCertSign",
    "crl_sign": "cRLSign",
}


@lru_cache(maxsize=1024)
def parse_certificate(der: bytes) -> Served:
    """Reads one certificate; the same bytes are parsed once while they are remembered."""
    sha256 = hashlib.sha256(der).hexdigest()
    try:
        return _facts(x509.load_der_x509_certificate(der), der, sha256)
    except UNPARSABLE as error:
        return Unreadable(der=der, sha256=sha256, error=f"{type(error).__name__}: {error}"[:200])


def read_subject(der: bytes) -> Name | None:
    """Only the subject, for finding a certificate again; None where it cannot be read."""
    try:
        return read_name(x509.load_der_x509_certificate(der).subject)
    except UNPARSABLE:
        return None


def _facts(cert: x509.Certificate, der: bytes, sha256: str) -> Certificate:
    extensions, oddities, bad = _extensions(cert)
    read = _from_extensions(extensions)
    if not all(name.isascii() for name in read["dns_names"]):
        oddities = (*oddities, Oddity.NON_ASCII_NAME)
    if read["has_san"] and not read["dns_names"] and not _other_names(extensions):
        oddities = (*oddities, Oddity.EMPTY_NAMES)
    serial = cert.serial_number
    if serial <= 0 or serial.bit_length() > _MAX_SERIAL_BITS:
        oddities = (Oddity.BAD_SERIAL, *oddities)
    return Certificate(
        der=der,
        sha256=sha256,
        version=3 if cert.version is x509.Version.v3 else 1,
        subject=cert.subject.rfc4514_string(),
        issuer=cert.issuer.rfc4514_string(),
        issuer_label=_label(cert.issuer),
        subject_name=read_name(cert.subject),
        issuer_name=read_name(cert.issuer),
        serial=serial,
        not_before=cert.not_valid_before_utc,
        not_after=cert.not_valid_after_utc,
        key=_public_key(cert, sha256),
        signature=cert.signature_algorithm_oid._name,  # noqa: SLF001 - the only readable name
        signature_hash=_signature_hash(cert),
        oddities=oddities,
        repeated=bad.repeated,
        unreadable=bad.unreadable,
        **read,
    )


class BadExtensions(Struct, frozen=True, kw_only=True):
    """OIDs of extensions that are no good."""

    repeated: frozenset[str] = frozenset()
    unreadable: frozenset[str] = frozenset()


def _extensions(
    cert: x509.Certificate,
) -> tuple[x509.Extensions, tuple[Oddity, ...], BadExtensions]:
    try:
        return cert.extensions, (), BadExtensions()
    except (x509.DuplicateExtension, *UNPARSABLE):
        from bot.core.x509.salvage import salvage  # noqa: PLC0415 - rare, and slow to import

        return salvage(cert)


def _from_extensions(extensions: x509.Extensions) -> dict[str, Any]:
    values: dict[type, Any] = {type(e.value): e.value for e in extensions}
    basic = values.get(x509.BasicConstraints)
    usage = values.get(x509.KeyUsage)
    extended = values.get(x509.ExtendedKeyUsage)
    names = values.get(x509.SubjectAlternativeName)
    features = values.get(x509.TLSFeature)
    return {
        "has_san": names is not None,
        "dns_names": () if names is None else tuple(names.get_values_for_type(x509.DNSName)),
        "ip_names": () if names is None else _addresses(names),
        "emails": () if names is None else tuple(names.get_values_for_type(x509.RFC822Name)),
        "other_names": frozenset(type(n).__name__ for n in names or ()) - _READ_NAMES,
        "is_ca": None if basic is None else basic.ca,
        "path_length": None if basic is None else basic.path_length,
        "key_usage": None if usage is None else _key_usage(usage),
        "extended_usage": None
        if extended is None
        else frozenset(oid.dotted_string for oid in extended),
        "critical": tuple(e.oid.dotted_string for e in extensions if e.critical),
        "constraints": _constraints(values.get(x509.NameConstraints)),
        "scts": logs_of(values.get(x509.PrecertificateSignedCertificateTimestamps) or ()),
        "must_staple": features is not None and x509.TLSFeatureType.status_request in features,
        **_key_ids(values),
        **_urls(values),
    }


_READ_NAMES: Final = frozenset({"DNSName", "IPAddress", "RFC822Name"})


def logs_of(timestamps: Any) -> frozenset[bytes]:  # noqa: ANN401
    """The distinct logs of signed certificate timestamps."""
    return frozenset(timestamp.log_id for timestamp in timestamps)


def _key_ids(values: dict[type, Any]) -> dict[str, bytes]:
    own = values.get(x509.SubjectKeyIdentifier)
    issuers = values.get(x509.AuthorityKeyIdentifier)
    return {
        "key_id": own.digest if own else b"",
        "issuer_key_id": (issuers.key_identifier or b"") if issuers else b"",
    }


def _other_names(extensions: x509.Extensions) -> bool:
    found = (e.value for e in extensions if isinstance(e.value, x509.SubjectAlternativeName))
    return any(list(names) for names in found)


def _addresses(names: x509.SubjectAlternativeName) -> tuple[IPv4Address | IPv6Address, ...]:
    return tuple(
        ip
        for ip in names.get_values_for_type(x509.IPAddress)
        if isinstance(ip, IPv4Address | IPv6Address)
    )


def _key_usage(usage: x509.KeyUsage) -> frozenset[str]:
    return frozenset(name for flag, name in _USAGES.items() if getattr(usage, flag))


def _constraints(value: x509.NameConstraints | None) -> NameConstraints | None:
    if value is None:
        return None
    permitted, excluded = value.permitted_subtrees or (), value.excluded_subtrees or ()
    known = (x509.DNSName, x509.IPAddress, x509.RFC822Name, x509.DirectoryName)
    others = [type(n).__name__ for n in (*permitted, *excluded) if not isinstance(n, known)]
    return NameConstraints(
        permitted_dns=tuple(n.value for n in permitted if isinstance(n, x509.DNSName)),
        excluded_dns=tuple(n.value for n in excluded if isinstance(n, x509.DNSName)),
        permitted_ip=_networks(permitted),
        excluded_ip=_networks(excluded),
        permitted_email=tuple(n.value for n in permitted if isinstance(n, x509.RFC822Name)),
        excluded_email=tuple(n.value for n in excluded if isinstance(n, x509.RFC822Name)),
        permitted_dn=tuple(
            read_name(n.value) for n in permitted if isinstance(n, x509.DirectoryName)
        ),
        excluded_dn=tuple(
            read_name(n.value) for n in excluded if isinstance(n, x509.DirectoryName)
        ),
        other_forms=tuple(sorted(set(others))),
    )


def _networks(subtrees: Any) -> tuple[IPv4Network | IPv6Network, ...]:  # noqa: ANN401
    values = (n.value for n in subtrees if isinstance(n, x509.IPAddress))
    return tuple(v for v in values if isinstance(v, IPv4Network | IPv6Network))


def _urls(values: dict[type, Any]) -> dict[str, tuple[str, ...]]:
    access = values.get(x509.AuthorityInformationAccess) or ()
    points = values.get(x509.CRLDistributionPoints) or ()
    located = [(d.access_method, d.access_location) for d in access]
    crls = (name for point in points for name in point.full_name or ())
    return {
        "issuer_urls": tuple(_uris(n for m, n in located if m == Access.CA_ISSUERS)),
        "ocsp_urls": tuple(_uris(n for m, n in located if m == Access.OCSP)),
        "crl_urls": tuple(_uris(crls)),
    }


def _uris(names: Any) -> list[str]:  # noqa: ANN401
    return [n.value for n in names if isinstance(n, x509.UniformResourceIdentifier)]


@lru_cache(maxsize=1024)
def read_name(name: x509.Name) -> Name:
    """RFC 5280 section 7.1: case and runs of spaces do not count, nor does the string type."""
    return tuple(
        (a.oid.dotted_string, _fold(a.value) if isinstance(a.value, str) else a.value.hex())
        for a in name
    )


def _label(name: x509.Name) -> str:
    """The organisation if it is named, as in "Let's Encrypt" rather than "R12"."""
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for found in name.get_attributes_for_oid(oid):
            return str(found.value)
    return name.rfc4514_string()


def _fold(value: str) -> str:
    return " ".join(value.casefold().split())


def _signature_hash(cert: x509.Certificate) -> str:
    try:
        algorithm = cert.signature_hash_algorithm
    except UNPARSABLE:
        return ""
    return algorithm.name if algorithm else ""


def _public_key(cert: x509.Certificate, sha256: str) -> PublicKey:
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
    return PublicKey(
        kind=kind, bits=bits, curve=curve, spki_sha256=hashlib.sha256(spki).hexdigest()
    )
