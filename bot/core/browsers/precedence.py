"""Which fault a browser shows first, and the order in which we tell them.

Chromium: `MapCertStatusToNetError` in net/cert/cert_status_flags.cc and
`MapPathBuilderErrorsToCertStatus` in net/cert/cert_verify_proc_builtin.cc. Firefox: "error
ranking" in mozpkix/pkix.h and CertVerifier.cpp. Both corrected by what was seen (see `faults`).
"""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.core.browsers.firefox import EXPIRED, NOT_YET_VALID
from bot.core.faults import PAGE_WITHOUT_CODE, Fault
from bot.core.findings import Finding
from bot.core.vocabulary import SEVERITIES

_BEFORE_CERTIFICATES: Final = (
    Fault.NAME_IMITATES,
    Fault.PORTAL,
    Fault.NAME_UNRESOLVED,
    Fault.TARGET_FORBIDDEN,
    Fault.ADDRESS_INVALID,
    Fault.OWN_PATH_UNCLEAN,
    Fault.OWN_MISTAKE,
    Fault.CONNECTION_REFUSED,
    Fault.NETWORK_UNREACHABLE,
    Fault.CONNECTION_TIMEOUT,
    Fault.CONNECTION_RESET,
    Fault.CONNECTION_CLOSED,
    Fault.NO_TLS,
    Fault.STARTTLS_NOT_OFFERED,
    Fault.PROTOCOL_LEGACY,
    Fault.CIPHER_NONE_COMMON,
    Fault.HANDSHAKE_ALERT,
    Fault.LIST_EMPTY,
    Fault.LIST_TOO_LONG,
    Fault.LEAF_UNREADABLE,
    Fault.LEAF_STRING_BAD,
    Fault.KEY_CURVE_UNKNOWN,
    Fault.KEY_ED25519,
    Fault.KEY_CURVE_CHROMIUM,
    Fault.LEAF_KEY_USAGE_UNREADABLE,
    Fault.LEAF_KEY_USAGE,
)
"""Both browsers give up before they judge a certificate, in this order."""

_AFTER_CERTIFICATES: Final = (
    Fault.KEY_IS_NOT_THE_LEAFS,
    Fault.HANDSHAKE_BROKEN,
    Fault.CLIENT_CERTIFICATE_REQUIRED,
    Fault.CLIENT_CERTIFICATE_REQUIRED_LATE,
    Fault.CLIENT_CERTIFICATE_REQUIRED_BY_PAGE,
)
"""What goes wrong once the certificate has been accepted."""

_ALWAYS_INVALID: Final = frozenset(
    {
        Fault.LEAF_NAME_NOT_ASCII,
        Fault.LEAF_NAMES_EMPTY,
        Fault.LEAF_ADDRESS_BAD,
        Fault.LEAF_ACCESS_BAD,
        Fault.LEAF_NAMELESS,
        Fault.LEAF_EXTENSION_BAD,
        Fault.ALGORITHMS_DIFFER,
        Fault.LEAF_SIGNATURE_WEAK,
        Fault.ISSUER_SIGNATURE_WEAK,
        Fault.KEY_OF_ISSUER_ALIEN,
    }
)
"""Chromium finds these while it reads certificates, or in whatever path it ends with."""

_INVALID: Final = "NET::ERR_CERT_INVALID"
_REVOKED: Final = "NET::ERR_CERT_REVOKED"
_MASKS_INVALID: Final = frozenset(
    {
        "NET::ERR_CERT_AUTHORITY_INVALID",
        "NET::ERR_CERT_DATE_INVALID",
        "NET::ERR_CERT_WEAK_KEY",
        _REVOKED,
    }
)
"""The path builder's own errors: only where there is none of these is the rest "invalid", and
revocation asked about."""

_CHROMIUM_CODES: Final = (
    _INVALID,
    _REVOKED,
    "NET::ERR_CERT_AUTHORITY_INVALID",
    "NET::ERR_CERT_COMMON_NAME_INVALID",
    "NET::ERR_CERTIFICATE_TRANSPARENCY_REQUIRED",
    "NET::ERR_CERT_WEAK_KEY",
    "NET::ERR_CERT_DATE_INVALID",
    "NET::ERR_CERT_VALIDITY_TOO_LONG",
)

