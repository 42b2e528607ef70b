"""The few Block Kit forms that we use, each within Slack's limits. Pure.

Limits: docs.slack.dev, reference/block-kit, read 2026-11; we stay some per cent below, as Slack
counts after its own processing.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from adapters.slack.words import cut, plain, size

Block = dict[str, Any]

MOST_TEXT: Final = 3_800
"""Of a message's own text; Slack advises 4,000."""

_HEADER: Final = 145
_SECTION: Final = 2_850
_BUTTON: Final = 72
_MODAL_TITLE: Final = 24
_LABEL: Final = 1_900
_OPTION: Final = 72
_TOTAL: Final = 12_000
"""Of all texts of a message together; beyond about 13,200 Slack refuses it."""

_HALF_ENTITY: Final = re.compile(r"&[a-z]{0,3}…$")
_BLOCKS: Final = {"message": 48, "modal": 96}


class Post(Struct, frozen=True, kw_only=True):
    """A message: what screen readers and notifications say, and what is shown."""

    text: str
    blocks: list[Block]


def words(text: str, most: int) -> Block:
    """A plain text object; Slack refuses empty ones."""
    return {"type": "plain_text", "text": cut(plain(text), most) or "-", "emoji": False}


def header(text: str) -> Block:
    """The one large line."""
    return {"type": "header", "text": words(" ".join(text.split()), _HEADER)}


def section(text: str) -> Block:
    """A paragraph."""
    return {"type": "section", "text": words(text, _SECTION)}


def marked(text: str) -> Block:
    """A paragraph of mrkdwn whose parts were escaped by the caller; nothing in it is linked."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def context(text: str) -> Block:
    """A small line."""
    return {"type": "context", "elements": [words(text, 1_900)]}


def button(label: str, action_id: str, value: str, style: str = "") -> Block:
    """Something to press; `value` comes back with the press."""
    made = {
        "type": "button",
        "text": words(label, _BUTTON),
        "action_id": action_id,
        "value": value,
    }
    return {**made, "style": style} if style else made


def actions(elements: Sequence[Block]) -> Iterator[Block]:
    """Rows of five, as wide as a phone shows them."""
    for start in range(0, len(elements), 5):
        yield {"type": "actions", "elements": list(elements[start : start + 5])}


def option(label: str, value: str) -> Block:
    """One of several."""
    return {"text": words(label, _OPTION), "value": value}


def asked(label: str, name: str, element: Block) -> Block:
    """A field of a form that may be left empty; its value is found under `name`."""
    return {
        "type": "input",
        "block_id": name,
        "optional": True,
        "label": words(label, _LABEL),
        "element": {**element, "action_id": name},
    }


def modal(title: str, blocks: Sequence[Block], **more: object) -> Block:
    """A window for one person; `more` are its callback_id, private_metadata and submit."""
    return {
        "type": "modal",
        "title": words(title, _MODAL_TITLE),
        "blocks": list(within(blocks, _BLOCKS["modal"])),
        **more,
    }


def message(text: str, blocks: Sequence[Block]) -> Post:
    """A message that Slack takes, whatever went into it; `text` is escaped."""
    spoken = _HALF_ENTITY.sub("…", cut(text, MOST_TEXT)) or "-"
    return Post(text=spoken, blocks=list(within(blocks, _BLOCKS["message"])))


def paragraphs(lines: Sequence[str]) -> Iterator[Block]:
    """Lines in as few sections as possible, none cut in the middle of a line that fits."""
    room: list[str] = []
    used = 0
    for line in lines:
        shown = cut(plain(line), _SECTION)
        length = size(shown) + 1
        if room and used + length > _SECTION:
            yield from _section_of(room)
            room, used = [], 0
        room.append(shown)
        used += length
    yield from _section_of(room)


def _section_of(lines: Sequence[str]) -> Iterator[Block]:
    text = "\n".join(lines).strip("\n")
    if text:
        yield section(text)


def within(blocks: Sequence[Block], most: int) -> Iterator[Block]:
    """As many blocks as fit; what is to be pressed stays, for it is short and last."""
    pressed = [block for block in blocks if block["type"] == "actions"]
    room = _TOTAL - sum(_text_size(block) for block in pressed)
    left = most - len(pressed)
    for block in blocks:
        if block["type"] != "actions":
            length = _text_size(block)
            if length > room or left <= 0:
                continue
            room, left = room - length, left - 1
        yield block


def _text_size(value: object) -> int:
    match value:
        case {"text": str(text)}:
            return size(text)
        case dict():
            return sum(_text_size(inner) for inner in value.values())
        case list():
            return sum(_text_size(inner) for inner in value)
        case _:
            return 0
