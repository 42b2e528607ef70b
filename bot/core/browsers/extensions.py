"""What each browser reads in a certificate, and what it makes of the rest. Pure.

Chromium reads most extensions at once and drops a certificate in which one is no good
(boringssl pki/parsed_certificate.cc); mozilla::pkix looks at each when it needs it
(mozpkix pkixcert.cpp). Corrected by what Chromium 156 and Firefox 153 did (November 2026).
"""

from typing import Final

from bot.core.facts import Certificate, Oddity

KEY_USAGE: Final = "2.5.29.15"
ALTERNATIVE_NAMES: Final = "2.5.29.17"
BASIC_CONSTRAINTS: Final = "2.5.29.19"
NAME_CONSTRAINTS: Final = "2.5.29.30"
EXTENDED_USAGE: Final = "2.5.29.37"
SERVER_KEY_USAGES: Final = frozenset({"digitalSignature", "keyEncipherment", "keyAgreement"})
"""Any of these is enough for a server, in one key exchange or another."""

_UNREADABLE_IN_CHROMIUM: Final = frozenset(
    {
        Oddity.NON_ASCII_NAME,
        Oddity.EMPTY_NAMES,
        Oddity.BAD_ADDRESS,
        Oddity.BAD_ACCESS,
        Oddity.BAD_STRING,
        Oddity.EMPTY_USAGE,
    }
)
_KEY_IDS: Final = frozenset({"2.5.29.14", "2.5.29.35"})
_POLICIES: Final = frozenset({"2.5.29.32", "2.5.29.36", "2.5.29.54"})
_POLICY_MAPPINGS: Final = "2.5.29.33"
_AUTHORITY_ACCESS: Final = "1.3.6.1.5.5.7.1.1"
_TLS_FEATURE: Final = "1.3.6.1.5.5.7.1.24"
_OCSP_NO_CHECK: Final = "1.3.6.1.5.5.7.48.1.5"
_TIMESTAMPS: Final = "1.3.6.1.4.1.11129.2.4.2"
_NETSCAPE_TYPE: Final = "2.16.840.1.113730.1.1"
_MICROSOFT_POLICIES: Final = "1.3.6.1.4.1.311.21.10"
_BOTH: Final = (
    frozenset({KEY_USAGE, ALTERNATIVE_NAMES, BASIC_CONSTRAINTS, NAME_CONSTRAINTS, EXTENDED_USAGE})
    | _POLICIES
)

_CHROMIUM_UNDERSTANDS: Final = _BOTH | {_POLICY_MAPPINGS, _MICROSOFT_POLICIES}
_CHROMIUM_READS: Final = _BOTH | _KEY_IDS | {_POLICY_MAPPINGS, _AUTHORITY_ACCESS}
_FIREFOX_UNDERSTANDS: Final = _BOTH | {
    _AUTHORITY_ACCESS,
    _TLS_FEATURE,
    _OCSP_NO_CHECK,
    _TIMESTAMPS,
    _NETSCAPE_TYPE,
}
_UNREADABLE_IN_FIREFOX: Final = {
    KEY_USAGE: "SEC_ERROR_INADEQUATE_KEY_USAGE",
    BASIC_CONSTRAINTS: "SEC_ERROR_EXTENSION_VALUE_INVALID",
    EXTENDED_USAGE: "SEC_ERROR_INADEQUATE_CERT_TYPE",
    NAME_CONSTRAINTS: "SEC_ERROR_BAD_DER",
    _TLS_FEATURE: "SEC_ERROR_BAD_DER",
    _AUTHORITY_ACCESS: "SEC_ERROR_CERT_BAD_ACCESS_LOCATION",
    _TIMESTAMPS: "SEC_ERROR_BAD_DER",
}
_OF_LEAVES_ONLY: Final = frozenset({_AUTHORITY_ACCESS, _TIMESTAMPS})  # about the leaf alone
_OF_ISSUERS_ONLY: Final = frozenset({NAME_CONSTRAINTS})


def unknown_to_chromium(certificate: Certificate) -> tuple[str, ...]:
    """Critical extensions that Chromium does not process (RFC 5280 section 4.2)."""
    return tuple(oid for oid in certificate.critical if oid not in _CHROMIUM_UNDERSTANDS)


def unknown_to_firefox(certificate: Certificate) -> tuple[str, ...]:
    """Critical extensions that mozilla::pkix does not know."""
    return tuple(oid for oid in certificate.critical if oid not in _FIREFOX_UNDERSTANDS)


def is_nameless(certificate: Certificate) -> bool:
    """RFC 5280 section 4.1.2.6: without a subject the SAN must be critical."""
    return (
        certificate.has_san
        and not certificate.subject_name
        and ALTERNATIVE_NAMES not in certificate.critical
    )


def chromium_reads(certificate: Certificate) -> bool:
    """Chromium can use it at all; it drops an issuer that it cannot read."""
    return not (
        certificate.repeated
        or certificate.unreadable & _CHROMIUM_READS
        or _UNREADABLE_IN_CHROMIUM & {*certificate.oddities}
        or is_nameless(certificate)
    )


def extensions_stop_chromium(certificate: Certificate) -> bool:
    """An extension is doubled, or one that Chromium reads is no good."""
    return bool(certificate.repeated or certificate.unreadable & _CHROMIUM_READS)


def begun_in_firefox(certificate: Certificate) -> str:
    """The code where mozilla::pkix does not even begin (`BackCert::Init`); "" where it does."""
    if certificate.repeated & _FIREFOX_UNDERSTANDS:
        return "SEC_ERROR_EXTENSION_VALUE_INVALID"
    if unknown_to_firefox(certificate):
        return "SEC_ERROR_UNKNOWN_CRITICAL_EXTENSION"
    return ""


def unreadable_in_firefox(certificate: Certificate, *, leaf: bool) -> str:
    """The code for an extension that cannot be read where it is needed; "" where none is."""
    passed = _OF_ISSUERS_ONLY if leaf else _OF_LEAVES_ONLY
    codes = (
        code
        for oid, code in _UNREADABLE_IN_FIREFOX.items()
        if oid in certificate.unreadable and oid not in passed
    )
    return next(codes, "")
