"""Reads base64 out of text in which lines have been broken, prefixed and joined."""

import base64
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from bot.core.x509.der import SEQUENCE, element

_RUN: Final = re.compile(r"[A-Za-z0-9+/]+")
_LINE: Final = re.compile(r"[^\n]*\n?")
_CLEAN_LINE: Final = re.compile(r"[\s>|]*[A-Za-z0-9+/]+=*\s*")
_NOT_LOWER: Final = re.compile(r"[^a-z]")
_SURE: Final = 24
"""A run at least this long is judged by itself; RFC 7468 writes 64 to a line."""
_WINDOW: Final = 32
_PROSE_SHARE: Final = 0.25
"""Random base64 is 59 % capitals, digits and signs; English is far below a fifth."""
_HEADER_CHARACTERS: Final = 8  # four bytes of header and two more
_MAX_DER: Final = 256 * 1024

Spans = Sequence[tuple[int, int]]


class Block(Struct, frozen=True, kw_only=True):
    """What a stretch of text decodes to.

    Attributes:
        der: As far as it is there, and no longer than its own header says.
        end: Where in the text the last character of it stands.
        is_whole: As long as its header says.
        rests: The last character ends a run, as the last one of a block does.
    """

    der: bytes
    end: int
    is_whole: bool
    rests: bool


def is_base64_like(text: str) -> bool:
    """Enough of it is no lower-case letter for random base64."""
    return len(_NOT_LOWER.findall(text)) >= _PROSE_SHARE * len(text)


def readings(text: str) -> Iterator[Block]:
    """All ways to read it that come to a DER structure, the likeliest first."""
    lines = [list(_spans(text, m.start(), m.end())) for m in _LINE.finditer(text)]
    lines = [line for line in lines if line]
    seen: set[tuple[tuple[int, int], ...]] = set()
    for way in (_all_runs, _columns, _longest_runs, _last_runs):
        spans = tuple(way(text, lines))
        if spans and spans not in seen:
            seen.add(spans)
            block = _block(text, spans)
            if block is not None:
                yield block


def characters_wanted(text: str) -> int | None:
    """How many characters the structure that begins there has; None where none begins."""
    return _wanted(text, [m.span() for m in _RUN.finditer(text)])


def head(text: str, size: int = 64) -> bytes:
    """The first bytes of what the runs in a text come to."""
    characters = "".join(m.group() for m in _RUN.finditer(text[: 4 * size]))[:size]
    return _decoded(characters)


def data_end(text: str) -> int:
    """Where prose begins again after base64 that has no end mark; the text's length where not.

    A line of a log may begin with words, so words count only where no data follows on the line.
    """
    clean = _clean_lines_end(text)
    if clean:
        return clean
    window, begins, last = "", 0, 0
    for line in _LINE.finditer(text):
        for start, end in _spans(text, line.start(), line.end()):
            if end - start >= _SURE and is_base64_like(text[start:end]):
                window, last = "", end
            else:
                begins = begins if window else start
                window += text[start:end]
        if len(window) >= _WINDOW and not is_base64_like(window):
            return max(last, begins)
        window = window if len(window) < _WINDOW else ""
    return _before_a_last_sentence(text, last)


def _clean_lines_end(text: str) -> int:
    """Where lines of nothing but base64 end; 0 where they do not even begin so."""
    end = 0
    for line in _LINE.finditer(text):
        if _CLEAN_LINE.fullmatch(line[0]):
            end = line.end()
        elif line[0].strip():
            break
    return end


def _before_a_last_sentence(text: str, last: int) -> int:
    """A short remark on a line of its own after the data is no data either."""
    line_end = text.find("\n", last)
    tail = text[line_end:] if last and line_end >= 0 else ""
    is_remark = len(tail.split()) > 1 or "." in tail.strip()
    return line_end if is_remark and not is_base64_like("".join(tail.split())) else len(text)


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return (m.span() for m in _RUN.finditer(text, start, end))


def _all_runs(_: str, lines: Sequence[Spans]) -> Iterator[tuple[int, int]]:
    """Everything: lines quoted by signs, or joined by spaces."""
    return (span for line in lines for span in line)


def _longest_runs(_: str, lines: Sequence[Spans]) -> Iterator[tuple[int, int]]:
    """The longest of every line, as in a log; a last, short line by its place in the others."""
    places = [max(range(len(line)), key=lambda n: line[n][1] - line[n][0]) for line in lines]
    from_end = [len(line) - place for line, place in zip(lines, places, strict=True)]
    usual = max(set(from_end), key=from_end.count) if from_end else 1
    for line, place in zip(lines, places, strict=True):
        start, end = line[place]
        yield line[-usual] if end - start < _SURE and usual <= len(line) else (start, end)


def _columns(text: str, lines: Sequence[Spans]) -> list[tuple[int, int]]:
    """Those as long as most of the text is wide, then the one of the length that is missing."""
    spans = [span for line in lines for span in line]
    weight: Counter[int] = Counter()
    for start, end in spans:
        weight[end - start] += end - start
    width = weight.most_common(1)[0][0] if weight else 0
    full = [n for n, (start, end) in enumerate(spans) if end - start == width]
    chosen = [spans[n] for n in full]
    missing = (_wanted(text, chosen) or 0) - width * len(full)
    rest = spans[full[-1] + 1 :] if full and missing > 0 else []
    fitting = [(a, b) for a, b in rest if b - a == missing]
    return [*chosen, *_likeliest(text, chosen[-1:], fitting)]


def _likeliest(text: str, last: Spans, fitting: Spans) -> Spans:
    """Of words as long as what is missing the one that stands as the others do, or is padded."""

    def before(start: int) -> str:
        return text[max(0, start - 8) : start].rpartition("\n")[2]

    usual = before(last[0][0]) if last else ""
    padded = [(a, b) for a, b in fitting if text[b : b + 1] == "="]
    alike = [(a, b) for a, b in padded or fitting if before(a) == usual]
    return (alike or padded or fitting)[:1]


def _last_runs(_: str, lines: Sequence[Spans]) -> Iterator[tuple[int, int]]:
    """The last of every line: narrow columns behind long prefixes."""
    return (line[-1] for line in lines)


def _wanted(text: str, spans: Spans) -> int | None:
    """How many characters the structure's own header asks for."""
    first = "".join(text[a:b] for a, b in spans[:_HEADER_CHARACTERS])[:_HEADER_CHARACTERS]
    outer = element(_decoded(first), 0)
    if outer is None or outer.tag != SEQUENCE or outer.end > _MAX_DER:
        return None
    return (outer.end * 4 + 2) // 3


def _block(text: str, spans: Spans) -> Block | None:
    wanted = _wanted(text, spans)
    if wanted is None:
        return None
    pieces: list[str] = []
    last_end, rests = 0, False
    for start, end in spans:
        taken = min(end - start, wanted)
        pieces.append(text[start : start + taken])
        last_end, rests = start + taken, taken == end - start
        wanted -= taken
        if not wanted:
            break
    return Block(der=_decoded("".join(pieces)), end=last_end, is_whole=not wanted, rests=rests)


def _decoded(characters: str) -> bytes:
    """Whole bytes only; a lone last character holds none."""
    if len(characters) % 4 == 1:
        characters = characters[:-1]
    return base64.b64decode(characters + "=" * (-len(characters) % 4))
