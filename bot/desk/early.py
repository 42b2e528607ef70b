"""An answer in two steps: what we see at once, and what issuers say of it a little later."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from bot.core.diagnosis.around import Around
from bot.core.facts import Observation
from bot.core.target import Target
from bot.desk.check import Checked, Checker

Tell = Callable[[Checked], None]
"""Told an answer that may still change."""


class Sight(Struct, frozen=True, kw_only=True):
    """What is seen of a host so far.

    Attributes:
        rest: The same with issuers' word on revocation; None where that is in already.
        again_at: When the host can be looked at again, where this was seen before somebody asked;
            None where it was looked at for them.
    """

    checked: Checked
    rest: asyncio.Future[Checked] | None = None
    again_at: datetime | None = None

    async def whole(self) -> Checked:
        """With issuers' word; raises what the look raised."""
        return self.checked if self.rest is None else await asyncio.shield(self.rest)


async def check_early(checker: Checker, target: Target, tell: Tell) -> Checked:
    """The whole answer; `tell` gets the one without issuers' word, where that takes longer.

    What lies around the address is looked at once, while issuers are asked.
    """
    early: asyncio.Future[Observation | None] = asyncio.get_running_loop().create_future()
    around = Around()
    async with asyncio.TaskGroup() as group:
        looking = group.create_task(_look(checker, target, early.set_result))
        looking.add_done_callback(lambda _: _settle(early))
        if (soon := await early) is not None:
            diagnosis = checker.judge(soon)
            around = await checker.explore(soon, diagnosis)
            if not looking.done():
                tell(checker.word(soon, diagnosis, around))
    whole = looking.result()
    diagnosis = checker.judge(whole)
    if soon is None:
        around = await checker.explore(whole, diagnosis)
    return checker.word(whole, diagnosis, around)


async def _look(
    checker: Checker, target: Target, soon: Callable[[Observation], None]
) -> Observation:
    return await checker.look(target, soon=soon)


def _settle(early: asyncio.Future[Observation | None]) -> None:
    if not early.done():
        early.set_result(None)
