"""What a person answers, and what is asked next."""

import pytest

from bot.core.message import LayAnswers, Question
from bot.core.vocabulary import Problem, Responsible
from tests.core.compare.scene import expired_here, healthy, pasted, row_of, views

DATE = Problem.DATE_INVALID
TRUST = Problem.UNTRUSTED_ROOT
NAME = Problem.NAME_MISMATCH


@pytest.mark.parametrize(
    ("one_site", "gone_on_mobile", "clock_right", "reported", "problem"),
    [
        pytest.param(True, False, True, TRUST, TRUST, id="the site, or that browser's list"),
        pytest.param(True, True, True, TRUST, Problem.INTERCEPTION, id="the network, for it"),
        pytest.param(False, True, True, NAME, Problem.CAPTIVE_PORTAL, id="a sign-in page"),
        pytest.param(False, True, True, TRUST, Problem.INTERCEPTION, id="inspection"),
        pytest.param(False, False, True, TRUST, Problem.INTERCEPTION, id="software on the device"),
        pytest.param(False, False, False, TRUST, Problem.CLOCK_WRONG, id="the clock, many sites"),
        pytest.param(True, False, False, DATE, Problem.CLOCK_WRONG, id="the clock, a fresh one"),
    ],
)
def test_the_three_answers_change_what_a_code_means(
    *,
    one_site: bool,
    gone_on_mobile: bool,
    clock_right: bool,
    reported: Problem,
    problem: Problem,
) -> None:
    told = LayAnswers(one_site=one_site, gone_on_mobile=gone_on_mobile, clock_right=clock_right)
    scene = views(pasted(reported), healthy(), answers=told)

    assert row_of(scene).problem is problem


@pytest.mark.parametrize(
    ("reported", "answers", "question"),
    [
        pytest.param(TRUST, {}, Question.ONE_SITE, id="trust: one site or many"),
        pytest.param(TRUST, {"one_site": True}, Question.MOBILE, id="then mobile data"),
        pytest.param(NAME, {}, Question.MOBILE, id="name: mobile data first"),
        pytest.param(DATE, {}, Question.CLOCK, id="date: the clock"),
        pytest.param(
            DATE, {"clock_right": True}, Question.ONE_SITE, id="a right clock: then that"
        ),
        pytest.param(
            DATE,
            {"clock_right": True, "one_site": True, "gone_on_mobile": False},
            None,
            id="nothing twice",
        ),
        pytest.param(Problem.DNS_FAILURE, {}, None, id="no certificate, no question"),
        pytest.param(Problem.ORIGIN_CERTIFICATE, {}, None, id="behind what we see: nothing"),
    ],
)
def test_one_question_at_a_time_the_most_telling_first(
    reported: Problem, answers: dict[str, bool], question: Question | None
) -> None:
    assert (
        row_of(views(pasted(reported), healthy(), answers=LayAnswers(**answers))).question
        is question
    )


def test_another_error_than_ours_asks_for_the_chain() -> None:
    scene = views(pasted(TRUST, codes=("NET::ERR_CERT_AUTHORITY_INVALID",)), expired_here())

    assert row_of(scene).question is Question.CHAIN


def test_a_site_that_is_in_order_is_not_blamed() -> None:
    assert row_of(views(pasted(TRUST), healthy())).responsible is Responsible.UNKNOWN
    assert row_of(views(pasted(DATE), healthy())).responsible is Responsible.VISITOR
