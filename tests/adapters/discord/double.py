"""Discord's REST interface: strict about what it is sent, and at times in a bad mood."""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from jsonschema import Draft202012Validator

from tests.adapters.discord import world
from tests.adapters.discord.gateway import Gateway
from tests.adapters.discord.world import APP, BOT, TOKEN, Json

_SCHEMA = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
_VALID = {
    name: Draft202012Validator({**schema, "components": _SCHEMA["components"]})
    for name, schema in _SCHEMA["requests"].items()
}
_CONTENT = 2000


class Fault:
    """An answer instead of the right one; `after`: the request had its effect all the same."""

    def __init__(
        self, path: str, status: int, *, code: int = 0, after: bool = False, wait_s: float = 0.0
    ) -> None:
        self.path = re.compile(path)
        self.status = status
        self.code = code
        self.after = after
        self.wait_s = wait_s


class Double:
    """The whole of it: a gateway, messages, threads, interactions, commands."""

    def __init__(self) -> None:
        self.gateway = Gateway()
        self.url = ""
        self.requests: list[tuple[str, str, Json]] = []
        self.complaints: list[str] = []
        self.faults: list[Fault] = []
        self.messages: dict[int, dict[int, Json]] = defaultdict(dict)
        self.threads: dict[int, Json] = {}
        self.directs: dict[int, int] = {}
        self.commands: list[Json] = []
        self.callbacks: dict[str, Json] = {}
        self.originals: dict[str, Json] = {}
        self.files: dict[str, bytes] = {}
        self.uploads: dict[str, bytes] = {}
        self.typed: list[int] = []
        self._nonces: dict[tuple[int, str], Json] = {}
        self._changed = asyncio.Condition()
        self.gateway.notify = self.tell

    async def until(self, holds: Callable[[], bool], within_s: float = 10.0) -> None:
        """Waits for what the bot does."""
        async with asyncio.timeout(within_s), self._changed:
            await self._changed.wait_for(holds)

    def sent(self, channel: int) -> list[Json]:
        """What the bot wrote there, in order."""
        return [m for m in self.messages[channel].values() if m["author"]["id"] == str(BOT)]

    def calls(self, method: str, path: str) -> list[Json]:
        return [b for m, p, b in self.requests if m == method and re.fullmatch(path, p)]

    async def take(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/api")
        body = await self._body(request)
        self.requests.append((request.method, path, body))
        fault = next(
            (f for f in self.faults if f.path.fullmatch(f"{request.method} {path}")), None
        )
        if fault is not None:
            self.faults.remove(fault)
            if fault.after:
                await self._answer(request, path, body)
            response = _failed(fault)
        elif not self._is_known(request, path):
            response = _error(401, 0)
        else:
            response = await self._answer(request, path, body)
        await self.tell()
        return response

    async def _body(self, request: web.Request) -> Any:
        if request.content_type.startswith("multipart/"):
            fields = await request.post()
            for part in fields.values():
                if isinstance(part, web.FileField):
                    self.uploads[part.filename] = part.file.read()
            return json.loads(str(fields["payload_json"]))
        text = await request.text()
        return json.loads(text) if text else {}

    async def tell(self) -> None:
        """Something has changed."""
        async with self._changed:
            self._changed.notify_all()

    def _is_known(self, request: web.Request, path: str) -> bool:
        by_token = request.headers.get("Authorization") == f"Bot {TOKEN}"
        return by_token or path.startswith(("/interactions/", "/webhooks/"))

    async def _answer(self, request: web.Request, path: str, body: Json) -> web.Response:
        for pattern, name in _ROUTES:
            found = pattern.fullmatch(f"{request.method} {path}")
            if found is not None:
                answer = await getattr(self, name)(body, *found.groups())
                if isinstance(answer, web.Response):
                    return answer
                return _json(answer)
        self.complaints.append(f"unknown: {request.method} {path}")
        return _error(404, 0)

    async def me(self, _: Json) -> Json:
        return world.user(BOT)

    async def application(self, _: Json) -> Json:
        return {
            "id": str(APP), "name": "certdesk", "icon": None, "description": "",
            "bot_public": True,
            "bot_require_code_grant": False, "verify_key": "", "flags": 0, "summary": "",
            "owner": world.user(world.TEA), "team": None,
        }  # fmt: skip

    async def get_commands(self, _: Json) -> list[Json]:
        return self.commands

    async def put_commands(self, body: Any) -> list[Json]:
        self._demand("commands", body)
        self.commands = [
            {**one, "id": str(world.snowflake()), "application_id": str(APP), "version": "1"}
            for one in body
        ]
        return self.commands

    async def post_message(self, body: Json, channel: str) -> Json | web.Response:
        self._demand("message", body)
        if len(body.get("content") or "") > _CONTENT or not (
            body.get("content") or body["embeds"]
        ):
            self.complaints.append(f"50035: {body}")
            return _error(400, 50035)
        key = int(channel), str(body.get("nonce"))
        if body.get("enforce_nonce") and key in self._nonces:
            return self._nonces[key]
        made = world.message(
            int(channel),
            BOT,
            body.get("content") or "",
            embeds=body.get("embeds", []),
            components=body.get("components", []),
            allowed=body.get("allowed_mentions"),
            reference=body.get("message_reference"),
        )
        self.messages[int(channel)][int(made["id"])] = made
        if body.get("enforce_nonce"):
            self._nonces[key] = made
        return made

    async def patch_message(self, body: Json, channel: str, message: str) -> Json | web.Response:
        self._demand("edit", body)
        there = self.messages[int(channel)].get(int(message))
        if there is None:
            return _error(404, 10008)
        there.update(body)
        return there

    async def delete_message(self, _: Json, channel: str, message: str) -> web.Response:
        gone = self.messages[int(channel)].pop(int(message), None)
        return web.Response(status=204) if gone else _error(404, 10008)

    async def patch_channel(self, body: Json, channel: str) -> Json:
        self.threads[int(channel)].update(body)
        return self.threads[int(channel)]

    async def history(self, _: Json, channel: str) -> list[Json]:
        return list(reversed(self.messages[int(channel)].values()))

    async def get_channel(self, _: Json, channel: str) -> Json:
        one = int(channel)
        if one in self.threads:
            return self.threads[one]
        who = next((user for user, direct in self.directs.items() if direct == one), None)
        return world.channel(one) if who is None else world.direct(one, who)

    async def make_thread(self, body: Json, channel: str, message: str) -> Json | web.Response:
        self._demand("thread", body)
        one = int(message)
        if one in self.threads:
            return _error(400, 160004)
        self.threads[one] = {**world.thread(one, int(channel)), "name": body["name"]}
        await self.gateway.emit("THREAD_CREATE", {**self.threads[one], "newly_created": True})
        return self.threads[one]

    async def make_post(self, body: Json, channel: str) -> Json:
        """In a forum: a thread with its first message, which has the same id."""
        given = body["message"]
        made = world.message(0, BOT, given.get("content", ""), **_shown(given))
        one = int(made["id"])
        self.threads[one] = {**world.thread(one, int(channel)), "name": body["name"]}
        self.messages[one][one] = {**made, "channel_id": str(one)}
        await self.gateway.emit("THREAD_CREATE", {**self.threads[one], "newly_created": True})
        return {**self.threads[one], "message": self.messages[one][one]}

    async def active_threads(self, _: Json) -> Json:
        return {"threads": list(self.threads.values()), "members": []}

    async def open_direct(self, body: Json) -> Json:
        self._demand("direct", body)
        who = int(body["recipient_id"])
        return world.direct(self.direct_with(who), who)

    def direct_with(self, who: int) -> int:
        return self.directs.setdefault(who, 1600 + who)

    async def react(self, _: Json, channel: str, message: str, sign: str) -> web.Response:
        self.messages[int(channel)].get(int(message), {}).setdefault("signs", []).append(sign)
        return web.Response(status=204)

    async def type(self, _: Json, channel: str) -> web.Response:
        self.typed.append(int(channel))
        return web.Response(status=204)

    async def call_back(self, body: Json, _: str, token: str) -> Json | web.Response:
        self._demand("callback", body)
        if token in self.callbacks:
            return _error(400, 40060)
        self.callbacks[token] = body
        if body["type"] in {4, 5}:
            data = body.get("data") or {}
            self.originals[token] = world.message(0, BOT, data.get("content", ""), **data)
        return {
            "interaction": {"id": _, "type": 2, "response_message_id": "1"},
            "resource": {"type": body["type"], "message": self.originals.get(token)},
        }

    async def patch_original(self, body: Json, _: str, token: str) -> Json | web.Response:
        self._demand("original", body)
        if token not in self.originals:
            return _error(404, 10015)
        self.originals[token].update(body)
        self.originals[token]["edits"] = self.originals[token].get("edits", 0) + 1
        return self.originals[token]

    def _demand(self, name: str, body: Any) -> None:
        for error in _VALID[name].iter_errors(body):
            self.complaints.append(f"{name}: {error.json_path}: {error.message[:300]}")

    async def file(self, request: web.Request) -> web.StreamResponse:
        assert "Authorization" not in request.headers
        return web.Response(body=self.files[request.match_info["name"]])


def _shown(body: Json) -> Json:
    return {key: body[key] for key in ("embeds", "components") if key in body}


def _routes(table: dict[str, str]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(path.replace("{}", "([^/]+)")), name) for path, name in table.items()]


