"""The double on loopback: Web API, Socket Mode, files; and people who use it."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final
from urllib.parse import urlencode

from aiohttp import ClientSession, WSMsgType, web

from tests.slack_double.api import Api
from tests.slack_double.world import BOT, BOT_TOKEN, SECRET, TEAM, Json, World

_ACK_S: Final = 5


class Workspace(World):
    """A workspace with its servers, and what people do in it."""

    def __init__(self) -> None:
        super().__init__()
        self.http_url = ""
        self.sockets: list[web.WebSocketResponse] = []
        self.acknowledged: dict[str, asyncio.Future[Json | None]] = {}
        self.envelopes = 0
        self.refusals = 0

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    async def say(  # noqa: PLR0913 - a message, with all that one can have
        self,
        user: str,
        channel: str,
        text: str,
        *,
        thread: str = "",
        files: Sequence[Json] = (),
        times: int = 1,
    ) -> str:
        """Writes a message; the app is told, of a mention twice, and each `times` over."""
        message: Json = {"type": "message", "user": user, "text": text, "ts": self.ts()}
        if thread:
            parent = self.at(channel, thread)["user"]
            message |= {"thread_ts": thread, "parent_user_id": parent}
        if files:
            message |= {"files": list(files), "subtype": "file_share"}
        self.messages[channel].append(message)
        event = {**message, "channel": channel, "channel_type": _type_of(channel)}
        for _ in range(times):
            await self.event(event)
            if f"<@{BOT}>" in text and not channel.startswith("D"):
                await self.event({**event, "type": "app_mention"})
        return str(message["ts"])

    async def edit(self, channel: str, ts: str, text: str) -> None:
        message = self.at(channel, ts)
        before = dict(message)
        message |= {"text": text, "edited": {"ts": self.ts(), "user": message["user"]}}
        await self.event(_change(channel, "message_changed", message=message, before=before))

    async def delete(self, channel: str, ts: str) -> None:
        message = self.at(channel, ts)
        self.messages[channel].remove(message)
        event = _change(channel, "message_deleted", before=message)
        await self.event({**event, "deleted_ts": ts})

    async def event(self, event: Json) -> None:
        """One event under an id of its own."""
        payload = {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": f"Ev{self.number()}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
            "event": event,
        }
        await self.deliver("events_api", payload)

    async def press(self, user: str, channel: str, ts: str, action_id: str, **more: str) -> None:
        message = self.at(channel, ts)
        element = next(
            one
            for block in message["blocks"]
            if block["type"] == "actions"
            for one in block["elements"]
            if one["action_id"].startswith(action_id)
        )
        kept = {key: element[key] for key in ("action_id", "value", "type") if key in element}
        payload = {
            "type": "block_actions",
            "user": {"id": user, "team_id": TEAM},
            "team": {"id": TEAM},
            "channel": {"id": channel},
            "message": message,
            "container": {"type": "message", "message_ts": ts, "channel_id": channel},
            "trigger_id": self.trigger(),
            "actions": [{**kept, "action_ts": self.ts(), **more}],
        }
        await self.deliver("interactive", payload)

    async def submit(self, user: str, view: Json, **values: str) -> None:
        state = {
            name: {name: {"type": "plain_text_input", "value": value}}
            if name == "words"
            else {name: {"type": "radio_buttons", "selected_option": {"value": value}}}
            for name, value in values.items()
        }
        payload = {
            "type": "view_submission",
            "user": {"id": user, "team_id": TEAM},
            "team": {"id": TEAM},
            "view": {**view, "state": {"values": state}},
        }
        await self.deliver("interactive", payload)

    async def command(self, user: str, channel: str, text: str) -> Json | None:
        payload = {
            "command": "/cert",
            "text": text,
            "user_id": user,
            "team_id": TEAM,
            "channel_id": channel,
            "trigger_id": self.trigger(),
            "response_url": f"{self.url}/response",
        }
        return await self.deliver("slash_commands", payload)

    async def shortcut(self, user: str, channel: str, ts: str) -> None:
        payload = {
            "type": "message_action",
            "callback_id": "explain_message",
            "user": {"id": user, "team_id": TEAM},
            "team": {"id": TEAM},
            "channel": {"id": channel},
            "message": self.at(channel, ts),
            "trigger_id": self.trigger(),
        }
        await self.deliver("interactive", payload)

    async def deliver(self, kind: str, payload: Json) -> Json | None:
        """Over the socket or by HTTP, until it is acknowledged; what came with that."""
        if self.http_url:
            return await self._by_http(kind, payload)
        await self.until(lambda: self.sockets)
        self.envelopes += 1
        envelope = f"e{self.envelopes}"
        future = asyncio.get_running_loop().create_future()
        self.acknowledged[envelope] = future
        await self.sockets[-1].send_json(
            {
                "envelope_id": envelope,
                "type": kind,
                "payload": payload,
                "accepts_response_payload": kind != "events_api",
                "retry_attempt": 0,
                "retry_reason": "",
            }
        )
        async with asyncio.timeout(_ACK_S):
            answer: Json | None = await future
        return answer

    async def _by_http(self, kind: str, payload: Json) -> Json | None:
        if kind == "events_api":
            body, content = json.dumps(payload), "application/json"
        elif kind == "slash_commands":
            body, content = urlencode(payload), "application/x-www-form-urlencoded"
        else:
            body = urlencode({"payload": json.dumps(payload)})
            content = "application/x-www-form-urlencoded"
        headers = {**signed(body, int(time.time())), "Content-Type": content}
        async with (
            ClientSession() as session,
            session.post(self.http_url, data=body, headers=headers) as response,
        ):
            assert response.status == 200, await response.text()
            return None


def signed(body: str, moment: int, secret: str = SECRET) -> dict[str, str]:
    """Slack's own signature."""
    base = f"v0:{moment}:{body}".encode()
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(moment), "X-Slack-Signature": f"v0={digest}"}


