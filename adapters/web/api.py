"""The JSON API: one address, one text; the same objects as `certdesk check --json`."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import msgspec
from aiohttp import web
from msgspec import Struct

from adapters.web.security import demand_json, is_near
from adapters.web.sessions import Technicians
from bot.core.target import StartTls
from bot.core.words.report import Json

MOST_BYTES: Final = 512 * 1024
"""Of one request; a text of this length is far more than anybody reads of it."""

_LONGEST_TARGET: Final = 2_000


Question = TypeVar("Question")


class CheckQuestion(Struct, frozen=True, kw_only=True):
    """The body of `POST /api/check`."""

    target: str
    starttls: StartTls | None = None


class ExplainQuestion(Struct, frozen=True, kw_only=True):
    """The body of `POST /api/explain`; `id` comes back as it was."""

    text: str
    id: str | int | None = None
    look: bool = True


class Answers(Struct, frozen=True, kw_only=True):
    """Who answers; neither raises for what was asked."""

    check: Callable[[CheckQuestion], Awaitable[dict[str, Json]]]
    explain: Callable[[ExplainQuestion], Awaitable[dict[str, Json]]]


class Api:
    """Two questions, each with one answer."""

    def __init__(self, answers: Answers, technicians: Technicians) -> None:
        """`technicians` hold the tokens that programs elsewhere need."""
        self._answers = answers
        self._technicians = technicians
        self._checks: msgspec.json.Decoder[CheckQuestion] = msgspec.json.Decoder(CheckQuestion)
        self._texts: msgspec.json.Decoder[ExplainQuestion] = msgspec.json.Decoder(ExplainQuestion)

    def add_to(self, app: web.Application) -> None:
        """Its routes."""
        app.router.add_post("/api/check", self.check)
        app.router.add_post("/api/explain", self.explain)

    async def check(self, request: web.Request) -> web.Response:
        """An address as a person would type it."""
        question = await self._read(request, self._checks)
        if len(question.target) > _LONGEST_TARGET:
            raise web.HTTPBadRequest(text="`target` is too long for an address.\n")
        return _json(await self._answers.check(question))

    async def explain(self, request: web.Request) -> web.Response:
        """The text on a screen."""
        question = await self._read(request, self._texts)
        return _json(await self._answers.explain(question))

    async def _read(
        self, request: web.Request, decoder: msgspec.json.Decoder[Question]
    ) -> Question:
        demand_json(request)
        if not is_near(request) and self._technicians.of(request) is None:
            raise web.HTTPUnauthorized(
                text="From elsewhere a token is needed.\n", headers={"WWW-Authenticate": "Bearer"}
            )
        try:
            return decoder.decode(await request.read())
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise web.HTTPBadRequest(text=f"This is not what is expected: {error}\n") from error


def _json(record: dict[str, Json]) -> web.Response:
    return web.Response(body=msgspec.json.encode(record), content_type="application/json")
