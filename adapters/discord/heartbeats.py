"""Heartbeats of a connection: by them one that is dead is known, and they end with it."""

import asyncio
import threading
from typing import Final

from discord.gateway import KeepAliveHandler

_PATIENCE_S: Final = 2.0


class Heartbeats(KeepAliveHandler):
    """One that was not acknowledged until the next is due means a dead connection.

    Discord's documentation of the gateway asks for that; discord.py waits for a minute of silence.
    """

    _longest_s: float

    @property
    def heartbeat_timeout(self) -> float:
        """After so long without a word the connection is closed, seconds."""
        # An acknowledgement may be there before the thread has noted when it sent.
        is_acknowledged = self._last_ack > self._last_send - (self.interval or 0.0) / 2
        return self._longest_s if is_acknowledged else 0.0

    @heartbeat_timeout.setter
    def heartbeat_timeout(self, seconds: float) -> None:
        self._longest_s = seconds


async def end_heartbeats() -> None:
    """Of this event loop's connections; a beat after the loop is closed would fail."""
    loop = asyncio.get_running_loop()
    beating = [
        thread
        for thread in threading.enumerate()
        if isinstance(thread, KeepAliveHandler) and thread.ws.loop is loop
    ]
    for thread in beating:
        thread.stop()
    for thread in beating:
        await asyncio.to_thread(thread.join, _PATIENCE_S)
