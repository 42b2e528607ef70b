"""Every fault a look can establish: which problem it is, and what each browser shows for it.

One problem has several faults where browsers tell them apart (an issuer that is no CA and a wrong
extended key usage are both `wrong_usage`). The codes were read in Chromium's
`net/cert/cert_status_flags.cc` and in mozilla::pkix, and corrected by what Chromium 156 and
Firefox ESR 153 on Linux did with each fault in front of them (November 2026).
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.core.vocabulary import Problem, Severity

PAGE_WITHOUT_CODE: Final = "PAGE_WITHOUT_CODE"
"""The browser stops on an error page that names no code."""


class Fault(StrEnum):
    """What exactly is wrong, one step finer than `Problem`."""

    # In the list that was served.
    LIST_EMPTY = "list_empty"
    LIST_TOO_LONG = "list_too_long"
    LEAF_UNREADABLE = "leaf_unreadable"
    ISSUER_UNREADABLE = "issuer_unreadable"
    # The leaf's own.
    LEAF_EXPIRED = "leaf_expired"
    LEAF_NOT_YET_VALID = "leaf_not_yet_valid"
    LEAF_SELF_SIGNED = "leaf_self_signed"
    LEAF_SIGNATURE_WEAK = "leaf_signature_weak"
    LEAF_SIGNATURE_BROKEN = "leaf_signature_broken"
    LEAF_IS_CA = "leaf_is_ca"
    LEAF_EXTENDED_USAGE = "leaf_extended_usage"
    LEAF_EXTENDED_USAGE_ANY = "leaf_extended_usage_any"
    LEAF_KEY_USAGE = "leaf_key_usage"
    LEAF_CRITICAL_UNKNOWN = "leaf_critical_unknown"
    LEAF_EXTENSION_BAD = "leaf_extension_bad"
    LEAF_NAME_NOT_ASCII = "leaf_name_not_ascii"
    LEAF_NAMES_EMPTY = "leaf_names_empty"
    LEAF_ADDRESS_BAD = "leaf_address_bad"
    LEAF_ACCESS_BAD = "leaf_access_bad"
    LEAF_STRING_BAD = "leaf_string_bad"
    LEAF_KEY_USAGE_UNREADABLE = "leaf_key_usage_unreadable"
    LEAF_NAMELESS = "leaf_nameless"
    LEAF_ISSUER_NAMELESS = "leaf_issuer_nameless"
    ALGORITHMS_DIFFER = "algorithms_differ"
    POLICY_MISSING = "policy_missing"
    DATE_BEFORE_COUNTING = "date_before_counting"
    LEAF_OUTSIDE_CONSTRAINT = "leaf_outside_constraint"
    LEAF_REVOKED = "leaf_revoked"
    LEAF_VALIDITY_TOO_LONG = "leaf_validity_too_long"
    LEAF_VALIDITY_LONG_PRIVATE = "leaf_validity_long_private"
    LEAF_WITHOUT_SCT = "leaf_without_sct"
    LEAF_WITHOUT_STAPLE = "leaf_without_staple"
    STAPLE_UNUSABLE = "staple_unusable"
    # The name.
    NAME_OTHER = "name_other"
    NAME_VARIANT = "name_variant"
    NAME_VARIANT_IN_FIREFOX = "name_variant_in_firefox"
    NAME_ONLY_IN_CN = "name_only_in_cn"
    # Keys, of any certificate.
    KEY_TINY = "key_tiny"
    KEY_WEAK_PUBLIC = "key_weak_public"
    KEY_WEAK_PRIVATE = "key_weak_private"
    KEY_CURVE_CHROMIUM = "key_curve_chromium"
    KEY_ED25519 = "key_ed25519"
    KEY_CURVE_UNKNOWN = "key_curve_unknown"
    KEY_OF_ISSUER_UNSUPPORTED = "key_of_issuer_unsupported"
    KEY_OF_ISSUER_ALIEN = "key_of_issuer_alien"
    KEY_IS_NOT_THE_LEAFS = "key_is_not_the_leafs"
    # Issuers on the path.
    ISSUER_EXPIRED = "issuer_expired"
    ISSUER_NOT_YET_VALID = "issuer_not_yet_valid"
    ISSUER_SIGNATURE_WEAK = "issuer_signature_weak"
    ISSUER_SIGNATURE_BROKEN = "issuer_signature_broken"
    ISSUER_NO_CA = "issuer_no_ca"
    ISSUER_VERSION_1 = "issuer_version_1"
    ISSUER_KEY_USAGE = "issuer_key_usage"
    ISSUER_EXTENDED_USAGE = "issuer_extended_usage"
    ISSUER_PATH_LENGTH = "issuer_path_length"
    ISSUER_CRITICAL_UNKNOWN = "issuer_critical_unknown"
    ISSUER_NAME_WRITTEN_OTHERWISE = "issuer_name_written_otherwise"
    PATH_TOO_LONG = "path_too_long"
    ISSUER_EXTENSION_BAD = "issuer_extension_bad"
    # The page.
    PORTAL = "portal"
    # Trust.
    ROOT_UNKNOWN = "root_unknown"
    ISSUER_MISSING = "issuer_missing"
    ISSUER_FETCHED = "issuer_fetched"
    ISSUER_INTERCEPTS = "issuer_intercepts"
    ISSUER_REGISTERED = "issuer_registered"
    ISSUER_DISTRUSTED = "issuer_distrusted"
    # The connection.
    PROTOCOL_LEGACY = "protocol_legacy"
    CIPHER_NONE_COMMON = "cipher_none_common"
    CLIENT_CERTIFICATE_REQUIRED = "client_certificate_required"
    CLIENT_CERTIFICATE_REQUIRED_LATE = "client_certificate_required_late"
    CLIENT_CERTIFICATE_REQUIRED_BY_PAGE = "client_certificate_required_by_page"
    HANDSHAKE_ALERT = "handshake_alert"
    HANDSHAKE_BROKEN = "handshake_broken"
    NO_TLS = "no_tls"
    STARTTLS_NOT_OFFERED = "starttls_not_offered"
    CONNECTION_RESET = "connection_reset"
    CONNECTION_CLOSED = "connection_closed"
    CONNECTION_REFUSED = "connection_refused"
    CONNECTION_TIMEOUT = "connection_timeout"
    NETWORK_UNREACHABLE = "network_unreachable"
    NAME_UNRESOLVED = "name_unresolved"
    TARGET_FORBIDDEN = "target_forbidden"
    ADDRESS_INVALID = "address_invalid"
    NAME_IMITATES = "name_imitates"
    OWN_PATH_UNCLEAN = "own_path_unclean"
    OWN_MISTAKE = "own_mistake"
    # Notes.
    EXPIRING_SOON = "expiring_soon"
    CHAIN_ORDER = "chain_order"
    CHAIN_EXTRA = "chain_extra"
    ROOT_SENT = "root_sent"
    BAD_SERIAL = "bad_serial"
    ADDRESSES_DIFFER = "addresses_differ"
    NO_SCT = "no_sct"
    WEAK_CIPHER = "weak_cipher"
    REVOCATION_NOT_CHECKED = "revocation_not_checked"
    REDIRECT_BROKEN = "redirect_broken"
    HSTS = "hsts"


class FaultKind(Struct, frozen=True):
    """What a fault amounts to.

    Attributes:
        chromium, firefox: The code each shows where this is its only fault; "" where it goes on.
        floor: The severity where neither browser stops.
        variant: The wording of the card that this fault needs; "" for the plain one.
    """

    problem: Problem
    chromium: str = ""
    firefox: str = ""
    floor: Severity = Severity.NOTE
    variant: str = ""


_P: Final = Problem
_AUTHORITY: Final = "NET::ERR_CERT_AUTHORITY_INVALID"
_DATE: Final = "NET::ERR_CERT_DATE_INVALID"
_NAME: Final = "NET::ERR_CERT_COMMON_NAME_INVALID"
_INVALID: Final = "NET::ERR_CERT_INVALID"
_PROTOCOL: Final = "ERR_SSL_PROTOCOL_ERROR"
_MISMATCH: Final = "ERR_SSL_VERSION_OR_CIPHER_MISMATCH"
_UNKNOWN_ISSUER: Final = "SEC_ERROR_UNKNOWN_ISSUER"
_BAD_DOMAIN: Final = "SSL_ERROR_BAD_CERT_DOMAIN"
_WEAK_HASH: Final = "SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED"
_CRITICAL: Final = "SEC_ERROR_UNKNOWN_CRITICAL_EXTENSION"
_SMALL_KEY: Final = "MOZILLA_PKIX_ERROR_INADEQUATE_KEY_SIZE"
_NO_OVERLAP: Final = "SSL_ERROR_NO_CYPHER_OVERLAP"
_F: Final = Fault
_K: Final = FaultKind

FAULTS: Final[dict[Fault, FaultKind]] = {
    _F.LIST_EMPTY: _K(_P.MALFORMED_CERT, _PROTOCOL, "SSL_ERROR_RX_MALFORMED_CERTIFICATE"),
    _F.LIST_TOO_LONG: _K(_P.MALFORMED_CERT, _PROTOCOL, "SEC_ERROR_BAD_DER"),
    _F.LEAF_UNREADABLE: _K(_P.MALFORMED_CERT, _PROTOCOL, "SEC_ERROR_INVALID_ARGS"),
    _F.ISSUER_UNREADABLE: _K(_P.MALFORMED_CERT, _AUTHORITY, PAGE_WITHOUT_CODE, Severity.WARNING),
    _F.LEAF_EXPIRED: _K(_P.EXPIRED, _DATE, "SEC_ERROR_EXPIRED_CERTIFICATE"),
    _F.LEAF_NOT_YET_VALID: _K(
        _P.NOT_YET_VALID, _DATE, "MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE"
    ),
    _F.LEAF_SELF_SIGNED: _K(_P.SELF_SIGNED, _AUTHORITY, "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT"),
    _F.LEAF_SIGNATURE_WEAK: _K(_P.WEAK_SIGNATURE, _INVALID, _WEAK_HASH),
    _F.LEAF_SIGNATURE_BROKEN: _K(_P.MALFORMED_CERT, _AUTHORITY, "SEC_ERROR_BAD_SIGNATURE"),
    _F.LEAF_IS_CA: _K(_P.WRONG_USAGE, "", "MOZILLA_PKIX_ERROR_CA_CERT_USED_AS_END_ENTITY"),
    _F.LEAF_EXTENDED_USAGE: _K(_P.WRONG_USAGE, _INVALID, "SEC_ERROR_INADEQUATE_CERT_TYPE"),
    _F.LEAF_EXTENDED_USAGE_ANY: _K(_P.WRONG_USAGE, "", "SEC_ERROR_INADEQUATE_CERT_TYPE"),
    _F.LEAF_KEY_USAGE: _K(_P.WRONG_USAGE, "ERR_SSL_KEY_USAGE_INCOMPATIBLE"),
    _F.LEAF_CRITICAL_UNKNOWN: _K(_P.MALFORMED_CERT, _INVALID, _CRITICAL),
    _F.LEAF_EXTENSION_BAD: _K(
        _P.MALFORMED_CERT, _INVALID, "SEC_ERROR_EXTENSION_VALUE_INVALID", Severity.WARNING
    ),
    _F.LEAF_NAME_NOT_ASCII: _K(_P.MALFORMED_CERT, _INVALID),
    _F.LEAF_NAMES_EMPTY: _K(_P.MALFORMED_CERT, _INVALID),
    _F.LEAF_ADDRESS_BAD: _K(_P.MALFORMED_CERT, _INVALID),
    _F.LEAF_ACCESS_BAD: _K(_P.MALFORMED_CERT, _INVALID),
    _F.LEAF_STRING_BAD: _K(_P.MALFORMED_CERT, "ERR_SSL_SERVER_CERT_BAD_FORMAT"),
    _F.LEAF_KEY_USAGE_UNREADABLE: _K(
        _P.MALFORMED_CERT, _PROTOCOL, "SEC_ERROR_INADEQUATE_KEY_USAGE"
    ),
    _F.LEAF_NAMELESS: _K(_P.MALFORMED_CERT, _INVALID),
    _F.LEAF_ISSUER_NAMELESS: _K(_P.MALFORMED_CERT, "", "MOZILLA_PKIX_ERROR_EMPTY_ISSUER_NAME"),
    _F.LEAF_OUTSIDE_CONSTRAINT: _K(
        _P.NAME_CONSTRAINT, _INVALID, "SEC_ERROR_CERT_NOT_IN_NAME_SPACE"
    ),
    _F.LEAF_REVOKED: _K(
        _P.REVOKED, "NET::ERR_CERT_REVOKED", "SEC_ERROR_REVOKED_CERTIFICATE", Severity.ERROR
    ),
    _F.LEAF_VALIDITY_TOO_LONG: _K(_P.VALIDITY_TOO_LONG, "NET::ERR_CERT_VALIDITY_TOO_LONG"),
    _F.LEAF_VALIDITY_LONG_PRIVATE: _K(_P.VALIDITY_TOO_LONG, floor=Severity.WARNING),
    _F.LEAF_WITHOUT_SCT: _K(
        _P.CT_MISSING,
        "NET::ERR_CERTIFICATE_TRANSPARENCY_REQUIRED",
        "MOZILLA_PKIX_ERROR_INSUFFICIENT_CERTIFICATE_TRANSPARENCY",
    ),
    _F.LEAF_WITHOUT_STAPLE: _K(
        _P.MUST_STAPLE_MISSING, "", "MOZILLA_PKIX_ERROR_REQUIRED_TLS_FEATURE_MISSING"
    ),
    _F.STAPLE_UNUSABLE: _K(
        _P.REVOCATION_UNAVAILABLE, "", "SEC_ERROR_OCSP_OLD_RESPONSE", variant="stapled"
    ),
    _F.NAME_OTHER: _K(_P.NAME_MISMATCH, _NAME, _BAD_DOMAIN),
    _F.NAME_VARIANT: _K(_P.NAME_VARIANT, _NAME, _BAD_DOMAIN),
    _F.NAME_VARIANT_IN_FIREFOX: _K(_P.NAME_VARIANT, "", _BAD_DOMAIN),
    _F.NAME_ONLY_IN_CN: _K(_P.NO_SAN, _NAME, _BAD_DOMAIN),
    _F.KEY_TINY: _K(_P.WEAK_KEY, "NET::ERR_CERT_WEAK_KEY", _SMALL_KEY),
    _F.KEY_WEAK_PUBLIC: _K(_P.WEAK_KEY, "NET::ERR_CERT_WEAK_KEY", _SMALL_KEY),
    _F.KEY_WEAK_PRIVATE: _K(_P.WEAK_KEY, floor=Severity.WARNING),
    _F.KEY_CURVE_CHROMIUM: _K(_P.UNSUPPORTED_KEY, _MISMATCH),
    _F.KEY_ED25519: _K(_P.UNSUPPORTED_KEY, _MISMATCH, _NO_OVERLAP),
    _F.KEY_CURVE_UNKNOWN: _K(_P.UNSUPPORTED_KEY, _PROTOCOL, "SSL_ERROR_WEAK_SERVER_CERT_KEY"),
    _F.KEY_OF_ISSUER_UNSUPPORTED: _K(
        _P.UNSUPPORTED_KEY, _INVALID, "SEC_ERROR_UNSUPPORTED_ELLIPTIC_CURVE"
    ),
    _F.KEY_OF_ISSUER_ALIEN: _K(_P.UNSUPPORTED_KEY, _INVALID, "SEC_ERROR_UNSUPPORTED_KEYALG"),
    _F.KEY_IS_NOT_THE_LEAFS: _K(_P.KEY_MISMATCH, _PROTOCOL, PAGE_WITHOUT_CODE),
    _F.ISSUER_EXPIRED: _K(
        _P.EXPIRED, _DATE, "SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE", variant="intermediate"
    ),
    _F.ISSUER_NOT_YET_VALID: _K(
        _P.NOT_YET_VALID,
        _DATE,
        "MOZILLA_PKIX_ERROR_NOT_YET_VALID_ISSUER_CERTIFICATE",
        variant="intermediate",
    ),
    _F.ISSUER_SIGNATURE_WEAK: _K(_P.WEAK_SIGNATURE, _INVALID, _WEAK_HASH),
    _F.ISSUER_SIGNATURE_BROKEN: _K(_P.MALFORMED_CERT, _AUTHORITY, "SEC_ERROR_BAD_SIGNATURE"),
    _F.ISSUER_NO_CA: _K(_P.WRONG_USAGE, _INVALID, "SEC_ERROR_CA_CERT_INVALID"),
    _F.ISSUER_VERSION_1: _K(_P.WRONG_USAGE, _INVALID, "MOZILLA_PKIX_ERROR_V1_CERT_USED_AS_CA"),
    _F.ISSUER_KEY_USAGE: _K(_P.WRONG_USAGE, _INVALID, "SEC_ERROR_INADEQUATE_KEY_USAGE"),
    _F.ISSUER_EXTENDED_USAGE: _K(_P.WRONG_USAGE, _INVALID, "SEC_ERROR_INADEQUATE_CERT_TYPE"),
    _F.ISSUER_PATH_LENGTH: _K(_P.WRONG_USAGE, _INVALID, "SEC_ERROR_PATH_LEN_CONSTRAINT_INVALID"),
    _F.ISSUER_CRITICAL_UNKNOWN: _K(_P.MALFORMED_CERT, _INVALID, _UNKNOWN_ISSUER),
    _F.ISSUER_EXTENSION_BAD: _K(
        _P.MALFORMED_CERT, _AUTHORITY, "SEC_ERROR_EXTENSION_VALUE_INVALID", Severity.WARNING
    ),
    _F.ALGORITHMS_DIFFER: _K(
        _P.MALFORMED_CERT, _INVALID, "MOZILLA_PKIX_ERROR_SIGNATURE_ALGORITHM_MISMATCH"
    ),
    _F.POLICY_MISSING: _K(_P.WRONG_USAGE, _INVALID),
    _F.DATE_BEFORE_COUNTING: _K(_P.MALFORMED_CERT, "", PAGE_WITHOUT_CODE),
    _F.ISSUER_NAME_WRITTEN_OTHERWISE: _K(_P.MALFORMED_CERT, "", _UNKNOWN_ISSUER),
    _F.PATH_TOO_LONG: _K(_P.WRONG_USAGE, "", _UNKNOWN_ISSUER),
    _F.ROOT_UNKNOWN: _K(_P.UNTRUSTED_ROOT, _AUTHORITY, _UNKNOWN_ISSUER),
    _F.ISSUER_MISSING: _K(_P.INCOMPLETE_CHAIN, _AUTHORITY, _UNKNOWN_ISSUER, variant="unproven"),
    _F.ISSUER_FETCHED: _K(_P.INCOMPLETE_CHAIN, "", _UNKNOWN_ISSUER),
    _F.ISSUER_INTERCEPTS: _K(_P.INTERCEPTION, _AUTHORITY, _UNKNOWN_ISSUER),
    _F.ISSUER_REGISTERED: _K(_P.INTERCEPTION, _AUTHORITY, _UNKNOWN_ISSUER, variant="registered"),
    _F.ISSUER_DISTRUSTED: _K(_P.DISTRUSTED_CA, _AUTHORITY, _UNKNOWN_ISSUER),
    _F.PROTOCOL_LEGACY: _K(_P.LEGACY_PROTOCOL, _MISMATCH, "SSL_ERROR_PROTOCOL_VERSION_ALERT"),
    _F.CIPHER_NONE_COMMON: _K(_P.NO_COMMON_CIPHER, _MISMATCH, _NO_OVERLAP),
    _F.CLIENT_CERTIFICATE_REQUIRED: _K(
        _P.CLIENT_CERT_REQUIRED,
        "ERR_BAD_SSL_CLIENT_AUTH_CERT",
        "SSL_ERROR_HANDSHAKE_FAILURE_ALERT",
    ),
    _F.CLIENT_CERTIFICATE_REQUIRED_LATE: _K(
        _P.CLIENT_CERT_REQUIRED,
        "ERR_BAD_SSL_CLIENT_AUTH_CERT",
        "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT",
    ),
    _F.CLIENT_CERTIFICATE_REQUIRED_BY_PAGE: _K(_P.CLIENT_CERT_REQUIRED, floor=Severity.ERROR),
    _F.PORTAL: _K(_P.CAPTIVE_PORTAL, floor=Severity.ERROR, variant="met"),
    _F.HANDSHAKE_ALERT: _K(_P.HANDSHAKE_FAILURE, _PROTOCOL, PAGE_WITHOUT_CODE),
    _F.HANDSHAKE_BROKEN: _K(_P.HANDSHAKE_FAILURE, _PROTOCOL, PAGE_WITHOUT_CODE),
    _F.NO_TLS: _K(_P.NOT_TLS, _PROTOCOL, "SSL_ERROR_RX_RECORD_TOO_LONG"),
    _F.STARTTLS_NOT_OFFERED: _K(_P.STARTTLS_NOT_OFFERED, floor=Severity.ERROR),
    _F.CONNECTION_RESET: _K(_P.RESET, "ERR_CONNECTION_RESET", "PR_CONNECT_RESET_ERROR"),
    _F.CONNECTION_CLOSED: _K(_P.RESET, "ERR_CONNECTION_CLOSED", "PR_END_OF_FILE_ERROR"),
    _F.CONNECTION_REFUSED: _K(_P.REFUSED, "ERR_CONNECTION_REFUSED", PAGE_WITHOUT_CODE),
    _F.CONNECTION_TIMEOUT: _K(_P.TIMEOUT, "ERR_TIMED_OUT", PAGE_WITHOUT_CODE),
    _F.NETWORK_UNREACHABLE: _K(_P.TIMEOUT, "ERR_ADDRESS_UNREACHABLE", PAGE_WITHOUT_CODE),
    _F.NAME_UNRESOLVED: _K(_P.DNS_FAILURE, "ERR_NAME_NOT_RESOLVED", PAGE_WITHOUT_CODE),
    _F.TARGET_FORBIDDEN: _K(_P.BLOCKED_TARGET, floor=Severity.ERROR),
    _F.ADDRESS_INVALID: _K(_P.ADDRESS_INVALID, floor=Severity.ERROR),
    _F.NAME_IMITATES: _K(_P.LOOKALIKE, floor=Severity.ERROR),
    _F.OWN_PATH_UNCLEAN: _K(_P.UNCLEAR, floor=Severity.ERROR, variant="unclean"),
    _F.OWN_MISTAKE: _K(_P.UNCLEAR, floor=Severity.ERROR, variant="failed"),
    _F.EXPIRING_SOON: _K(_P.EXPIRING_SOON),
    _F.CHAIN_ORDER: _K(_P.CHAIN_ORDER),
    _F.CHAIN_EXTRA: _K(_P.CHAIN_EXTRA),
    _F.ROOT_SENT: _K(_P.ROOT_SENT),
    _F.BAD_SERIAL: _K(_P.BAD_SERIAL),
    _F.ADDRESSES_DIFFER: _K(_P.ADDRESSES_DIFFER),
    _F.NO_SCT: _K(_P.NO_SCT),
    _F.WEAK_CIPHER: _K(_P.WEAK_CIPHER),
    _F.REVOCATION_NOT_CHECKED: _K(_P.REVOCATION_NOT_CHECKED),
    _F.REDIRECT_BROKEN: _K(_P.REDIRECT_BROKEN),
    _F.HSTS: _K(_P.HSTS),
}
