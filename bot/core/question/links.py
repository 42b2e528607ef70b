"""Links as chat platforms, mail programs and pages write them, turned into plain words."""

import re
from typing import Final

_ANGLED: Final = re.compile(r"<([^<>|\n]{1,4096})(?:\|([^<>\n]{0,1000}))?>")
_ANCHOR: Final = re.compile(
    r"<a\s[^<>]{0,40}href\s?=\s?[\"']?([^\"'\s<>]{1,4096})[^<>]{0,1000}>([^<>]{0,1000})</a\s?>",
    re.IGNORECASE,
)
_MARKDOWN: Final = re.compile(
    r"!?\[([^\[\]\n]{0,1000})\]"
    r"\(\s?<?((?:[^\s()<>]|\([^\s()<>]{0,500}\)){0,4096})>?(?:\s(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'))?\s?\)"
)
_LINK: Final = re.compile(r"(?:[a-z][a-z0-9+.-]{0,20}://|mailto:|tel:|www\.)\S", re.IGNORECASE)
_MENTION: Final = re.compile(
    r"@[!&]?\w+|[!](?:here|channel|everyone|subteam\^\w+|date\^\d+\^[^<>]*)|#[A-Z0-9]+"
    r"|a?:\w+:\d+|t:-?\d+(?::[a-zA-Z])?|/[\w -]+:\d+"
)
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)


def without_link_marks(text: str) -> str:
    """Links stand as a person would have typed them; calls to people and channels are gone.

    `<https://a.example|a.example>` is `a.example`; a link with other words is `words (link)`; a
    link whose words are an address, but not its own, stands for where it leads.
    """
    if "<" in text:
        text = _ANCHOR.sub(lambda found: _worded(found[1], found[2]), text)
        text = _ANGLED.sub(_angled, text)
    if "](" in text:
        text = _MARKDOWN.sub(lambda found: _worded(found[2], found[1]), text)
    return text


def _angled(found: re.Match[str]) -> str:
    """Slack and Discord put links and calls between angle brackets; others put anything there."""
    inside, label = found[1], found[2]
    if _LINK.match(inside):
        glued = found.string[found.start() - 1 : found.start()].isalnum()  # as Outlook glues them
        return " " * glued + _worded(inside, label or "")
    if _MENTION.fullmatch(inside):
        return label or " "
    return found[0]


def _worded(link: str, label: str) -> str:
    label = label.strip()
    scheme, _, rest = link.partition(":")
    if scheme.lower() in {"mailto", "tel"}:
        return rest.partition("?")[0]
    if not link or _bare(link) == _bare(label):
        return label
    is_address = "." in label.strip(".") and not any(map(str.isspace, label))
    return link if is_address or not label else f"{label} ({link})"


def _bare(address: str) -> str:
    return _WEB.sub("", address.lower(), count=1).removesuffix("/")
