"""The stapled OCSP response: what the issuer says of this leaf, if it is really the issuer."""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives._serialization import Encoding, PublicFormat
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.x509 import ocsp
from msgspec import Struct
from msgspec.structs import replace

from bot.core.facts import Certificate
from bot.core.facts.identifiers import OCSP_SIGNING
from bot.core.x509.parse import UNPARSABLE, parse_certificate
from bot.core.x509.signatures import SignatureCheck, check_signature, verify


class StapleStatus(StrEnum):
    """What the response is worth; everything from `EARLY` on proves nothing."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    EARLY = "not valid yet"
    STALE = "out of date"
    FOREIGN = "about another certificate"
    UNSIGNED = "not signed by who may sign it"
    UNWILLING = "the responder refused to answer"
    MALFORMED = "unreadable"


class Staple(Struct, frozen=True, kw_only=True):
    """What a stapled response amounts to.

    Attributes:
        says_revoked: Also where it is out of date.
        revoked_at: Set only where it says revoked.
        ended: When it went out of date; set only for `STALE`.
        scts: The logs of the timestamps in it (RFC 6962 section 3.3).
        reason: RFC 5280 section 5.3.1 name, empty where none is given.
    """

    status: StapleStatus
    says_revoked: bool = False
    revoked_at: datetime | None = None
    reason: str = ""
    ended: datetime | None = None
    scts: frozenset[bytes] = frozenset()


def read_staple(der: bytes, leaf: Certificate, issuer: Certificate, now: datetime) -> Staple:
    """Judges a response by RFC 6960 section 3.2: certificate, signature, signer, freshness."""
    try:
        response = ocsp.load_der_ocsp_response(der)
        answer = answer_about(response, leaf, issuer, now)
        if isinstance(answer, StapleStatus):
            return Staple(status=answer)
        return replace(_judged(answer, now), scts=_logs(response))
    except UNPARSABLE:
        return Staple(status=StapleStatus.MALFORMED)


def answer_about(
    response: ocsp.OCSPResponse, leaf: Certificate, issuer: Certificate, now: datetime
) -> ocsp.OCSPSingleResponse | StapleStatus:
    """The part about one certificate if the issuer stands behind it, else why there is none.

    Whether it is fresh is left to the caller. Raises one of `UNPARSABLE` for broken contents.
    """
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return StapleStatus.UNWILLING
    if not _is_signed_for(response, issuer, now):
        return StapleStatus.UNSIGNED
    for single in response.responses:
        if single.serial_number == leaf.serial and _names_issuer(single, issuer):
            return single
    return StapleStatus.FOREIGN


def _judged(single: ocsp.OCSPSingleResponse, now: datetime) -> Staple:
    revoked = single.certificate_status is ocsp.OCSPCertStatus.REVOKED
    reason = single.revocation_reason
    ends = single.next_update_utc
    status = _STATUSES[single.certificate_status]
    if now < single.this_update_utc:
        status = StapleStatus.EARLY
    elif ends is not None and now > ends:
        status = StapleStatus.STALE
    return Staple(
        status=status,
        says_revoked=revoked,
        revoked_at=single.revocation_time_utc if revoked else None,
        reason=reason.value if reason else "",
        ended=ends if status is StapleStatus.STALE else None,
    )


def _logs(response: ocsp.OCSPResponse) -> frozenset[bytes]:
    """`cryptography` reads the extensions of a response's only certificate."""
    if len(list(response.responses)) != 1:
        return frozenset()
    return frozenset(
        stamp.log_id
        for extension in response.single_extensions
        if isinstance(extension.value, x509.SignedCertificateTimestamps)
        for stamp in extension.value
    )


_STATUSES: Final = {
    ocsp.OCSPCertStatus.GOOD: StapleStatus.GOOD,
    ocsp.OCSPCertStatus.REVOKED: StapleStatus.REVOKED,
    ocsp.OCSPCertStatus.UNKNOWN: StapleStatus.UNKNOWN,
}


def _names_issuer(single: ocsp.OCSPSingleResponse, issuer: Certificate) -> bool:
    bits = _key_bits(x509.load_der_x509_certificate(issuer.der).public_key())
    name = single.hash_algorithm.name
    known = ("sha1", "sha256", "sha384", "sha512")
    return name in known and hashlib.new(name, bits).digest() == single.issuer_key_hash


def _key_bits(key: object) -> bytes:
    """The content of subjectPublicKey, which RFC 6960 section 4.1.1 hashes; not the whole SPKI."""
    match key:
        case rsa.RSAPublicKey():
            return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
        case ec.EllipticCurvePublicKey():
            return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
            return key.public_bytes_raw()
        case _:
            raise ValueError("no OCSP for this kind of key")


def _is_signed_for(response: ocsp.OCSPResponse, issuer: Certificate, now: datetime) -> bool:
    own = x509.load_der_x509_certificate(issuer.der).public_key()
    return any(_verifies(response, key) for key in (own, *_delegated_keys(response, issuer, now)))


def _delegated_keys(response: ocsp.OCSPResponse, issuer: Certificate, now: datetime) -> list[Any]:
    keys = []
    for certificate in response.certificates[:4]:
        delegate = parse_certificate(certificate.public_bytes(Encoding.DER))
        if (
            isinstance(delegate, Certificate)
            and OCSP_SIGNING in (delegate.extended_usage or ())
            and delegate.not_before <= now <= delegate.not_after
            and check_signature(delegate, issuer) is SignatureCheck.VALID
        ):
            keys.append(certificate.public_key())
    return keys


def _verifies(response: ocsp.OCSPResponse, key: object) -> bool:
    try:
        algorithm = response.signature_hash_algorithm
        verify(key, response.signature, response.tbs_response_bytes, algorithm)
    except (InvalidSignature, *UNPARSABLE):
        return False
    return True