_FIREFOX_FAULTS: Final = (
    Fault.LEAF_EXTENSION_BAD,
    Fault.ISSUER_EXTENSION_BAD,
    Fault.ALGORITHMS_DIFFER,
    Fault.ISSUER_UNREADABLE,
    Fault.KEY_OF_ISSUER_UNSUPPORTED,
    Fault.KEY_OF_ISSUER_ALIEN,
    Fault.ISSUER_CRITICAL_UNKNOWN,
    Fault.ISSUER_SIGNATURE_WEAK,
    Fault.ISSUER_KEY_USAGE,
    Fault.ISSUER_NO_CA,
    Fault.ISSUER_VERSION_1,
    Fault.ISSUER_PATH_LENGTH,
    Fault.PATH_TOO_LONG,
    Fault.ISSUER_NAME_WRITTEN_OTHERWISE,
    Fault.ISSUER_EXTENDED_USAGE,
    Fault.ISSUER_NOT_YET_VALID,
    Fault.ISSUER_EXPIRED,
    Fault.LEAF_OUTSIDE_CONSTRAINT,
    Fault.ISSUER_SIGNATURE_BROKEN,
    Fault.ISSUER_DISTRUSTED,
    Fault.ISSUER_INTERCEPTS,
    Fault.ISSUER_REGISTERED,
    Fault.ROOT_UNKNOWN,
    Fault.ISSUER_MISSING,
    Fault.ISSUER_FETCHED,
    Fault.LEAF_SELF_SIGNED,
    Fault.LEAF_SIGNATURE_BROKEN,
    Fault.LEAF_CRITICAL_UNKNOWN,
    Fault.LEAF_SIGNATURE_WEAK,
    Fault.KEY_TINY,
    Fault.KEY_WEAK_PUBLIC,
    Fault.LEAF_ISSUER_NAMELESS,
    Fault.DATE_BEFORE_COUNTING,
    Fault.LEAF_IS_CA,
    Fault.LEAF_EXTENDED_USAGE,
    Fault.LEAF_EXTENDED_USAGE_ANY,
    Fault.LEAF_REVOKED,
    Fault.STAPLE_UNUSABLE,
    Fault.LEAF_WITHOUT_STAPLE,
    Fault.NAME_OTHER,
    Fault.NAME_VARIANT,
    Fault.NAME_VARIANT_IN_FIREFOX,
    Fault.NAME_ONLY_IN_CN,
    Fault.LEAF_NOT_YET_VALID,
    Fault.LEAF_EXPIRED,
    Fault.LEAF_WITHOUT_SCT,
)

_LEAF_DATES: Final = frozenset({Fault.LEAF_EXPIRED, Fault.LEAF_NOT_YET_VALID})
_NOT_ASKED_WHEN_EXPIRED: Final = frozenset(
    {Fault.LEAF_REVOKED, Fault.LEAF_WITHOUT_STAPLE, Fault.STAPLE_UNUSABLE}
)
_BUILT: Final = (
    frozenset(_FIREFOX_FAULTS) | {Fault.LEAF_KEY_USAGE, Fault.LEAF_KEY_USAGE_UNREADABLE}
) - {
    Fault.KEY_WEAK_PUBLIC,
    Fault.LEAF_WITHOUT_STAPLE,
    Fault.NAME_OTHER,
    Fault.NAME_VARIANT,
    Fault.NAME_VARIANT_IN_FIREFOX,
    Fault.NAME_ONLY_IN_CN,
    Fault.LEAF_WITHOUT_SCT,
}
"""What path building finds out by itself."""
_FIRST_JUDGED: Final = 100
_UNKNOWN: Final = 199
_FIRST_AFTER: Final = 200
_DATED: Final = _FIRST_JUDGED + _FIREFOX_FAULTS.index(Fault.LEAF_NOT_YET_VALID)
_LAST: Final = 1000
"""Ranks: what comes before certificates are judged, what is judged, what comes after."""


_BESIDE_THE_CERTIFICATE: Final = frozenset({Fault.NAME_IMITATES, Fault.PORTAL})


