"""One text is read by a sieve exactly as by the automaton of all."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.symptoms import OTHER_LETTERS, matcher, matcher_for, symptoms
from bot.core.symptoms import Matcher, Sieve, recognise
from bot.core.symptoms.matcher import GAP
from bot.core.symptoms.skeleton import (
    bones_of_all,
    garbled_skeleton,
    skeleton,
)

ESCAPED = "Подключение не защищено".encode("unicode_escape").decode()
EXAMPLES = [symptom.example for symptom in symptoms()]


@cache
def sieve() -> Matcher:
    return Matcher(symptoms(), Sieve)


@given(st.lists(st.sampled_from(EXAMPLES) | st.text(max_size=20), max_size=4))
def test_finds_what_the_automaton_finds(texts: list[str]) -> None:
    text = skeleton("\n".join(texts))
    assert sieve().find(text) == matcher().find(text)


@given(st.sampled_from(EXAMPLES))
def test_finds_what_is_left_without_accents_too(text: str) -> None:
    left = garbled_skeleton(text)
    assert sieve().find_garbled(left) == matcher().find_garbled(left)


@pytest.mark.parametrize(
    "text",
    [
        "NET::ERR_CERT_DATE_INVALID",
        "Votre navigateur n?est pas s?curis? ici",
        "Подключение не защищено",
        ESCAPED,
        "the certificaat has expired",
        "ERR_CERT_DATE_INVALYD",
        "",
    ],
    ids=["code", "letters lost", "Cyrillic", "escaped", "misspelt", "slip in a code", "nothing"],
)
def test_what_is_made_ready_for_one_text_is_enough_for_it(text: str) -> None:
    assert recognise(text, matcher_for(text)) == recognise(text, matcher())


def test_languages_in_other_letters_have_nothing_that_ascii_could_hold() -> None:
    foreign = [s for s in symptoms() if s.language in OTHER_LETTERS]
    assert {s.language for s in foreign} == OTHER_LETTERS
    automaton = Matcher(foreign)
    texts = [f.replace(GAP, " ") for s in foreign for f in s.fragments]
    assert [t for t in texts if automaton.find(garbled_skeleton(t))] == []


@given(st.lists(st.sampled_from(EXAMPLES) | st.text(st.characters(exclude_characters="\n"))))
def test_folding_together_is_folding_each(texts: list[str]) -> None:
    assert bones_of_all(texts or [""]) == [skeleton(text).bones for text in texts or [""]]
