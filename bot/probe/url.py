"""Addresses found inside certificates, as far as they are fetched at all."""

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

MAX_LENGTH: Final = 2048
"""Characters; issuers' addresses have some sixty."""

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_VISIBLE: Final = re.compile(r"[!-~]+")
_LABELS: Final = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?")
_IPV6: Final = re.compile(r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")


class InvalidUrlError(ValueError):
    """An address that is not fetched; the text says why."""


class Url(Struct, frozen=True, kw_only=True):
    """An http or https address.

    Attributes:
        host: Lower case, IPv6 without brackets.
        resource: Path and query, as the request line wants them; never empty.
    """

    is_tls: bool
    host: str
    port: int
    resource: str

    @classmethod
    def parse(cls, text: str) -> "Url":
        """Reads an absolute address.

        Raises:
            InvalidUrlError: Too long, another scheme (RFC 5280 also allows ldap and ftp),
                user information, or no proper host or port.
        """
        if len(text) > MAX_LENGTH:
            raise InvalidUrlError(f"an address of {len(text)} characters")
        if not _VISIBLE.fullmatch(text):
            raise InvalidUrlError("an address with blanks or characters that are not ASCII")
        try:
            parts = urlsplit(text)
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise InvalidUrlError(f"no proper address: {error}") from error
        if parts.scheme not in _DEFAULT_PORTS:
            raise InvalidUrlError(f"neither http nor https: {parts.scheme or 'no scheme'}")
        if "@" in parts.netloc:
            raise InvalidUrlError("an address with user information")
        if port == 0 or not (_LABELS.fullmatch(host) or _IPV6.fullmatch(host)):
            raise InvalidUrlError("no proper host or port")
        return cls(
            is_tls=parts.scheme == "https",
            host=host,
            port=port or _DEFAULT_PORTS[parts.scheme],
            resource=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        )

    def joined(self, location: str) -> "Url":
        """Where a redirect leads (RFC 9110 section 10.2.2: the address may be relative).

        Raises:
            InvalidUrlError: As for `parse`.
        """
        if len(location) > MAX_LENGTH:
            raise InvalidUrlError(f"an address of {len(location)} characters")
        try:
            absolute = urljoin(str(self), location)
        except ValueError as error:
            raise InvalidUrlError(f"no proper address: {error}") from error
        return Url.parse(absolute)

    @property
    def authority(self) -> str:
        """What the Host header says (RFC 9110 section 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        default = _DEFAULT_PORTS["https" if self.is_tls else "http"]
        return host if self.port == default else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{'https' if self.is_tls else 'http'}://{self.authority}{self.resource}"
