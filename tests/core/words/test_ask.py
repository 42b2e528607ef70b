import pytest

from bot.core.message import Enquiry, Intent, Question, Reported
from bot.core.target import Target
from bot.core.vocabulary import Problem
from bot.core.words.ask import next_question

SITE = (Target.parse("shop.test"),)
CODED = Reported(codes=("NET::ERR_CERT_AUTHORITY_INVALID",))


@pytest.mark.parametrize(
    ("enquiry", "question"),
    [
        pytest.param(
            Enquiry(problem=Problem.EXPIRED), Question.ADDRESS, id="nobody can look without one"
        ),
        pytest.param(Enquiry(problem=Problem.EXPIRED, targets=SITE), None, id="all is known"),
        pytest.param(
            Enquiry(problem=Problem.EXPIRED, holds_private_key=True), None, id="the key first"
        ),
        pytest.param(
            Enquiry(problem=Problem.EXPIRED, reported=Reported(host="shop.test")),
            None,
            id="the error names it",
        ),
        pytest.param(
            Enquiry(problem=Problem.DATE_INVALID), Question.CLOCK, id="the clock may be wrong"
        ),
        pytest.param(
            Enquiry(problem=Problem.UNCLEAR, targets=SITE), Question.CODE, id="the code decides"
        ),
        pytest.param(
            Enquiry(problem=Problem.CERTIFICATE_UNVERIFIED, targets=SITE, reported=CODED),
            None,
            id="the code is there",
        ),
        pytest.param(
            Enquiry(
                problem=Problem.CERTIFICATE_UNVERIFIED,
                targets=SITE,
                reported=Reported(client="openssl"),
            ),
            None,
            id="a program without pages shows no code",
        ),
        pytest.param(
            Enquiry(problem=Problem.UNTRUSTED_ROOT, targets=SITE, reported=CODED),
            Question.ONE_SITE,
            id="it may be the network",
        ),
        pytest.param(
            Enquiry(problem=Problem.UNTRUSTED_ROOT, targets=SITE, tool="pip"),
            None,
            id="a program has one site",
        ),
        pytest.param(Enquiry(problem=Problem.CLOCK_WRONG), None, id="the device needs no address"),
        pytest.param(
            Enquiry(problem=Problem.NOT_A_CERTIFICATE_PROBLEM, intent=Intent.CHAT),
            None,
            id="talk is left alone",
        ),
        pytest.param(
            Enquiry(problem=Problem.NOT_A_CERTIFICATE_PROBLEM, intent=Intent.WHAT_IS_CERTIFICATE),
            None,
            id="a question is answered",
        ),
        pytest.param(
            Enquiry(problem=Problem.NOT_A_CERTIFICATE_PROBLEM, intent=Intent.IS_IT_SAFE),
            Question.ADDRESS,
            id="safe where",
        ),
        pytest.param(
            Enquiry(problem=Problem.UNCLEAR, targets=SITE, intent=Intent.IS_IT_GENUINE),
            None,
            id="no code tells whose a site is",
        ),
    ],
)
def test_one_question_is_asked_and_only_what_decides(
    enquiry: Enquiry, question: Question | None
) -> None:
    assert next_question(enquiry) is question
