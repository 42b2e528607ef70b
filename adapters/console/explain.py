"""`certdesk explain`: texts in, answers out, one after the other."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Final, TextIO

import msgspec
from msgspec import Struct

from bot.core.report import Json
from bot.core.tell import is_question
from bot.core.vocabulary import Category, category_of
from bot.desk.explain import Explained

_MOST_READ: Final = 4_000_000
"""Characters of standard input; ten times what is read of a message."""


class Message(Struct, frozen=True, kw_only=True):
    """One text, and the id that came with it; None where none did."""

    text: str
    id: Json = None


_ASKS_ITSELF: Final = ("Send me", "Tell me")
"""How a next step begins that is a question already; one at a time."""

Show = Callable[[Message, Explained], None]


def read_text(arguments: Sequence[str], stdin: TextIO) -> str | None:
    """The text of the command line; None where there is none and nobody pipes one in."""
    if list(arguments) == ["-"] or (not arguments and not stdin.isatty()):
        return stdin.read(_MOST_READ)
    return " ".join(arguments) if arguments else None


def read_lines(file: str, stdin: BinaryIO) -> Iterator[Message]:
    """Every line of a file that holds anything; what cannot be read has an empty text.

    Raises:
        OSError: The file cannot be read.
    """
    data = stdin.read() if file == "-" else Path(file).read_bytes()
    return (_message(line) for line in data.splitlines() if line.strip())


def _message(line: bytes) -> Message:
    try:
        found = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Message(text="")
    if not isinstance(found, dict):
        return Message(text=found if isinstance(found, str) else "")
    text, name = found.get("text"), found.get("id")
    is_name = isinstance(name, str | int | float)
    return Message(text=text if isinstance(text, str) else "", id=name if is_name else None)


def show_json(contact: Mapping[str, str], out: TextIO) -> Show:
    """One object a line; ASCII only, so that nothing hostile reaches a terminal."""

    def show(message: Message, explained: Explained) -> None:
        record = explained.report(contact, message.id)
        out.write(json.dumps(record, separators=(",", ":")) + "\n")
        out.flush()

    return show


def show_cards(contact: Mapping[str, str], out: TextIO) -> Show:
    """A card for each."""
    from adapters.console.panel import panel  # noqa: PLC0415 - not paid for by --json
    from adapters.console.screen import Screen  # noqa: PLC0415
    from adapters.console.theme import HEALTHY_STYLE, VERDICT_STYLES  # noqa: PLC0415

    console = Screen(file=out, highlight=False)

    def show(_: Message, explained: Explained) -> None:
        told = explained.told
        style = HEALTHY_STYLE if told.problem is None else VERDICT_STYLES[told.assessment.verdict]
        more = _more(explained)
        console.print(panel(told.answer, contact, title=_title(explained), style=style, more=more))

    return show


def _title(explained: Explained) -> str:
    told = explained.told
    if told.problem is not None and is_question(told.enquiry, told.problem):
        return "Your question"
    hosts = [target.display for target in told.enquiry.targets]
    about = hosts[explained.about or 0] if hosts else ""
    return f"{told.answer.label}: {about}" if about else told.answer.label


def _more(explained: Explained) -> Iterator[tuple[str, str]]:
    told = explained.told
    if told.asked and not told.answer.next_step.startswith(_ASKS_ITSELF):
        yield "It would help to know: ", told.asked
    if told.aside:
        yield "On getting past it: ", told.aside
    is_program = bool(told.enquiry.tool) and told.answer.owner_steps
    if is_program and category_of(told.problem) is not Category.HEALTHY:
        yield (
            "For whoever runs the program:",
            "".join(f"\n  - {step}" for step in told.answer.owner_steps),
        )
    if told.enquiry.is_shortened:
        yield "Note: ", "your text was very long, so I read only the beginning."
