"""Forms of sentences: a small pattern language over words, matched in linear time.

A form is a row of elements: `<group>` is one phrase of a group, `<group>?` may be missing,
`<group>*` stands up to six times, `...` is a gap of up to six words, `^` and `$` are the ends of a
sentence, `@` is an address, and a bare word is itself. A row that begins with `&` has all its
elements in one sentence, in any order.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from functools import reduce
from operator import or_
from typing import Final, Literal, NamedTuple

from bot.core.question.sentences.words import ADDRESS, BREAK, Vocabulary, words_of

_MOST: Final = 6


class FormError(ValueError):
    """A form that cannot be read; the text says why."""


class _Kind(Enum):
    ONE = auto()
    OPTIONAL = auto()
    MANY = auto()
    GAP = auto()
    START = auto()
    END = auto()


_MARKS: Final = {"...": _Kind.GAP, "^": _Kind.START, "$": _Kind.END}
_SUFFIXES: Final = {"?": _Kind.OPTIONAL, "*": _Kind.MANY}


class _Element(NamedTuple):
    """One part of a form; `group` is a bit, 0 for gaps and ends."""

    kind: _Kind
    group: int = 0


class _Form(NamedTuple):
    """A row of elements; without one of the `needed` groups a text cannot have it.

    `firsts` are the groups that it may begin with. Without elements any order will do. Only one
    that names the end of a sentence goes on in the next.
    """

    means: str
    elements: tuple[_Element, ...]
    firsts: tuple[int, ...]
    needed: int
    goes_on: bool = False


class _Node:
    """Where a phrase has come to: the groups it is of, and the words that may follow."""

    __slots__ = ("after", "each", "groups")

    def __init__(self) -> None:
        self.groups = 0
        self.each: tuple[int, ...] = ()
        self.after: dict[str, _Node] = {}


class _Sentence:
    """The groups that were seen in one, and where phrases of each begin."""

    __slots__ = ("groups", "places")

    def __init__(self) -> None:
        self.groups = 0
        self.places: defaultdict[int, list[int]] = defaultdict(list)


class _Sighting(NamedTuple):
    """A text with the phrases found in it: by place, pairs of groups and end."""

    words: Sequence[str]
    phrases: Sequence[Sequence[tuple[int, int]]]
    sentences: Sequence[_Sentence]


class Forms:
    """All forms, ready to be matched."""

    def __init__(
        self, groups: Mapping[str, Iterable[str]], forms: Iterable[tuple[str, str]]
    ) -> None:
        """Takes the phrases of each group, and pairs of meaning and form.

        Raises:
            FormError: A form names an unknown group, or could begin anywhere.
        """
        self._bits: dict[str, int] = {}
        self._root = _Node()
        self._words = {ADDRESS}
        for name, phrases in groups.items():
            self._learn(f"<{name}>", phrases)
        self._by_rarest = _by_rarest([self._form(means, text) for means, text in forms])
        self._vocabulary = Vocabulary(self._words)

    def meant(self, text: str) -> frozenset[str]:
        """What all the forms mean that a text has."""
        return self.meant_by(words_of(text))

    def meant_by(self, words: Sequence[str]) -> frozenset[str]:
        """What all the forms mean that the words have."""
        seen = self._sighted(self._vocabulary.all_mended(words))
        groups = reduce(or_, (sentence.groups for sentence in seen.sentences))
        found: set[str] = set()
        for sentence in seen.sentences:
            for rarest in sentence.places:
                for form in self._by_rarest.get(rarest, ()):
                    here = groups if form.goes_on else sentence.groups
                    is_new = form.needed & here == form.needed and form.means not in found
                    if is_new and _stands_in(form, seen, sentence):
                        found.add(form.means)
        return frozenset(found)

    def _sighted(self, words: Sequence[str]) -> _Sighting:
        phrases: list[Sequence[tuple[int, int]]] = []
        sentences = [sentence := _Sentence()]
        begins = self._root.after
        for place, word in enumerate(words):
            if word not in begins:
                phrases.append(())
            else:
                found = []
                for node, end in _phrases_at(begins[word], words, place):
                    found.append((node.groups, end))
                    sentence.groups |= node.groups
                    for group in node.each:
                        sentence.places[group].append(place)
                phrases.append(found)
            if word == BREAK:
                sentences.append(sentence := _Sentence())
        return _Sighting(words, [*phrases, ()], sentences)

    def _form(self, means: str, text: str) -> _Form:
        if text.startswith("& "):
            groups = {self._element(part, text).group for part in text.split()[1:]}
            return _Form(means, (), (), sum(groups))
        elements = tuple(self._element(part, text) for part in text.split())
        firsts: list[int] = []
        for element in elements:
            firsts += [element.group] if element.group else []
            if element.kind is _Kind.ONE:
                needed = sum({e.group for e in elements if e.kind is _Kind.ONE})
                goes_on = BREAK in text.split()
                return _Form(means, elements, tuple(firsts), needed, goes_on)
            if element.kind is _Kind.GAP:
                break
        raise FormError(f"{text!r} could begin with any word")

    def _element(self, part: str, text: str) -> _Element:
        if part in _MARKS:
            return _Element(_MARKS[part])
        kind = _SUFFIXES.get(part[-1], _Kind.ONE)
        name = part if kind is _Kind.ONE else part[:-1]
        if name not in self._bits:
            if name.startswith("<"):
                raise FormError(f"{text!r} names no known group {name}")
            self._learn(name, [name])
        return _Element(kind, self._bits[name])

    def _learn(self, name: str, phrases: Iterable[str]) -> None:
        bit = self._bits[name] = 1 << len(self._bits)
        for phrase in phrases:
            node = self._root
            for word in words_of(phrase):
                self._words.add(word)
                node = node.after.setdefault(word, _Node())
            if not node.groups & bit:
                node.groups |= bit
                node.each = (*node.each, bit)


def _by_rarest(forms: Sequence[_Form]) -> Mapping[int, Sequence[_Form]]:
    """Each form under the one of its needed groups that fewest forms need: most texts lack it."""
    common = Counter(group for form in forms for group in _bits(form.needed))
    filed: defaultdict[int, list[_Form]] = defaultdict(list)
    for form in forms:
        filed[min(_bits(form.needed), key=common.__getitem__)].append(form)
    return dict(filed)


def _bits(groups: int) -> Iterator[int]:
    while groups:
        lowest = groups & -groups
        yield lowest
        groups ^= lowest


def _phrases_at(node: _Node, words: Sequence[str], place: int) -> Iterator[tuple[_Node, int]]:
    """The phrases that begin with the word at a place, which `node` stands for, and their ends."""
    after: _Node | None = node
    while after is not None:
        place += 1
        if after.groups:
            yield after, place
        after = after.after.get(words[place]) if place < len(words) else None


def _stands_in(form: _Form, seen: _Sighting, sentence: _Sentence) -> bool:
    if not form.elements:
        return True
    within = seen.sentences if form.goes_on else (sentence,)
    starts = (p for one in within for first in form.firsts for p in one.places.get(first, ()))
    return any(_matches(form, seen, place) for place in starts)


def _matches(form: _Form, seen: _Sighting, start: int) -> bool:
    places = {start}
    for element in form.elements:
        places = {after for place in places for after in _after(element, seen, place)}
        if not places:
            return False
    return True


def _after(element: _Element, seen: _Sighting, place: int) -> Iterable[int]:
    """The places where the next element may begin."""
    match element.kind:
        case _Kind.ONE:
            return _ends(element, seen, place)
        case _Kind.OPTIONAL:
            return (place, *_ends(element, seen, place))
        case _Kind.MANY:
            return _repeated(element, seen, place)
        case _Kind.GAP:
            return _gap(seen.words, place)
        case _Kind.START | _Kind.END as edge:
            return (place,) if _is_edge(edge, seen.words, place) else ()


def _is_edge(edge: Literal[_Kind.START, _Kind.END], words: Sequence[str], place: int) -> bool:
    if edge is _Kind.START:
        return place == 0 or words[place - 1] == BREAK
    return place == len(words) or words[place] == BREAK


def _ends(element: _Element, seen: _Sighting, place: int) -> list[int]:
    return [end for groups, end in seen.phrases[place] if groups & element.group]


def _repeated(element: _Element, seen: _Sighting, place: int) -> set[int]:
    places, all_ = {place}, {place}
    for _ in range(_MOST):
        places = {end for at in places for end in _ends(element, seen, at)} - all_
        all_ |= places
    return all_


def _gap(words: Sequence[str], place: int) -> Iterator[int]:
    for after in range(place, min(place + _MOST, len(words)) + 1):
        yield after
        if after < len(words) and words[after] == BREAK:
            return
