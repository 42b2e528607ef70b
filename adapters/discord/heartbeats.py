"""Ends what discord.py leaves beating: a thread for each connection not closed in order."""

import asyncio
import threading
from typing import Final

from discord.gateway import KeepAliveHandler

_PATIENCE_S: Final = 2.0


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
