from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.dialogue import CaseState, Wish, hear
from bot.core.dialogue.replies import Replied
from bot.core.dialogue.step import Heard
from bot.core.message import Enquiry, Intent, LayAnswers, Question, Reported
from bot.core.target import Target
from bot.core.vocabulary import NOTES, Problem

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EXPIRED = Enquiry(
    problem=Problem.DATE_INVALID, reported=Reported(codes=("NET::ERR_CERT_DATE_INVALID",))
)
CHAT = Enquiry(problem=Problem.NOT_A_CERTIFICATE_PROBLEM, intent=Intent.CHAT)


def asking(intent: Intent) -> Enquiry:
    return Enquiry(problem=Problem.NOT_A_CERTIFICATE_PROBLEM, intent=intent)


def address(*hosts: str) -> Enquiry:
    return Enquiry(targets=tuple(Target.parse(host) for host in hosts))


def talked(*said: Enquiry, in_thread: bool = False) -> CaseState:
    """After these messages, a minute apart, the last one now."""
    state = CaseState()
    for age, enquiry in zip(range(len(said) - 1, -1, -1), said, strict=True):
        heard = Heard(enquiry=enquiry, in_thread=in_thread)
        state = hear(state, heard, NOW - age * MINUTE).state
    return state


def test_an_error_first_and_the_address_later_are_one_case() -> None:
    state = talked(EXPIRED, address("shop.test"))

    assert state.target == Target.parse("shop.test")
    assert state.enquiry.problem is Problem.DATE_INVALID


def test_an_address_first_and_the_error_later_are_one_case() -> None:
    state = talked(address("shop.test"), EXPIRED)

    assert state.target == Target.parse("shop.test")
    assert state.enquiry.problem is Problem.DATE_INVALID


def test_another_address_is_another_case_where_there_are_no_threads() -> None:
    step = hear(talked(address("shop.test")), Heard(enquiry=address("bank.test")), NOW)

    assert step.is_new
    assert step.state.enquiry.targets == (Target.parse("bank.test"),)


def test_in_a_thread_another_address_corrects_the_first() -> None:
    before = talked(address("shop.test"), EXPIRED, in_thread=True)
    step = hear(before, Heard(enquiry=address("www.shop.test"), in_thread=True), NOW)

    assert not step.is_new
    assert step.state.target == Target.parse("www.shop.test")
    assert step.state.enquiry.problem is Problem.DATE_INVALID


def test_who_takes_the_address_back_goes_on_with_the_case() -> None:
    before = talked(address("shop.test"), EXPIRED)
    step = hear(before, Heard(enquiry=address("www.shop.test"), takes_back=True), NOW)

    assert not step.is_new
    assert step.state.enquiry.problem is Problem.DATE_INVALID


def test_a_corrected_address_outdoes_the_host_of_an_earlier_text() -> None:
    told = replace(
        EXPIRED, reported=Reported(host="shop.test"), targets=address("shop.test").targets
    )
    before = talked(told, in_thread=True)
    state = hear(before, Heard(enquiry=address("www.shop.test"), in_thread=True), NOW).state

    assert state.target == Target.parse("www.shop.test")


def test_answers_about_one_site_do_not_count_for_another() -> None:
    before = replace(
        talked(address("shop.test"), in_thread=True),
        answers=LayAnswers(one_site=True),
        asked=(Question.ONE_SITE,),
    )
    state = hear(before, Heard(enquiry=address("bank.test"), in_thread=True), NOW).state

    assert state.answers == LayAnswers()
    assert state.asked == ()


@pytest.mark.parametrize(
    ("age", "is_new"),
    [
        pytest.param(timedelta(minutes=30), False, id="half an hour is not yet over"),
        pytest.param(timedelta(minutes=30, seconds=1), True, id="longer is"),
    ],
)
def test_silence_ends_a_case(age: timedelta, is_new: bool) -> None:  # noqa: FBT001
    before = replace(talked(address("shop.test")), heard_at=NOW - age)

    assert hear(before, Heard(enquiry=EXPIRED), NOW).is_new is is_new


def test_silence_ends_no_thread() -> None:
    before = replace(talked(address("shop.test"), in_thread=True), heard_at=NOW - 90 * MINUTE)

    assert not hear(before, Heard(enquiry=EXPIRED, in_thread=True), NOW).is_new


def test_an_answer_is_kept_and_judged_again() -> None:
    before = talked(address("shop.test"), EXPIRED).having_asked(Question.CLOCK)
    answer = Replied(question=Question.CLOCK, value=False)
    step = hear(before, Heard(enquiry=CHAT, replied=answer), NOW)

    assert step.wish is Wish.JUDGE
    assert step.state.answers == LayAnswers(clock_right=False)
    assert step.state.waiting_for is None


