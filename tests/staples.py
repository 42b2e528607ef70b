"""Stapled OCSP responses, the right ones and the wrong ones (RFC 6960)."""

from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from msgspec import Struct

from tests.certificates import Certified, Recipe, extension, issue
from tests.der import NULL, bits, integer, octets, oid, sequence, tlv
from tests.keys import algorithm, sign

_DER: Final = serialization.Encoding.DER
_HOUR: Final = timedelta(hours=1)


class Staple(Struct, frozen=True, kw_only=True):
    """What a response says.

    Attributes:
        signer: Who signs it; None is the issuer itself.
        age: How long ago it was made; it is good for a day.
    """

    revoked: bool = False
    signer: Certified | None = None
    age: timedelta = _HOUR


def staple(leaf: Certified, issuer: Certified, says: Staple) -> bytes:
    """DER of an OCSPResponse about the leaf."""
    made = datetime.now(UTC) - says.age  # noqa: TID251 -- real browsers judge by the real clock
    signer = says.signer or issuer
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=_parsed(leaf),
        issuer=_parsed(issuer),
        algorithm=hashes.SHA1(),  # noqa: S303 -- what responders and clients use for CertIDs
        cert_status=ocsp.OCSPCertStatus.REVOKED if says.revoked else ocsp.OCSPCertStatus.GOOD,
        this_update=made,
        next_update=made + timedelta(days=1),
        revocation_time=made - 10 * _HOUR if says.revoked else None,
        revocation_reason=x509.ReasonFlags.key_compromise if says.revoked else None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, _parsed(signer))
    if says.signer:
        builder = builder.certificates([_parsed(signer)])
    key = signer.key
    return builder.sign(key, hashes.SHA256()).public_bytes(_DER)


def stamped_staple(leaf: Certified, issuer: Certified, timestamps: bytes) -> bytes:
    """A good answer with certificate timestamps in it, which `cryptography` cannot make."""
    plain = ocsp.load_der_ocsp_response(staple(leaf, issuer, Staple()))
    moments = [
        tlv(0x18, f"{moment:%Y%m%d%H%M%SZ}".encode())
        for moment in (plain.this_update_utc, plain.next_update_utc)
    ]
    about = sequence(
        sequence(oid("1.3.14.3.2.26"), NULL),
        octets(plain.issuer_name_hash),
        octets(plain.issuer_key_hash),
        integer(plain.serial_number),
    )
    listed = extension("1.3.6.1.4.1.11129.2.4.5", octets(timestamps))
    good, ends, more = tlv(0x80), tlv(0xA0, moments[1]), tlv(0xA1, sequence(listed))
    single = sequence(about, good, moments[0], ends, more)
    key_hash = octets(plain.issuer_key_hash)
    told = sequence(tlv(0xA2, key_hash), moments[0], sequence(single))
    signature = bits(sign(issuer.key, told, "sha256", pss=False))
    basic = sequence(told, algorithm(issuer.key, "sha256", pss=False), signature)
    return sequence(
        tlv(0x0A, b"\x00"), tlv(0xA0, sequence(oid("1.3.6.1.5.5.7.48.1.1"), octets(basic)))
    )


def responder(issuer: Certified, *, entitled: bool = True) -> Certified:
    """A delegated responder (RFC 6960 section 4.2.2.2); not entitled lacks the OCSPSigning EKU."""
    usage = (ExtendedKeyUsageOID.OCSP_SIGNING,) if entitled else None
    recipe = Recipe(names=None, common_name="Responder", key_number=40, extended_usage=usage)
    return issue(recipe, issuer)


def unwilling() -> bytes:
    """A response that says tryLater and nothing else."""
    return ocsp.OCSPResponseBuilder.build_unsuccessful(
        ocsp.OCSPResponseStatus.TRY_LATER
    ).public_bytes(_DER)


def _parsed(certified: Certified) -> x509.Certificate:
    return x509.load_der_x509_certificate(certified.der)
