"""The connected socket under a handshake: remembers what came, and bounds what may come."""

import asyncio
import socket
from collections.abc import Coroutine
from typing import Final

from bot.core.facts import Ending

MAX_BYTES: Final = 400 * 1024
"""Of one server's answer; a certificate list may have 256 kB, the rest is small."""

_READ: Final = 65536
_SHOWN_BYTES: Final = 16


class Stream:
    """A connected socket that remembers what came, and says when that is too much."""

    def __init__(self, sock: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._sock = sock
        self.received = bytearray()

    async def send(self, data: bytes) -> None:
        """Nothing where there is nothing to say."""
        if data:
            await self._loop.sock_sendall(self._sock, data)

    async def receive(self) -> bytes:
        """b"" at the end of the stream."""
        data = await self._loop.sock_recv(self._sock, _READ)
        self.received += data
        return data

    @property
    def is_full(self) -> bool:
        """More came than anybody should say."""
        return len(self.received) > MAX_BYTES

    @property
    def first_bytes(self) -> bytes:
        """Enough to tell another protocol by."""
        return bytes(self.received[:_SHOWN_BYTES])


async def bounded(work: Coroutine[None, None, Ending], deadline: float) -> Ending:
    """What the connection itself may do to us, as an ending."""
    try:
        async with asyncio.timeout_at(deadline):
            return await work
    except TimeoutError:
        return Ending.TIMEOUT
    except OSError:
        # Reset, aborted, broken pipe: the server tore the connection down.
        return Ending.RESET
