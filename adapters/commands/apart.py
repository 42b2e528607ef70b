"""Puts together looks in a process of their own, at a lower priority than conversations."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from adapters.commands.composition import Ways, limits_of
from bot.core.target.protocols import WELL_KNOWN_PORTS
from bot.probe.apart.frames import Depth, Terms, Wanted
from bot.probe.apart.worker import Worker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.config import Config
    from bot.core.facts import Observation
    from bot.core.target import Target
    from bot.probe.look import Soon

MODULE: Final = "adapters.commands.looker"


@asynccontextmanager
async def working(config: Config) -> AsyncIterator[Callable[[bool], Ways]]:
    """How a service looks, by whether private networks of the settings may be looked at."""
    async with Worker(MODULE, terms_of(config)) as worker:
        yield partial(_ways, worker)


def terms_of(config: Config) -> Terms:
    """What the process that looks must know of the settings."""
    probe = config.probe
    return Terms(
        limits=limits_of(config),
        allow=probe.allow,
        ports=WELL_KNOWN_PORTS | frozenset(probe.ports),
        ca_files=tuple(map(str, probe.ca_files)),
        system_store=probe.system_store,
    )


def _ways(worker: Worker, may_be_private: bool) -> Ways:  # noqa: FBT001 - all it is about
    async def look(target: Target, *, soon: Soon | None = None) -> Observation:
        wanted = Wanted(target=target, depth=Depth.WHOLE, may_be_private=may_be_private)
        return await worker.look(wanted, soon)

    async def further(target: Target, *, public_only: bool, depth: Depth) -> Observation:
        return await worker.look(
            Wanted(
                target=target, depth=depth, may_be_private=may_be_private, public_only=public_only
            )
        )

    return Ways(
        look=look,
        follow=partial(further, depth=Depth.ONWARD),
        glance=partial(further, depth=Depth.GLANCE),
    )
