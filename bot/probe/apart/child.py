"""The side that looks: takes wishes off the line, and puts what was seen on it."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from functools import partial

from bot.core.facts import Observation
from bot.probe.apart.frames import (
    WISHES,
    Dropped,
    Failed,
    Seen,
    Wanted,
    frame,
    received,
)
from bot.probe.look import Soon

Look = Callable[[Wanted, Soon], Awaitable[Observation]]
"""How a wish is granted."""


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, look: Look) -> None:
    """Looks at what is wanted until the other side goes; then nobody waits any more."""
    under_way: dict[int, asyncio.Task[None]] = {}
    async with asyncio.TaskGroup() as group:
        while (wish := await received(reader, WISHES)) is not None:
            match wish:
                case Wanted(number=number):
                    task = under_way[number] = group.create_task(_granted(wish, writer, look))
                    task.add_done_callback(partial(_ended, under_way, number))
                case Dropped(number=number):
                    if number in under_way:
                        under_way[number].cancel()
        for task in under_way.values():
            task.cancel()


def _ended(under_way: dict[int, asyncio.Task[None]], number: int, _: asyncio.Task[None]) -> None:
    del under_way[number]


async def _granted(wanted: Wanted, writer: asyncio.StreamWriter, look: Look) -> None:
    number = wanted.number

    def soon(observation: Observation) -> None:
        writer.write(frame(Seen(number=number, observation=observation, is_all=False)))

    try:
        observation = await look(wanted, soon)
        writer.write(frame(Seen(number=number, observation=observation, is_all=True)))
    except Exception:  # noqa: BLE001 - not swallowed: it goes to who waits
        writer.write(frame(Failed(number=number, trace=traceback.format_exc())))
