from typing import Any

import pytest

from bot.catalogue.files import CatalogueError, read_table
from bot.catalogue.talk import CatalogueTalk, parse_talk
from bot.core.message import Question
from bot.core.reply import Action, Choice
from tests.catalogue.reading import grade, words

GAPS = {"host": "a.example", "ago": "5 seconds", "wait": "55 seconds"}


def test_every_button_has_a_short_label() -> None:
    for action in set(Action) - {Action.ANSWER}:
        assert 1 <= len(words(CatalogueTalk().button(action))) <= 6


@pytest.mark.parametrize("question", [Question.ONE_SITE, Question.MOBILE, Question.CLOCK])
def test_questions_with_two_sides_offer_both_and_a_way_out(question: Question) -> None:
    assert set(CatalogueTalk().options(question)) == set(Choice)


@pytest.mark.parametrize("question", [Question.ADDRESS, Question.CODE, Question.CHAIN])
def test_questions_for_a_text_offer_nothing(question: Question) -> None:
    assert not CatalogueTalk().options(question)


def test_small_sentences_need_six_years_of_school_at_most() -> None:
    for name in read_table("talk.toml")["sentences"]:
        if name not in {"source", "date"}:
            said = CatalogueTalk().say(name).format_map(GAPS)
            assert grade(said) <= 6, name


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda t: t["buttons"].pop("again"), "buttons: lacks again"),
        (lambda t: t["buttons"].update(dance="x"), "has unknown dance"),
        (lambda t: t["options"]["clock"].pop("no"), "options.clock"),
        (lambda t: t["sentences"].update(source=""), "no dated source"),
    ],
    ids=["a button is missing", "a button too many", "an answer is missing", "no source"],
)
def test_a_list_that_is_not_as_it_must_be_is_named(spoil: Any, complaint: str) -> None:  # noqa: ANN401
    table = read_table("talk.toml")
    spoil(table)

    with pytest.raises(CatalogueError, match=complaint):
        parse_talk(table)
