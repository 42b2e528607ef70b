from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.core.compare.comparison import Comparison, Row
from bot.core.compare.rows import compare
from bot.core.compare.views import Views
from bot.core.facts import StoreName
from bot.core.knowledge import Knowledge
from bot.core.message import Enquiry, LayAnswers, Question
from bot.core.trust import TrustStore
from bot.core.vocabulary import Problem, Responsible
from tests.certificates import Certified
from tests.core.compare.scene import (
    DAY,
    NOW,
    expired_here,
    healthy,
    known,
    made,
    middle,
    pasted,
    root,
    served,
    unclean,
    unreachable,
    views,
)
from tests.trust import PUBLIC, authority, facts, knowledge

DATE = Problem.DATE_INVALID
TRUST = Problem.UNTRUSTED_ROOT
NAME = Problem.NAME_MISMATCH
GONE = LayAnswers(gone_on_mobile=True)
STAYS = LayAnswers(gone_on_mobile=False)


def box() -> Certified:
    """A re-signer's authority, as it lies on the company's gateway."""
    return authority("Ravens Web Gate")


def product() -> Certified:
    return authority("Avast Web/Mail Shield Root")


def debugger() -> Certified:
    return authority("PortSwigger CA")


def bad() -> Certified:
    return authority("Superfish, Inc.")


def row_of(scene: Views) -> Comparison:
    comparison = compare(scene)
    assert comparison is not None
    return comparison


