"""Text on its way to Slack and from it: what is live there is made harmless, lengths are kept."""

import re
from typing import Final

from bot.core.words.printable import printable

_LINE: Final = 3_000
_ANGLES: Final = str.maketrans(
    {
        "<": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
        ">": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
    }
)
_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_LIVE: Final = re.compile(r"<([^<>]*)>")
_SCHEME: Final = re.compile(r"^(https?://|mailto:|tel:)")
_ELLIPSIS: Final = "…"


def plain(text: str) -> str:
    """For plain text objects, which parse nothing.

    Angle brackets become look-alikes all the same: clients have turned "<address|label>" into a
    link where documents say they would not.
    """
    return "\n".join(printable(line, _LINE) for line in text.splitlines()).translate(_ANGLES)


def escaped(text: str) -> str:
    """For the text of a message and for mrkdwn: the three characters that Slack reads."""
    shown = "\n".join(printable(line, _LINE) for line in text.splitlines())
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str, most: int) -> str:
    """Somebody's words in a code block that they cannot end, `most` long in all."""
    inner = cut(text.replace("`", "\N{MODIFIER LETTER GRAVE ACCENT}"), most - 6)
    while size(made := f"```{escaped(inner)}```") > most:
        inner = cut(inner, size(inner) - max(1, (size(made) - most) // 4))
    return made


def size(text: str) -> int:
    """As Slack counts: UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """At most so long, with a sign where something is missing."""
    if size(text) <= most:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (most - 1)]
    return kept.decode("utf-16-le", "ignore").rstrip() + _ELLIPSIS


def said(text: str, bot_user: str = "") -> str:
    """What a person wrote, as they see it: links by their label, entities once unescaped.

    Our own mention in front of it is no part of what was said.
    """
    shown = _LIVE.sub(lambda found: _as_seen(found[1], bot_user), text)
    for entity, character in _ENTITIES:
        shown = shown.replace(entity, character)
    return shown.strip()


def _as_seen(inside: str, bot_user: str) -> str:
    """Slack writes <address|label>, <@U1>, <#C1|name>, <!here>."""
    target, _, label = inside.partition("|")
    if target.startswith(("@", "!", "#")):
        return "" if target == f"@{bot_user}" else label or target
    address = _bare(target)
    if label and _bare(label) != address:
        return f"{label} {target}"
    return label or address if target.startswith(("mailto:", "tel:")) else label or target


def _bare(address: str) -> str:
    """Without its scheme, which Slack adds to what people type."""
    return _SCHEME.sub("", address)
