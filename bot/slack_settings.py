"""Settings of Slack: tokens, where its servers are, and which channels are ours."""

import re
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import force_setattr

from bot.settings import InvalidSettingError

SLACK_API: Final = "https://slack.com/api/"
_URL: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]{1,260}(/[A-Za-z0-9._/\-]{0,500})?")
_COMMAND: Final = re.compile(r"/[a-z0-9_\-]{1,31}")


class SlackMode(StrEnum):
    """How events come: over a WebSocket that we open, or to the web server that is reached."""

    SOCKET = "socket"
    HTTP = "http"


class SlackSection(Struct, frozen=True, kw_only=True):
    """The help desk in Slack; it starts when `bot_token` is there.

    Attributes:
        bot_token: "xoxb-…".
        app_token: "xapp-…", for Socket Mode.
        signing_secret: For the HTTP mode.
        api_url: Of the Web API; another one than Slack's own may be plain http.
        file_hosts: Where files may be fetched from with the token; "*." stands for any name below.
        technicians_channel: The id of the channel where tickets are posted; empty: nowhere.
        help_channels: Ids of channels where every message is read, not only mentions.
        command: The slash command.
        p1_group: Id of the user group that a ticket of priority P1 pings; empty: nobody.
        agent_view: The manifest lists the app among Slack's agents.
    """

    bot_token: str = ""
    app_token: str = ""
    signing_secret: str = ""
    mode: SlackMode = SlackMode.SOCKET
    api_url: str = SLACK_API
    file_hosts: tuple[str, ...] = ("files.slack.com", "*.slack.com")
    technicians_channel: str = ""
    help_channels: tuple[str, ...] = ()
    command: str = "/cert"
    p1_group: str = ""
    agent_view: bool = False

    def __post_init__(self) -> None:
        if not _URL.fullmatch(self.api_url):
            raise InvalidSettingError("api_url", "an address like https://slack.com/api/")
        if not self.api_url.endswith("/"):
            force_setattr(self, "api_url", f"{self.api_url}/")
        if not _COMMAND.fullmatch(self.command):
            raise InvalidSettingError("command", "a slash and up to 31 small letters or digits")
        if self.bot_token and self.mode is SlackMode.SOCKET and not self.app_token:
            raise InvalidSettingError("app_token", "a token beginning with xapp- for Socket Mode")
        if self.bot_token and self.mode is SlackMode.HTTP and not self.signing_secret:
            raise InvalidSettingError("signing_secret", "the app's signing secret for HTTP mode")