CASES: dict[str, tuple[Callable[[], Views], Row, Problem]] = {
    "our own way is not clean": (
        lambda: views(pasted(DATE, codes=("NET::ERR_CERT_DATE_INVALID",)), unclean()),
        Row.CANNOT_JUDGE,
        DATE,
    ),
    "the host cannot be reached from here": (
        lambda: views(pasted(TRUST, made(None, number=1)), unreachable()),
        Row.CANNOT_JUDGE,
        TRUST,
    ),
    "only an address, and it cannot be reached": (
        lambda: views(Enquiry(), unreachable()),
        Row.CANNOT_JUDGE,
        Problem.DNS_FAILURE,
    ),
    "unreachable, and a bad issuer lies in the paste": (
        lambda: views(pasted(TRUST, made(bad()), bad()), unreachable()),
        Row.CANNOT_JUDGE,
        Problem.INTERCEPTION,
    ),
    "an issuer known to be bad": (
        lambda: views(pasted(TRUST, made(bad()), bad()), healthy()),
        Row.KNOWN_BAD,
        Problem.INTERCEPTION,
    ),
    "a bad issuer that is only told": (
        lambda: views(pasted(TRUST, issuer="CN=Superfish, Inc.,O=Superfish, Inc."), healthy()),
        Row.KNOWN_BAD,
        Problem.INTERCEPTION,
    ),
    "a registered key signed up to the leaf": (
        lambda: views(pasted(TRUST, made(box()), box()), healthy(), known(box())),
        Row.REGISTERED_INSPECTION,
        Problem.INTERCEPTION,
    ),
    "a registered root merely thrown in": (
        lambda: views(pasted(TRUST, made(None, number=2), box()), healthy(), known(box())),
        Row.FORGED,
        Problem.INTERCEPTION,
    ),
    "a registered key, but for another name": (
        lambda: views(pasted(NAME, made(box(), "other.example"), box()), healthy(), known(box())),
        Row.UNEXPLAINED,
        NAME,
    ),
    "the same leaf and the same error": (
        lambda: views(pasted(DATE, made(middle(), days_left=-5), middle()), expired_here()),
        Row.SITE,
        Problem.EXPIRED,
    ),
    "the same leaf, told by another word of the same family": (
        lambda: views(
            pasted(Problem.CERTIFICATE_UNVERIFIED, made(None, number=3)),
            served(made(None, number=3)),
        ),
        Row.SITE,
        Problem.SELF_SIGNED,
    ),
    "the same leaf, but another error": (
        lambda: views(pasted(DATE, made(None, number=3)), served(made(None, number=3))),
        Row.UNEXPLAINED,
        DATE,
    ),
    "the same leaf, in order here, and their date is off": (
        lambda: views(pasted(DATE, made(middle()), middle(), clock=NOW - 400 * DAY), healthy()),
        Row.DEVICE,
        Problem.CLOCK_WRONG,
    ),
    "the same leaf, and a date that is off by less than proves anything": (
        lambda: views(
            pasted(DATE, made(middle()), middle(), clock=NOW - timedelta(hours=47)), healthy()
        ),
        Row.DEVICE,
        DATE,
    ),
    "the same leaf, not trusted on their device": (
        lambda: views(pasted(TRUST, made(middle()), middle()), healthy()),
        Row.DEVICE,
        Problem.OUTDATED_DEVICE,
    ),
    "the same leaf, revoked as their browser knows": (
        lambda: views(pasted(Problem.REVOKED, made(middle()), middle()), healthy()),
        Row.UNEXPLAINED,
        Problem.REVOKED,
    ),
    "another leaf by a public authority, logged": (
        lambda: views(
            pasted(DATE, made(middle(), number=4), middle(), clock=NOW - 30 * DAY), healthy()
        ),
        Row.OTHER_GENUINE,
        Problem.CLOCK_WRONG,
    ),
    "another leaf by a public authority that ran out": (
        lambda: views(pasted(DATE, made(middle(), number=5, days_left=-9), middle()), healthy()),
        Row.UNEXPLAINED,
        DATE,
    ),
    "another leaf by a public authority, in no log": (
        lambda: views(
            pasted(TRUST, made(middle(), number=6, is_logged=False), middle()), healthy()
        ),
        Row.UNLOGGED,
        Problem.UNCLEAR,
    ),
    "another leaf whose issuer only bears a public name": (
        lambda: views(
            pasted(TRUST, made(authority("Public Issuer", key_label="forger")), middle()),
            healthy(),
        ),
        Row.FORGED,
        Problem.INTERCEPTION,
    ),
    "made for this name by a stranger": (
        lambda: views(pasted(TRUST, made(box()), box()), healthy()),
        Row.FORGED,
        Problem.INTERCEPTION,
    ),
    "made for this name by itself": (
        lambda: views(pasted(TRUST, made(None, number=7)), healthy()),
        Row.FORGED,
        Problem.INTERCEPTION,
    ),
    "an issuer of nobody's that is only told": (
        lambda: views(pasted(TRUST, issuer="SecureNet Gateway"), healthy()),
        Row.FORGED,
        Problem.INTERCEPTION,
    ),
    "the very issuer that we see is told": (
        lambda: views(pasted(TRUST, issuer="CN=Public Issuer"), healthy()),
        Row.ONLY_A_CODE,
        TRUST,
    ),
    "a product's name on the issuer": (
        lambda: views(pasted(TRUST, made(product()), product()), healthy()),
        Row.PRODUCT,
        Problem.INTERCEPTION,
    ),
    "a product that is only told": (
        lambda: views(pasted(TRUST, issuer="O=Zscaler Inc."), healthy()),
        Row.PRODUCT,
        Problem.INTERCEPTION,
    ),
    "a debugging proxy": (
        lambda: views(pasted(TRUST, made(debugger()), debugger()), healthy()),
        Row.DEBUGGING_PROXY,
        Problem.INTERCEPTION,
    ),
    "a stranger's leaf where the site is broken too": (
        lambda: views(pasted(TRUST, made(box()), box()), expired_here()),
        Row.UNEXPLAINED,
        TRUST,
    ),
    "a portal's name in the chain": (
        lambda: views(pasted(NAME, made(middle(), "login.hotelwifi.net"), middle()), healthy()),
        Row.NETWORK_PAGE,
        Problem.CAPTIVE_PORTAL,
    ),
    "a portal's name in the sentence": (
        lambda: views(pasted(NAME, certificate_names=("*.hotelwifi.net",)), healthy()),
        Row.NETWORK_PAGE,
        Problem.CAPTIVE_PORTAL,
    ),
    "a router's address": (
        lambda: views(pasted(TRUST, made(None, "192.168.1.1", number=8)), healthy()),
        Row.NETWORK_PAGE,
        Problem.CAPTIVE_PORTAL,
    ),
    "a portal's name, and it is there on mobile data too": (
        lambda: views(
            pasted(NAME, certificate_names=("*.hotelwifi.net",)), healthy(), answers=STAYS
        ),
        Row.DIVERTED_ON_DEVICE,
        Problem.INTERCEPTION,
    ),
    "somebody else's certificate, not asked yet": (
        lambda: views(pasted(NAME, made(middle(), "other.example"), middle()), healthy()),
        Row.UNEXPLAINED,
        NAME,
    ),
    "somebody else's certificate, also on mobile data": (
        lambda: views(
            pasted(NAME, made(middle(), "other.example"), middle()),
            healthy(),
            answers=STAYS,
        ),
        Row.DIVERTED_ON_DEVICE,
        Problem.INTERCEPTION,
    ),
    "somebody else's certificate, gone on mobile data": (
        lambda: views(
            pasted(NAME, made(middle(), "other.example"), middle()), healthy(), answers=GONE
        ),
        Row.DIVERTED_ON_NETWORK,
        Problem.INTERCEPTION,
    ),
    "another name of the same owner, gone on mobile data": (
        lambda: views(
            pasted(NAME, made(middle(), "ravens.test"), middle()), healthy(), answers=GONE
        ),
        Row.UNEXPLAINED,
        NAME,
    ),
    "broken here, and only an address was given": (
        lambda: views(Enquiry(), expired_here()),
        Row.SITE_PROBABLY,
        Problem.EXPIRED,
    ),
    "broken here as their code says": (
        lambda: views(pasted(DATE, codes=("NET::ERR_CERT_DATE_INVALID",)), expired_here()),
        Row.SITE_PROBABLY,
        Problem.EXPIRED,
    ),
    "broken here, but their code says something else": (
        lambda: views(pasted(TRUST, codes=("NET::ERR_CERT_AUTHORITY_INVALID",)), expired_here()),
        Row.SITE_PROBABLY,
        TRUST,
    ),
    "in order here, and only a code": (
        lambda: views(pasted(TRUST, codes=("SEC_ERROR_UNKNOWN_ISSUER",)), healthy()),
        Row.ONLY_A_CODE,
        TRUST,
    ),
    "in order here, and their clock is told to be off": (
        lambda: views(pasted(DATE, clock=NOW + 400 * DAY), healthy()),
        Row.ONLY_A_CODE,
        Problem.CLOCK_WRONG,
    ),
}


