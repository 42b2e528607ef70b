"""The words everything else speaks in: problems, categories, verdicts and who is responsible.

The ids appear in JSON, TOML and logs; they are a contract.
"""

from enum import StrEnum
from typing import Final


class Category(StrEnum):
    """What a person is told the problem is; each has a label in the catalogue."""

    EXPIRED = "expired"
    MISCONFIGURED = "misconfigured"
    SELF_SIGNED = "self_signed"
    WRONG_DOMAIN = "wrong_domain"
    NOT_YET_VALID = "not_yet_valid"
    UNTRUSTED_ISSUER = "untrusted_issuer"
    REVOKED = "revoked"
    OUTDATED_SECURITY = "outdated_security"
    INTERCEPTED = "intercepted"
    YOUR_DEVICE = "your_device"
    YOUR_CERTIFICATE = "your_certificate"
    LOOKALIKE = "lookalike"
    UNREACHABLE = "unreachable"
    HEALTHY = "healthy"
    UNCLEAR = "unclear"
    NOT_CERTIFICATE = "not_certificate"


class Problem(StrEnum):
    """What is wrong, in the terms of the field; several can hold at once."""

    EXPIRED = "expired"
    DATE_INVALID = "date_invalid"
    NAME_VARIANT = "name_variant"
    NO_SAN = "no_san"
    INCOMPLETE_CHAIN = "incomplete_chain"
    WRONG_USAGE = "wrong_usage"
    NAME_CONSTRAINT = "name_constraint"
    MALFORMED_CERT = "malformed_cert"
    UNSUPPORTED_KEY = "unsupported_key"
    KEY_MISMATCH = "key_mismatch"
    VALIDITY_TOO_LONG = "validity_too_long"
    CT_MISSING = "ct_missing"
    MUST_STAPLE_MISSING = "must_staple_missing"
    ORIGIN_CERTIFICATE = "origin_certificate"
    SELF_SIGNED = "self_signed"
    NAME_MISMATCH = "name_mismatch"
    NOT_YET_VALID = "not_yet_valid"
    UNTRUSTED_ROOT = "untrusted_root"
    DISTRUSTED_CA = "distrusted_ca"
    CERTIFICATE_UNVERIFIED = "certificate_unverified"
    REVOKED = "revoked"
    WEAK_SIGNATURE = "weak_signature"
    WEAK_KEY = "weak_key"
    LEGACY_PROTOCOL = "legacy_protocol"
    NO_COMMON_CIPHER = "no_common_cipher"
    INTERCEPTION = "interception"
    CAPTIVE_PORTAL = "captive_portal"
    PIN_MISMATCH = "pin_mismatch"
    CLOCK_WRONG = "clock_wrong"
    OUTDATED_DEVICE = "outdated_device"
    REVOCATION_UNAVAILABLE = "revocation_unavailable"
    CLIENT_CERT_REQUIRED = "client_cert_required"
    CLIENT_CERT_PROBLEM = "client_cert_problem"
    LOOKALIKE = "lookalike"
    DNS_FAILURE = "dns_failure"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    RESET = "reset"
    OFFLINE = "offline"
    NOT_TLS = "not_tls"
    STARTTLS_NOT_OFFERED = "starttls_not_offered"
    HANDSHAKE_FAILURE = "handshake_failure"
    BLOCKED_TARGET = "blocked_target"
    UNCLEAR = "unclear"
    OTHER_TLS = "other_tls"
    ADDRESS_INVALID = "address_invalid"
    NOT_A_CERTIFICATE_PROBLEM = "not_a_certificate_problem"
    NOT_ENCRYPTED = "not_encrypted"
    # Notes: told to IT, never a reason to change verdict or headline.
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


