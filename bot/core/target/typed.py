"""What a person typed as an address, parsed once at the door."""

import re
from typing import Final

from msgspec import Struct

from bot.core.target.host import host_and_port
from bot.core.target.invalid import InvalidTarget, InvalidTargetError
from bot.core.target.protocols import OTHER_TLS_PORTS, SCHEMES, STARTTLS_PORTS, StartTls

MAX_LENGTH: Final = 2048
"""Longer input is nobody's address; also bounds all work on it."""

_HTTPS: Final = 443
_QUOTES: Final = " \t\r\n\"'`<>(){}\u2018\u2019\u201c\u201d\u00ab\u00bb*,;!?\u2026"
_DEFANGED: Final = re.compile(r"\[\.\]|\(\.\)|\[dot\]|\(dot\)|\[:\]", re.IGNORECASE)
_DEFANGED_SCHEME: Final = re.compile(r"^hxxp(s?)(?=:)", re.IGNORECASE)
_FULL_WIDTH: Final = str.maketrans("\u3002\uff0e\uff61\uff1a\uff0f", "...:/")  # UTS 46, 2.3
_PORT_IN_WORDS: Final = re.compile(r"(\S+?),?\s+(?:on\s+)?port\s+(\d{1,9})\.?", re.IGNORECASE)
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]{0,31}):([/\\]{0,2})", re.IGNORECASE)
_IPV6_LITERAL: Final = re.compile(r"\[[0-9a-f.]*:[^\]]*\]", re.IGNORECASE)
_AFTER_AUTHORITY: Final = re.compile(r"[/?#\\]")


class Target(Struct, frozen=True, kw_only=True):
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
        return self.starttls is None and self.port not in OTHER_TLS_PORTS

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
        if scheme and scheme not in SCHEMES:
            raise InvalidTargetError(_harmless(typed), InvalidTarget.UNKNOWN_SCHEME)
        authority = _AFTER_AUTHORITY.split(rest, maxsplit=1)[0]
        try:
            host, port = host_and_port(authority.rpartition("@")[2])
        except InvalidTargetError as error:
            raise InvalidTargetError(_harmless(typed), error.reason) from None
        default_port, implied = SCHEMES[scheme or "https"]
        return cls(
            input=_without_secrets(typed, rest, authority),
            host=host,
            port=port or default_port,
            starttls=starttls or _starttls(scheme, implied, port),
        )


def _starttls(scheme: str, implied: StartTls | None, port: int | None) -> StartTls | None:
    return implied if scheme or port is None else STARTTLS_PORTS.get(port)


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
        if len(slashes) > 1 or (scheme in SCHEMES and not is_port):
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
