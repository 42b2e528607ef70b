"""Puts together how a service looks at sites, and keeps an eye on its own way out."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import structlog

from adapters.commands import UsageError
from adapters.commands.composition import checker_by, checker_of, policy_of
from adapters.commands.settings import now
from bot.config import Place as Source
from bot.core.target import InvalidTargetError, StartTls, Target
from bot.desk.early import check_early
from bot.desk.looks import Looks, Place
from bot.desk.shared_looks import SharedLooks

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Callable

    from bot.config import Config
    from bot.core.knowledge import Knowledge
    from bot.desk.check import Checked, Checker, Looked
    from bot.desk.early import Sight, Tell
    from bot.desk.seams import LookStore
    from bot.desk.second_look import Look

_LOG: Final = structlog.get_logger("certdesk.looks")
_BETWEEN_CONTROLS_S: Final = 3600.0


class Looking:
    """One look per host at a time, whoever asks; private networks for those who may."""

    def __init__(self, looks: Looks, checkers: dict[bool, Checker], config: Config) -> None:
        """`checkers` by whether private networks of the settings may be looked at."""
        self._looks = looks
        self._checkers = checkers
        self._config = config

    def way_from(self, source: Source) -> Look:
        """How the conversation of one place looks."""
        may_be_private = source in self._config.probe.allow_from

        async def look(target: Target) -> Sight:
            return await self._looks.soon(Place(target=target, may_be_private=may_be_private))

        return look

    async def check(self, text: str, starttls: StartTls | None, source: Source) -> Checked:
        """An address as it was typed; what is none gets an answer too."""
        try:
            target = Target.parse(text, starttls)
        except InvalidTargetError:
            return await self._checkers[False].check(text, starttls)
        return await (await self.way_from(source)(target)).whole()

    def apologise(self, text: str, reference: str) -> Checked:
        """The answer where a mistake of ours left none."""
        return self._checkers[False].apologise(text, reference)

    async def watch(self) -> None:
        """Looks at the control host now and every hour; what is found holds for all. Endless."""
        control = control_of(self._config)
        while control is not None:
            for checker in self._checkers.values():
                await checker.look_at_control(control)
            found = (checker.own_path for checker in self._checkers.values() if checker.own_path)
            _LOG.info("looked at the control host", finding=next(found, "ok"))
            await asyncio.sleep(_BETWEEN_CONTROLS_S)


class _Checking:
    """Who looks for whom, and judges what others saw."""

    def __init__(self, checkers: dict[bool, Checker]) -> None:
        self._checkers = checkers

    async def check(self, place: Place, tell: Tell) -> Checked:
        return await check_early(self._checkers[place.may_be_private], place.target, tell)

    def rejudge(self, place: Place, looked: Looked) -> Checked:
        return self._checkers[place.may_be_private].rejudge(looked)


@asynccontextmanager
async def looking(
    options: argparse.Namespace, config: Config, knowledge: Knowledge, store: LookStore | None
) -> AsyncIterator[Looking]:
    """Looks end when the block does; those of other processes are in the store, if they share one.

    Raises:
        UsageError: The control host is no address.
    """
    control_of(config)
    kept = config.limits.between_looks
    sources = {False, *(source in config.probe.allow_from for source in Source)}
    async with _checkers(options, config, knowledge) as checker_for:
        checkers = {may_be_private: checker_for(may_be_private) for may_be_private in sources}
        checking = _Checking(checkers)
        check = SharedLooks(store, checking, now, kept=kept) if store else checking.check
        async with Looks(check, now, at_once=config.probe.concurrency, kept=kept) as looks:
            yield Looking(looks, checkers, config)


@asynccontextmanager
async def _checkers(
    options: argparse.Namespace, config: Config, knowledge: Knowledge
) -> AsyncIterator[Callable[[bool], Checker]]:
    """Who looks, by whether private networks of the settings may be looked at."""
    if config.probe.own_process and sys.platform != "win32":  # where it can be given a socket
        from adapters.commands.apart import working

        async with working(config) as ways_for:
            yield lambda may: checker_by(ways_for(may), config, knowledge, now)
    else:
        yield lambda may: checker_of(options, config, knowledge, now, policy_of(config, may))


def control_of(config: Config) -> Target | None:
    """The host that shows whether our own way out is clean; None where none is set.

    Raises:
        UsageError: It is no address.
    """
    if not config.probe.control_host:
        return None
    try:
        return Target.parse(config.probe.control_host)
    except InvalidTargetError as error:
        raise UsageError("[probe] control_host is no address") from error
