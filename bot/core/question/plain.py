"""A message without the marks of the place it came from: what its author meant to be read."""

import re
from html import unescape
from typing import Final

from bot.core.question.links import without_link_marks

MAX_LENGTH: Final = 400_000
"""In characters; holds the longest chain that is looked at. What comes after is not read."""

_LINE_ENDS: Final = "\r\v\f\x1c-\x1e\x85\u2028\u2029"
_LINE_END: Final = re.compile(f"\r\n|[{_LINE_ENDS}]")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_ESCAPE_SEQUENCE: Final = re.compile(
    r"(?:\x1b|\^\[|\\u001b|\\x1b|\\033|\\e)\[[0-?]{0,40}[ -/]{0,4}[@-~]"  # ECMA-48 section 5.4
    r"|\x1b\][^\x07\x1b\n]{0,4096}(?:\x07|\x1b\\)"  # a window's title, a terminal's link
    r"|\[(?:\d{1,3};){0,4}\d{1,3}m(?!\])",  # the escape character is often lost on the way
    re.IGNORECASE,
)
_WITHOUT_WIDTH: Final = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff"
)
"""Control characters, and what has no width or turns the direction of writing."""

_UNSEEN: Final = re.compile(f"[{_WITHOUT_WIDTH}]+")
_SPACES: Final = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SPACE: Final = re.compile(f"[{_SPACES}]")
_ODD: Final = re.compile(f"[{_LINE_ENDS}{_WITHOUT_WIDTH}{_SPACES}]")
"""What most texts hold none of."""

_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]{0,9})(?:\s[^<>]{0,1000})?\s?/?>", re.IGNORECASE)
_INLINE: Final = frozenset(
    [
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "button",
        "center",
        "cite",
        "code",
        "del",
        "em",
        "font",
        "html",
        "body",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "noscript",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_BLOCK: Final = frozenset(
    [
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_FENCE: Final = re.compile(r"^([ >]{0,8})(?:```|~~~)[\w+#.-]{0,20}$|```", re.MULTILINE)
_CODE: Final = re.compile(r"(?<![`\w])(`{1,2})([^`\n]+)\1(?![`\w])")
_PAIRED: Final = re.compile(  # each begins with its mark, at which a search can leap
    r"\|\|([^|\n]+)\|\|"
    r"|~(?<![\w~]~)~([^~\n]+)~~(?![\w~])"
    r"|\*(?<![\w*\\/.]\*)\*\*([^*\n]+)(?<!\\)\*\*\*(?![\w*.])"
    r"|\*(?<![\w*\\/.]\*)\*([^*\n]+)(?<!\\)\*\*(?![\w*.])"
    r"|\*(?<![\w*\\/.]\*)([^*\n]+)(?<!\\)\*(?![\w*.])"
    r"|_(?<![\w\\/.-]_)_([^_\n]+)(?<!\\)__(?![\w/])"
    r"|_(?<![\w\\/.-]_)([^_\n]+)(?<!\\)_(?![\w/])"
)
_ESCAPED: Final = re.compile(r"\\([_*~|`>#+!()\[\]/-]|:(?=//))")
_QUOTED: Final = re.compile(r"^[ \t]{0,3}(?:>[ \t]?){1,9}", re.MULTILINE)


def plain(text: str) -> str:
    """Undoes the marks of chats, mails, pages and terminals; lines stay lines.

    What only looks like a mark stays: `ERR_CERT_DATE_INVALID`, `*.example.com`, `<host>`, the
    dashes of a PEM block.
    """
    text = text[:MAX_LENGTH]
    is_odd = _ODD.search(text) is not None
    if is_odd:
        text = _LINE_END.sub("\n", text)
    if "&" in text:
        text = _entities(_entities(text))  # pages shown in pages are written twice over
        is_odd = True
    if "[" in text or "\x1b" in text:
        text = _ESCAPE_SEQUENCE.sub("", text)
    if is_odd:
        text = _SPACE.sub(" ", _UNSEEN.sub("", text))
    if "<" in text:
        text = _TAG.sub(_tag, text)
    return _without_marks(without_link_marks(text))


def _without_marks(text: str) -> str:
    """Each step only where its mark is seen."""
    if "```" in text or "~~~" in text:
        text = _FENCE.sub(r"\1", text)
    if "`" in text:
        text = _CODE.sub(r"\2", text)
    if any(mark in text for mark in ("*", "_", "~~", "||")):
        text = _PAIRED.sub(_content, _PAIRED.sub(_content, text))  # **_both_**
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return _QUOTED.sub("", text) if ">" in text else text


def _entities(text: str) -> str:
    return _ENTITY.sub(lambda found: unescape(found[0]).replace("\r", "\n"), text)


def _tag(found: re.Match[str]) -> str:
    """Only what HTML knows: `<server>` is somebody's placeholder, `<https://…>` a link."""
    name = found[2].lower()
    if name in _BLOCK:
        return "\n"
    if name in {"td", "th"}:
        return " "
    return "" if name in _INLINE else found[0]


def _content(found: re.Match[str]) -> str:
    """What stands between a pair of marks; marks with space inside, or `__name__`, are none."""
    content = next(filter(None, found.groups()))
    is_code_name = found[0].startswith("__") and content.isidentifier()
    is_wildcard = content.startswith(".")
    is_marked = not (content[0].isspace() or content[-1].isspace() or is_code_name or is_wildcard)
    return content if is_marked else found[0]
