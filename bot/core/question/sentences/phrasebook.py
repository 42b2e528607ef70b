"""Reports and wishes in a person's own words, by which phrases one sentence holds together."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import count
from operator import or_
from typing import Final

from msgspec import Struct

from bot.core.message import Intent
from bot.core.question.sentences.phrases import Phrases, Stems, sentences_of
from bot.core.question.sentences.words import Vocabulary
from bot.core.vocabulary import Problem

OTHER: Final = "other"
"""Certificates, connections and sites of another kind: of birth, by train, of a new building."""

DENIED: Final = "denied"
"""Words that take an error back: it is gone, it is only about to come, it would be one."""

OTHER_UNLESS_WEB: Final = "other_unless_web"
"""Words of another field that say nothing where the web is spoken of in the same sentence."""

_LONG_WORD: Final = re.compile(r"\b[csz][a-z]{7,12}\b")
"""In what a word for certificates could be that is spelt nearly right."""

_WEB: Final = ("site", "screen", "tls", "address")


class Rule(Struct, frozen=True, kw_only=True):
    """What a sentence means that holds certain phrases.

    Attributes:
        means: A problem that is reported, or what the person wants.
        groups: Of each of these, one group at least; the first is the one that most texts lack.
        without: None of these groups.
        also: What else it may be, the likeliest first.
        length: In characters: longer sentences don't count; 0 where any length will do.
        no_wish: What the same words would ask for, were they no report.
    """

    means: Problem | Intent
    groups: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()
    also: tuple[Problem, ...] = ()
    length: int = 0
    no_wish: Intent | None = None


class Told(Struct, frozen=True, kw_only=True):
    """What a person says in their own words.

    Attributes:
        problems: That they report, those first that the rules have first.
        also: What the first of them may be as well.
        wishes: What they want.
        no_wishes: What they do not want, though their words seem to say so.
        other: Things of another kind are spoken of, and the web is not.
        denied: All is well, or will be: nothing is reported, but that something is not so.
    """

    problems: tuple[Problem, ...] = ()
    also: tuple[Problem, ...] = ()
    wishes: frozenset[Intent] = frozenset()
    no_wishes: frozenset[Intent] = frozenset()
    other: bool = False
    denied: bool = False


_NOTHING: Final = Told()


class _Test(Struct, frozen=True):
    """A rule in bits: one of each of `groups`, none of `without`."""

    number: int
    rule: Rule
    groups: tuple[int, ...]
    without: int

    def holds(self, one: int, together: int, length: int) -> bool:
        """For the groups of one language, and of all."""
        if together & self.without or 0 < self.rule.length < length:
            return False
        return all(one & groups for groups in self.groups)


class Phrasebook:
    """The phrases of all languages, each loaded when it may stand in a text, and the rules."""

    def __init__(
        self,
        stems: Mapping[str, Iterable[str]],
        phrases: Callable[[str], Mapping[str, Iterable[str]]],
        rules: Sequence[Rule],
        words: Iterable[str] = (),
    ) -> None:
        """Takes the stems of all languages, what reads one's phrases, and the rules in order.

        `words` are known with one letter wrong.
        """
        self._mended: Final = Vocabulary(words).mended
        self._stems: Final = Stems(stems)
        self._read_phrases: Final = phrases
        self._known: Final[dict[str, Phrases]] = {}
        bits = (1 << place for place in count())
        self._bits: Final = dict(zip(_groups_of(rules), bits, strict=False))
        self._tests: Final = [
            _Test(number, rule, tuple(map(self._any_of, rule.groups)), self._any_of(rule.without))
            for number, rule in enumerate(rules)
        ]
        self._by_first: Final = defaultdict[int, list[_Test]](list)
        for test in self._tests:
            for group in test.rule.groups[0]:
                self._by_first[self._bits[group]].append(test)
        self._firsts: Final = reduce(or_, self._by_first, 0)
        self._other: Final = self._any_of((OTHER,))
        self._unless_web: Final = self._any_of((OTHER_UNLESS_WEB,))
        self._web: Final = self._any_of(_WEB)
        self._denied: Final = self._any_of((DENIED,))

    def read(self, text: str) -> Told:
        """What a text tells; linear in it.

        Args:
            text: With `@` for each address.
        """
        sentences = sentences_of(
            _LONG_WORD.sub(lambda word: self._mended(word[0]), text.casefold())
        )
        tags = sorted(self._stems.languages("\n".join(sentences)))
        if not tags:
            return _NOTHING
        spoken = [[*map(self._phrases(tag).of, sentences)] for tag in tags]
        spoken = [groups for groups in spoken if any(one & self._firsts for one in groups)]
        lengths = [len(sentence) for sentence in sentences]
        return self._told([*zip(*spoken, strict=True)], lengths) if spoken else _NOTHING

    def _told(self, found: Sequence[Sequence[int]], lengths: Sequence[int]) -> Told:
        """From the groups of each sentence in each language.

        A language is judged by its own phrases; but what takes the meaning from them may be of
        any, for relatives share many words; and what is of another kind silences what is near.
        """
        together = [reduce(or_, groups, 0) for groups in found]
        other = [self._is_other(groups) for groups in together]
        held = {
            test.number: test.rule
            for place, groups in enumerate(found)
            if not any(other[max(0, place - 1) : place + 2])
            for test in self._held(groups, together[place], lengths[place])
        }
        rules = [rule for _, rule in sorted(held.items())]
        problems = [rule for rule in rules if isinstance(rule.means, Problem)]
        return Told(
            problems=tuple(dict.fromkeys(Problem(rule.means) for rule in problems)),
            also=problems[0].also if problems else (),
            wishes=frozenset(rule.means for rule in rules if isinstance(rule.means, Intent)),
            no_wishes=frozenset(rule.no_wish for rule in problems if rule.no_wish),
            other=any(other) and not any(groups & self._web for groups in together),
            denied=not problems and any(groups & self._denied for groups in together),
        )

    def _held(self, languages: Iterable[int], together: int, length: int) -> Iterator[_Test]:
        for groups in languages:
            for first, tests in self._by_first.items() if groups & self._firsts else ():
                if groups & first:
                    yield from (test for test in tests if test.holds(groups, together, length))

    def _phrases(self, tag: str) -> Phrases:
        if tag not in self._known:
            self._known[tag] = Phrases(self._read_phrases(tag), self._bits)
        return self._known[tag]

    def _any_of(self, groups: Iterable[str]) -> int:
        return reduce(or_, (self._bits[group] for group in groups), 0)

    def _is_other(self, groups: int) -> bool:
        return bool(groups & self._other or (groups & self._unless_web and not groups & self._web))


def _groups_of(rules: Iterable[Rule]) -> list[str]:
    """All groups that count, once each."""
    named = (group for rule in rules for group in (*sum(rule.groups, ()), *rule.without))
    return [*dict.fromkeys((OTHER, OTHER_UNLESS_WEB, DENIED, *_WEB, *named))]
