"""Discord's gateway: compressed, with heartbeats, resuming, and sessions that it forgets."""

import asyncio
import json
import zlib
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from tests.adapters.discord import world
from tests.adapters.discord.world import APP, TOKEN, Json

_CONTENT = 1 << 15
_DISPATCH, _HEARTBEAT, _IDENTIFY, _RESUME = 0, 1, 2, 6
_RECONNECT, _INVALID, _HELLO, _ACK = 7, 9, 10, 11


class _Line:
    """One WebSocket and its stream of compressed text."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self._stream = zlib.compressobj()

    async def send(self, payload: Json) -> None:
        data = self._stream.compress(json.dumps(payload).encode())
        await self.socket.send_bytes(data + self._stream.flush(zlib.Z_SYNC_FLUSH))


async def nobody() -> None:
    """Tells no one."""


class Gateway:
    """Sends events to whoever identified last; keeps them for who resumes."""

    def __init__(self, heartbeat_s: float = 40.0) -> None:
        self.heartbeat_s = heartbeat_s
        self.grants_content = True
        self.answers_heartbeats = True
        self.knows_token = True
        self.identified: list[Json] = []
        self.resumed = 0
        self.heartbeats = 0
        self.ready = asyncio.Event()
        self.url = ""
        self.notify = nobody
        self._sent: list[Json] = []
        self._session = 0
        self._line: _Line | None = None

    async def emit(self, name: str, data: Json) -> None:
        """An event; whoever is away gets it on resuming."""
        payload = {"op": _DISPATCH, "t": name, "s": len(self._sent) + 1, "d": data}
        self._sent.append(payload)
        if self._line is not None:
            with suppress(ConnectionError):
                await self._line.send(payload)

    async def ask_to_reconnect(self) -> None:
        await self._send({"op": _RECONNECT, "d": None})

    async def forget_session(self) -> None:
        """The session can't be resumed."""
        self._session += 1
        self._sent.clear()
        self.ready.clear()
        await self._send({"op": _INVALID, "d": False})

    async def drop(self) -> None:
        """The connection breaks without a word."""
        if self._line is not None:
            transport = self._line.socket._req.transport  # type: ignore[union-attr]  # noqa: SLF001 - aiohttp has no other way to break it
            assert transport is not None
            transport.abort()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        assert request.query["compress"] == "zlib-stream"
        socket = web.WebSocketResponse(max_msg_size=4096)
        await socket.prepare(request)
        line = _Line(socket)
        await line.send({"op": _HELLO, "d": {"heartbeat_interval": self.heartbeat_s * 1000}})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._take(line, json.loads(frame.data))
                await self.notify()
        return socket

    async def _take(self, line: _Line, payload: Json) -> None:
        match payload["op"]:
            case 1:
                self.heartbeats += 1
                if self.answers_heartbeats:
                    await line.send({"op": _ACK})
            case 2:
                await self._identify(line, payload["d"])
            case 6:
                await self._resume(line, payload["d"])
            case _:
                pass

    async def _identify(self, line: _Line, data: Json) -> None:
        self.identified.append(data)
        if not self.knows_token or data["token"] != TOKEN:
            await line.socket.close(code=4004)
            return
        if data["intents"] & _CONTENT and not self.grants_content:
            await line.socket.close(code=4014)
            return
        self._line = line
        self._sent.clear()
        await self.emit(
            "READY",
            {
                "v": 10,
                "user": world.user(world.BOT),
                "guilds": [{"id": str(world.GUILD), "unavailable": True}],
                "session_id": f"session-{self._session}",
                "resume_gateway_url": self.url,
                "shard": [0, 1],
                "application": {"id": str(APP), "flags": 0},
            },
        )
        await self.emit("GUILD_CREATE", world.guild())
        self.ready.set()

    async def _resume(self, line: _Line, data: Json) -> None:
        if data["session_id"] != f"session-{self._session}":
            await line.send({"op": _INVALID, "d": False})
            return
        self._line = line
        self.resumed += 1
        for payload in self._sent[data["seq"] :]:
            await line.send(payload)
        await self.emit("RESUMED", {})

    async def _send(self, payload: Json) -> None:
        assert self._line is not None
        await self._line.send(payload)


def reads_content(identified: Json) -> bool:
    """Whether it asked for the text of all messages."""
    intents: Any = identified["intents"]
    return bool(intents & _CONTENT)
