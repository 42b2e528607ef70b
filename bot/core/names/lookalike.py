"""Does a host's name imitate another one that people trust?

A certificate proves a name, and a name that is one letter off gets as good a certificate as any.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Final

from msgspec import Struct

from bot.core.names.matching import SuffixList, is_ip, within_dns

_MIN_NEAR: Final = 6  # shorter labels have too many honest neighbours
_MIN_NEAR_OWN: Final = 5
_MIN_ALIKE: Final = 5
_MIN_SAME: Final = 4
_MAX_WORDS: Final = 4  # longer names are built by programs, not by who wants to be read
_ALIKE: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("i", "l"))
"""What passes for another letter in the small sans-serif of an address bar."""


class Trick(StrEnum):
    """How a name imitates another."""

    LETTERS = "letters that look alike"
    NEAR = "one letter off"
    ENDING = "another ending"
    INSIDE = "the whole name in front of another one"
    DRESSED = "the name dressed up with words"


class Guarded(Struct, frozen=True, kw_only=True):
    """A name that others may imitate.

    Attributes:
        domain: Registrable domain, lower-case A-labels.
        is_own: The organisation's or a partner's; any other ending counts as imitation then.
        is_near_ordinary: Ordinary names lie one letter off, so that this proves nothing.
    """

    domain: str
    is_own: bool = False
    is_near_ordinary: bool = False

    @property
    def label(self) -> str:
        """The part that people know it by."""
        return self.domain.partition(".")[0]


class Lures(Struct, frozen=True, kw_only=True):
    """What else tells imitations from honest names; all in lower case.

    Attributes:
        well_known: Names that are often imitated.
        ordinary: Labels that are honest although they lie one letter off.
        carriers: Registrable domains that carry others' names in front of their own, as content
            networks do.
        carrier_labels: Labels that mark such a service on any domain.
        bait: Words that imitations put around a name.
        odd_endings: Top-level domains that are cheap, new, and little used by those imitated.
    """

    well_known: tuple[Guarded, ...] = ()
    ordinary: frozenset[str] = frozenset()
    carriers: frozenset[str] = frozenset()
    carrier_labels: frozenset[str] = frozenset()
    bait: frozenset[str] = frozenset()
    odd_endings: frozenset[str] = frozenset()


class Imitation(Struct, frozen=True, kw_only=True):
    """What a name imitates, and how."""

    of: str
    trick: Trick


def imitation(
    host: str,
    guarded: Iterable[Guarded],
    lures: Lures,
    suffixes: SuffixList,
    plain_letters: Callable[[str], str],
) -> Imitation | None:
    """What `host` (lower-case A-label) imitates; None for addresses and honest names.

    Args:
        host: What is asked about.
        guarded: The organisation's own and its partners' names.
        lures: What is known of imitations.
        suffixes: The public suffix list.
        plain_letters: Turns an A-label into the Latin letters that it looks like.
    """
    registrable = None if is_ip(host) else suffixes.privatesuffix(host)
    names = (*guarded, *lures.well_known)
    if registrable is None or any(within_dns(name.domain, host) for name in names):
        return None
    asked = _Asked(
        labels=tuple(host.split(".")),
        registrable=registrable,
        label=plain_letters(registrable.partition(".")[0]),
        lures=lures,
    )
    for name in names:
        trick = next(_tricks(asked, name), None)
        if trick is not None:
            return Imitation(of=name.domain, trick=trick)
    return None


class _Asked(Struct, frozen=True, kw_only=True):
    labels: tuple[str, ...]
    registrable: str
    label: str
    lures: Lures

    @property
    def ending(self) -> str:
        return self.registrable.partition(".")[2]

    @property
    def is_disguised(self) -> bool:
        """It is written in letters that only look Latin."""
        return self.label != self.registrable.partition(".")[0]

    @property
    def in_front(self) -> tuple[str, ...]:
        return self.labels[: len(self.labels) - self.registrable.count(".") - 1]


def _tricks(asked: _Asked, name: Guarded) -> Iterator[Trick]:
    if asked.label == name.label:
        yield from _same_label(asked, name)
    elif len(name.label) >= _MIN_ALIKE and _skeleton(asked.label) == _skeleton(name.label):
        yield Trick.LETTERS
    elif _is_near(asked, name):
        yield Trick.NEAR
    if _is_in_front(asked, name):
        yield Trick.INSIDE
    if _is_dressed(asked, name):
        yield Trick.DRESSED


def _same_label(asked: _Asked, name: Guarded) -> Iterator[Trick]:
    """Firms own their name under many endings; only disguise and odd endings speak against it."""
    if asked.is_disguised:
        yield Trick.LETTERS
    elif len(name.label) >= _MIN_SAME and (
        name.is_own or (asked.ending in asked.lures.odd_endings)
    ):
        yield Trick.ENDING


@lru_cache(maxsize=512)
def _skeleton(label: str) -> str:
    """The same for labels that look alike."""
    for seen, meant in _ALIKE:
        label = label.replace(seen, meant)
    return label


def _is_near(asked: _Asked, name: Guarded) -> bool:
    shortest = _MIN_NEAR_OWN if name.is_own else _MIN_NEAR
    if name.is_near_ordinary or min(len(asked.label), len(name.label)) < shortest - 1:
        return False
    if len(name.label) < shortest or asked.label in asked.lures.ordinary:
        return False
    return one_letter_off(asked.label, name.label)


def one_letter_off(one: str, other: str) -> bool:
    """One letter more, less or changed, or two neighbours swapped.

    rapidfuzz says the same (an OSA distance of 1), but takes 3 MB of every check.
    """
    pairs = enumerate(zip(one, other, strict=False))
    start = next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))
    left, right = one[start:], other[start:]
    is_edited = left[1:] in {right, right[1:]} or left == right[1:]
    is_swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return one != other and (is_edited or is_swapped)


def _is_in_front(asked: _Asked, name: Guarded) -> bool:
    """Such as paypal.com.example: everybody reads from the left, and browsers from the right."""
    lures = asked.lures
    if asked.registrable in lures.carriers or not lures.carrier_labels.isdisjoint(asked.labels):
        return False
    wanted = tuple(name.domain.split("."))
    size = len(wanted)
    front = asked.in_front
    whole = any(front[i : i + size] == wanted for i in range(len(front) - size + 1))
    return whole or any("-".join(wanted) == label for label in (*front, asked.label))


def _is_dressed(asked: _Asked, name: Guarded) -> bool:
    """The name as a word of its own beside a word of bait, such as paypal-login.example."""
    if len(name.label) < _MIN_SAME:
        return False
    words = asked.label.split("-")
    if len(words) > _MAX_WORDS:
        return False
    has_bait = not asked.lures.bait.isdisjoint(words)
    glued = any(a + b == name.label for a, b in pairwise(words)) and has_bait
    return (name.label in words and has_bait) or glued
