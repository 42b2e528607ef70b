"""Signatures on certificates: those that browsers verify, and those too weak for them."""

from typing import Final

from bot.core.facts import Certificate

WEAK_HASHES: Final = frozenset({"md2", "md4", "md5", "sha1"})
_KNOWN_SIGNATURES: Final = ("RSA", "rsa", "ecdsa")


def is_known_signature(certificate: Certificate) -> bool:
    """RSA or ECDSA; no browser verifies another kind on a certificate."""
    return any(kind in certificate.signature for kind in _KNOWN_SIGNATURES)
