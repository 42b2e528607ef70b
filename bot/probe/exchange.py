"""One request and its answer over HTTP/1.1, read no further than it may cost."""

import asyncio
from enum import StrEnum
from typing import Final

import h11
from msgspec import Struct

from bot import __version__
from bot.probe.url import Url

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CHUNK_BYTES: Final = 64 * 1024
_OK: Final = 200


class FetchFailure(StrEnum):
    """Why nothing was brought back."""

    NOT_FETCHED = "not an address that is fetched"
    FORBIDDEN = "an address that may not be looked at"
    UNRESOLVED = "no address for this name"
    UNCONNECTED = "no connection"
    TIMEOUT = "no end within the time"
    TOO_LARGE = "more than we read"
    SPENT = "this look has fetched enough"
    STATUS = "the server did not answer with the file"
    REDIRECTED = "redirected where or more often than we follow"
    BROKEN = "the answer is cut short or is not HTTP"


class Unfetched(Struct, frozen=True, kw_only=True):
    """Nothing came; `detail` is for IT and may hold hostile text."""

    failure: FetchFailure
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.failure} ({self.detail})" if self.detail else str(self.failure)


class Post(Struct, frozen=True, kw_only=True):
    """A request with a body, such as OCSP's (RFC 6960 appendix A.1)."""

    body: bytes
    content_type: str


class Purse(Struct, kw_only=True):
    """How many bytes may still be read; shared by the fetches of one look."""

    size_bytes: int


class Exchange:
    """One request on one connection."""

    def __init__(self, reader: asyncio.StreamReader, purse: Purse, max_bytes: int) -> None:
        """`max_bytes` is for this answer alone, headers included."""
        self._reader = reader
        self._purse = purse
        self._max_bytes = max_bytes
        self._left = max_bytes
        self._wire = h11.Connection(h11.CLIENT)

    def request(self, url: Url, post: Post | None) -> bytes:
        """What is to be sent."""
        headers = [
            ("Host", url.authority),
            ("User-Agent", f"certdesk/{__version__} (certificate check)"),
            ("Accept", "*/*"),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
        ]
        events: list[h11.Event] = [h11.EndOfMessage()]
        if post:
            headers += [
                ("Content-Type", post.content_type),
                ("Content-Length", str(len(post.body))),
            ]
            events = [h11.Data(data=post.body), *events]
        method = "POST" if post else "GET"
        head = h11.Request(method=method, target=url.resource, headers=headers)
        return b"".join(self._wire.send(event) or b"" for event in (head, *events))

    async def answer(self) -> bytes | str | Unfetched:
        """The body, or the address that a redirect names.

        Raises:
            h11.RemoteProtocolError: Not HTTP, or cut short.
            OSError: The connection broke.
        """
        response = await self._next()
        while isinstance(response, h11.InformationalResponse):
            response = await self._next()
        if not isinstance(response, h11.Response):
            return response if isinstance(response, Unfetched) else _CUT
        if response.status_code != _OK:
            return _elsewhere(response)
        if _announced(response) > self._max_bytes:
            return Unfetched(failure=FetchFailure.TOO_LARGE)
        return await self._body()

    async def _body(self) -> bytes | Unfetched:
        body = bytearray()
        while isinstance(event := await self._next(), h11.Data):
            body += event.data
        return event if isinstance(event, Unfetched) else bytes(body)

    async def _next(self) -> object:
        """An event of h11's, or why there is none."""
        while (event := self._wire.next_event()) is h11.NEED_DATA:
            data = await self._reader.read(_CHUNK_BYTES)
            self._left -= len(data)
            self._purse.size_bytes -= len(data)
            if self._left < 0:
                return Unfetched(failure=FetchFailure.TOO_LARGE)
            if self._purse.size_bytes < 0:
                return Unfetched(failure=FetchFailure.SPENT)
            self._wire.receive_data(data)
        return event


_CUT: Final = Unfetched(failure=FetchFailure.BROKEN, detail="closed without an answer")


def _elsewhere(response: h11.Response) -> str | Unfetched:
    location = next((value for name, value in response.headers if name == b"location"), b"")
    if location and response.status_code in _REDIRECTS:
        return bytes(location).decode("latin-1")
    return Unfetched(failure=FetchFailure.STATUS, detail=f"status {response.status_code}")


def _announced(response: h11.Response) -> int:
    """The promised size in bytes; h11 has checked that it is one number, and counts along."""
    sizes = [int(value) for name, value in response.headers if name == b"content-length"]
    return max(sizes, default=0)
