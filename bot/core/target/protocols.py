"""Schemes, their ports, and the protocols that begin in clear."""

from enum import StrEnum
from typing import Final


class StartTls(StrEnum):
    """Protocols that begin in clear and turn to TLS when asked."""

    SMTP = "smtp"
    IMAP = "imap"
    POP3 = "pop3"
    FTP = "ftp"
    XMPP = "xmpp"
    LDAP = "ldap"
    POSTGRES = "postgres"
    MYSQL = "mysql"


SCHEMES: Final[dict[str, tuple[int, StartTls | None]]] = {
    "https": (443, None),
    "http": (443, None),  # an http link asks about the https site
    "wss": (443, None),
    "ws": (443, None),
    "smtps": (465, None),
    "imaps": (993, None),
    "pop3s": (995, None),
    "ldaps": (636, None),
    "ftps": (990, None),
    "smtp": (25, StartTls.SMTP),
    "submission": (587, StartTls.SMTP),
    "imap": (143, StartTls.IMAP),
    "pop3": (110, StartTls.POP3),
    "ftp": (21, StartTls.FTP),
    "ldap": (389, StartTls.LDAP),
    "postgres": (5432, StartTls.POSTGRES),
    "postgresql": (5432, StartTls.POSTGRES),
    "mysql": (3306, StartTls.MYSQL),
    "xmpp": (5222, StartTls.XMPP),
}
OTHER_TLS_PORTS: Final = frozenset({465, 636, 990, 993, 995})
STARTTLS_PORTS: Final = {
    port: starttls for port, starttls in SCHEMES.values() if starttls is not None
}
WELL_KNOWN_PORTS: Final = frozenset(port for port, _ in SCHEMES.values()) | {8443}
"""Ports a service may look at without being told to."""
