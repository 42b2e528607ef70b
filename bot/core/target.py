"""What a person typed as an address, parsed once at the door."""

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

MAX_LENGTH: Final = 2048
"""Longer input is nobody's address; also bounds all work on it."""

_MAX_NAME: Final = 253  # RFC 1035 section 2.3.4, in text form
_MAX_LABEL: Final = 63
_MAX_PORT: Final = 65535
_HTTPS: Final = 443


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


class InvalidTarget(StrEnum):
    """Why a text is no address; the sentences stand in the catalogue."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_HOST = "no_host"
    BAD_PORT = "bad_port"
    LABEL_EMPTY = "label_empty"
    LABEL_TOO_LONG = "label_too_long"
    NAME_TOO_LONG = "name_too_long"
    BAD_CHARACTERS = "bad_characters"
    BAD_ADDRESS = "bad_address"
    UNKNOWN_SCHEME = "unknown_scheme"


class InvalidTargetError(ValueError):
    """The text is no address.

    Attributes:
        text: What was typed, less what could be secret; still hostile.
        reason: What was wrong with it.
    """

    def __init__(self, text: str, reason: InvalidTarget) -> None:
        super().__init__(reason.value)
        self.text = text
        self.reason = reason


_SCHEMES: Final[dict[str, tuple[int, StartTls | None]]] = {
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
_OTHER_TLS_PORTS: Final = frozenset({465, 636, 990, 993, 995})
_STARTTLS_PORTS: Final = {
    port: starttls for port, starttls in _SCHEMES.values() if starttls is not None
}
WELL_KNOWN_PORTS: Final = frozenset(port for port, _ in _SCHEMES.values()) | {8443}
"""Ports a service may look at without being told to."""

_QUOTES: Final = " \t\r\n\"'`<>(){}\u2018\u2019\u201c\u201d\u00ab\u00bb*,;!?\u2026"
_DEFANGED: Final = re.compile(r"\[\.\]|\(\.\)|\[dot\]|\(dot\)|\[:\]", re.IGNORECASE)
_DEFANGED_SCHEME: Final = re.compile(r"^hxxp(s?)(?=:)", re.IGNORECASE)
_FULL_WIDTH: Final = str.maketrans("\u3002\uff0e\uff61\uff1a\uff0f", "...:/")  # UTS 46, 2.3
_PORT_IN_WORDS: Final = re.compile(r"(\S+?),?\s+(?:on\s+)?port\s+(\d{1,9})\.?", re.IGNORECASE)
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]{0,31}):([/\\]{0,2})", re.IGNORECASE)
_IPV6_LITERAL: Final = re.compile(r"\[[0-9a-f.]*:[^\]]*\]", re.IGNORECASE)
_AFTER_AUTHORITY: Final = re.compile(r"[/?#\\]")
_NUMBER_LABEL: Final = re.compile(r"0x[0-9a-f]*|[0-9]+")
_ALLOWED: Final = re.compile(r"[a-z0-9_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One place to look at.

    Attributes:
        input: As typed, less user info, query and fragment.
        host: Lower-case A-label without final dot, or an IP literal without brackets.
        starttls: The protocol that comes before TLS; None where TLS comes first.
        sends_name: Whether the hello names the server (RFC 6066 section 3).
    """

    input: str
    host: str
    port: int
    starttls: StartTls | None = None
    sends_name: bool = True

    @property
    def is_ip(self) -> bool:
        """The host is an IP literal."""
        return ":" in self.host or self.host.rpartition(".")[2].isdigit()

    @property
    def is_site(self) -> bool:
        """Speaks HTTP, as far as scheme and port tell; mail and directory servers do not."""
        return self.starttls is None and self.port not in _OTHER_TLS_PORTS

    @property
    def server_name(self) -> str:
        """For SNI: the name; "" for IP literals (RFC 6066 section 3)."""
        return "" if self.is_ip or not self.sends_name else self.host

    @property
    def display(self) -> str:
        """As it would stand in the address bar."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _HTTPS else f"{host}:{self.port}"

    @classmethod
    def parse(cls, text: str, starttls: StartTls | None = None) -> "Target":
        """Reads whatever a person would type; an explicit `starttls` wins.

        Raises:
            InvalidTargetError: It is no address; says why.
        """
        if len(text) > MAX_LENGTH:
            raise InvalidTargetError(_harmless(text)[:100], InvalidTarget.TOO_LONG)
        typed = _cleaned(text)
        scheme, rest = _split_scheme(typed)
        if scheme and scheme not in _SCHEMES:
            raise InvalidTargetError(_harmless(typed), InvalidTarget.UNKNOWN_SCHEME)
        authority = _AFTER_AUTHORITY.split(rest, maxsplit=1)[0]
        try:
            host, port = _host_and_port(authority.rpartition("@")[2])
        except InvalidTargetError as error:
            raise InvalidTargetError(_harmless(typed), error.reason) from None
        default_port, implied = _SCHEMES[scheme or "https"]
        return cls(
            input=_without_secrets(typed, rest, authority),
            host=host,
            port=port or default_port,
            starttls=starttls or _starttls(scheme, implied, port),
        )


def _starttls(scheme: str, implied: StartTls | None, port: int | None) -> StartTls | None:
    return implied if scheme or port is None else _STARTTLS_PORTS.get(port)


def _cleaned(text: str) -> str:
    plain = _DEFANGED.sub(_meant, text.strip().translate(_FULL_WIDTH))
    plain = _DEFANGED_SCHEME.sub(r"http\1", plain)
    plain = _unwrapped(plain)
    worded = _PORT_IN_WORDS.fullmatch(plain)
    return f"{worded[1]}:{worded[2]}" if worded else plain


def _unwrapped(text: str) -> str:
    """Without quotes and marks around it; brackets go in pairs, for `[::1]` needs its own."""
    inner = text.strip(_QUOTES)
    while (inner[:1] + inner[-1:] == "__" and len(inner) > 1) or (
        inner.startswith("[") and inner.endswith("]") and not _IPV6_LITERAL.match(inner)
    ):
        inner = inner[1:-1].strip(_QUOTES)
    return inner


def _meant(defanged: re.Match[str]) -> str:
    return ":" if ":" in defanged[0] else "."


def _split_scheme(text: str) -> tuple[str, str]:
    """Browsers take fewer slashes, and backslashes, after a scheme that they know."""
    found = _SCHEME.match(text)
    if found:
        scheme, slashes, rest = found[1].lower(), found[2], text[found.end() :]
        is_port = not slashes and not rest[:1].isalpha()
        if len(slashes) > 1 or (scheme in _SCHEMES and not is_port):
            return scheme, rest
    return "", text.removeprefix("//")


def _without_secrets(typed: str, rest: str, authority: str) -> str:
    """User info, query and fragment are nobody's business, not even ours.

    A path with an at sign may be the second half of a password with a slash in it.
    """
    before = typed.removesuffix(rest)
    path = re.split(r"[?#]", rest[len(authority) :], maxsplit=1)[0]
    return before + authority.rpartition("@")[2] + (path[:1] if "@" in path else path)


def _harmless(typed: str) -> str:
    """What may be repeated of text that is no address: nothing up to its last at sign."""
    return re.split(r"[?#]", typed.rpartition("@")[2], maxsplit=1)[0]


def _host_and_port(authority: str) -> tuple[str, int | None]:
    if authority.startswith("["):
        literal, closed, rest = authority[1:].partition("]")
        if not closed or (rest and not rest.startswith(":")):
            raise InvalidTargetError("", InvalidTarget.BAD_ADDRESS)
        return _ipv6(literal), _port(rest.removeprefix(":"))
    if authority.count(":") > 1:
        return _ipv6(authority), None
    host, _, port = authority.partition(":")
    return _host(host), _port(port.removesuffix("."))  # the end of a sentence


def _port(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= _MAX_PORT:
        raise InvalidTargetError("", InvalidTarget.BAD_PORT)
    return int(text)


def _ipv6(text: str) -> str:
    """A zone id means an interface of this very machine: refused."""
    try:
        return str(IPv6Address(text)) if "%" not in text else _refuse(InvalidTarget.BAD_ADDRESS)
    except AddressValueError:
        return _refuse(InvalidTarget.BAD_ADDRESS)


def _refuse(reason: InvalidTarget) -> str:
    raise InvalidTargetError("", reason)


def _host(text: str) -> str:
    name = text.removesuffix(".")
    if not name:
        _refuse(InvalidTarget.NO_HOST if text else InvalidTarget.EMPTY)
    labels = _ascii(name).split(".")
    if _NUMBER_LABEL.fullmatch(labels[-1]):
        return _ipv4(labels)
    for label in labels:
        if not label:
            _refuse(InvalidTarget.LABEL_EMPTY)
        if not _ALLOWED.fullmatch(label):
            _refuse(InvalidTarget.BAD_CHARACTERS)
        if len(label) > _MAX_LABEL:
            _refuse(InvalidTarget.LABEL_TOO_LONG)
    host = ".".join(labels)
    return host if len(host) <= _MAX_NAME else _refuse(InvalidTarget.NAME_TOO_LONG)


def _ascii(name: str) -> str:
    """UTS 46 as browsers map it: full-width letters, capitals, ß; then A-labels."""
    if name.isascii():
        return name.lower()
    import idna  # noqa: PLC0415 - its tables cost start-up time, and most names are ASCII

    try:
        mapped = idna.uts46_remap(name, std3_rules=False, transitional=False)
        return ".".join(
            label if label.isascii() else idna.alabel(label).decode("ascii")
            for label in mapped.split(".")
        )
    except (idna.IDNAError, UnicodeError):
        return _refuse(InvalidTarget.BAD_CHARACTERS)


def _ipv4(labels: list[str]) -> str:
    """WHATWG URL, section 3.5 (IPv4 parser): browsers take 127.1, 0x7f.1 and 2130706433."""
    if labels[-1] == "" or len(labels) > 4 or not all(map(_NUMBER_LABEL.fullmatch, labels)):  # noqa: PLR2004
        return _refuse(InvalidTarget.BAD_ADDRESS)
    numbers = [_number(label) for label in labels]
    *heads, last = numbers
    if any(n > 255 for n in heads) or last >= 256 ** (5 - len(numbers)):  # noqa: PLR2004
        return _refuse(InvalidTarget.BAD_ADDRESS)
    value = last + sum(n << (8 * (3 - i)) for i, n in enumerate(heads))
    return str(IPv4Address(value))


def _number(label: str) -> int:
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    octal = len(label) > 1 and label.startswith("0")
    if octal and set(label) & {"8", "9"}:
        _refuse(InvalidTarget.BAD_ADDRESS)
    return int(label, 8 if octal else 10)
