"""Takes certificates, and private keys, out of a text that people have pasted."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from msgspec import Struct

from bot.core.facts import Certificate, Served
from bot.core.question.paste.armour import Mark, find_marks, goes_on_in_half_a_mark, unescaped
from bot.core.question.paste.base64_text import (
    Block,
    characters_wanted,
    data_end,
    head,
    is_base64_like,
    readings,
)
from bot.core.question.paste.leaf_first import leaf_first
from bot.core.question.paste.private_keys import without_loose_keys
from bot.core.question.plain import MAX_LENGTH
from bot.core.x509 import parse_certificate
from bot.core.x509.bundle import read_bundle
from bot.core.x509.kinds import Kind, kind_of
from bot.core.x509.remnant import Remnant, read_remnant

MAX_CERTIFICATES: Final = 32

_HEAD: Final = 240  # characters: enough for the outer structures, however broken
_SPREAD: Final = 4
"""How many times as long as its base64 a bare block may be, with what a log puts between."""
_BARE: Final = re.compile(r"(?<![A-Za-z0-9+/])(?:M[A-P][A-Za-z0-9+/]{6}|b3BlbnNzaC1rZXk)")
_CUT_HERE: Final = re.compile("\u2026|\\.{3}|[\\[(<][a-zA-Z ]{0,30}(?:cut|snip|trunc|omit)")
_SURE_RUN: Final = re.compile(r"[A-Za-z0-9+/]{40,}")
_MIXED_RUN: Final = re.compile(
    r"(?<![A-Za-z0-9+/])(?=[A-Za-z+/]{0,60}[0-9])(?=[a-z0-9+/]{0,60}[A-Z])(?=[A-Z0-9+/]{0,60}[a-z])"
    r"[A-Za-z0-9+/]{10,}"
)
"""Capitals, small letters and digits in one: no word, and no name of an error."""
_FRAGMENT: Final = re.compile(r"[A-Za-z0-9+/]+=*[\s>|]*\Z")
_NOTHING: Final = "= \r\n\t>|.\u2026"
_BEGUN: Final = re.compile("[\\s>|]*(?:M[A-P][A-Za-z0-9+/]|…|\\.{3}|\\Z)")
_KEY_LABELS: Final = frozenset({"PRIVATEKEY", "PKCS12"})
_CERTIFICATE_LABELS: Final = frozenset({"CERTIFICATE", "PKCS7", "CMS"})
_LEAST: Final = 16
"""Fewer characters of base64 after a mark are no block but somebody's talk of one."""


class Pasted(Struct, frozen=True, kw_only=True):
    """What was pasted, and what was said around it.

    Attributes:
        chain: Leaf first, else in the order of the text; no doubles.
        is_cut: A block has no end, or damage in the middle, or there were too many.
        holds_private_key: Nothing of it is in any attribute.
        remnant: Of the first block, where that is the one that was cut.
        rest: The text without the blocks.
    """

    chain: tuple[Served, ...] = ()
    is_cut: bool = False
    holds_private_key: bool = False
    remnant: Remnant | None = None
    rest: str = ""


class _Piece(Struct, frozen=True, kw_only=True):
    """A stretch of the text that is no talk."""

    start: int
    end: int
    served: tuple[Served, ...] = ()
    is_cut: bool = False
    is_key: bool = False
    remnant: Remnant | None = None


def pasted_chain(text: str) -> Pasted:
    """Reads all blocks; never raises, and takes time in proportion to the text."""
    text, has_loose_key = without_loose_keys(text[:MAX_LENGTH])
    clean = unescaped(text)
    pieces = list(_pieces(clean))
    served = tuple(dict.fromkeys(c for piece in pieces for c in piece.served))
    cut = any(piece.is_cut for piece in pieces) or len(served) > MAX_CERTIFICATES
    first = pieces[0].remnant if pieces else None
    return Pasted(
        chain=leaf_first(served[:MAX_CERTIFICATES]),
        is_cut=cut or (bool(served) and goes_on_in_half_a_mark(clean[pieces[-1].end :])),
        holds_private_key=has_loose_key or any(piece.is_key for piece in pieces),
        remnant=first,
        rest=_without(text, pieces),
    )


def _without(text: str, pieces: Iterable[_Piece]) -> str:
    kept: list[str] = []
    at = 0
    for piece in pieces:
        kept.append(text[at : piece.start])
        at = max(at, piece.end)
    return "\n".join((*kept, text[at:]))


def _pieces(clean: str) -> Iterator[_Piece]:
    """In order, none overlapping: what stands under marks, and what stands bare between."""
    marks = find_marks(clean)
    at = 0
    for number, mark in enumerate(marks):
        if mark.start < at:
            continue
        bare = list(_bare(clean, at, mark.start))
        yield from bare
        at = max(at, bare[-1].end if bare else 0)
        following = marks[number + 1] if number + 1 < len(marks) else None
        piece = _marked(clean, mark, following, at)
        if piece is not None:
            yield piece
        at = piece.end if piece else mark.start
    yield from _bare(clean, at, len(clean))


