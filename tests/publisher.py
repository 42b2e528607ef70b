"""A web server on loopback for what issuers publish, as good or as bad as a test wants it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from ssl import SSLContext

from msgspec import Struct, field


class Stall(Struct, frozen=True, kw_only=True):
    """Sends this and then nothing, keeping the connection."""

    after: bytes = b""


class Held(Struct, frozen=True, kw_only=True):
    """Sends this once it is let go."""

    until: asyncio.Event
    then: bytes


class Endless(Struct, frozen=True, kw_only=True):
    """Sends this and then zeros until the reader goes away."""

    after: bytes


Answer = bytes | Stall | Held | Endless | Callable[[bytes], bytes]
"""Raw bytes of a response, or what makes them from the body of the request."""


class Publisher(Struct, kw_only=True):
    """A running server.

    Attributes:
        answers: By path; may be filled in while the server runs.
        asked: Heads of all requests, in order.
        sent: How many bytes the endless answers got rid of.
        heard: Set once somebody asked.
    """

    port: int
    answers: dict[str, Answer]
    asked: list[bytes] = field(default_factory=list)
    sent: int = 0
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str) -> str:
        """Of one of the answers."""
        return f"http://127.0.0.1:{self.port}{path}"


@asynccontextmanager
async def publishing(
    answers: Mapping[str, Answer] | None = None, tls: SSLContext | None = None
) -> AsyncIterator[Publisher]:
    """Serves until the block ends."""
    publisher = Publisher(port=0, answers=dict(answers or {}))
    ended = asyncio.Event()

    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await _attend(publisher, reader, writer, ended)
        writer.transport.abort()

    server = await asyncio.start_server(attend, "127.0.0.1", 0, ssl=tls)
    publisher.port = server.sockets[0].getsockname()[1]
    try:
        yield publisher
    finally:
        ended.set()
        server.close()
        await server.wait_closed()


async def _attend(
    publisher: Publisher,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    ended: asyncio.Event,
) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    body = await reader.readexactly(_length(head))
    publisher.asked.append(head)
    publisher.heard.set()
    answer = publisher.answers.get(head.split()[1].decode(), status(404))
    match answer:
        case bytes():
            writer.write(answer)
        case Stall():
            writer.write(answer.after)
            await ended.wait()
        case Held():
            await answer.until.wait()
            writer.write(answer.then)
        case Endless():
            writer.write(answer.after)
            while not ended.is_set():
                writer.write(bytes(65536))
                await writer.drain()
                publisher.sent += 65536
        case _:
            writer.write(answer(body))
    await writer.drain()
    writer.close()
    await writer.wait_closed()


def ok(body: bytes, *headers: str) -> bytes:
    """An ordinary answer with its length."""
    lines = ("HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers)
    return "\r\n".join((*lines, "", "")).encode() + body


def status(code: int, *headers: str) -> bytes:
    """An answer without content."""
    return "\r\n".join((f"HTTP/1.1 {code} X", "Content-Length: 0", *headers, "", "")).encode()


def moved(url: str, code: int = 302) -> bytes:
    """A redirect."""
    return status(code, f"Location: {url}")


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0
