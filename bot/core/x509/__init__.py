"""The core's only door to `cryptography`: DER bytes in, facts out."""

from bot.core.x509.parse import parse_certificate, read_subject
from bot.core.x509.pem import pem_blocks
from bot.core.x509.signatures import SignatureCheck, check_signature, is_self_signed, names_agree
from bot.core.x509.staple import Staple, StapleStatus, read_staple

__all__ = [
    "SignatureCheck",
    "Staple",
    "StapleStatus",
    "check_signature",
    "is_self_signed",
    "names_agree",
    "parse_certificate",
    "pem_blocks",
    "read_staple",
    "read_subject",
]