@asynccontextmanager
async def workspace() -> AsyncIterator[Workspace]:
    """Serves one on loopback."""
    world = Workspace()
    runner = web.AppRunner(_Servers(world).app, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield world
    finally:
        for socket in list(world.sockets):
            with suppress(ConnectionError):
                await socket.close()
        await runner.cleanup()


class _Servers:
    """Web API, sockets and files under one address."""

    def __init__(self, world: Workspace) -> None:
        self._world = world
        self._api = Api(world)
        self.app = web.Application()
        self.app.router.add_route("*", "/api/{method}", self._api.call)
        self.app.router.add_get("/link", self._link)
        self.app.router.add_get("/files/{id}/{name}", self._file)

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._api.tickets:
            raise web.HTTPForbidden
        self._api.tickets.discard(ticket)
        if self._world.refusals:
            self._world.refusals -= 1
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._world.sockets.append(socket)
        self._world.changed()
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    _acknowledge(self._world, json.loads(frame.data))
        finally:
            self._world.sockets.remove(socket)
        return socket

    async def _file(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "")
        self._world.tokens_at.append(("file", token))
        if token != f"Bearer {BOT_TOKEN}":
            return web.Response(text="<!DOCTYPE html>sign in", content_type="text/html")
        kind, content = self._world.files[request.match_info["id"]]
        return web.Response(body=content, content_type=kind)


def _acknowledge(world: Workspace, answer: Json) -> None:
    future = world.acknowledged.get(answer.get("envelope_id", ""))
    if future is not None and not future.done():
        future.set_result(answer.get("payload"))
    world.changed()


def _type_of(channel: str) -> str:
    return "im" if channel.startswith("D") else "channel"


def _change(channel: str, subtype: str, *, before: Json, message: Json | None = None) -> Json:
    event: Json = {
        "type": "message",
        "subtype": subtype,
        "channel": channel,
        "channel_type": _type_of(channel),
        "previous_message": before,
    }
    return {**event, "message": message} if message else event
