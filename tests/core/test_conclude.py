import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.compare.comparison import Row
from bot.core.compare.rows import compare
from bot.core.conclude import Conclusion, Grounds, conclude
from bot.core.diagnosis.diagnose import Diagnosis
from bot.core.diagnosis.surrounded import imitating
from bot.core.diagnosis.verdicts import Circumstance
from bot.core.message import Enquiry, LayAnswers
from bot.core.names.lookalike import Imitation, Trick
from bot.core.vocabulary import NOTES, Category, Problem, Responsible, Risk, Verdict
from tests.core.compare.scene import (
    expired_here,
    healthy,
    known,
    made,
    middle,
    pasted,
    served,
    unclean,
    unreachable,
    views,
)
from tests.trust import authority

TRUST = Problem.UNTRUSTED_ROOT
VERDICTS = [None, *reversed(Verdict)]
RISKS = list(Risk)


def concluded(enquiry: Enquiry, here: Diagnosis | None, **answers: bool | None) -> Conclusion:
    comparison = compare(views(enquiry, here, answers=LayAnswers(**answers)))
    return conclude(Grounds(enquiry=enquiry, here=here, comparison=comparison))


def under_another_name(here: Diagnosis) -> Diagnosis:
    """The same, of a host whose name imitates another one."""
    return imitating(here, Imitation(of="ravensbank.test", trick=Trick.NEAR))


def test_an_address_that_is_in_order_is_healthy() -> None:
    conclusion = concluded(Enquiry(), healthy())

    assert conclusion.problem is None
    assert conclusion.category is Category.HEALTHY
    assert conclusion.assessment.verdict is Verdict.NOTHING_TO_SKIP


def test_registered_inspection_is_known_and_for_it_to_mend() -> None:
    box = authority("Ravens Web Gate")
    enquiry = pasted(TRUST, made(box), box)
    comparison = compare(views(enquiry, healthy(), known(box)))

    told = conclude(Grounds(enquiry=enquiry, here=healthy(), comparison=comparison)).assessment

    assert (told.verdict, told.risk, told.responsible) == (
        Verdict.NO,
        Risk.KNOWN_MIDDLE,
        Responsible.IT_DEPARTMENT,
    )


def test_a_wrong_clock_is_the_visitors_and_not_yet() -> None:
    told = concluded(pasted(Problem.DATE_INVALID), healthy(), clock_right=False).assessment

    assert (told.verdict, told.responsible) == (Verdict.NOT_YET, Responsible.VISITOR)


def test_a_look_alike_in_perfect_order_is_dangerous_all_the_same() -> None:
    conclusion = concluded(Enquiry(), under_another_name(healthy()))

    assert conclusion.problem is Problem.LOOKALIKE
    assert conclusion.assessment.risk is Risk.DANGER


def test_what_their_browser_knows_of_revocation_stands_against_our_look() -> None:
    conclusion = concluded(pasted(Problem.REVOKED), healthy())

    assert conclusion.problem is Problem.REVOKED
    assert conclusion.assessment.risk is Risk.DANGER


def test_what_else_was_seen_or_said_is_told_too() -> None:
    conclusion = concluded(pasted(TRUST), expired_here())

    assert conclusion.problem is TRUST
    assert Problem.EXPIRED in conclusion.also


def test_a_look_from_behind_an_unclean_way_clears_nothing() -> None:
    conclusion = concluded(pasted(TRUST), unclean())

    assert conclusion.comparison is not None
    assert conclusion.comparison.row is Row.CANNOT_JUDGE
    assert conclusion.assessment.verdict is Verdict.NO


def test_two_views_that_differ_are_as_strict_as_the_stricter() -> None:
    """A sign-in page is told of, but the site itself is broken, too."""
    conclusion = concluded(pasted(Problem.CAPTIVE_PORTAL, made(None, number=25)), expired_here())

    assert conclusion.assessment.verdict is Verdict.NO


@pytest.mark.parametrize("exception", Circumstance)
def test_an_exception_is_for_what_we_saw_and_where_the_site_permits_one(
    exception: Circumstance,
) -> None:
    here = replace(expired_here(), exception=exception)
    another = pasted(Problem.EXPIRED, made(middle(), days_left=-9, number=26), middle())

    assert concluded(another, here).assessment.verdict is Verdict.NO
    assert concluded(pasted(Problem.EXPIRED, hsts=True), here).assessment.verdict is Verdict.NO


LOOKS = {
    "healthy": healthy,
    "expired": expired_here,
    "self-signed": lambda: served(made(None, number=20)),
    "intercepted": lambda: served(made(authority("Superfish, Inc."), number=21)),
    "unreachable": unreachable,
    "unclean": unclean,
}
CHAINS = {
    "none": (),
    "the site's": (made(middle()), middle()),
    "forged": (made(None, number=22),),
    "bad": (made(authority("Superfish, Inc."), number=23),),
    "somebody else's": (made(middle(), "other.example", number=24), middle()),
}
REPORTED = sorted(set(Problem) - NOTES)


@given(
    look=st.sampled_from(sorted(LOOKS)),
    chain=st.sampled_from(sorted(CHAINS)),
    problem=st.sampled_from(REPORTED),
    is_lookalike=st.booleans(),
    answers=st.dictionaries(
        st.sampled_from(["one_site", "gone_on_mobile", "clock_right"]), st.booleans()
    ),
)
def test_no_conclusion_is_weaker_than_our_own_look(
    *,
    look: str,
    chain: str,
    problem: Problem,
    is_lookalike: bool,
    answers: dict[str, bool],
) -> None:
    here = under_another_name(LOOKS[look]()) if is_lookalike else LOOKS[look]()
    enquiry = pasted(problem, *CHAINS[chain])

    told = concluded(enquiry, here, **answers).assessment

    assert RISKS.index(told.risk) >= RISKS.index(here.assessment.risk) or here.primary is None
    if chain == "bad" or is_lookalike:
        assert told.risk is Risk.DANGER
    if here.primary is not None and here.assessment.verdict is Verdict.NO:
        assert told.verdict is Verdict.NO


@pytest.mark.parametrize("chain", ["forged", "bad"])
@pytest.mark.parametrize("problem", REPORTED)
def test_a_forged_chain_is_never_called_healthy_or_nothing_to_skip(
    chain: str, problem: Problem
) -> None:
    told = concluded(pasted(problem, *CHAINS[chain]), healthy()).assessment

    assert told.risk is Risk.DANGER
    assert told.verdict is Verdict.NO
