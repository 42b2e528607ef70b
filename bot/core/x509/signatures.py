"""Does this key's signature stand under that certificate?"""

from contextlib import suppress
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa

from bot.core.facts import Certificate, KeyKind
from bot.core.x509.der import names_of, signed_bytes
from bot.core.x509.parse import UNPARSABLE, load, loaded

MAX_KEY_BITS: Final = 8192
"""Larger keys are not verified: one check would cost a hostile server nothing and us much."""


class SignatureCheck(StrEnum):
    """`UNCHECKABLE`: an algorithm or key that we cannot or will not compute; proves nothing."""

    VALID = "valid"
    BROKEN = "broken"
    UNCHECKABLE = "uncheckable"


@lru_cache(maxsize=4096)
def check_signature(child: Certificate, issuer: Certificate) -> SignatureCheck:
    """Verifies `child`'s signature with `issuer`'s key, and nothing else.

    By hand and not through `verify_directly_issued_by`, which refuses SHA-1 and MD5 and so
    cannot tell a weak signature from a broken one.
    """
    if issuer.key.kind is KeyKind.OTHER or issuer.key.bits > MAX_KEY_BITS:
        return SignatureCheck.UNCHECKABLE
    try:
        cert, _, is_mended = loaded(child.der)
        key = load(issuer.der).public_key()
        parameters = cert.signature_algorithm_parameters
        algorithm = cert.signature_hash_algorithm
        data = signed_bytes(child.der) if is_mended else cert.tbs_certificate_bytes
        verify(key, cert.signature, data, algorithm, parameters)
    except InvalidSignature:
        return SignatureCheck.BROKEN
    except UNPARSABLE:
        return SignatureCheck.UNCHECKABLE
    return SignatureCheck.VALID


@lru_cache(maxsize=4096)
def names_agree(child: Certificate, issuer: Certificate) -> bool:
    """The issuer's name stands in `child` byte for byte, as some readers ask for."""
    with suppress(*UNPARSABLE):  # the library's way is the faster one
        (below, _, is_mended), (above, _, is_mended_too) = loaded(child.der), loaded(issuer.der)
        if not (is_mended or is_mended_too):
            return below.issuer.public_bytes() == above.subject.public_bytes()
    return _name_in(child.der, 0) == _name_in(issuer.der, 1)


def _name_in(der: bytes, place: int) -> bytes:
    """The issuer's (0) or the subject's (1), as it stands there."""
    names = names_of(der)
    return b"" if names is None else der[names[place].start : names[place].end]


def is_self_signed(certificate: Certificate) -> bool:
    """RFC 5280 section 3.2: the certificate's own key made its signature."""
    return (
        certificate.is_self_issued
        and check_signature(certificate, certificate) is not SignatureCheck.BROKEN
    )


def verify(
    key: object,
    signature: bytes,
    data: bytes,
    algorithm: Any,  # noqa: ANN401 - a HashAlgorithm or None, as every signed object declares it
    parameters: object = None,
) -> None:
    """Checks a signature as its object declares it (certificate, OCSP response or CRL).

    `parameters` is what a certificate gives as `signature_algorithm_parameters`; it tells RSA-PSS
    from PKCS #1 v1.5, which is taken where it is absent.

    Raises:
        InvalidSignature: The signature is not this key's.
        ValueError, UnsupportedAlgorithm: It cannot be computed with this key.
    """
    match key:
        case rsa.RSAPublicKey():
            scheme = parameters if isinstance(parameters, padding.PSS) else padding.PKCS1v15()
            key.verify(signature, data, scheme, algorithm)
        case ec.EllipticCurvePublicKey():
            key.verify(signature, data, ec.ECDSA(algorithm))
        case dsa.DSAPublicKey():
            key.verify(signature, data, algorithm)
        case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
            key.verify(signature, data)
        case _:
            raise ValueError("no verification for this kind of key")
