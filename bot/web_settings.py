"""Settings of the web: where it listens, for whom, and who the technicians are."""

import re
from ipaddress import ip_address
from typing import Final

from msgspec import Struct

from bot.settings import InvalidSettingError

_URL: Final = re.compile(r"https?://[a-z0-9.\-\[\]:]{1,260}")
_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")
_HIGHEST_PORT: Final = 65535


class Technician(Struct, frozen=True, kw_only=True):
    """Who may work at the desk, and as a program ask the API from elsewhere.

    Attributes:
        token_sha256: SHA-256 of a long random token, in hexadecimal; the token is nowhere kept.
    """

    name: str
    token_sha256: str


class WebSection(Struct, frozen=True, kw_only=True):
    """The chat in the browser, the technicians' desk and the JSON API.

    Attributes:
        host: The address to listen on; beyond loopback only with `public_chat`.
        port: 0 takes any that is free.
        public_url: What people type, such as "https://help.example.com", where a proxy stands
            in front; empty: loopback names only.
        public_chat: Whoever reaches the address may talk.
        behind_proxy: A proxy of yours tells in X-Forwarded-For who asks.
    """

    host: str = "127.0.0.1"
    port: int = 8480
    public_url: str = ""
    public_chat: bool = False
    behind_proxy: bool = False
    technicians: tuple[Technician, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.port <= _HIGHEST_PORT:
            raise InvalidSettingError("port", f"a number from 0 to 65535, got {self.port}")
        if self.public_url and not _URL.fullmatch(self.public_url):
            raise InvalidSettingError(
                "public_url", "scheme and host alone, like https://help.example.com"
            )
        names = [technician.name for technician in self.technicians]
        if len(set(names)) < len(names) or not all(name.strip() for name in names):
            raise InvalidSettingError("technicians", "a name for each, no two the same")
        if not all(_SHA256.fullmatch(t.token_sha256) for t in self.technicians):
            raise InvalidSettingError("technicians", "token_sha256 of 64 hexadecimal digits")

    @property
    def is_loopback(self) -> bool:
        """Nobody but this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False
