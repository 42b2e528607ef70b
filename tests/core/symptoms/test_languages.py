"""Pages in the languages of the catalogue, built round its fragments with a host of our own."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.catalogue.symptoms import matcher, symptoms
from bot.core.symptoms import Kind, Recognised, Symptom, recognise
from bot.core.vocabulary import Problem

ABROAD = tomllib.loads(Path(__file__).with_name("abroad.toml").read_text(encoding="utf-8"))
LANGUAGES = ABROAD["languages"]
RELATIVES = {"es-419": "es"}
"""Whose sentences are partly the same; further ones decide."""

CAUSES = {
    "chrome.expired": (Problem.EXPIRED, "NET::ERR_CERT_DATE_INVALID"),
    "chrome.not_yet_valid": (Problem.NOT_YET_VALID, "NET::ERR_CERT_DATE_INVALID"),
    "chrome.wrong_name": (Problem.NAME_MISMATCH, "NET::ERR_CERT_COMMON_NAME_INVALID"),
    "chrome.no_san": (Problem.NO_SAN, "NET::ERR_CERT_COMMON_NAME_INVALID"),
    "chrome.unknown_issuer": (Problem.UNTRUSTED_ROOT, "NET::ERR_CERT_AUTHORITY_INVALID"),
    "chrome.revoked": (Problem.REVOKED, "NET::ERR_CERT_REVOKED"),
    "chrome.invalid": (Problem.MALFORMED_CERT, "NET::ERR_CERT_INVALID"),
}
KNOWN: dict[tuple[str, str], Symptom] = {(s.language, s.id): s for s in symptoms()}


def read(text: str) -> Recognised:
    return recognise(text, matcher())


def page(tag: str, cause: str, *, code: str = "", wrong: str = "*.hoster.example") -> str:
    """A warning with its button opened: heading, code, the sentence with a host in its gap."""
    heading = KNOWN[tag, "chrome.heading"].fragments[0]
    sentence = KNOWN[tag, cause].fragments[0]
    filled = sentence.replace("\u2026", f" {wrong} ")
    ending = f" {wrong}" if cause.endswith("wrong_name") and "\u2026" not in sentence else ""
    return f"{heading}\n\nnas.lager.example\n{code}\n\nnas.lager.example: {filled}{ending}.\n"


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("cause", CAUSES)
def test_page_tells_cause_and_language_without_a_code(tag: str, cause: str) -> None:
    found = read(page(tag, cause))
    assert found.problem is CAUSES[cause][0]
    assert found.specific
    assert found.language in {tag, RELATIVES.get(tag)}


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("cause", CAUSES)
def test_sentence_and_code_agree(tag: str, cause: str) -> None:
    problem, code = CAUSES[cause]
    found = read(page(tag, cause, code=code))
    assert found.problem is problem
    assert found.codes == (code,)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_heading_alone_gives_no_reason(tag: str) -> None:
    found = read(f"{KNOWN[tag, 'chrome.heading'].fragments[0]}\nnas.lager.example")
    assert found.problem is Problem.CERTIFICATE_UNVERIFIED
    assert not found.specific


@pytest.mark.parametrize("tag", LANGUAGES)
def test_hsts_is_a_fact_and_no_cause(tag: str) -> None:
    text = f"nas.lager.example {KNOWN[tag, 'chrome.hsts'].fragments[0]}"
    found = read(text.replace("\u2026", "nas.lager.example"))
    assert found.problem is None
    assert found.hsts is True


@pytest.mark.parametrize("tag", LANGUAGES)
def test_names_on_the_certificate_are_read_off_the_sentence(tag: str) -> None:
    assert read(page(tag, "chrome.wrong_name")).names == ("*.hoster.example",)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_name_of_one_word_is_read_too(tag: str) -> None:
    assert read(page(tag, "chrome.wrong_name", wrong="localhost")).names == ("localhost",)


@pytest.mark.parametrize("case", ABROAD["names"].values(), ids=ABROAD["names"])
def test_lists_of_names(case: dict[str, Any]) -> None:
    assert list(read(case["text"]).names) == case["names"]


def test_the_name_that_was_wanted_is_none_of_the_certificate() -> None:
    assert read(ABROAD["wanted"]).names == ()


@pytest.mark.parametrize(("tag", "text"), ABROAD["expired"].items())
def test_relatives_are_told_apart(tag: str, text: str) -> None:
    found = read(text)
    assert (found.problem, found.language) == (Problem.EXPIRED, tag)


def test_what_relatives_share_is_the_plainer_ones() -> None:
    shared = ABROAD["shared"]
    assert shared in KNOWN["es", "chrome.heading"].fragments
    assert shared in KNOWN["es-419", "chrome.heading"].fragments
    assert read(shared).language == "es"


def test_a_page_half_translated_is_the_translations() -> None:
    english = "Someone pretending to be the site could try to steal things like passwords"
    button = KNOWN["hi", "chrome.proceed"].fragments[0].replace("\u2026", "nas.lager.example")
    assert read(f"{english}\n{button}").language == "hi"


@pytest.mark.parametrize("text", ABROAD["ordinary"])
def test_certificates_of_another_kind_are_no_error(text: str) -> None:
    assert read(text).problem is None


@pytest.mark.parametrize("case", ABROAD["told"].values(), ids=ABROAD["told"])
def test_other_programs_and_people_are_understood_too(case: dict[str, str]) -> None:
    assert read(case["text"]).problem == case["problem"]


def test_every_language_names_its_source_and_client() -> None:
    spoken = [s for s in symptoms() if s.language not in {"", "en"}]
    assert {s.client for s in spoken} >= {"chrome", "firefox", "safari", "windows", "wget"}
    assert all(s.source for s in spoken)
    assert not [s for s in spoken if s.kind is Kind.CODE]