_ROUTES = _routes(
    {
        "GET /users/@me": "me",
        "GET /oauth2/applications/@me": "application",
        "GET /applications/1100/commands": "get_commands",
        "PUT /applications/1100/commands": "put_commands",
        "POST /channels/{}/messages": "post_message",
        "PATCH /channels/{}/messages/{}": "patch_message",
        "DELETE /channels/{}/messages/{}": "delete_message",
        "PATCH /channels/{}": "patch_channel",
        "GET /channels/{}/messages": "history",
        "GET /channels/{}": "get_channel",
        "POST /channels/{}/messages/{}/threads": "make_thread",
        "POST /channels/{}/typing": "type",
        "POST /channels/{}/threads": "make_post",
        "GET /guilds/1200/threads/active": "active_threads",
        "POST /users/@me/channels": "open_direct",
        "PUT /channels/{}/messages/{}/reactions/{}/@me": "react",
        "POST /interactions/{}/{}/callback": "call_back",
        "PATCH /webhooks/{}/{}/messages/@original": "patch_original",
    }
)


def _json(data: object, status: int = 200, **headers: str) -> web.Response:
    # discord.py takes it for JSON only where nothing stands behind the type.
    return web.Response(
        body=json.dumps(data).encode(),
        status=status,
        headers={
            "Content-Type": "application/json",
            "X-RateLimit-Limit": "50",
            "X-RateLimit-Remaining": "49",
            "X-RateLimit-Reset-After": "1.0",
            "Via": "1.1 double",
            **headers,
        },
    )


def _error(status: int, code: int) -> web.Response:
    return _json({"code": code, "message": f"error {code}"}, status)


def _failed(fault: Fault) -> web.Response:
    body = {"code": fault.code, "message": "a fault", "retry_after": fault.wait_s, "global": False}
    return _json(body, fault.status, **{"Retry-After": str(fault.wait_s)})


@asynccontextmanager
async def discord_double() -> AsyncIterator[Double]:
    """Discord on loopback."""
    double = Double()
    app = web.Application()
    app.router.add_get("/gateway/", double.gateway.serve)
    app.router.add_get("/files/{name}", double.file)
    app.router.add_route("*", "/api/{rest:.*}", double.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    double.url = f"http://{host}:{port}"
    double.gateway.url = f"ws://{host}:{port}/gateway/"
    try:
        yield double
    finally:
        await runner.cleanup()
