from datetime import UTC, datetime, timedelta

import pytest

from bot.catalogue.wishes import CatalogueSpeaking
from bot.core.message import Enquiry, Intent, Reported
from bot.core.target import Target
from bot.core.vocabulary import Category, Problem
from bot.core.words.answer import Answer
from bot.core.words.tell import is_question, tell

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NOTHING = Problem.NOT_A_CERTIFICATE_PROBLEM


def told(problem: Problem, host: str = "", **known: object) -> Answer:
    targets = (Target.parse(host),) if host else ()
    return tell(
        Enquiry(problem=problem, targets=targets, **known),  # type: ignore[arg-type]
        problem,
        NOW,
        CatalogueSpeaking(),
    )


@pytest.mark.parametrize("problem", Problem)
@pytest.mark.parametrize("host", ["", "shop.test", "192.168.1.1", "[::1]:8443"])
def test_nobody_is_told_that_something_was_looked_at(problem: Problem, host: str) -> None:
    if problem is Problem.HSTS or problem is Problem.EXPIRING_SOON:
        return
    answer = told(problem, host)
    if answer.label != CatalogueSpeaking().label(Category.HEALTHY):
        assert "I checked" not in answer.why
    assert "{" not in f"{answer.headline} {answer.why} {answer.next_step} {answer.who_fixes}"


def test_dates_that_were_told_are_said() -> None:
    reported = Reported(not_after=NOW - timedelta(days=20))
    assert "4 November 2026, 20 days ago" in told(Problem.EXPIRED, reported=reported).why
    reported = Reported(not_before=NOW + timedelta(days=2))
    assert "26 November 2026" in told(Problem.NOT_YET_VALID, reported=reported).why


def test_without_a_date_no_sentence_speaks_of_one() -> None:
    assert "its last day" not in told(Problem.EXPIRED).why
    assert "its first day" not in told(Problem.NOT_YET_VALID).why


@pytest.mark.parametrize(
    ("host", "is_internal"),
    [
        ("192.168.1.1", True),
        ("[fe80::1]", True),
        ("printer", True),
        ("nas.local", True),
        ("wiki.corp:8443", True),
        ("shop.test", False),
        ("8.8.8.8", False),
        ("localhost.shop.test", False),
    ],
)
def test_boxes_inside_are_spoken_of_as_such(host: str, *, is_internal: bool) -> None:
    answer = told(Problem.SELF_SIGNED, host)
    assert ("Printers" in answer.why) is is_internal


def test_the_host_that_failed_is_named_with_its_port() -> None:
    targets = tuple(map(Target.parse, ("first.test", "second.test:8443")))
    enquiry = Enquiry(
        problem=Problem.REVOKED, targets=targets, reported=Reported(host="second.test")
    )
    answer = tell(enquiry, Problem.REVOKED, NOW, CatalogueSpeaking())
    assert "second.test:8443" in answer.why


def test_names_from_a_strangers_text_are_made_printable() -> None:
    reported = Reported(certificate_names=("\x1b[31m.test", "b.test", "c.test"))
    why = told(Problem.NAME_MISMATCH, "shop.test", reported=reported).why
    assert "\x1b" not in why
    assert "and 1 more" in why


@pytest.mark.parametrize("intent", Intent)
def test_every_wish_has_its_answer(intent: Intent) -> None:
    answers = {
        told(NOTHING, host, intent=intent).headline + told(NOTHING, host, intent=intent).why
        for host in ("", "shop.test")
    }
    assert told(NOTHING).headline not in " ".join(answers)


def test_an_error_is_answered_before_a_wish() -> None:
    plain = told(Problem.REVOKED, "shop.test")
    assert told(Problem.REVOKED, "shop.test", intent=Intent.GET_PAST) == plain


@pytest.mark.parametrize(
    ("problem", "intent", "is_asking"),
    [
        (NOTHING, Intent.CHAT, True),
        (NOTHING, None, False),
        (Problem.UNCLEAR, Intent.IS_IT_SAFE, True),
        (Problem.EXPIRED, Intent.IS_IT_SAFE, False),
    ],
)
def test_who_reports_an_error_asks_about_it(
    problem: Problem, intent: Intent | None, *, is_asking: bool
) -> None:
    assert is_question(Enquiry(intent=intent), problem) is is_asking


def test_a_program_is_taught_whom_to_trust_and_never_to_look_away() -> None:
    for wish in (None, Intent.GET_PAST):
        answer = told(Problem.UNTRUSTED_ROOT, "pypi.test", tool="pip", intent=wish)
        assert "pip" in answer.next_step
        assert any("global.cert" in step for step in answer.owner_steps)


@pytest.mark.parametrize("problem", [Problem.EXPIRED, Problem.REVOKED, Problem.NAME_MISMATCH])
def test_what_the_site_has_to_mend_is_no_matter_of_teaching(problem: Problem) -> None:
    assert told(problem, "shop.test", tool="pip") == told(problem, "shop.test")


def test_a_private_key_is_answered_before_all_else() -> None:
    for problem in (NOTHING, Problem.EXPIRED):
        answer = told(problem, "shop.test", holds_private_key=True, tool="pip")
        assert "replace this key" in answer.next_step
