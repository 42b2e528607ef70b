"""The part of a connection that comes before TLS: bounded, and never read past the answer."""

import asyncio
import socket
from typing import Final

from msgspec import Struct

from bot.core.facts import Ending
from bot.core.words.printable import printable

MAX_BYTES: Final = 16 * 1024
"""Of all that a server says in clear, which bounds its lines too.

RFC 5321 section 4.5.3.1.5 gives one reply line 512 octets; the longest honest greetings, FTP
banners and lists of LDAP text, stay far below 8 kB.
"""

_READ: Final = 4096
_SHOWN_BYTES: Final = 16
_SHOWN_CHARACTERS: Final = 120


class Stopped(Struct, frozen=True, kw_only=True):
    """Why the dialogue did not lead to TLS.

    Attributes:
        detail: For IT: what the server said, cut to a line; hostile.
        first_bytes: The first bytes of the answer where another protocol answered.
    """

    ending: Ending
    detail: str = ""
    first_bytes: bytes = b""


def refused(said: str | bytes) -> Stopped:
    """The server speaks the protocol and does not turn to TLS; these are its words, or ours."""
    text = said if isinstance(said, str) else said.decode("utf-8", "replace").strip()
    return Stopped(ending=Ending.STARTTLS_REFUSED, detail=printable(text, _SHOWN_CHARACTERS))


class TooMuchError(Exception):
    """The server said more than `MAX_BYTES`."""


class Clear:
    """A connected, non-blocking socket before TLS.

    Reading raises `EOFError` at the end of the stream, `TooMuchError` beyond the limit, and
    `OSError` where the connection was torn down. What was received and not taken stays here.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._sock = sock
        self._waiting = bytearray()
        self._first = b""
        self._received = 0

    async def send(self, data: bytes) -> None:
        """All of it."""
        await self._loop.sock_sendall(self._sock, data)

    async def peek(self, count: int) -> bytes:
        """The next bytes, which stay to be read."""
        while len(self._waiting) < count:
            await self._receive()
        return bytes(self._waiting[:count])

    async def take(self, count: int) -> bytes:
        """The next bytes."""
        taken = await self.peek(count)
        del self._waiting[:count]
        return taken

    async def until(self, mark: bytes) -> bytes:
        """Everything up to the mark, the mark included."""
        searched = 0
        while (found := self._waiting.find(mark, searched)) < 0:
            searched = max(0, len(self._waiting) - len(mark) + 1)
            await self._receive()
        return await self.take(found + len(mark))

    async def line(self) -> bytes:
        """One line without its end; a bare LF is taken for one, as most clients do."""
        return (await self.until(b"\n")).rstrip(b"\r\n")

    def has_more(self) -> bool:
        """Something came that nobody asked for; the socket is asked too, and not waited for."""
        if self._waiting:
            return True
        try:
            return bool(self._sock.recv(1, socket.MSG_PEEK))
        except OSError:
            # Nothing there; and if the connection is gone, the handshake will tell.
            return False

    def foreign(self) -> Stopped:
        """What answered is not this protocol."""
        shown = self._first[:_SHOWN_BYTES]
        said = "".join(
            c if c.isascii() and c.isprintable() else "." for c in shown.decode("latin-1")
        )
        return Stopped(ending=Ending.NOT_TLS, detail=f"answers with {said}", first_bytes=shown)

    async def _receive(self) -> None:
        if self._received > MAX_BYTES:
            raise TooMuchError
        data = await self._loop.sock_recv(self._sock, _READ)
        if not data:
            raise EOFError
        self._received += len(data)
        self._first = (self._first + data[:_SHOWN_BYTES])[:_SHOWN_BYTES]
        self._waiting += data
