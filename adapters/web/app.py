"""The web server put together: routes, checks around them, the start and the end."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from msgspec import Struct

from adapters.web.answering import Answering
from adapters.web.api import MOST_BYTES, Answers, Api
from adapters.web.chat import Chat, Gauges
from adapters.web.desk import DeskPages
from adapters.web.health import Figures, Health, Readiness
from adapters.web.hub import Hub
from adapters.web.pages import Pages
from adapters.web.security import Gate, add_headers, guard, network_of
from adapters.web.sessions import Technicians
from adapters.web.voice import Voice
from adapters.web.work import Work
from bot.desk.desk import Desk
from bot.desk.inbox import Handle

if TYPE_CHECKING:
    from socket import socket

_LOG: Final = structlog.get_logger("certdesk.web")
_PATIENCE_S: Final = 5.0
"""For what is under way when we stop."""

_GOODBYE_S: Final = 1.0
_DULL: Final = frozenset({"/static/{name}", "/healthz", "/readyz", "/metrics"})
_FAILURES: Final = 400


class Parts(Struct, frozen=True, kw_only=True):
    """What the web is put together from.

    Attributes:
        is_shared: Other processes work on the same database.
        mounts: Applications of other adapters, by where they are; each proves for itself, by a
            signature, who sends its requests.
    """

    desk: Desk
    voice: Voice
    answers: Answers
    technicians: Technicians
    gate: Gate
    figures: Figures
    readiness: Readiness
    contact: Mapping[str, str]
    is_shared: bool
    mounts: Mapping[str, web.Application] = {}

    @property
    def is_https(self) -> bool:
        """Cookies are for encrypted connections alone."""
        return self.gate.public_url.startswith("https://")


@asynccontextmanager
async def serving(parts: Parts, listener: "socket") -> AsyncIterator[Handle]:
    """Serves while the block lasts; gives who works on events of the web."""
    hub = Hub(parts.desk, _counter(parts.figures), polls=parts.is_shared)
    work = Work(_PATIENCE_S, _failed)
    answering = Answering(parts.voice, parts.desk, hub, work.begin)
    network = partial(network_of, behind_proxy=parts.gate.behind_proxy)
    gauges = Gauges(figures=parts.figures, network_of=network)
    chat = Chat(parts.desk, answering, hub, work, gauges)
    runner = web.AppRunner(
        _application(parts, chat, hub), access_log=None, shutdown_timeout=_GOODBYE_S
    )
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        async with work, asyncio.TaskGroup() as group:
            passing = group.create_task(hub.run())
            yield answering.handle
            passing.cancel()
            await hub.close()
            await runner.cleanup()
    finally:
        await runner.cleanup()


def _application(parts: Parts, chat: Chat, hub: Hub) -> web.Application:
    app = web.Application(
        middlewares=[_observe(parts.figures), guard(parts.gate, tuple(parts.mounts))],
        client_max_size=MOST_BYTES,
    )
    app.on_response_prepare.append(add_headers)
    desk = DeskPages(parts.desk, parts.technicians, hub, is_https=parts.is_https)
    for routes in (
        Pages(parts.contact, desk, is_https=parts.is_https),
        Api(parts.answers, parts.technicians),
        Health(parts.figures, parts.readiness),
        desk,
    ):
        routes.add_to(app)
    app.router.add_get("/chat/live", chat.live)
    app.router.add_get("/chat/export", chat.export)
    for prefix, mounted in parts.mounts.items():
        app.add_subapp(prefix, mounted)
    return app


def _observe(figures: Figures) -> Middleware:
    """The outermost: counts, writes a line without anything that a person wrote, apologises."""

    @web.middleware
    async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
        started = perf_counter()
        status = 500
        try:
            response = await handler(request)
            status = response.status
        except web.HTTPException as refusal:
            status = refusal.status
            raise
        except Exception as error:
            reference = secrets.token_hex(4)
            _LOG.exception("request failed", reference=reference)
            raise web.HTTPInternalServerError(
                text=f"Something went wrong on our side. Reference: {reference}\n"
            ) from error
        finally:
            resource = request.match_info.route.resource
            route = resource.canonical if resource else "none"
            figures.requests.labels(route=route, status=str(status)).inc()
            took_ms = round((perf_counter() - started) * 1000)
            write = _LOG.debug if route in _DULL and status < _FAILURES else _LOG.info
            write("request", method=request.method, route=route, status=status, took_ms=took_ms)
        return response

    return observe


def _failed(error: Exception) -> None:
    _LOG.error("something was left undone", reference=secrets.token_hex(4), exc_info=error)


def _counter(figures: Figures) -> Callable[[str, int], None]:
    def count(page: str, change: int) -> None:
        figures.sockets.labels(page=page).inc(change)

    return count