def _marked(clean: str, mark: Mark, following: Mark | None, at: int) -> _Piece | None:
    if not mark.begins:
        return _tail(clean, mark, at)
    limit = following.start if following else len(clean)
    is_ended = following is not None and not following.begins
    body = clean[mark.end : limit]
    if not _holds_data(body):
        goes_on = bool(at) and not clean[at : mark.start].strip("> |\n\r\t")
        begun = goes_on or _BEGUN.match(body) is not None
        is_cut = begun and mark.label == "CERTIFICATE"
        return _Piece(start=mark.start, end=mark.end, is_cut=True) if is_cut else None
    end = following.end if following and is_ended else limit
    if {mark.label, following.label if following and is_ended else ""} & _KEY_LABELS:
        return _Piece(start=mark.start, end=end, is_key=True)
    if mark.label not in _CERTIFICATE_LABELS:
        end = end if is_ended else mark.end + data_end(body)
        return _Piece(start=mark.start, end=end)
    return _block(clean, mark.start, mark.end, end, body if is_ended else None)


def _holds_data(body: str) -> bool:
    found = "".join(re.findall(r"[A-Za-z0-9+/]+", body[:_HEAD]))
    return len(found) >= _LEAST and is_base64_like(found)


def _tail(clean: str, mark: Mark, at: int) -> _Piece | None:
    """The end of a block whose beginning is not there."""
    if not _MIXED_RUN.search(clean, max(at, mark.start - _HEAD), mark.start):
        return (
            _Piece(start=mark.start, end=mark.end) if mark.label in _CERTIFICATE_LABELS else None
        )
    is_key = mark.label in _KEY_LABELS
    lines = clean[at : mark.start]
    found = _SURE_RUN.search(lines)
    before = (
        _FRAGMENT.search(lines[max(0, found.start() - _HEAD) : found.start()]) if found else None
    )
    start = at + (found.start() - (len(before[0]) if before else 0) if found else 0)
    return _Piece(start=start, end=mark.end, is_cut=not is_key, is_key=is_key)


def _block(clean: str, start: int, begins: int, limit: int, ended: str | None) -> _Piece:
    """A block of certificates from a mark, or from its first character.

    Args:
        clean: The whole text.
        start: Where the mark stands.
        begins: Where the data begin.
        limit: Where they must have ended, the end mark included.
        ended: What stands before the end mark; None where there is none.
    """
    body = ended
    if body is None:
        open_end = clean[begins:limit]
        cut = _CUT_HERE.search(open_end)
        open_end = open_end[: cut.start()] if cut else open_end
        body = open_end[: data_end(open_end)]
    whole, rest = _sorted_readings(body)
    if whole is not None:
        served, block = whole
        end = limit if ended is not None else begins + block.end
        stops = ended is None and begins > start and not clean[end : end + _HEAD].strip(_NOTHING)
        return _Piece(start=start, end=end, served=served, is_cut=stops)
    end = limit if ended is not None else begins + len(body)
    if any(kind_of(block.der) is Kind.PRIVATE_KEY for block in rest):
        return _Piece(start=start, end=max(end, limit), is_key=True)
    return _unread(start, end, body, rest)


def _unread(start: int, end: int, body: str, blocks: list[Block]) -> _Piece:
    """No certificate: damaged, cut, or one that nobody can read."""
    exact = next(
        (b for b in blocks if b.is_whole and not body[b.end :].strip("= \r\n>|\"',")), None
    )
    if exact is not None:
        return _Piece(start=start, end=end, served=(parse_certificate(exact.der),))
    remnants = (read_remnant(block.der) for block in blocks)
    remnant = next((r for r in remnants if r is not None), None)
    return _Piece(start=start, end=end, is_cut=True, remnant=remnant)


def _sorted_readings(body: str) -> tuple[tuple[tuple[Served, ...], Block] | None, list[Block]]:
    """The first reading that gives certificates, and those that do not."""
    others: list[Block] = []
    for block in readings(body):
        served = _served(block)
        if served:
            return (served, block), others
        others.append(block)
    return None, others


def _served(block: Block) -> tuple[Served, ...]:
    if not (block.is_whole and block.rests):
        return ()
    kind = kind_of(block.der)
    if kind is Kind.BUNDLE:
        return tuple(islice(read_bundle(block.der), MAX_CERTIFICATES + 1))
    certificate = parse_certificate(block.der) if kind is Kind.CERTIFICATE else None
    return (certificate,) if isinstance(certificate, Certificate) else ()


def _bare(clean: str, at: int, limit: int) -> Iterator[_Piece]:
    """Blocks without marks: what begins as such a structure does, and decodes to one."""
    while (found := _BARE.search(clean, at, limit)) is not None:
        piece = _bare_piece(clean, found.start(), limit)
        if piece is not None:
            yield piece
        at = max(piece.end, found.end()) if piece else found.end()


def _bare_piece(clean: str, at: int, limit: int) -> _Piece | None:
    kind = kind_of(head(clean[at : min(limit, at + _HEAD)]))
    if kind is Kind.PRIVATE_KEY:
        return _Piece(start=at, end=at + data_end(clean[at:limit]), is_key=True)
    if kind is Kind.OTHER:
        return None
    wanted = characters_wanted(clean[at : min(limit, at + _HEAD)]) or 0
    return _block(clean, at, at, min(limit, at + _SPREAD * wanted + _HEAD), None)
