"""`certdesk explain` with looks: several messages at a time, answered in their order."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from typing import Final

from adapters.console.explain import Message, Show, by_text
from bot.desk.explain import Explained, Explainer
from bot.desk.second_look import SecondLook

Explain = Callable[[str], Coroutine[None, None, Explained]]

_log: Final = logging.getLogger(__name__)


async def by_look(second: SecondLook, explainer: Explainer, text: str) -> Explained:
    """Answers after a look; where that goes wrong through us, by the text alone."""
    try:
        return await second.explain(text)
    except Exception:  # noqa: BLE001 - as above
        _log.exception("No look for a text")
        return by_text(explainer, text)


async def answer_all(
    messages: Iterable[Message], explain: Explain, show: Show, at_once: int
) -> None:
    """Answers in the order of the messages, and works on some of them at a time.

    Raises:
        BrokenPipeError: Nobody reads what is shown.
    """
    waiting: deque[tuple[Message, asyncio.Task[Explained]]] = deque()
    try:
        async with asyncio.TaskGroup() as group:
            for message in messages:
                if len(waiting) == at_once:
                    await _show_first(waiting, show)
                waiting.append((message, group.create_task(explain(message.text))))
            while waiting:
                await _show_first(waiting, show)
    except ExceptionGroup as failed:
        _, others = failed.split(BrokenPipeError)
        if others is None:
            raise BrokenPipeError from failed
        raise


async def _show_first(waiting: deque[tuple[Message, asyncio.Task[Explained]]], show: Show) -> None:
    message, answering = waiting.popleft()
    show(message, await answering)