def chromium_code(findings: Sequence[Finding]) -> str | None:
    """What Chromium's page shows; None where the page opens.

    Without a key to check the leaf with, it does not go on to the leaf's dates.
    """
    if any(f.fault is Fault.KEY_OF_ISSUER_UNSUPPORTED for f in findings):
        findings = [f for f in findings if f.fault not in _LEAF_DATES]
    return _first((_chromium_rank(f, findings), f.certificate, f.chromium) for f in findings)


def firefox_code(findings: Sequence[Finding], building: str | None = None) -> str | None:
    """What Firefox's page shows; None where the page opens.

    `building` is how path building ended (see `firefox`), "" for well; it knows better than the
    findings do. None where no chain was judged.
    """
    judged = building is not None
    old = any(f.fault in _LEAF_DATES for f in findings)
    dated = building in {EXPIRED, NOT_YET_VALID} if judged else old
    unasked = _NOT_ASKED_WHEN_EXPIRED if dated else frozenset()
    unasked |= _BUILT if judged else frozenset()
    shown = [(_firefox_rank(f), f.certificate, f.firefox) for f in findings]
    shown = [entry for entry, f in zip(shown, findings, strict=True) if f.fault not in unasked]
    if building:
        shown.append((_DATED if dated else _FIRST_JUDGED, 0, building))
    code = _first(shown)
    stopped = any(rank >= _FIRST_JUDGED and shows == code for rank, _, shows in shown)
    rubbish = any(f.fault is Fault.ISSUER_UNREADABLE for f in findings)
    return PAGE_WITHOUT_CODE if judged and code and stopped and rubbish else code


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors, warnings, notes; then as Chromium ranks them; then by certificate.

    What Chromium does not stop for comes after what it stops for, in Firefox's order. What makes
    the certificate unimportant comes first: the name is not the one that was meant, or a
    network's sign-in page answered.
    """
    found = tuple(findings)

    def rank(finding: Finding) -> tuple[int, int, int]:
        stops = bool(finding.chromium) or finding.fault in _BESIDE_THE_CERTIFICATE
        shown = _chromium_rank(finding, found) if stops else _LAST + _firefox_rank(finding)
        return SEVERITIES.index(finding.severity), shown, finding.certificate

    return tuple(sorted(found, key=rank))


def _first(shown: Iterable[tuple[int, int, str]]) -> str | None:
    """The code with the lowest rank, then the lowest certificate; codes may be empty."""
    codes = [entry for entry in shown if entry[2]]
    return min(codes)[2] if codes else None


def _chromium_rank(finding: Finding, findings: Sequence[Finding]) -> int:
    fault = finding.fault
    if fault in _BEFORE_CERTIFICATES:
        return _BEFORE_CERTIFICATES.index(fault)
    if fault in _AFTER_CERTIFICATES:
        return _FIRST_AFTER + _AFTER_CERTIFICATES.index(fault)
    if _is_masked(finding, findings) or finding.chromium not in _CHROMIUM_CODES:
        return _UNKNOWN
    return _FIRST_JUDGED + _CHROMIUM_CODES.index(finding.chromium)


def _is_masked(finding: Finding, findings: Sequence[Finding]) -> bool:
    if finding.fault in _ALWAYS_INVALID or finding.chromium not in {_INVALID, _REVOKED}:
        return False
    # A path that is invalid in any way is not asked about, and a valid one is not invalid.
    masks = (_MASKS_INVALID | {_INVALID}) - {finding.chromium}
    return any(f.chromium in masks for f in findings)


def _firefox_rank(finding: Finding) -> int:
    """Firefox checks the server's first signature while it still judges the certificate."""
    fault = finding.fault
    if fault is Fault.KEY_IS_NOT_THE_LEAFS:
        return len(_BEFORE_CERTIFICATES)
    if fault in _BEFORE_CERTIFICATES:
        return _BEFORE_CERTIFICATES.index(fault)
    if fault in _AFTER_CERTIFICATES:
        return _FIRST_AFTER + _AFTER_CERTIFICATES.index(fault)
    judged = fault in _FIREFOX_FAULTS
    return _FIRST_JUDGED + _FIREFOX_FAULTS.index(fault) if judged else _UNKNOWN
