"""The Web API, with its rules: tokens, scopes, forms of arguments, limits, triggers."""

import json
import re
from typing import Any, Final

from aiohttp import web

from tests.slack_double.blocks import live_in, wrong_in, wrong_in_view
from tests.slack_double.world import APP_TOKEN, BOT, BOT_TOKEN, TEAM, Fault, Json, World

_NEEDS: Final = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "conversations.open": "im:write",
    "users.info": "users:read",
    "files.info": "files:read",
}
_READS: Final = frozenset(
    {"conversations.history", "conversations.replies", "users.info", "files.info"}
    | {"chat.getPermalink"}
)
_GROUP: Final = re.compile(r"^<!subteam\^S[0-9A-Z]+> ?")


class RefusedError(Exception):
    """Slack's own word for it."""


class Api:
    """Answers calls."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.tickets: set[str] = set()

    async def call(self, request: web.Request) -> web.StreamResponse:
        world, method = self._world, request.match_info["method"]
        arguments = await self._arguments(request, method)
        world.calls.append((method, arguments))
        world.changed()
        fault = world.faults[method].popleft() if world.faults[method] else None
        if fault is Fault.BUSY:
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"}
            )
        if fault is Fault.BEFORE:
            return web.Response(status=503, text="busy")
        answer = self._answer(request, method, arguments)
        world.changed()
        if fault is Fault.AFTER:
            return web.Response(status=500, text="lost")
        if fault is Fault.CUT and request.transport is not None:
            request.transport.close()
        return web.json_response(answer, headers={"X-OAuth-Scopes": world.scopes})

    async def _arguments(self, request: web.Request, method: str) -> Json:
        if request.content_type == "application/json":
            if method in _READS:
                self._world.wrong.append(f"{method} takes no JSON")
            return dict(await request.json())
        form = {**request.query, **{k: str(v) for k, v in (await request.post()).items()}}
        return dict(form)

    def _answer(self, request: web.Request, method: str, arguments: Json) -> Json:
        token = request.headers.get("Authorization", "")
        wanted = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if token != f"Bearer {wanted}":
            return {"ok": False, "error": "invalid_auth"}
        needed = _NEEDS.get(method)
        if needed and needed not in self._world.scopes.split(","):
            return {"ok": False, "error": "missing_scope", "needed": needed}
        try:
            return {"ok": True, **self._done(method, arguments)}
        except RefusedError as refused:
            return {"ok": False, "error": str(refused)}

    def _done(self, method: str, arguments: Json) -> Json:
        rule = getattr(self, f"_{method.replace('.', '_')}", None)
        if rule is None:
            raise RefusedError("unknown_method")
        try:
            answer: Json = rule(arguments)
        except KeyError as missing:
            self._world.wrong.append(f"{method} without {missing}")
            raise RefusedError("invalid_arguments") from missing
        return answer

    def _auth_test(self, _: Json) -> Json:
        return {"user_id": BOT, "bot_id": "B0", "team_id": TEAM, "url": "https://w.slack.com/"}

    def _apps_connections_open(self, _: Json) -> Json:
        ticket = f"t{self._world.number()}"
        self.tickets.add(ticket)
        return {"url": f"{self._world.url.replace('http', 'ws', 1)}/link?ticket={ticket}"}

    def _chat_postMessage(self, arguments: Json) -> Json:  # noqa: N802 - Slack's own name
        channel = self._channel(arguments)
        self._check_message(arguments)
        message = {
            "type": "message",
            "user": BOT,
            "bot_id": "B0",
            "ts": self._world.ts(),
            "text": arguments["text"],
            "blocks": arguments.get("blocks", []),
            "metadata": arguments.get("metadata", {}),
        }
        if arguments.get("thread_ts"):
            self._world.at(channel, arguments["thread_ts"])
            message["thread_ts"] = arguments["thread_ts"]
        self._world.messages[channel].append(message)
        return {"channel": channel, "ts": message["ts"], "message": message}

    def _chat_update(self, arguments: Json) -> Json:
        channel = self._channel(arguments)
        self._check_message(arguments)
        if not any(m["ts"] == arguments["ts"] for m in self._world.messages[channel]):
            raise RefusedError("message_not_found")
        message = self._world.at(channel, arguments["ts"])
        if message["user"] != BOT:
            raise RefusedError("cant_update_message")
        message["text"], message["blocks"] = arguments["text"], arguments.get("blocks", [])
        message["edited"] = {"ts": self._world.ts()}
        return {"channel": channel, "ts": message["ts"], "text": message["text"]}

    def _chat_delete(self, arguments: Json) -> Json:
        channel = self._channel(arguments)
        standing = self._world.messages[channel]
        ours = [m for m in standing if m["ts"] == arguments["ts"] and m["user"] == BOT]
        if not ours:
            raise RefusedError("message_not_found")
        standing.remove(ours[0])
        return {"channel": channel, "ts": arguments["ts"]}

    def _chat_postEphemeral(self, arguments: Json) -> Json:  # noqa: N802 - Slack's own name
        self._channel(arguments)
        self._world.ephemeral.append(arguments)
        return {"message_ts": self._world.ts(), "user": arguments["user"]}

    def _chat_getPermalink(self, arguments: Json) -> Json:  # noqa: N802 - Slack's own name
        channel = self._channel(arguments)
        return {"permalink": f"https://w.slack.com/archives/{channel}/{arguments['message_ts']}"}

    def _conversations_open(self, arguments: Json) -> Json:
        if arguments["users"] not in self._world.users:
            raise RefusedError("user_not_found")
        return {"channel": {"id": self._world.direct(arguments["users"])}}

    def _conversations_replies(self, arguments: Json) -> Json:
        found = [
            message
            for message in self._world.messages[self._channel(arguments)]
            if arguments["ts"] in {message["ts"], message.get("thread_ts")}
        ]
        return self._page(found, arguments)

    def _conversations_history(self, arguments: Json) -> Json:
        found = [
            message
            for message in self._world.messages[self._channel(arguments)]
            if "thread_ts" not in message
        ]
        return self._page(found[::-1], arguments)

    def _users_info(self, arguments: Json) -> Json:
        user = self._world.users.get(arguments["user"])
        if user is None:
            raise RefusedError("user_not_found")
        return {"user": user}

    def _views_open(self, arguments: Json) -> Json:
        trigger = arguments["trigger_id"]
        if not self._world.triggers.pop(trigger, False):
            raise RefusedError("expired_trigger_id")
        return self._view(arguments["view"], f"V{self._world.number()}")

    def _views_update(self, arguments: Json) -> Json:
        if arguments["view_id"] not in self._world.views:
            raise RefusedError("not_found")
        return self._view(arguments["view"], arguments["view_id"])

    def _views_publish(self, arguments: Json) -> Json:
        view, user = arguments["view"], arguments["user_id"]
        if view.get("type") != "home" or (wrong := wrong_in(view["blocks"])):
            self._world.wrong += wrong if view.get("type") == "home" else ["no home"]
            raise RefusedError("invalid_arguments")
        self._world.wrong += live_in(view["blocks"])
        self._world.homes[user] = view
        return {"view": {**view, "id": f"H{user}"}}

    def _view(self, view: Json, view_id: str) -> Json:
        if wrong := wrong_in_view(view):
            self._world.wrong += wrong
            raise RefusedError("invalid_arguments")
        self._world.wrong += live_in(view["blocks"])
        self._world.views[view_id] = {**view, "id": view_id}
        return {"view": self._world.views[view_id]}

    def _page(self, found: list[Json], arguments: Json) -> Json:
        shows = arguments.get("include_all_metadata") in {"1", "true", "True"}
        oldest = float(arguments.get("oldest", 0))
        found = [m for m in found if float(m["ts"]) >= oldest or m["ts"] == arguments.get("ts")]
        hidden = [m if shows else {k: m[k] for k in m if k != "metadata"} for m in found]
        start, most = int(arguments.get("cursor", 0)), int(arguments.get("limit", 100))
        more = str(start + most) if start + most < len(hidden) else ""
        return {
            "messages": hidden[start : start + most],
            "response_metadata": {"next_cursor": more},
        }

    def _channel(self, arguments: Json) -> str:
        channel = str(arguments["channel"])
        if channel not in self._world.messages:
            raise RefusedError("channel_not_found")
        if channel in self._world.archived:
            raise RefusedError("is_archived")
        return channel

    def _check_message(self, arguments: Json) -> None:
        text, blocks = arguments.get("text", ""), arguments.get("blocks", [])
        wrong = wrong_in(blocks)
        if not text or len(text) > 4000:
            wrong.append(f"text of {len(text)}")
        if wrong:
            self._world.wrong += wrong
            raise RefusedError("invalid_blocks")
        live = live_in([b for b in blocks if not _is_ping(b)], _GROUP.sub("", text))
        self._world.wrong += live
        if "ts" not in arguments:  # a post
            for key in ("unfurl_links", "unfurl_media"):
                if arguments.get(key) is not False:
                    self._world.wrong.append(f"{key} is not off")
            json.dumps(arguments.get("metadata"))


def _is_ping(block: Json) -> bool:
    text: Any = block.get("text", {})
    return isinstance(text, dict) and bool(_GROUP.fullmatch(str(text.get("text", ""))))
