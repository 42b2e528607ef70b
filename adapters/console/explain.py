"""`certdesk explain`: texts in, answers out, one after the other."""

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Final, TextIO

import msgspec
from msgspec import Struct

from adapters.console.lines import json_line
from bot.core.message import Intent
from bot.core.words.report import Json
from bot.core.words.tell import TAUGHT, is_question
from bot.desk.explain import Explained, Explainer

_log: Final = logging.getLogger(__name__)

_MOST_READ: Final = 4_000_000
"""Characters of standard input; ten times what is read of a message."""


class Message(Struct, frozen=True, kw_only=True):
    """One text, and the id that came with it; None where none did."""

    text: str
    id: Json = None


_ASKS_ITSELF: Final = ("Send me", "Tell me")
"""How a next step begins that is a question already; one at a time."""

_TALK: Final = frozenset({Intent.CHAT, Intent.THANKS})

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


def by_text(explainer: Explainer, text: str) -> Explained:
    """Answers by the text alone; a mistake of ours costs the one answer that it is in."""
    try:
        return explainer.explain(text)
    except Exception:  # noqa: BLE001 - the last resort: other texts wait behind this one
        reference = secrets.token_hex(4)
        _log.exception("No answer for a text, reference %s", reference)
        return explainer.apologise(reference)


def show_json(contact: Mapping[str, str], out: TextIO) -> Show:
    """One object a line; ASCII only, so that nothing hostile reaches a terminal."""

    def show(message: Message, explained: Explained) -> None:
        record = explained.report(contact, message.id)
        out.write(json_line(record) + "\n")
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
    if told.enquiry.holds_private_key:
        return "A private key"
    if told.problem is not None and is_question(told.enquiry, told.problem):
        return "certdesk" if told.enquiry.intent in _TALK else "Your question"
    hosts = [target.display for target in told.enquiry.targets]
    about = hosts[explained.about or 0] if hosts else ""
    return f"{told.answer.label}: {about}" if about else told.answer.label


def _more(explained: Explained) -> Iterator[tuple[str, str]]:
    told = explained.told
    if told.asked and not told.answer.next_step.startswith(_ASKS_ITSELF):
        yield "It would help to know: ", told.asked
    if told.aside:
        yield "First: ", told.aside
    if told.enquiry.tool and told.problem in TAUGHT and told.answer.owner_steps:
        yield (
            "For whoever runs the program:",
            "".join(f"\n  - {step}" for step in told.answer.owner_steps),
        )
    if told.enquiry.is_shortened:
        yield "Note: ", "your text was very long, so I read only the beginning."
