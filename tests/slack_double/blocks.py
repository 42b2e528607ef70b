"""Block Kit's rules, written from Slack's documents apart from the code that they hold to them.

docs.slack.dev/reference/block-kit, 2026-11: fields, lengths, counts, and where a block may stand.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

Json = Mapping[str, Any]

_MASKED: Final = re.compile(r"<[a-z]+:[^>|]*\|[^>]*>", re.IGNORECASE)
_CALLS: Final = re.compile(r"<!(?:channel|here|everyone|subteam)|<@[UW]", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?!amp;|lt;|gt;)")


def wrong_in(blocks: Sequence[Json], *, surface: str = "message") -> list[str]:
    """Everything that Slack would refuse, each in a few words."""
    found = [text for block in blocks for text in _block(block, surface)]
    if len(blocks) > (50 if surface == "message" else 100):
        found.append("too many blocks")
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) < len(ids):
        found.append("block_id twice")
    if sum(len(text) for text in texts(list(blocks))) > 13_200:
        found.append("msg_blocks_too_long")
    return found


def wrong_in_view(view: Json) -> list[str]:
    """The same for a window."""
    found = wrong_in(view.get("blocks", ()), surface="modal")
    if not view.get("blocks"):
        found.append("view without blocks")
    for key in ("title", "submit", "close"):
        if key in view:
            found += _text(view[key], 24, kind="plain_text")
    if "title" not in view or view.get("type") != "modal":
        found.append("modal without title")
    has_input = any(block["type"] == "input" for block in view.get("blocks", ()))
    if has_input and "submit" not in view:
        found.append("input without submit")
    if len(view.get("private_metadata", "")) > 3000 or len(view.get("callback_id", "")) > 255:
        found.append("private_metadata or callback_id too long")
    return found


def live_in(blocks: Sequence[Json], text: str = "") -> list[str]:
    """What would call people or hide an address."""
    return [t for t in (*texts(list(blocks)), text) if _MASKED.search(t) or _CALLS.search(t)]


def texts(value: object) -> Iterator[str]:
    """Every text that is shown."""
    match value:
        case {"text": str(text)}:
            yield text
        case dict():
            for inner in value.values():
                yield from texts(inner)
        case list():
            for inner in value:
                yield from texts(inner)
        case _:
            pass


def _text(value: Json, most: int, kind: str = "") -> Iterator[str]:
    text = value.get("text")
    if value.get("type") not in {"plain_text", "mrkdwn"} or not isinstance(text, str):
        yield f"no text object: {value}"
        return
    if kind and value["type"] != kind:
        yield f"{value['type']} where {kind} is wanted"
    if not 1 <= len(text) <= most:
        yield f"text of {len(text)}, 1 to {most}"
    if value["type"] == "mrkdwn":
        if _ENTITY.search(text):
            yield f"unescaped & in {text[:40]}"
        if "emoji" in value:
            yield "emoji belongs to plain_text"
    elif "verbatim" in value:
        yield "verbatim belongs to mrkdwn"


def _block(block: Json, surface: str) -> Iterator[str]:
    if len(block.get("block_id", "")) > 255:
        yield "block_id too long"
    rule = _RULES.get(block.get("type", ""))
    if rule is None:
        yield f"unknown block {block.get('type')}"
    else:
        yield from rule(block, surface)


def _section(block: Json, _: str) -> Iterator[str]:
    if "text" in block:
        yield from _text(block["text"], 3000)
    elif not block.get("fields"):
        yield "section without text"
    if len(block.get("fields", ())) > 10:
        yield "too many fields"
    for field in block.get("fields", ()):
        yield from _text(field, 2000)
    if "accessory" in block:
        yield from _element(block["accessory"])


def _header(block: Json, _: str) -> Iterator[str]:
    yield from _text(block["text"], 150, kind="plain_text")


def _context(block: Json, _: str) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 10:
        yield "context of 1 to 10"
    for element in block["elements"]:
        yield from _text(element, 3000)


def _actions(block: Json, _: str) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 25:
        yield "actions of 1 to 25"
    ids = [element.get("action_id", "") for element in block["elements"]]
    if len(set(ids)) < len(ids):
        yield "action_id twice in a block"
    for element in block["elements"]:
        yield from _element(element)


def _input(block: Json, surface: str) -> Iterator[str]:
    if surface == "message":
        yield "input in a message"
    yield from _text(block["label"], 2000, kind="plain_text")
    yield from _element(block["element"])


def _divider(_: Json, __: str) -> Iterator[str]:
    yield from ()


def _element(element: Json) -> Iterator[str]:
    if not 1 <= len(element.get("action_id", "")) <= 255:
        yield "action_id of 1 to 255"
    if "placeholder" in element:
        yield from _text(element["placeholder"], 150, kind="plain_text")
    match element.get("type"):
        case "button":
            yield from _button(element)
        case "static_select" | "radio_buttons" | "checkboxes":
            yield from _options(element)
        case "plain_text_input" if not 1 <= element.get("max_length", 1) <= 3000:
            yield "max_length"
        case "plain_text_input" | "users_select":
            pass
        case other:
            yield f"unknown element {other}"


def _button(element: Json) -> Iterator[str]:
    yield from _text(element["text"], 75, kind="plain_text")
    if len(element.get("value", "")) > 2000:
        yield "value too long"
    if element.get("style", "primary") not in {"primary", "danger"}:
        yield "unknown style"


def _options(element: Json) -> Iterator[str]:
    most = 100 if element["type"] == "static_select" else 10
    if not 1 <= len(element["options"]) <= most:
        yield "number of options"
    values = [one["value"] for one in element["options"]]
    if len(set(values)) < len(values):
        yield "value twice"
    for one in element["options"]:
        yield from _text(one["text"], 75)
        if not 1 <= len(one["value"]) <= 150:
            yield "value of an option"
    if "initial_option" in element and element["initial_option"] not in element["options"]:
        yield "initial_option is none of the options"


_RULES: Final[dict[str, Callable[[Json, str], Iterator[str]]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "divider": _divider,
}
