"""Goals 3, 4 and 5: what one check costs in a process that is already running.

    uv run python -m benchmarks.warm

The full check (look, diagnosis, answer, JSON; TLS only) against a bare handshake over the standard
library's memory BIOs without verification. Goal 3: time on the clock, one after another, chain
seen before. Goals 4 and 5: processor time with eight at once, on a chain never seen and on one
seen before. "Never seen" means that all that the core remembers of certificates is forgotten
before each check, the intermediate and the root included: harder than a fresh leaf.

The numbers compare with the floor check's as a library, too: the least that has to be done.
"""

import asyncio
import gc
import json
import ssl
import sys
import warnings
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any, Final

from cryptography.x509.verification import Store

from adapters.commands.loading import end_loading
from adapters.console.lines import json_line
from benchmarks.floor_check import anchors, bare_handshake, unverified_context
from benchmarks.floor_check import check as floor
from benchmarks.lab import Lab, running_lab
from benchmarks.rounds import Cost, Goal, in_turn, own_cost
from bot.catalogue.cards import CatalogueWording
from bot.catalogue.issuers import distrusts, known_issuers, policy
from bot.catalogue.suffixes import suffixes
from bot.core.knowledge import Knowledge
from bot.desk.check import Checker
from bot.probe.anchors import load_anchors
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Policy

_REPEAT: Final = 48
_AT_ONCE: Final = 8

Work = Callable[[], Awaitable[object]]


def main() -> None:
    warnings.simplefilter("ignore")  # a root of certifi's has serial 0
    with running_lab() as lab, asyncio.Runner() as runner:
        for name, port in (("RSA-2048", lab.rsa), ("P-256", lab.ecdsa)):
            _report(lab, port, name, runner)


def _report(lab: Lab, port: int, name: str, runner: asyncio.Runner) -> None:
    seen = partial(_full, _checker(lab), f"localhost:{port}")
    context, store = unverified_context(), anchors(lab.root)
    gc.collect()
    end_loading()
    works: dict[str, Work] = {
        "bare handshake": partial(bare_handshake, context, "localhost", port),
        "full check, chain seen": seen,
        "full check, never seen": partial(_forgetful, seen),
        "floor check": partial(_floor, f"localhost:{port}", context, store),
    }
    sides = {key: partial(_one_by_one, runner, work) for key, work in works.items()}
    print(f"{name}, one at a time")
    measured = in_turn(sides)
    measured.print_sides()
    measured.print_ratio(Goal("goal 3", 1.35, 1.0), "full check, chain seen", "bare handshake")
    print(f"{name}, {_AT_ONCE} at once")
    measured = in_turn({key: partial(_together, runner, work) for key, work in works.items()})
    measured.print_sides()
    for goal, ours in (
        (Goal("goal 4", 1.6, 1.15), "full check, never seen"),
        (Goal("goal 5", 1.10, 0.85), "full check, chain seen"),
    ):
        measured.print_ratio(goal, ours, "bare handshake", cpu=True)
    measured.print_ratio(Goal("floor, to compare", 1.6), "floor check", "bare handshake", cpu=True)
    again = Goal("a second look at a chain", None)
    measured.print_ratio(again, "full check, chain seen", "full check, never seen", cpu=True)


def _one_by_one(runner: asyncio.Runner, work: Work) -> Cost:
    async def all_of_them() -> None:
        for _ in range(_REPEAT):
            await work()

    return own_cost(lambda: runner.run(all_of_them()), _REPEAT)


def _together(runner: asyncio.Runner, work: Work) -> Cost:
    async def some_of_them() -> None:
        for _ in range(_REPEAT // _AT_ONCE):
            await work()

    async def all_of_them() -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(some_of_them())

    return own_cost(lambda: runner.run(all_of_them()), _REPEAT)


def _checker(lab: Lab) -> Checker:
    now = datetime.now(UTC)  # noqa: TID251 - as the composition root does
    knowledge = Knowledge(
        store=load_anchors([lab.root]),
        suffixes=suffixes,
        policy=policy,
        issuers=known_issuers,
        distrusts=distrusts,
    )
    prober = Prober(Policy(allow_private=True), Limits(tls_only=True))
    return Checker(
        look=prober.look, knowledge=knowledge, wording=CatalogueWording(), clock=lambda: now
    )


async def _full(checker: Checker, target: str) -> str:
    checked = await checker.check(target)
    return json_line(checked.report({}))


async def _forgetful(check: Work) -> None:
    for remembered in _remembered():
        remembered.cache_clear()
    await check()


@cache
def _remembered() -> frozenset[Any]:
    """Whatever the core has a memory of, wherever it is."""
    core = [module for name, module in sys.modules.items() if name.startswith("bot.core")]
    things = (thing for module in core for thing in vars(module).values())
    return frozenset(thing for thing in things if hasattr(thing, "cache_clear"))


async def _floor(target: str, context: ssl.SSLContext, store: Store) -> str:
    return json.dumps(await floor(target, context, store))


if __name__ == "__main__":
    main()