@pytest.mark.parametrize(
    ("before", "enquiry", "wish"),
    [
        pytest.param((), address("shop.test"), Wish.JUDGE, id="an address"),
        pytest.param((), EXPIRED, Wish.JUDGE, id="an error"),
        pytest.param((), Enquiry(holds_private_key=True), Wish.REFUSE_KEY, id="a private key"),
        pytest.param((), asking(Intent.WANTS_PERSON), Wish.PERSON, id="a person"),
        pytest.param((), asking(Intent.WHAT_IS_CERTIFICATE), Wish.TALK, id="a free question"),
        pytest.param((), asking(Intent.IS_IT_SAFE), Wish.TALK, id="is it safe, of nothing"),
        pytest.param((EXPIRED,), asking(Intent.IS_IT_SAFE), Wish.JUDGE, id="is it safe, of this"),
        pytest.param((), asking(Intent.GET_PAST), Wish.TALK, id="past what?"),
        pytest.param((EXPIRED,), asking(Intent.GET_PAST), Wish.JUDGE, id="past this"),
        pytest.param((EXPIRED,), asking(Intent.TYPED_ALREADY), Wish.JUDGE, id="typed there"),
        pytest.param(
            (EXPIRED,),
            replace(asking(Intent.GET_PAST), tool="curl"),
            Wish.TALK,
            id="how a program is taught, whatever was before",
        ),
        pytest.param((), CHAT, Wish.INVITE, id="chat that is meant for us"),
        pytest.param((EXPIRED,), CHAT, Wish.ASK_BACK, id="chat where nobody else reads"),
        pytest.param((EXPIRED,), asking(Intent.THANKS), Wish.TALK, id="thanks"),
    ],
)
def test_what_a_message_asks_of_us(
    before: tuple[Enquiry, ...], enquiry: Enquiry, wish: Wish
) -> None:
    assert hear(talked(*before), Heard(enquiry=enquiry), NOW).wish is wish


def test_chat_in_a_thread_is_left_to_those_who_talk_there() -> None:
    heard = Heard(enquiry=CHAT, in_thread=True)

    assert hear(talked(EXPIRED, in_thread=True), heard, NOW).wish is Wish.NOTHING


def test_chat_among_people_is_left_alone() -> None:
    heard = Heard(enquiry=CHAT, is_addressed=False)

    assert hear(CaseState(), heard, NOW).wish is Wish.NOTHING


def test_no_question_is_put_twice() -> None:
    state = talked(EXPIRED).having_asked(Question.ADDRESS).having_asked(None)

    assert state.asked == (Question.ADDRESS,)
    assert state.waiting_for is None


def test_a_question_that_nobody_answered_still_stands() -> None:
    """Somebody else said something in between."""
    state = talked(EXPIRED).having_asked(Question.CLOCK).having_asked(None)

    assert state.waiting_for is Question.CLOCK


enquiries = st.builds(
    Enquiry,
    targets=st.lists(
        st.sampled_from([Target.parse(h) for h in ("a.test", "b.test", "c.test")]), max_size=2
    ).map(tuple),
    problem=st.sampled_from(sorted(set(Problem) - NOTES)),
    intent=st.none() | st.sampled_from(Intent),
    holds_private_key=st.booleans(),
)
heard = st.builds(
    Heard,
    enquiry=enquiries,
    replied=st.none()
    | st.builds(Replied, question=st.sampled_from(Question), value=st.none() | st.booleans()),
    is_addressed=st.booleans(),
    takes_back=st.booleans(),
    in_thread=st.booleans(),
)


@given(st.lists(st.tuples(heard, st.integers(0, 60)), max_size=8), enquiries)
def test_no_sequence_of_messages_leaves_a_case_stuck(
    said: list[tuple[Heard, int]], last: Enquiry
) -> None:
    """Whatever went before, an address still gets a judgement and a wish for a person a person."""
    state, now = CaseState(), NOW
    for each, minutes in said:
        now += minutes * MINUTE
        state = hear(state, each, now).state

    person = replace(last, intent=Intent.WANTS_PERSON, holds_private_key=False)
    place = replace(last, intent=None, holds_private_key=False, targets=address("z.test").targets)

    assert hear(state, Heard(enquiry=person), now).wish is Wish.PERSON
    judged = hear(state, Heard(enquiry=place), now)
    assert judged.wish is Wish.JUDGE
    assert judged.state.target == Target.parse("z.test")
