"""Certificates out of a PKCS #7 bundle (RFC 5652), as browsers export them."""

import warnings

from cryptography.hazmat.primitives.serialization import Encoding

from bot.core.facts import Certificate, Served
from bot.core.x509.parse import UNPARSABLE, parse_certificate


def read_bundle(der: bytes) -> tuple[Served, ...]:
    """The certificates, leaf first; empty where it cannot be read.

    A bundle is a set and has no order of its own, so the one that issued none of the others comes
    first, then each one's issuer.
    """
    from cryptography.hazmat.primitives.serialization import pkcs7  # noqa: PLC0415 - rare, slow

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # BER where DER is due: no matter here
            found = pkcs7.load_der_pkcs7_certificates(der)
    except UNPARSABLE:
        return ()
    return _leaf_first(tuple(parse_certificate(c.public_bytes(Encoding.DER)) for c in found))


def _leaf_first(found: tuple[Served, ...]) -> tuple[Served, ...]:
    read = [c for c in found if isinstance(c, Certificate)]
    issuers = {c.issuer_name for c in read if not c.is_self_issued}
    leaf = next((c for c in read if c.subject_name not in issuers), None)
    ordered: list[Served] = []
    while leaf is not None and leaf not in ordered:
        ordered.append(leaf)
        name = leaf.issuer_name
        leaf = next((c for c in read if c.subject_name == name and c not in ordered), None)
    return (*ordered, *(c for c in found if c not in ordered))
