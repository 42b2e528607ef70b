"""Is each certificate used for what its issuer made it for?"""

from collections.abc import Iterator
from typing import Final

from bot.core.browsers.extensions import SERVER_KEY_USAGES
from bot.core.facts import Certificate, Handshake, KeyKind
from bot.core.facts.identifiers import ANY_USAGE, OCSP_SIGNING, SERVER_AUTH
from bot.core.faults import FAULTS, Fault
from bot.core.findings import Finding
from bot.core.rules.case import Case

_V3: Final = 3
_SELF_SIGNED: Final = "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT"


def leaf_usage(case: Case) -> Iterator[Finding]:
    """RFC 5280 sections 4.2.1.3, 4.2.1.9 and 4.2.1.12; what Chromium and mozilla::pkix enforce."""
    leaf = case.leaf
    chosen = case.anchor is not None and len(case.path.certificates) == 1
    if leaf.is_ca and not chosen:
        yield Finding(fault=Fault.LEAF_IS_CA, certificate=0, evidence="basicConstraints CA:TRUE")
    yield from _extended_usage(leaf)
    if not _allows_exchange(leaf, case.handshake):
        cipher = case.handshake.cipher if case.handshake else ""
        yield Finding(
            fault=Fault.LEAF_KEY_USAGE,
            certificate=0,
            evidence=f"keyUsage {', '.join(sorted(leaf.key_usage or ())) or 'empty'} "
            f"does not allow {cipher or 'this key exchange'}",
            codes=(FAULTS[Fault.LEAF_KEY_USAGE].chromium, _key_usage_in_firefox(leaf)),
        )


def _extended_usage(leaf: Certificate) -> Iterator[Finding]:
    """Chromium takes anyExtendedKeyUsage for serverAuth, mozilla::pkix does not.

    A server that might sign OCSP answers makes no sense to mozilla::pkix (pkixcheck.cpp).
    """
    usages = leaf.extended_usage
    if usages is not None and SERVER_AUTH in usages and OCSP_SIGNING in usages:
        yield Finding(
            fault=Fault.LEAF_EXTENDED_USAGE,
            certificate=0,
            evidence="extendedKeyUsage for a server and for signing OCSP answers",
            codes=("", FAULTS[Fault.LEAF_EXTENDED_USAGE].firefox),
        )
    if usages is not None and SERVER_AUTH not in usages:
        anything = ANY_USAGE in usages
        yield Finding(
            fault=Fault.LEAF_EXTENDED_USAGE_ANY if anything else Fault.LEAF_EXTENDED_USAGE,
            certificate=0,
            evidence=f"extendedKeyUsage without serverAuth: {', '.join(sorted(usages))}",
        )


def _key_usage_in_firefox(leaf: Certificate) -> str:
    """mozilla::pkix is content with any of these, and blames a self-signed one for that alone."""
    if SERVER_KEY_USAGES & (leaf.key_usage or frozenset()):
        return ""
    return _SELF_SIGNED if leaf.is_self_issued else "SEC_ERROR_INADEQUATE_KEY_USAGE"


def _allows_exchange(leaf: Certificate, handshake: Handshake | None) -> bool:
    """BoringSSL's ssl_cert_check_key_usage: signing, except under a static RSA key exchange."""
    if leaf.key_usage is None:
        return True
    if handshake is None:
        return bool(SERVER_KEY_USAGES & leaf.key_usage)
    if _is_static_rsa(leaf, handshake):
        return "keyEncipherment" in leaf.key_usage
    return "digitalSignature" in leaf.key_usage


def _is_static_rsa(leaf: Certificate, handshake: Handshake) -> bool:
    if leaf.key.kind is not KeyKind.RSA or handshake.protocol == "TLSv1.3":
        return False
    return bool(handshake.cipher) and "DHE" not in handshake.cipher


def issuer_usage(case: Case) -> Iterator[Finding]:
    """RFC 5280 section 6.1.4 (k) to (n): an issuer must be a CA that may sign certificates.

    Browsers hold an anchor of the operator's to all of that, and the lists of their own to the
    path length.
    """
    below = 0  # CAs between this issuer and the leaf, self-issued ones not counted
    counted = 0  # as Firefox counts, which makes no exception
    for index, issuer in (*case.issuers, *case.path_anchor):
        is_anchor = case.anchor is not None and issuer == case.anchor.certificate
        spared = is_anchor and (case.is_public or issuer.version < _V3)
        fault = None if spared else _issuer_fault(issuer)
        if fault is None and issuer.path_length is not None and counted > issuer.path_length:
            fault = Fault.ISSUER_PATH_LENGTH
        if fault is not None:
            yield Finding(
                fault=fault,
                certificate=index,
                evidence=f"{_REASONS[fault]}: {issuer.subject}",
                codes=_issuer_codes(fault, issuer, below, anchor=is_anchor),
            )
        counted += bool(issuer.is_ca)
        below += bool(issuer.is_ca) and not issuer.is_self_issued


def _issuer_codes(
    fault: Fault, issuer: Certificate, below: int, *, anchor: bool
) -> tuple[str, str] | None:
    """mozilla::pkix looks at keyUsage before basicConstraints, and "any" is not enough for it.

    Chromium takes an anchor without basicConstraints.
    """
    usages = issuer.key_usage
    if fault is Fault.ISSUER_NO_CA:
        mute = usages is not None and "keyCertSign" not in usages
        chromium = "" if anchor and issuer.is_ca is None and not mute else FAULTS[fault].chromium
        return chromium, FAULTS[Fault.ISSUER_KEY_USAGE if mute else fault].firefox
    if fault is Fault.ISSUER_PATH_LENGTH and below <= (issuer.path_length or 0):
        return "", FAULTS[fault].firefox
    if fault is Fault.ISSUER_EXTENDED_USAGE and ANY_USAGE in (issuer.extended_usage or ()):
        return "", FAULTS[fault].firefox
    return None


_REASONS: Final = {
    Fault.ISSUER_NO_CA: "not a CA",
    Fault.ISSUER_VERSION_1: "a version 1 certificate cannot be a CA",
    Fault.ISSUER_KEY_USAGE: "keyUsage without keyCertSign",
    Fault.ISSUER_EXTENDED_USAGE: "extendedKeyUsage without serverAuth",
    Fault.ISSUER_PATH_LENGTH: "more CAs below it than its path length allows",
}


def _issuer_fault(issuer: Certificate) -> Fault | None:
    if issuer.version < _V3 and issuer.is_ca is None:
        return Fault.ISSUER_VERSION_1
    if not issuer.is_ca:
        return Fault.ISSUER_NO_CA
    if issuer.key_usage is not None and "keyCertSign" not in issuer.key_usage:
        return Fault.ISSUER_KEY_USAGE
    if issuer.extended_usage is not None and SERVER_AUTH not in issuer.extended_usage:
        return Fault.ISSUER_EXTENDED_USAGE
    return None