class Severity(StrEnum):
    """How far a problem reaches.

    `ERROR`: Chrome or Firefox stops, or there is no connection, or some source says revoked.
    `WARNING`: neither stops, but other clients or policies do. `NOTE`: worth knowing for IT.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITIES: Final = tuple(Severity)
"""The gravest first."""


class Verdict(StrEnum):
    """May the person go on? There is no plain yes."""

    NO = "no"
    NOT_YET = "not_yet"
    ONLY_IF_CONFIRMED = "only_if_confirmed"
    READ_ONLY = "read_only"
    NOTHING_TO_SKIP = "nothing_to_skip"


class Risk(StrEnum):
    """What may be behind it, from nothing at all to somebody in the way."""

    NONE = "none"
    BLOCKED = "blocked"
    UNPROVEN = "unproven"
    KNOWN_MIDDLE = "known_middle"
    DANGER = "danger"


class Responsible(StrEnum):
    """Who has to put it right."""

    SITE_OWNER = "site_owner"
    IT_DEPARTMENT = "it_department"
    NETWORK = "network"
    VISITOR = "visitor"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


_MEMBERS: Final[dict[Category, tuple[Problem, ...]]] = {
    Category.EXPIRED: (Problem.EXPIRED, Problem.DATE_INVALID),
    Category.MISCONFIGURED: (
        Problem.NAME_VARIANT,
        Problem.NO_SAN,
        Problem.INCOMPLETE_CHAIN,
        Problem.WRONG_USAGE,
        Problem.NAME_CONSTRAINT,
        Problem.MALFORMED_CERT,
        Problem.UNSUPPORTED_KEY,
        Problem.KEY_MISMATCH,
        Problem.VALIDITY_TOO_LONG,
        Problem.CT_MISSING,
        Problem.MUST_STAPLE_MISSING,
        Problem.ORIGIN_CERTIFICATE,
    ),
    Category.SELF_SIGNED: (Problem.SELF_SIGNED,),
    Category.WRONG_DOMAIN: (Problem.NAME_MISMATCH,),
    Category.NOT_YET_VALID: (Problem.NOT_YET_VALID,),
    Category.UNTRUSTED_ISSUER: (
        Problem.UNTRUSTED_ROOT,
        Problem.DISTRUSTED_CA,
        Problem.CERTIFICATE_UNVERIFIED,
    ),
    Category.REVOKED: (Problem.REVOKED,),
    Category.OUTDATED_SECURITY: (
        Problem.WEAK_SIGNATURE,
        Problem.WEAK_KEY,
        Problem.LEGACY_PROTOCOL,
        Problem.NO_COMMON_CIPHER,
    ),
    Category.INTERCEPTED: (Problem.INTERCEPTION, Problem.CAPTIVE_PORTAL, Problem.PIN_MISMATCH),
    Category.YOUR_DEVICE: (
        Problem.CLOCK_WRONG,
        Problem.OUTDATED_DEVICE,
        Problem.REVOCATION_UNAVAILABLE,
    ),
    Category.YOUR_CERTIFICATE: (Problem.CLIENT_CERT_REQUIRED, Problem.CLIENT_CERT_PROBLEM),
    Category.LOOKALIKE: (Problem.LOOKALIKE,),
    Category.UNREACHABLE: (
        Problem.DNS_FAILURE,
        Problem.REFUSED,
        Problem.TIMEOUT,
        Problem.RESET,
        Problem.OFFLINE,
        Problem.NOT_TLS,
        Problem.STARTTLS_NOT_OFFERED,
        Problem.HANDSHAKE_FAILURE,
        Problem.BLOCKED_TARGET,
    ),
    Category.UNCLEAR: (Problem.UNCLEAR, Problem.OTHER_TLS, Problem.ADDRESS_INVALID),
    Category.NOT_CERTIFICATE: (Problem.NOT_A_CERTIFICATE_PROBLEM, Problem.NOT_ENCRYPTED),
    Category.HEALTHY: (
        Problem.EXPIRING_SOON,
        Problem.CHAIN_ORDER,
        Problem.CHAIN_EXTRA,
        Problem.ROOT_SENT,
        Problem.BAD_SERIAL,
        Problem.ADDRESSES_DIFFER,
        Problem.NO_SCT,
        Problem.WEAK_CIPHER,
        Problem.REVOCATION_NOT_CHECKED,
        Problem.REDIRECT_BROKEN,
        Problem.HSTS,
    ),
}

_CATEGORY_OF: Final = {problem: cat for cat, problems in _MEMBERS.items() for problem in problems}


def category_of(problem: Problem | None) -> Category:
    """The category of the primary problem; none, and notes alone, are healthy."""
    return Category.HEALTHY if problem is None else _CATEGORY_OF[problem]


NOTES: Final = frozenset(_MEMBERS[Category.HEALTHY])
"""Problems that are only ever notes."""

NAMES_NO_CAUSE: Final = frozenset(
    {Problem.UNCLEAR, Problem.OTHER_TLS, Problem.CERTIFICATE_UNVERIFIED}
)
"""What a text comes to that tells of a failure and gives no reason."""

NOTHING_REPORTED: Final = frozenset({Problem.UNCLEAR, Problem.NOT_A_CERTIFICATE_PROBLEM})
"""What a text comes to that tells of no certificate error."""
