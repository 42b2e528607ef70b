"""A PKI of odd certificates: every field can be set, also to what no authority would sign.

The frame is written in DER by hand, because `cryptography`'s builder rightly refuses version 1,
SHA-1, negative serials, doubled extensions and names that are not ASCII.
"""

import ssl
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from itertools import count
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from msgspec import Struct
from msgspec.structs import replace

from tests.der import bits, integer, octets, oid, sequence, tlv
from tests.keys import Key, algorithm, explicit_der, key_of, public_der, sign

SERVER_AUTH: Final = ExtendedKeyUsageOID.SERVER_AUTH
CLIENT_AUTH: Final = ExtendedKeyUsageOID.CLIENT_AUTH
_USAGES: Final = (
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
)
_serials: Final = count(0x5107_0000_0000_0001)


class Recipe(Struct, frozen=True, kw_only=True):
    """What stands in a certificate.

    Attributes:
        names: SAN entries; text that reads as an address becomes an iPAddress, bytes are a
            dNSName in any case. None: no SAN at all; an empty tuple: an empty SAN.
        common_name, organisation, email: The subject's; "" leaves one out.
        subject: The same, ready in DER, instead.
        key, key_number: For `key_of`; the same pair is the same key.
        explicit_curve: The key's curve is written out instead of named; for secp256r1.
        starts, ends: Distance from now.
        generalized: Dates are GeneralizedTime, also before 2050.
        ca: None leaves basicConstraints out.
        usage: keyUsage bits as RFC 5280 section 4.2.1.3 names them; None leaves it out.
        extensions: Further extensions, ready in DER.
        key_ids: Subject and authority key identifiers.
        version: As people count: 1 or 3; version 1 carries no extensions.
    """

    names: tuple[str | bytes, ...] | None = ("localhost",)
    common_name: str = ""
    organisation: str = "Situation Lab"
    email: str = ""
    subject: bytes = b""
    key: str = "rsa2048"
    key_number: int = 0
    hash_name: str = "sha256"
    pss: bool = False
    explicit_curve: bool = False
    starts: timedelta = timedelta(days=-20)
    ends: timedelta = timedelta(days=70)
    generalized: bool = False
    ca: bool | None = False
    path_length: int | None = None
    usage: tuple[str, ...] | None = ("digitalSignature", "keyEncipherment")
    extended_usage: tuple[x509.ObjectIdentifier, ...] | None = (SERVER_AUTH,)
    constraints: x509.NameConstraints | None = None
    extensions: tuple[bytes, ...] = ()
    issuer_urls: tuple[str, ...] = ()
    ocsp_urls: tuple[str, ...] = ()
    crl_urls: tuple[str, ...] = ()
    must_staple: bool = False
    key_ids: bool = True
    serial: int | None = None
    version: int = 3


AUTHORITY: Final = Recipe(
    names=None,
    ca=True,
    usage=("keyCertSign", "cRLSign"),
    extended_usage=None,
    starts=timedelta(days=-400),
    ends=timedelta(days=3000),
)
"""An ordinary authority; give it a `common_name` and a key of its own by `replace`."""


class Certified(Struct, frozen=True, kw_only=True):
    """A certificate with its private key."""

    der: bytes
    subject: x509.Name
    key: Key
    written: bytes = b""
    """The subject as the recipe had it ready."""

    @property
    def name(self) -> bytes:
        """The subject in DER."""
        return self.written or self.subject.public_bytes()

    @property
    def pem(self) -> bytes:
        """The same bytes for files and stores, readable as a certificate or not."""
        return ssl.DER_cert_to_PEM_cert(self.der).encode()

    @property
    def key_pem(self) -> bytes:
        """PKCS #8, unencrypted."""
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )


def issue(recipe: Recipe, issuer: Certified | None = None) -> Certified:
    """Sign a certificate; without issuer it signs itself."""
    key = key_of(recipe.key, recipe.key_number)
    subject = _name(recipe)
    signer = issuer.key if issuer else key
    signature_algorithm = algorithm(signer, recipe.hash_name, pss=recipe.pss)
    now = datetime.now(UTC)  # noqa: TID251 -- real browsers judge by the real clock
    v3 = recipe.version == 3
    tbs = sequence(
        tlv(0xA0, integer(2)) if v3 else b"",
        integer(next(_serials) if recipe.serial is None else recipe.serial),
        signature_algorithm,
        issuer.name if issuer else recipe.subject or subject.public_bytes(),
        sequence(*(_time(now + span, recipe) for span in (recipe.starts, recipe.ends))),
        recipe.subject or subject.public_bytes(),
        explicit_der(key) if recipe.explicit_curve else public_der(key),
        tlv(0xA3, sequence(*_extensions(recipe, key, signer))) if v3 else b"",
    )
    signature = sign(signer, tbs, recipe.hash_name, pss=recipe.pss)
    der = sequence(tbs, signature_algorithm, bits(signature))
    return Certified(der=der, subject=subject, key=key, written=recipe.subject)


