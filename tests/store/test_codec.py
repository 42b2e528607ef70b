"""States come back from JSON as they were, certificates and strangers' texts included."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.dialogue import CaseState
from bot.core.message import Enquiry, Intent, LayAnswers, Question, Reported
from bot.core.target import StartTls, Target
from bot.core.vocabulary import Problem
from bot.core.x509.parse import parse_certificate
from bot.store.codec import decode_state, encode_state
from tests.trust import authority, facts, leaf

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
REPORTED = st.builds(
    Reported,
    client=WORDS,
    language=WORDS,
    codes=st.lists(WORDS, max_size=3).map(tuple),
    host=WORDS,
    certificate_names=st.lists(WORDS, max_size=3).map(tuple),
    issuer=WORDS,
    not_before=st.none() | MOMENTS,
    not_after=st.none() | MOMENTS,
    clock=st.none() | MOMENTS,
    hsts=st.sampled_from([None, True, False]),
)
TARGETS = st.builds(
    Target,
    input=WORDS,
    host=WORDS,
    port=st.integers(1, 65535),
    starttls=st.none() | st.sampled_from(StartTls),
    sends_name=st.booleans(),
)
CHAINS = st.lists(st.binary(max_size=40).map(parse_certificate), max_size=2).map(tuple)
ENQUIRIES = st.builds(
    Enquiry,
    targets=st.lists(TARGETS, max_size=3).map(tuple),
    reported=REPORTED,
    chain=CHAINS,
    chain_is_cut=st.booleans(),
    holds_private_key=st.booleans(),
    is_shortened=st.booleans(),
    tool=WORDS,
    problem=st.sampled_from(Problem),
    also=st.lists(st.sampled_from(Problem), max_size=3).map(tuple),
    confidence=st.floats(0, 1),
    intent=st.none() | st.sampled_from(Intent),
)
ANSWERS = st.builds(
    LayAnswers,
    one_site=st.sampled_from([None, True, False]),
    gone_on_mobile=st.sampled_from([None, True, False]),
    clock_right=st.sampled_from([None, True, False]),
)
STATES = st.builds(
    CaseState,
    enquiry=ENQUIRIES,
    answers=ANSWERS,
    asked=st.lists(st.sampled_from(Question), max_size=3).map(tuple),
    waiting_for=st.none() | st.sampled_from(Question),
    heard_at=st.none() | MOMENTS,
    languages=st.lists(WORDS, max_size=2).map(tuple),
)


@given(STATES)
def test_a_state_comes_back_as_it_was(state: CaseState) -> None:
    assert decode_state(encode_state(state)) == state


def test_a_real_chain_comes_back_with_every_fact() -> None:
    issuer = authority("an issuer")
    chain = (facts(leaf(issuer)), facts(issuer))
    state = CaseState(enquiry=Enquiry(chain=chain))

    back = decode_state(encode_state(state)).enquiry.chain

    assert [repr(served) for served in back] == [repr(served) for served in chain]


def test_a_lone_surrogate_does_not_stop_it() -> None:
    state = CaseState(enquiry=Enquiry(reported=Reported(issuer="a\ud800")))

    assert decode_state(encode_state(state)).enquiry.reported.issuer == "a\ufffd"


def test_what_another_version_wrote_is_read_as_far_as_it_is_known() -> None:
    assert decode_state('{"later": 1, "enquiry": {"tool": "curl", "new": []}}') == CaseState(
        enquiry=Enquiry(tool="curl")
    )
    assert decode_state("{}") == CaseState()


@pytest.mark.parametrize("moment", [datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)])
def test_moments_keep_their_microseconds(moment: datetime) -> None:
    state = replace(CaseState(), heard_at=moment + timedelta(microseconds=1))

    assert decode_state(encode_state(state)).heard_at == moment + timedelta(microseconds=1)
