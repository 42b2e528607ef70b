"""Rows that find the site, the person's device, or nobody to blame."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.core.compare.comparison import Row
from bot.core.compare.rows import compare
from bot.core.compare.views import Views
from bot.core.diagnosis.diagnose import Diagnosis
from bot.core.message import Enquiry, Intent, LayAnswers
from bot.core.vocabulary import Problem
from tests.certificates import Certified
from tests.core.compare.scene import (
    DAY,
    NOW,
    expired_here,
    healthy,
    made,
    middle,
    pasted,
    row_of,
    served,
    served_at,
    unclean,
    unreachable,
    views,
)

DATE = Problem.DATE_INVALID
TRUST = Problem.UNTRUSTED_ROOT


def shown(*chain: Certified) -> Enquiry:
    """A chain without a word; where nobody knows who vouches, that much is held against it."""
    return replace(pasted(TRUST, *chain), is_by_chain_alone=True)


def one_of_two() -> Diagnosis:
    return served_at([made(middle()), middle()], [made(middle(), days_left=-5), middle()])


CASES: dict[str, tuple[Callable[[], Views], Row, Problem | None]] = {
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
    "the same leaf, a date error, and a clock that is right as they say": (
        lambda: views(
            pasted(DATE, made(middle()), middle()),
            healthy(),
            answers=LayAnswers(clock_right=True),
        ),
        Row.DEVICE,
        Problem.OUTDATED_DEVICE,
    ),
    "both addresses in order with leaves of their own, and theirs is somebody else's": (
        lambda: views(
            pasted(Problem.NAME_MISMATCH, made(middle(), "www.quarry.example"), middle()),
            served_at([made(middle()), middle()], [made(middle(), number=4), middle()]),
        ),
        Row.UNEXPLAINED,
        Problem.NAME_MISMATCH,
    ),
    "what stands above our leaf, without a leaf of theirs": (
        lambda: views(pasted(TRUST, middle()), healthy()),
        Row.ONLY_A_CODE,
        TRUST,
    ),
    "in order here, and a fault behind what we see": (
        lambda: views(pasted(Problem.ORIGIN_CERTIFICATE), healthy()),
        Row.ONLY_A_CODE,
        Problem.ORIGIN_CERTIFICATE,
    ),
    "in order here, and they want past a warning": (
        lambda: views(Enquiry(intent=Intent.GET_PAST), healthy()),
        Row.ONLY_A_CODE,
        Problem.UNCLEAR,
    ),
    "the same leaf, not trusted on their device": (
        lambda: views(pasted(TRUST, made(middle()), middle()), healthy()),
        Row.DEVICE,
        Problem.OUTDATED_DEVICE,
    ),
    "another leaf by a public authority, logged": (
        lambda: views(
            pasted(DATE, made(middle(), number=4), middle(), clock=NOW - 30 * DAY), healthy()
        ),
        Row.OTHER_GENUINE,
        Problem.CLOCK_WRONG,
    ),
    "another leaf by a public authority, in no log": (
        lambda: views(
            pasted(TRUST, made(middle(), number=6, is_logged=False), middle()), healthy()
        ),
        Row.UNLOGGED,
        Problem.UNCLEAR,
    ),
    "the very issuer that we see is told": (
        lambda: views(pasted(TRUST, issuer="CN=Public Issuer"), healthy()),
        Row.ONLY_A_CODE,
        TRUST,
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
    "the same leaf, but another error": (
        lambda: views(pasted(DATE, made(None, number=3)), served(made(None, number=3))),
        Row.UNEXPLAINED,
        DATE,
    ),
    "the same leaf, revoked as their browser knows": (
        lambda: views(pasted(Problem.REVOKED, made(middle()), middle()), healthy()),
        Row.UNEXPLAINED,
        Problem.REVOKED,
    ),
    "another leaf by a public authority that ran out": (
        lambda: views(pasted(DATE, made(middle(), number=5, days_left=-9), middle()), healthy()),
        Row.UNEXPLAINED,
        DATE,
    ),
    "the same leaf, and no error of theirs": (
        lambda: views(shown(made(middle()), middle()), healthy()),
        Row.DEVICE,
        None,
    ),
    "the same leaf, alone and without a word, where the host is broken": (
        lambda: views(shown(made(middle(), days_left=-5)), expired_here()),
        Row.SITE,
        Problem.EXPIRED,
    ),
    "the same leaf, told by another word, in no log": (
        lambda: views(
            pasted(TRUST, made(middle(), number=11, is_logged=False, days_left=-5), middle()),
            served(made(middle(), number=11, is_logged=False, days_left=-5), middle()),
        ),
        Row.UNEXPLAINED,
        TRUST,
    ),
    "another leaf by a public authority, and no error of theirs": (
        lambda: views(shown(made(middle(), number=4), middle()), healthy()),
        Row.OTHER_GENUINE,
        None,
    ),
    "another leaf in no log, and no error of theirs": (
        lambda: views(shown(made(middle(), number=6, is_logged=False), middle()), healthy()),
        Row.UNLOGGED,
        Problem.UNCLEAR,
    ),
    "a leaf in no log that another address shows us too": (
        lambda: views(
            pasted(TRUST, made(middle(), number=6, is_logged=False), middle()),
            served_at(
                [made(middle()), middle()],
                [made(middle(), number=6, is_logged=False), middle()],
            ),
        ),
        Row.DEVICE,
        Problem.OUTDATED_DEVICE,
    ),
    "one address ran out, and theirs is of one that did not": (
        lambda: views(pasted(DATE, made(middle()), middle()), one_of_two()),
        Row.ADDRESSES_DIFFER,
        Problem.EXPIRED,
    ),
    "the same, in no log": (
        lambda: views(
            pasted(DATE, made(middle(), number=6, is_logged=False), middle()),
            served_at(
                [made(middle(), number=6, is_logged=False), middle()],
                [made(middle(), days_left=-5), middle()],
            ),
        ),
        Row.ADDRESSES_DIFFER,
        Problem.EXPIRED,
    ),
    "one address ran out, and theirs is that one's": (
        lambda: views(pasted(DATE, made(middle(), days_left=-5), middle()), one_of_two()),
        Row.SITE,
        Problem.EXPIRED,
    ),
    "both addresses ran out, and theirs is the second one's": (
        lambda: views(
            pasted(DATE, made(middle(), number=12, days_left=-9), middle()),
            served_at(
                [made(middle(), days_left=-5), middle()],
                [made(middle(), number=12, days_left=-9), middle()],
            ),
        ),
        Row.SITE,
        Problem.EXPIRED,
    ),
    "one address ran out, and they give only the code": (
        lambda: views(pasted(DATE, codes=("NET::ERR_CERT_DATE_INVALID",)), one_of_two()),
        Row.SITE_PROBABLY,
        Problem.EXPIRED,
    ),
}


@pytest.mark.parametrize(("scene", "row", "problem"), CASES.values(), ids=CASES.keys())
def test_the_first_row_that_fits_is_taken(
    scene: Callable[[], Views], row: Row, problem: Problem | None
) -> None:
    comparison = row_of(scene())

    assert (comparison.row, comparison.problem) == (row, problem)


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
