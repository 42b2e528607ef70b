"""What Slack knows: people, channels, messages, windows; and what it holds against an app."""

import asyncio
import itertools
from collections import defaultdict, deque
from collections.abc import Callable
from enum import Enum
from typing import Any, Final

Json = dict[str, Any]

BOT_TOKEN: Final = "xoxb-test"  # noqa: S105 - the double's own
APP_TOKEN: Final = "xapp-test"  # noqa: S105 - the double's own
SECRET: Final = "shh"  # noqa: S105 - the double's own
BOT: Final = "U0BOT"
TEAM: Final = "T0"
EVA: Final = "U1EVA"
TOM: Final = "U2TOM"
GUEST: Final = "U3GUEST"
HELP: Final = "C1HELP"
OTHER: Final = "C2OTHER"
DESK: Final = "C3DESK"

ALL_SCOPES: Final = (
    "app_mentions:read,channels:history,chat:write,commands,files:read,groups:history,"
    "im:history,im:write,mpim:history,users:read"
)
_PATIENCE_S: Final = 15


class Fault(Enum):
    """What goes wrong with the next call of a method."""

    BUSY = "429"
    BEFORE = "500, and nothing done"
    AFTER = "500, although it was done"
    CUT = "connection cut, although it was done"


class World:
    """One workspace."""

    def __init__(self) -> None:
        self.url = ""
        self.scopes = ALL_SCOPES
        self.users: dict[str, Json] = {
            BOT: {"id": BOT, "is_bot": True},
            EVA: {"id": EVA, "profile": {"display_name": "Eva"}},
            TOM: {"id": TOM, "profile": {"display_name": "Tom"}},
            GUEST: {"id": GUEST, "profile": {"display_name": "Gus"}, "is_restricted": True},
        }
        self.messages: dict[str, list[Json]] = {channel: [] for channel in (HELP, OTHER, DESK)}
        self.archived: set[str] = set()
        self.ephemeral: list[Json] = []
        self.views: dict[str, Json] = {}
        self.homes: dict[str, Json] = {}
        self.triggers: dict[str, bool] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.calls: list[tuple[str, Json]] = []
        self.wrong: list[str] = []
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.tokens_at: list[tuple[str, str]] = []
        self._numbers = itertools.count(1)
        self._changed = asyncio.Event()

    def number(self) -> int:
        return next(self._numbers)

    def ts(self) -> str:
        return f"1795521600.{self.number():06d}"

    def direct(self, user: str) -> str:
        channel = f"D{user[1:]}"
        self.messages.setdefault(channel, [])
        return channel

    def trigger(self) -> str:
        made = f"trigger.{self.number()}"
        self.triggers[made] = True
        return made

    def ours(self, channel: str, thread: str = "") -> list[Json]:
        """What the app posted there."""
        return [
            message
            for message in self.messages[channel]
            if message["user"] == BOT and (not thread or message.get("thread_ts") == thread)
        ]

    def at(self, channel: str, ts: str) -> Json:
        return next(m for m in self.messages[channel] if m["ts"] == ts)

    def changed(self) -> None:
        self._changed.set()

    async def until(self, holds: Callable[[], object]) -> None:
        """Waits for something to have happened here; fails when it does not."""
        async with asyncio.timeout(_PATIENCE_S):
            while not holds():
                self._changed.clear()
                await self._changed.wait()
