from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.message import Enquiry, Intent
from bot.core.question.enquiry import read
from bot.core.vocabulary import Problem
from tests.core.question.paste.test_pasted import CHAIN, KEYS
from tests.core.question.sentences.wishes import PASSED_ON, SAID
from tests.core.symptoms.test_languages import ABROAD
from tests.lore import lore
from tests.pages import BREAKS, Page, chrome, firefox, s_client

LORE = lore()
NOW = datetime.now(UTC)  # noqa: TID251 -- certificates are made now


def said(text: str) -> Enquiry:
    return read(text, LORE, NOW)


@settings(deadline=None)
@given(st.text(max_size=500))
def test_any_text_is_understood_somehow(text: str) -> None:
    enquiry = said(text)
    assert 0 <= enquiry.confidence <= 1
    assert enquiry.problem not in enquiry.also


NOISE = st.sampled_from(["\n", "  ", "\n> ", "\t", "\u00a0", "\n\n"])
MESSAGES = (
    "Hello, my browser shows NET::ERR_CERT_AUTHORITY_INVALID on https://shop.example.com/a today",
    "curl: (60) SSL certificate problem: certificate has expired at mail.example.org please help",
    "Error code: SEC_ERROR_UNKNOWN_ISSUER when I open portal.example.net:8443 since Monday",
)


@pytest.mark.parametrize("message", MESSAGES)
@settings(deadline=None, max_examples=40)
@given(st.data())
def test_space_and_quoting_change_neither_problem_nor_targets(
    message: str, data: st.DataObject
) -> None:
    words = message.split(" ")
    spaces = data.draw(st.lists(NOISE, min_size=len(words), max_size=len(words)))
    noisy = "".join(word + space for word, space in zip(words, spaces, strict=True))

    plain, found = said(message), said(noisy)

    assert found.problem is plain.problem
    assert [(t.host, t.port) for t in found.targets] == [(t.host, t.port) for t in plain.targets]


@pytest.mark.parametrize("message", MESSAGES)
@pytest.mark.parametrize(
    "mark", ["*{}*", "**{}**", "`{}`", "_{}_", '"{}"', "<b>{}</b>", "```\n{}\n```"]
)
def test_markup_and_case_change_neither_problem_nor_targets(message: str, mark: str) -> None:
    plain = said(message)
    hosts = [target.host for target in plain.targets]
    for noisy in (mark.format(message), mark.format(message.upper()), message.lower()):
        found = said(noisy)
        assert found.problem is plain.problem
        assert [target.host for target in found.targets] == hosts


@pytest.mark.parametrize(
    "unit",
    ["a", "is it ", "http://", "a.example ", "-----BEGIN CERTIFICATE-----", "<", "[.]", "\n> "],
)
def test_very_long_texts_are_read_in_one_go_as_far_as_anybody_reads(unit: str) -> None:
    """Quadratic work would take minutes here."""
    assert said(unit * (1_000_000 // len(unit))).is_shortened


def test_an_address_alone_is_unclear_and_talk_is_not_about_certificates() -> None:
    assert said("https://shop.example.com").problem is Problem.UNCLEAR
    assert said("see you at noon").problem is Problem.NOT_A_CERTIFICATE_PROBLEM


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("What does it mean when a certificate is self-signed?", "not_a_certificate_problem"),
        ("how do you ignore certificate errors in curl", "not_a_certificate_problem"),
        ("how do I get past NET::ERR_CERT_DATE_INVALID?", "date_invalid"),
        ("Is it safe to continue? My browser says the certificate has expired.", "expired"),
    ],
)
def test_a_question_with_an_errors_words_in_it_is_no_report(text: str, problem: str) -> None:
    assert said(text).problem == problem


PAGE = Page(code="NET::ERR_CERT_DATE_INVALID", host="shop.lab.test", chain=CHAIN)


@pytest.mark.parametrize("name", BREAKS)
@pytest.mark.parametrize("build", [chrome, firefox, s_client])
def test_a_paste_is_read_however_it_was_broken(name: str, build: Callable[[Page], str]) -> None:
    enquiry = said(BREAKS[name](f"Help! https://shop.lab.test/\n{build(PAGE)}"))

    assert tuple(served.der for served in enquiry.chain) == CHAIN
    assert not enquiry.holds_private_key
    assert hosts(enquiry) == ["shop.lab.test"] or "columns" in name


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("name", BREAKS)
def test_a_private_key_is_seen_and_nothing_of_it_kept(kind: str, name: str) -> None:
    enquiry = said(BREAKS[name](f"is this right?\n{KEYS[kind]}\nfor https://shop.lab.test"))

    assert enquiry.holds_private_key
    body = KEYS[kind].splitlines()[1]
    assert body[:24] not in repr(enquiry)
    assert hosts(enquiry) == ["shop.lab.test"] or "columns" in name


def hosts(enquiry: Enquiry) -> list[str]:
    return [target.host for target in enquiry.targets]


def test_long_texts_are_shortened_and_say_so() -> None:
    assert said("word " * 30_000).is_shortened
    assert not said("word " * 10_000).is_shortened


@pytest.mark.parametrize("text", [*SAID[Intent.CHAT], *SAID[Intent.THANKS], *PASSED_ON])
def test_ordinary_talk_is_left_alone(text: str) -> None:
    assert said(text).problem is Problem.NOT_A_CERTIFICATE_PROBLEM


@pytest.mark.parametrize("case", ABROAD["offered"].values(), ids=ABROAD["offered"])
def test_names_on_the_certificate_are_no_targets_in_any_language(case: dict[str, str]) -> None:
    enquiry = said(case["text"])
    assert [target.host for target in enquiry.targets] == [case["target"]]
    assert enquiry.reported.host == case["target"]
    assert {name.removeprefix("*.") for name in enquiry.reported.certificate_names} == {
        "b.example"
    }


def test_who_only_asks_reports_nothing_beside_it() -> None:
    enquiry = said("What does it mean when a certificate is self-signed?")

    assert enquiry.also == ()
    assert enquiry.confidence > 0.5


def test_what_else_a_program_complains_of_stays_beside_a_finer_name() -> None:
    enquiry = said(
        "NET::ERR_CERT_COMMON_NAME_INVALID This server could not prove that it is "
        "portal.example.com; its security certificate is from www.example.com. "
        "curl: (60) SSL certificate problem: certificate has expired"
    )

    assert enquiry.problem is Problem.NAME_VARIANT
    assert Problem.EXPIRED in enquiry.also


@pytest.mark.parametrize("tag", ABROAD["clocks"])
def test_the_clock_is_read_off_the_page_in_any_language(tag: str) -> None:
    clock = said(ABROAD["clocks"][tag]).reported.clock
    assert clock is not None
    assert clock.date().isoformat() == "2026-11-24"


@pytest.mark.parametrize("case", ABROAD["days"].values(), ids=ABROAD["days"])
def test_the_last_or_first_day_is_read_off_a_sentence_of_any_language(
    case: dict[str, object],
) -> None:
    reported = said(str(case["text"])).reported
    assert reported.not_after == case.get("not_after")
    assert reported.not_before == case.get("not_before")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            (
                "no exam today, deploy.example.net said sslv3 read server certificate B: "
                "certificate verify failed"
            ),
            Problem.CERTIFICATE_UNVERIFIED,
        ),
        (
            (
                "After the exam: PKIX path building failed: unable to find valid "
                "certification path to requested target"
            ),
            Problem.UNTRUSTED_ROOT,
        ),
    ],
)
def test_words_beside_a_program_s_own_take_nothing_from_it(text: str, problem: Problem) -> None:
    assert said(text).problem is problem
