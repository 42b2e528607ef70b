"""Text of strangers made fit for Discord: nothing in it is a link, a mention or formatting. Pure.

The only module that knows Discord's Markdown.
"""

import re
from typing import Final

from bot.core.words.printable import printable

_LONGEST_LINE: Final = 2000
_FORMATTING: Final = re.compile(r"[\\*_~|`\[\]()<>@]")
"""Emphasis, spoilers, code, masked links, mentions, timestamps, custom emoji."""

_LINE_START: Final = re.compile(r"^(\s*)([#>+-]|\d{1,9}(?=\.))", re.MULTILINE)
"""Headings, quotes and lists."""

_SCHEME: Final = re.compile(r"(?<=[A-Za-z]):(?=//)")
"""Discord makes a link of whatever begins with a scheme; a backslash in it does not show."""

_INVITE: Final = re.compile(
    r"((?:discord|dsc)\.(?:gg|me|io|li)|discord(?:app)?\.com/invite)/", re.IGNORECASE
)
"""Discord draws a button to join for these, also without a scheme."""

_SLASH: Final = "\N{DIVISION SLASH}"


def plain(text: str, limit: int) -> str:
    """For places that Discord shows as it is, such as footers and labels; at most `limit` long."""
    lines = (printable(line, _LONGEST_LINE) if line else "" for line in text.split("\n"))
    bare = _INVITE.sub(lambda found: found[1] + _SLASH, "\n".join(lines))
    return cut(bare.replace("](", "] ("), limit)


def escaped(text: str, limit: int) -> str:
    """For places that Discord reads as Markdown: shows what was written, and does nothing."""
    quoted = _FORMATTING.sub(lambda found: f"\\{found[0]}", plain(text, limit))
    quoted = _SCHEME.sub(r"\\:", _LINE_START.sub(r"\1\\\2", quoted))
    return cut(quoted, limit)


def block(text: str, limit: int) -> str:
    """What somebody wrote, as a block of code: it cannot end the block."""
    fence = "```"
    bare = plain(text, limit).replace("`", "\N{MODIFIER LETTER GRAVE ACCENT}")
    return f"{fence}\n{cut(bare, limit - 2 * len(fence) - 2)}\n{fence}" if bare.strip() else ""


def cut(text: str, limit: int) -> str:
    """At most `limit` long as Discord may count, in UTF-16; no half escape at the end."""
    if units(text) <= limit:
        return text
    kept = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    return kept.rstrip("\\") + "\N{HORIZONTAL ELLIPSIS}"


def units(text: str) -> int:
    """How long a text is in UTF-16, never less than in characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
