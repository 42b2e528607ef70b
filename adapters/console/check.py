"""`certdesk check` and `inspect`: many addresses at once, shown as they are answered."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TextIO

from adapters.console.lines import json_line
from bot.core.vocabulary import Category, Severity
from bot.desk.check import Checked

EXIT_HEALTHY: Final = 0
EXIT_PROBLEM: Final = 1
EXIT_UNKNOWN: Final = 3
_NOT_SEEN: Final = frozenset({Category.UNREACHABLE, Category.UNCLEAR})

Check = Callable[[str], Awaitable[Checked]]
Show = Callable[[Checked], None]
Apologise = Callable[[str, str], Checked]
"""What is told where our own mistake left a text without answer, and under which reference."""

Work = Callable[[str], Awaitable[int]]
"""Answers one text and gives its exit status."""

_log: Final = logging.getLogger(__name__)


def read_targets(arguments: Iterable[str], file: str | None, stdin: TextIO) -> list[str]:
    """The targets of the command line and of `-f`: one a line, blank lines and # left out.

    Raises:
        OSError, UnicodeDecodeError: The file cannot be read.
    """
    lines = _lines(file, stdin) if file is not None else ()
    # Windows editors begin a file with a byte order mark.
    listed = (line.removeprefix("\N{BYTE ORDER MARK}").strip() for line in lines)
    return [*arguments, *(line for line in listed if line and not line.startswith("#"))]


def _lines(file: str, stdin: TextIO) -> Iterator[str]:
    if file == "-":
        yield from stdin
        return
    yield from Path(file).read_text(encoding="utf-8").splitlines()


def working(check: Check, show: Show, apologise: Apologise) -> Work:
    """Looks and shows; a mistake of ours costs the one answer that it is in, and no other."""

    async def work(text: str) -> int:
        try:
            checked = await check(text)
            show(checked)
        except BrokenPipeError:
            raise
        except Exception:  # noqa: BLE001 - the last resort: others wait behind this target
            import secrets  # noqa: PLC0415 - a tenth of what a check loads, for what never happens

            reference = secrets.token_hex(4)
            _log.exception("No answer for a target, reference %s", reference)
            checked = apologise(text, reference)
            show(checked)
        return status_of(checked)

    return work


async def check_all(targets: Iterable[str], work: Work, concurrency: int) -> int:
    """Answers every target, at most `concurrency` at a time, and gives the exit status.

    Raises:
        BrokenPipeError: Nobody reads what is shown.
    """
    waiting = iter(targets)
    statuses: set[int] = set()

    async def take_turns() -> None:
        for text in waiting:
            statuses.add(await work(text))

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(take_turns())
    except ExceptionGroup as failed:
        _, others = failed.split(BrokenPipeError)
        if others is None:
            raise BrokenPipeError from failed
        raise
    return worst(statuses)


def status_of(checked: Checked) -> int:
    """1 for a problem that was seen, 3 for what could not be seen, 0 for neither."""
    diagnosis = checked.diagnosis
    if diagnosis.category in _NOT_SEEN:
        return EXIT_UNKNOWN
    primary = diagnosis.primary
    return EXIT_PROBLEM if primary and primary.severity is not Severity.NOTE else EXIT_HEALTHY


def worst(statuses: Iterable[int]) -> int:
    """A problem outweighs what could not be seen, and that outweighs health."""
    found = set(statuses)
    return next((s for s in (EXIT_PROBLEM, EXIT_UNKNOWN) if s in found), EXIT_HEALTHY)


def show_json(contact: Mapping[str, str], out: TextIO) -> Show:
    """One object a line; ASCII only, so that nothing hostile reaches a terminal."""

    def show(checked: Checked) -> None:
        out.write(json_line(checked.report(contact)) + "\n")
        out.flush()

    return show


def show_cards(
    contact: Mapping[str, str], out: TextIO, *, with_details: bool, expected: int
) -> Show:
    """A card for each; for several on a terminal also a progress bar on standard error."""
    from rich.console import Console  # noqa: PLC0415 - not paid for by --json
    from rich.progress import Progress  # noqa: PLC0415

    from adapters.console.render import card, details  # noqa: PLC0415
    from adapters.console.screen import Screen  # noqa: PLC0415

    console = Screen(file=out, highlight=False)
    progress = Progress(console=Console(file=sys.stderr), transient=True)
    task = progress.add_task("Looking", total=expected)
    has_bar = expected > 1 and sys.stderr.isatty()
    if has_bar:
        progress.start()

    def show(checked: Checked) -> None:
        console.print(card(checked, contact))
        if with_details:
            console.print(details(checked), crop=False)
        progress.advance(task)
        if has_bar and progress.finished:  # one that never began would still print a line
            progress.stop()

    return show
