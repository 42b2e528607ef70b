"""Keys and signature algorithms: too weak, or of a kind that browsers do not take."""

from collections.abc import Iterator
from typing import Final

from bot.core.browsers.signatures import WEAK_HASHES
from bot.core.facts import EXPLICIT_CURVE, Certificate, KeyKind
from bot.core.faults import FAULTS, Fault
from bot.core.findings import Finding
from bot.core.rules.case import Case

_TINY_RSA_BITS: Final = 1024  # net::CertVerifyProc and mozilla::pkix, anchors of any kind
_CURVES: Final = {"secp256r1": None, "secp384r1": None, "secp521r1": Fault.KEY_CURVE_CHROMIUM}


def signature_hashes(case: Case) -> Iterator[Finding]:
    """MD5 and SHA-1 can be forged; an anchor's own signature proves nothing anyway.

    RFC 6194 section 3, RFC 6151 section 2.1; Baseline Requirements 7.1.3.2.
    """
    for index, certificate in _signed(case):
        if certificate.signature_hash in WEAK_HASHES:
            yield Finding(
                fault=Fault.ISSUER_SIGNATURE_WEAK if index else Fault.LEAF_SIGNATURE_WEAK,
                certificate=index,
                evidence=f"signed with {certificate.signature}",
                codes=_weak_codes(case, certificate),
            )


def _signed(case: Case) -> list[tuple[int, Certificate]]:
    """A root that nobody trusts ends its path and needs no signature either."""
    leaf = [(0, case.leaf)] if case.anchor is None or len(case.path.certificates) > 1 else []
    top = case.path.top
    return [*leaf, *((i, c) for i, c in case.issuers if c is not top or not c.is_self_issued)]


def _weak_codes(case: Case, certificate: Certificate) -> tuple[str, str] | None:
    """Chromium passes over the last signature of every path (cert_verify_proc.cc)."""
    last = certificate is case.path.top
    return ("", FAULTS[Fault.LEAF_SIGNATURE_WEAK].firefox) if last else None


def keys(case: Case) -> Iterator[Finding]:
    """Sizes by Baseline Requirements 6.1.5; curves as the browsers offer them."""
    for index, certificate in zip(case.path.indexes, case.path.certificates, strict=True):
        fault = _key_fault(case, certificate)
        is_leaf = certificate is case.leaf
        if not is_leaf and fault in _LEAF_ONLY:
            fault = _of_issuer(certificate)
        if fault is not None:
            key = certificate.key
            yield Finding(
                fault=fault,
                certificate=index,
                evidence=f"{key.kind} key {key.curve or f'of {key.bits} bits'}",
                codes=_WRITTEN_OUT if is_leaf and key.curve == EXPLICIT_CURVE else None,
            )


_WRITTEN_OUT: Final = (
    FAULTS[Fault.KEY_CURVE_UNKNOWN].chromium,
    "SSL_ERROR_EXTRACT_PUBLIC_KEY_FAILURE",
)
_LEAF_ONLY: Final = frozenset(
    {Fault.KEY_CURVE_CHROMIUM, Fault.KEY_ED25519, Fault.KEY_CURVE_UNKNOWN}
)


def _of_issuer(issuer: Certificate) -> Fault | None:
    """An issuer's key need not sign the handshake; what else it may be, browsers agree on."""
    if issuer.key.kind is not KeyKind.EC:
        return Fault.KEY_OF_ISSUER_ALIEN
    return None if issuer.key.curve in _CURVES else Fault.KEY_OF_ISSUER_UNSUPPORTED


def _key_fault(case: Case, certificate: Certificate) -> Fault | None:
    match certificate.key.kind:
        case KeyKind.RSA:
            return _rsa_fault(case, certificate.key.bits)
        case KeyKind.EC:
            return _CURVES.get(certificate.key.curve, Fault.KEY_CURVE_UNKNOWN)
        case KeyKind.ED25519 | KeyKind.ED448:
            return Fault.KEY_ED25519
        case KeyKind.DSA | KeyKind.OTHER:
            return Fault.KEY_CURVE_UNKNOWN


def _rsa_fault(case: Case, bits: int) -> Fault | None:
    if bits < _TINY_RSA_BITS:
        return Fault.KEY_TINY
    if bits < case.knowledge.policy().min_rsa_bits:
        return Fault.KEY_WEAK_PUBLIC if case.is_public else Fault.KEY_WEAK_PRIVATE
    return None
