"""Settings of Discord: whose bot this is, where technicians are, where it listens."""

import re
from typing import Final

from msgspec import Struct

from bot.settings import InvalidSettingError

API_URL: Final = "https://discord.com/api/v10"
GATEWAY_URL: Final = "wss://gateway.discord.gg/"
_HTTP: Final = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")
_WEBSOCKET: Final = re.compile(r"wss?://[^\s/?#]+(/[^\s?#]*)?")

Id = int | str
"""A snowflake; people paste them with quotation marks and without."""


class DiscordSection(Struct, frozen=True, kw_only=True):
    """Discord; nothing starts without a token.

    Attributes:
        token: The bot's; a secret.
        api_url, gateway_url: Discord's own, or a proxy before them.
        cdn_hosts: From where attachments are read, as host or host:port.
        guild_ids: Where the commands are registered; empty: everywhere.
        technicians_channel: Where tickets go; empty: nowhere in Discord.
        technicians_role: Who may act on tickets, and is called for the gravest; empty: whoever
            is in that channel, and nobody is called.
        help_channels: Where every message is read, if Discord granted the intent.
    """

    token: str = ""
    api_url: str = API_URL
    gateway_url: str = GATEWAY_URL
    cdn_hosts: tuple[str, ...] = ("cdn.discordapp.com", "media.discordapp.net")
    guild_ids: tuple[Id, ...] = ()
    technicians_channel: Id = ""
    technicians_role: Id = ""
    help_channels: tuple[Id, ...] = ()

    def __post_init__(self) -> None:
        if not _HTTP.fullmatch(self.api_url):
            raise InvalidSettingError("api_url", f"an address such as {API_URL}")
        if not _WEBSOCKET.fullmatch(self.gateway_url):
            raise InvalidSettingError("gateway_url", f"an address such as {GATEWAY_URL}")
        for key in ("technicians_channel", "technicians_role"):
            _demand_id(key, getattr(self, key) or 0)
        for key in ("guild_ids", "help_channels"):
            for one in getattr(self, key):
                _demand_id(key, one)

    @property
    def technicians(self) -> int:
        """The technicians' channel; 0 for none."""
        return int(self.technicians_channel or 0)

    @property
    def role(self) -> int:
        """The technicians' role; 0 for none."""
        return int(self.technicians_role or 0)

    @property
    def listened(self) -> frozenset[int]:
        """Channels where every message is read."""
        return frozenset(map(int, self.help_channels))

    @property
    def guilds(self) -> tuple[int, ...]:
        """Where the commands are registered."""
        return tuple(map(int, self.guild_ids))


def _demand_id(key: str, value: Id) -> None:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 20):  # noqa: PLR2004 - 64 bits
        raise InvalidSettingError(key, f"the number that Discord shows as ID, got {text[:40]!r}")
