"""One place of a text that may be an address, and what stands around it."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from bot.core.question.addresses.cues import NEAR, Part
from bot.core.question.addresses.hosts import parsed, target_of_link
from bot.core.question.addresses.ports import port_beside
from bot.core.question.addresses.spans import Span
from bot.core.question.addresses.wrappers import unwrapped
from bot.core.target import Target
from bot.core.target.protocols import SCHEMES

_SCHEME_BEFORE: Final = re.compile(r"(?<![\w.])([a-z][a-z0-9]{1,10}):/?$")
_WORD_END: Final = re.compile(r"[^\s<>\"`|\ufffc]{0,2000}")


class Found(Struct, frozen=True, kw_only=True):
    """An address at one place; `is_bare` where neither scheme nor port was written."""

    start: int
    target: Target
    part: Part
    is_bare: bool = False


class Reader(Struct, frozen=True):
    """A text, the same as `lowered` gives it, and which endings names have."""

    text: str
    low: str
    known: Callable[[str], bool]

    def before(self, start: int) -> str:
        """What stands before a place, in lower case."""
        return self.low[max(0, start - NEAR) : start]

    def after(self, end: int) -> str:
        """What stands behind a place, in lower case."""
        return self.low[end : end + NEAR]


def found_at(reader: Reader, span: Span, name: str, part: Part) -> Iterator[Found]:
    """The address `name`, with the scheme or port that stands beside it; none where it is none."""
    before, after = reader.before(span.start), reader.after(span.end)
    link = _wrapped(reader, span, after)
    if link:
        yield Found(start=span.start, target=link, part=part)
        return
    scheme = _SCHEME_BEFORE.search(before)
    prefix = f"{scheme[1]}://" if scheme and scheme[1] in SCHEMES else ""
    port = port_beside(before, after) if span.text.endswith(name) else None
    target = parsed(f"{prefix}{name}:{port}" if port else f"{prefix}{name}")
    if target:
        is_bare = not (port or prefix)
        yield Found(start=span.start, target=target, part=part, is_bare=is_bare)


def _wrapped(reader: Reader, span: Span, after: str) -> Target | None:
    """A wrapper written without its scheme."""
    if not after.startswith(("/", "?")):
        return None
    tail = _WORD_END.match(reader.text, span.end)
    link = f"https://{span.text}{tail[0] if tail else ''}"
    inner = unwrapped(link)
    return target_of_link(inner, reader.known) if inner != link else None
