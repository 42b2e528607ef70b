import re
import tomllib
from typing import Any, Final

import pytest

from bot.catalogue.files import CatalogueError
from bot.catalogue.refusals import parse_refusals, refusals
from bot.core.target import MAX_LENGTH, InvalidTarget, InvalidTargetError, Target
from bot.core.words.refusal import Refusal
from tests.catalogue.reading import grade, sentences, words

EXAMPLE: Final = re.compile(r"\S*(?:\w\.\w|\[)\S*")
TYPED: Final = {
    InvalidTarget.EMPTY: "https://",
    InvalidTarget.TOO_LONG: "a" * (MAX_LENGTH + 1),
    InvalidTarget.NO_HOST: ".",
    InvalidTarget.BAD_PORT: "example.com:65536",
    InvalidTarget.LABEL_EMPTY: "www..example.com",
    InvalidTarget.LABEL_TOO_LONG: "a" * 64 + ".com",
    InvalidTarget.NAME_TOO_LONG: "a." * 127 + "a",
    InvalidTarget.BAD_CHARACTERS: "exam ple.com",
    InvalidTarget.BAD_ADDRESS: "192.0.2.256",
    InvalidTarget.UNKNOWN_SCHEME: "gopher://example.com",
}

each_refusal = pytest.mark.parametrize(
    "said", [pytest.param(said, id=str(reason)) for reason, said in refusals().items()]
)


@pytest.mark.parametrize("reason", InvalidTarget)
def test_every_reason_that_a_text_can_have_is_worded(reason: InvalidTarget) -> None:
    with pytest.raises(InvalidTargetError) as refused:
        Target.parse(TYPED[reason])

    assert refused.value.reason is reason
    assert refusals()[refused.value.reason].wrong


@each_refusal
def test_it_is_two_short_sentences_that_a_child_can_read(said: Refusal) -> None:
    for text in (said.wrong, said.instead):
        assert text.endswith(".")
        assert len(sentences(text)) == 1
        assert len(words(text)) <= 20
    assert grade(f"{said.wrong} {said.instead}") <= 6


@each_refusal
def test_what_it_tells_to_type_is_understood(said: Refusal) -> None:
    examples = [found.rstrip(".,") for found in EXAMPLE.findall(said.instead)]

    assert examples
    assert all(Target.parse(example).host for example in examples)


def entry(**changes: object) -> dict[str, Any]:
    told = {"wrong": "No.", "instead": "Yes.", "source": "RFC 1035"}
    return {**told, **tomllib.loads("date = 2026-11-24"), **changes}


def whole(**changes: object) -> dict[str, Any]:
    return {str(reason): entry() for reason in InvalidTarget} | changes


def test_a_whole_file_is_read() -> None:
    read = parse_refusals(whole(empty=entry(wrong="Nothing.")))

    assert read[InvalidTarget.EMPTY].wrong == "Nothing."
    assert read[InvalidTarget.BAD_PORT].wrong == "No."
    assert set(read) == set(InvalidTarget)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({}, "targets.toml: lacks bad_address, "),
        (whole(rain=entry()), "targets.toml: has unknown rain"),
        (whole(empty={}), "empty: lacks date, instead, source, wrong"),
        (whole(empty=entry(why="x")), "empty: has unknown why"),
        (whole(empty=entry(wrong=" ")), "empty: wrong is no text"),
        (whole(empty=entry(instead=7)), "empty: instead is no text"),
        (whole(empty=entry(source="")), "empty: source is no text"),
        (whole(empty=entry(date="today")), "empty: date is 'today'"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_refused(data: dict[str, Any], complaint: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(complaint)):
        parse_refusals(data)