@pytest.mark.parametrize(("scene", "row", "problem"), CASES.values(), ids=CASES.keys())
def test_the_first_row_that_fits_is_taken(
    scene: Callable[[], Views], row: Row, problem: Problem
) -> None:
    comparison = row_of(scene())

    assert (comparison.row, comparison.problem) == (row, problem)


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
        pytest.param(DATE, {"clock_right": True}, None, id="nothing twice"),
        pytest.param(Problem.DNS_FAILURE, {}, None, id="no certificate, no question"),
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


@pytest.mark.parametrize(
    "scene",
    [
        pytest.param(lambda: views(Enquiry(), healthy()), id="in order, and nothing reported"),
        pytest.param(lambda: views(Enquiry(), None), id="nothing reported, nothing seen"),
    ],
)
def test_nothing_to_compare_is_no_row(scene: Callable[[], Views]) -> None:
    assert compare(scene()) is None


def test_a_chain_that_was_served_to_us_completes_theirs() -> None:
    """They pasted the leaf alone; its issuer is what we were served."""
    scene = views(pasted(DATE, made(middle(), number=9), clock=NOW - 30 * DAY), healthy())

    assert row_of(scene).row is Row.OTHER_GENUINE


OWN = frozenset({StoreName.OPERATOR})


def trusting(*anchors: tuple[Certified, frozenset[StoreName]]) -> Knowledge:
    entries = {facts(c).subject_name: ((c.der, stores),) for c, stores in anchors}
    return knowledge(TrustStore(entries))


def test_an_own_authority_counts_where_the_site_lives_by_it() -> None:
    """An internal site with two certificates of the company's own authority is no forgery."""
    own = trusting((root(), OWN))
    here = served(made(middle()), middle(), knows=own)
    scene = views(pasted(DATE, made(middle(), number=10), middle()), here, own)

    assert row_of(scene).row is Row.OTHER_GENUINE


def test_an_own_authority_in_the_place_of_a_public_one_is_own_inspection() -> None:
    both = trusting((root(), PUBLIC), (box(), OWN))
    here = served(made(middle()), middle(), knows=both)

    comparison = row_of(views(pasted(TRUST, made(box()), box()), here, both))

    assert comparison.row is Row.REGISTERED_INSPECTION
    assert comparison.is_registered
