"""Certificates that bear the names under test, and the moment they begin at."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from bot.core.facts import Certificate
from bot.core.x509 import parse_certificate

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KEY = ec.generate_private_key(ec.SECP256R1())


def certificate(*issuer: tuple[x509.ObjectIdentifier, str], subject: str = "leaf") -> Certificate:
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(oid, value) for oid, value in issuer]))
        .public_key(KEY.public_key())
        .serial_number(7)
        .not_valid_before(NOON)
        .not_valid_after(NOON + timedelta(days=1))
        .sign(KEY, hashes.SHA256())
    )
    parsed = parse_certificate(made.public_bytes(Encoding.DER))
    assert isinstance(parsed, Certificate)
    return parsed
