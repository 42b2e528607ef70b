"""Is it up, is it of use, and figures for whoever watches it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import msgspec
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from adapters.web.security import is_near

_BUCKETS: Final = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)

Readiness = Callable[[], Awaitable[Mapping[str, str]]]
"""Parts that must work, each with what is wrong; "" where nothing is."""


class Figures:
    """What is counted."""

    def __init__(self) -> None:
        """In a registry of its own, so that two servers in one process do not mix."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "certdesk_http_requests", "Requests", ["route", "status"], registry=self.registry
        )
        self.answers = Counter(
            "certdesk_answers",
            "Answers by category",
            ["place", "category"],
            registry=self.registry,
        )
        self.acknowledged = Histogram(
            "certdesk_acknowledgement_seconds",
            "From a message's arrival to its acknowledgement",
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self.answered = Histogram(
            "certdesk_answer_seconds",
            "From a message's arrival to its answer",
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self.sockets = Gauge(
            "certdesk_open_sockets", "Live pages", ["page"], registry=self.registry
        )


class Health:
    """Three questions that machines ask."""

    def __init__(self, figures: Figures, readiness: Readiness) -> None:
        """`readiness` is asked anew each time."""
        self._figures = figures
        self._readiness = readiness

    def add_to(self, app: web.Application) -> None:
        """Its routes."""
        app.router.add_get("/healthz", self.alive)
        app.router.add_get("/readyz", self.ready)
        app.router.add_get("/metrics", self.figures)

    async def alive(self, _: web.Request) -> web.Response:
        """The process answers."""
        return web.json_response({"status": "ok"})

    async def ready(self, request: web.Request) -> web.Response:
        """The parts work; which one doesn't is told on this machine alone."""
        parts = await self._readiness()
        well = not any(parts.values())
        told: dict[str, object] = {"status": "ready" if well else "not ready"}
        if is_near(request):
            told["parts"] = {name: wrong or "ok" for name, wrong in parts.items()}
        body = msgspec.json.encode(told)
        status = 200 if well else 503
        return web.Response(body=body, content_type="application/json", status=status)

    async def figures(self, request: web.Request) -> web.Response:
        """For Prometheus, on this machine."""
        if not is_near(request):
            raise web.HTTPForbidden(text="Figures are for this machine alone.\n")
        body = generate_latest(self._figures.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})