def damaged(certified: Certified) -> Certified:
    """The same certificate with the last bit of its signature turned."""
    return replace(certified, der=certified.der[:-1] + bytes([certified.der[-1] ^ 1]))


def extension(dotted: str, value: bytes, *, critical: bool = False) -> bytes:
    """One Extension (RFC 5280 section 4.1) around ready DER."""
    return sequence(oid(dotted), tlv(0x01, b"\xff") if critical else b"", octets(value))


def _name(recipe: Recipe) -> x509.Name:
    pairs = (
        (NameOID.ORGANIZATION_NAME, recipe.organisation),
        (NameOID.COMMON_NAME, recipe.common_name),
        (NameOID.EMAIL_ADDRESS, recipe.email),
    )
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in pairs if text])


def _time(moment: datetime, recipe: Recipe) -> bytes:
    """RFC 5280 section 4.1.2.5: UTCTime up to 2049, GeneralizedTime from 2050."""
    if moment.year < 2050 and not recipe.generalized:
        return tlv(0x17, f"{moment:%y%m%d%H%M%SZ}".encode())
    return tlv(0x18, f"{moment:%Y%m%d%H%M%SZ}".encode())


def _extensions(recipe: Recipe, key: Key, signer: Key) -> list[bytes]:
    listed = []
    if recipe.ca is not None:
        listed.append(extension("2.5.29.19", _basic_constraints(recipe), critical=True))
    if recipe.usage is not None:
        listed.append(extension("2.5.29.15", _key_usage(recipe.usage), critical=True))
    if recipe.names is not None:
        listed.append(extension("2.5.29.17", sequence(*map(_general_name, recipe.names))))
    if recipe.key_ids:
        listed.append(extension("2.5.29.14", octets(_key_id(key))))
        listed.append(extension("2.5.29.35", sequence(tlv(0x80, _key_id(signer)))))
    if recipe.must_staple:
        # TLS feature 5 is status_request (RFC 7633 section 4.2.3.1).
        listed.append(extension("1.3.6.1.5.5.7.1.24", sequence(integer(5))))
    listed += [
        extension(kind.oid.dotted_string, kind.public_bytes(), critical=critical)
        for kind, critical in _library_extensions(recipe)
    ]
    return [*listed, *recipe.extensions]


def _library_extensions(recipe: Recipe) -> list[tuple[x509.ExtensionType, bool]]:
    kinds: list[tuple[x509.ExtensionType, bool]] = []
    if recipe.extended_usage is not None:
        kinds.append((x509.ExtendedKeyUsage(recipe.extended_usage), False))
    if recipe.constraints is not None:
        kinds.append((recipe.constraints, True))
    access = AuthorityInformationAccessOID
    places = [(access.CA_ISSUERS, url) for url in recipe.issuer_urls]
    places += [(access.OCSP, url) for url in recipe.ocsp_urls]
    if places:
        described = [x509.AccessDescription(kind, _url(url)) for kind, url in places]
        kinds.append((x509.AuthorityInformationAccess(described), False))
    if recipe.crl_urls:
        points = [x509.DistributionPoint([_url(u)], None, None, None) for u in recipe.crl_urls]
        kinds.append((x509.CRLDistributionPoints(points), False))
    return kinds


def _url(url: str) -> x509.UniformResourceIdentifier:
    return x509.UniformResourceIdentifier(url)


def _basic_constraints(recipe: Recipe) -> bytes:
    length = b"" if recipe.path_length is None else integer(recipe.path_length)
    return sequence(tlv(0x01, b"\xff") if recipe.ca else b"", length)


def _key_usage(names: tuple[str, ...]) -> bytes:
    value = sum(0x80 >> _USAGES.index(name) for name in names)
    unused = (value & -value).bit_length() - 1 if value else 0
    return bits(bytes([value]), unused)


def _general_name(name: str | bytes) -> bytes:
    """DNS name or address (RFC 5280 section 4.2.1.6, tags 2 and 7)."""
    if isinstance(name, bytes):
        return tlv(0x82, name)
    try:
        return tlv(0x87, ip_address(name).packed)
    except ValueError:
        return tlv(0x82, name.encode())


def _key_id(key: Key) -> bytes:
    """Any function of the key will do (RFC 7093 section 2, without its cutting rules)."""
    return sha256(public_der(key)).digest()[:20]
