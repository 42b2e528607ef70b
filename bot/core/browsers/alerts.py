"""TLS alerts by number, and what browsers show when one answers their ClientHello.

Numbers and names: RFC 8446 section 6 and the IANA registry.
"""

from enum import Enum
from typing import Final

_PROTOCOL: Final = "ERR_SSL_PROTOCOL_ERROR"
_MISMATCH: Final = "ERR_SSL_VERSION_OR_CIPHER_MISMATCH"
_CLIENT: Final = "ERR_BAD_SSL_CLIENT_AUTH_CERT"


class Alert(Enum):
    """One alert: number, IANA's name, Chromium's code, Firefox's code."""

    CLOSE_NOTIFY = 0, "close_notify", "ERR_CONNECTION_CLOSED", "PR_END_OF_FILE_ERROR"
    UNEXPECTED_MESSAGE = (
        10,
        "unexpected_message",
        _PROTOCOL,
        "SSL_ERROR_HANDSHAKE_UNEXPECTED_ALERT",
    )
    BAD_RECORD_MAC = (
        20,
        "bad_record_mac",
        "ERR_SSL_BAD_RECORD_MAC_ALERT",
        "SSL_ERROR_BAD_MAC_ALERT",
    )
    RECORD_OVERFLOW = 22, "record_overflow", _PROTOCOL, "SSL_ERROR_RECORD_OVERFLOW_ALERT"
    HANDSHAKE_FAILURE = 40, "handshake_failure", _MISMATCH, "SSL_ERROR_NO_CYPHER_OVERLAP"
    BAD_CERTIFICATE = 42, "bad_certificate", _CLIENT, "SSL_ERROR_BAD_CERT_ALERT"
    UNSUPPORTED_CERTIFICATE = (
        43,
        "unsupported_certificate",
        _CLIENT,
        "SSL_ERROR_UNSUPPORTED_CERT_ALERT",
    )
    CERTIFICATE_REVOKED = 44, "certificate_revoked", _CLIENT, "SSL_ERROR_REVOKED_CERT_ALERT"
    CERTIFICATE_EXPIRED = 45, "certificate_expired", _CLIENT, "SSL_ERROR_EXPIRED_CERT_ALERT"
    CERTIFICATE_UNKNOWN = 46, "certificate_unknown", _CLIENT, "SSL_ERROR_CERTIFICATE_UNKNOWN_ALERT"
    ILLEGAL_PARAMETER = 47, "illegal_parameter", _PROTOCOL, "SSL_ERROR_ILLEGAL_PARAMETER_ALERT"
    UNKNOWN_CA = 48, "unknown_ca", _CLIENT, "SSL_ERROR_UNKNOWN_CA_ALERT"
    ACCESS_DENIED = 49, "access_denied", _PROTOCOL, "SSL_ERROR_ACCESS_DENIED_ALERT"
    DECODE_ERROR = 50, "decode_error", _PROTOCOL, "SSL_ERROR_DECODE_ERROR_ALERT"
    DECRYPT_ERROR = (
        51,
        "decrypt_error",
        "ERR_SSL_DECRYPT_ERROR_ALERT",
        "SSL_ERROR_DECRYPT_ERROR_ALERT",
    )
    PROTOCOL_VERSION = 70, "protocol_version", _MISMATCH, "SSL_ERROR_PROTOCOL_VERSION_ALERT"
    INSUFFICIENT_SECURITY = (
        71,
        "insufficient_security",
        _MISMATCH,
        "SSL_ERROR_INSUFFICIENT_SECURITY_ALERT",
    )
    INTERNAL_ERROR = 80, "internal_error", _PROTOCOL, "SSL_ERROR_INTERNAL_ERROR_ALERT"
    INAPPROPRIATE_FALLBACK = (
        86,
        "inappropriate_fallback",
        _PROTOCOL,
        "SSL_ERROR_INAPPROPRIATE_FALLBACK_ALERT",
    )
    USER_CANCELED = 90, "user_canceled", _PROTOCOL, "SSL_ERROR_USER_CANCELED_ALERT"
    MISSING_EXTENSION = 109, "missing_extension", _PROTOCOL, "SSL_ERROR_MISSING_EXTENSION_ALERT"
    UNSUPPORTED_EXTENSION = (
        110,
        "unsupported_extension",
        _PROTOCOL,
        "SSL_ERROR_UNSUPPORTED_EXTENSION_ALERT",
    )
    UNRECOGNIZED_NAME = (
        112,
        "unrecognized_name",
        "ERR_SSL_UNRECOGNIZED_NAME_ALERT",
        "SSL_ERROR_UNRECOGNIZED_NAME_ALERT",
    )
    BAD_CERTIFICATE_STATUS = (
        113,
        "bad_certificate_status_response",
        _PROTOCOL,
        "SSL_ERROR_BAD_CERT_STATUS_RESPONSE_ALERT",
    )
    UNKNOWN_PSK_IDENTITY = 115, "unknown_psk_identity", _PROTOCOL, "SSL_ERROR_RX_UNKNOWN_ALERT"
    CERTIFICATE_REQUIRED = (
        116,
        "certificate_required",
        _CLIENT,
        "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT",
    )
    NO_APPLICATION_PROTOCOL = (
        120,
        "no_application_protocol",
        _PROTOCOL,
        "SSL_ERROR_NEXT_PROTOCOL_NO_PROTOCOL",
    )

    def __init__(self, number: int, title: str, chromium: str, firefox: str) -> None:
        self.number = number
        self.title = title
        self.chromium = chromium
        self.firefox = firefox


ALERTS: Final = {alert.number: alert for alert in Alert}
