"""What people report and want in their own words, in many languages, and talk that is neither."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.phrasebook import phrasebook
from bot.core.message import Intent
from bot.core.question.enquiry import read
from bot.core.question.sentences.phrases import Phrases, Stems, sentences_of, stems_of
from bot.core.vocabulary import Problem
from tests.lore import lore

SAID = tomllib.loads(Path(__file__).with_name("told.toml").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def cases(table: str) -> list[tuple[str, str]]:
    return [(text, means) for means, texts in SAID[table].items() for text in texts]


@pytest.mark.parametrize(("text", "problem"), cases("reports"))
def test_a_report_in_own_words_is_understood(text: str, problem: str) -> None:
    assert phrasebook().read(text).problems[:1] == (Problem(problem),)


@pytest.mark.parametrize(("text", "wish"), cases("wishes"))
def test_a_wish_is_understood(text: str, wish: str) -> None:
    assert Intent(wish) in phrasebook().read(text).wishes


@pytest.mark.parametrize("text", SAID["talk"])
def test_talk_of_other_things_is_left_alone(text: str) -> None:
    told = read(text, lore(), NOW)
    assert (told.problem, told.intent) == (Problem.NOT_A_CERTIFICATE_PROBLEM, Intent.CHAT)


def test_a_code_says_more_than_the_words_beside_it() -> None:
    told = read("NET::ERR_CERT_REVOKED - das Zertifikat ist abgelaufen, oder?", lore(), NOW)
    assert told.problem is Problem.REVOKED


def test_words_beside_an_address_tell() -> None:
    told = read("https://shop.example.com/ssl certificate expired", lore(), NOW)
    assert told.problem is Problem.EXPIRED


@pytest.mark.parametrize(
    "word", ["certficate", "certifcate", "cerificate", "certificatte", "certificste"]
)
def test_a_certificate_with_one_letter_wrong_is_one(word: str) -> None:
    told = phrasebook().read(f"the {word} of our shop expired last night")
    assert told.problems == (Problem.EXPIRED,)


@pytest.mark.parametrize(
    "said", ["a certified accountant expired here", "La posta certificata è scaduta"]
)
def test_other_words_are_no_certificates(said: str) -> None:
    assert phrasebook().read(said).problems == ()


def test_a_wish_beside_a_code_is_heard() -> None:
    told = read("NET::ERR_CERT_REVOKED. Wie kann ich die Warnung umgehen?", lore(), NOW)
    assert (told.problem, told.intent) == (Problem.REVOKED, Intent.GET_PAST)


def test_phrases_are_whole_words_unless_they_are_open() -> None:
    phrases = Phrases({"a": ["red", "blue*", "*green"], "b": ["no … go"]}, {"a": 1, "b": 2})
    says = {
        "RED!": 1,
        "Réd": 1,
        "reds": 0,
        "blues": 1,
        "evergreen": 1,
        "greens": 0,
        "no, don't go": 2,
        "no go": 2,
        "go, no": 0,
        "no: this gap here is much too long to go": 0,
    }
    assert {text: phrases.of(sentences_of(text)[0]) for text in says} == says


def test_a_language_is_not_loaded_before_its_words_are_seen() -> None:
    stems = Stems({"x": stems_of(["red wagon", "*bus*", "… tram"]), "y": ["wagon"]})
    says = {"a red one": set(), "a wagon": {"x", "y"}, "wagons": {"y"}, "trolleybuses": {"x"}}
    found = {text: set(stems.languages(sentences_of(text)[0])) for text in says}
    assert found == says


@given(st.text(max_size=300))
def test_any_text_tells_something_or_nothing(text: str) -> None:
    assert phrasebook().read(text).problems is not None


@pytest.mark.parametrize("unit", ["zertifikat ", "nicht sicher? ", "@", ". ", "'", "\u0301"])
def test_long_texts_take_time_in_proportion(unit: str) -> None:
    """Quadratic work would take minutes here."""
    assert phrasebook().read(unit * (100_000 // len(unit))) is not None
