"""The comparison table: the first row whose condition holds says what is behind the error."""

from collections.abc import Callable, Iterable
from typing import Final

from bot.core.compare.answers import elsewhere, narrowed, next_question
from bot.core.compare.between import (
    diverted,
    known_bad,
    network_page,
    re_signed,
    registered,
)
from bot.core.compare.comparison import Comparison, Row
from bot.core.compare.device import is_beyond_device, on_device
from bot.core.compare.families import DATE, agree
from bot.core.compare.issuers import product_of
from bot.core.compare.views import Views
from bot.core.faults import Fault
from bot.core.issuers.known import IssuerKind
from bot.core.message import Question
from bot.core.vocabulary import Problem, Responsible


def compare(views: Views) -> Comparison | None:
    """The first row that fits; None where there is nothing to compare.

    Whoever only names an address that is in order compares nothing, and without an address, a
    chain and a code there is nothing at all.
    """
    if not views.host and not views.chain:
        return None
    if not views.reports and not views.chain and (not views.here or views.passes_here):
        return None
    return next(filter(None, (row(views) for row in _ROWS)), None)


def _cannot_judge(views: Views) -> Comparison | None:
    here = views.here
    if not views.is_blind:
        return None
    remark = here.primary.evidence if here and here.primary else "not looked at"
    own = views.is_re_signed_by_own
    if own or product_of(views, IssuerKind.KNOWN_BAD):
        # Their chain proves this by itself, whatever we see.
        problem = Problem.INTERCEPTION
        return Comparison(row=Row.CANNOT_JUDGE, problem=problem, remark=remark, is_registered=own)
    ours = views.problem_here if views.is_unreachable else None
    says = views.reports or views.chain
    problem = views.enquiry.problem if says else ours or views.enquiry.problem
    return Comparison(row=Row.CANNOT_JUDGE, problem=problem, remark=remark)


def _site(views: Views) -> Comparison | None:
    problem = views.shared_problem
    if not (views.same_leaf and views.errors_here and views.agree) or problem is None:
        return None
    remark = "the same certificate and the same error from here"
    return Comparison(row=Row.SITE, problem=problem, remark=remark)


def _device(views: Views) -> Comparison | None:
    if not (views.same_leaf and views.passes_here) or is_beyond_device(views):
        return None
    remark = "the same certificate is in order from here"
    return on_device(views, Row.DEVICE, remark)


def _other_genuine(views: Views) -> Comparison | None:
    genuine = views.is_vouched and views.names_host and views.is_in_date
    if not (genuine and views.passes_here) or is_beyond_device(views):
        return None
    if not (views.leaf and views.leaf.scts):
        return None
    remark = "another certificate of the same site, signed by an authority that browsers trust"
    return on_device(views, Row.OTHER_GENUINE, remark)


def _unlogged(views: Views) -> Comparison | None:
    if not (views.is_vouched and views.names_host and views.leaf) or views.leaf.scts:
        return None
    if views.was_served_here:
        return None
    remark = "signed by a trusted authority, but it bears no sign of a public log"
    return Comparison(
        row=Row.UNLOGGED,
        problem=Problem.UNCLEAR,
        responsible=Responsible.UNKNOWN,
        remark=remark,
    )


def _site_probably(views: Views) -> Comparison | None:
    if views.chain:
        return None
    problem = views.shared_problem
    if problem is None:
        return _leads_on(views)
    if views.agree:
        remark = "the same error from here"
        return Comparison(row=Row.SITE_PROBABLY, problem=problem, remark=remark)
    remark = f"another error from here: {problem}"
    return Comparison(
        row=Row.SITE_PROBABLY,
        problem=views.enquiry.problem,
        question=Question.CHAIN,
        remark=remark,
    )


def _leads_on(views: Views) -> Comparison | None:
    """The site is in order, and leads to one that has the fault that they see."""
    onward = views.here.onward if views.here and views.passes_here else None
    if onward is None or not views.reports or not agree(views.enquiry, (), (onward.problem,)):
        return None
    remark = f"{onward.start} leads to {onward.place}, where the same error is seen"
    return Comparison(row=Row.SITE_PROBABLY, problem=onward.problem, remark=remark)


def _only_a_code(views: Views) -> Comparison | None:
    if views.chain or not views.passes_here:
        return None
    reported = {views.enquiry.problem, *views.enquiry.also}
    meant = narrowed(views.answers, reported)
    if meant is not None:
        remark = "in order from here; told apart by the person's answers"
        return Comparison(row=Row.ONLY_A_CODE, problem=meant, remark=remark)
    if reported & DATE:
        return on_device(views, Row.ONLY_A_CODE, "in order from here")
    return Comparison(
        row=Row.ONLY_A_CODE,
        problem=views.enquiry.problem,
        responsible=elsewhere(views.enquiry.problem),
        question=next_question(views, reported),
        remark="in order from here",
    )


def _addresses_differ(views: Views) -> Comparison | None:
    """One address is in order and another is not; that two in order differ is common."""
    found = views.here.findings if views.here else ()
    note = next((f for f in found if f.fault is Fault.ADDRESSES_DIFFER), None)
    if note is None or not (views.errors_here and views.passes_somewhere):
        return None
    return Comparison(row=Row.ADDRESSES_DIFFER, problem=views.problem_here, remark=note.evidence)


def _unexplained(views: Views) -> Comparison:
    unrelated = views.passes_here and views.names_host is False and not views.same_owner
    is_the_sites = views.is_outdated or (views.same_leaf and bool(views.errors_here))
    return Comparison(
        row=Row.UNEXPLAINED,
        problem=views.enquiry.problem,
        responsible=None if is_the_sites else elsewhere(views.enquiry.problem),
        question=Question.MOBILE if unrelated else None,
        remark="the two views do not fit together",
    )


_ROWS: Final[Iterable[Callable[[Views], Comparison | None]]] = (
    _cannot_judge,
    known_bad,
    registered,
    _site,
    _device,
    _other_genuine,
    _unlogged,
    re_signed,
    network_page,
    diverted,
    _site_probably,
    _only_a_code,
    _addresses_differ,
    _unexplained,
)
