"""The comparison table: the first row whose condition holds says what is behind the error."""

from collections.abc import Callable, Iterable
from typing import Final

from bot.core.compare.answers import elsewhere, narrowed, next_question
from bot.core.compare.comparison import Comparison, Row
from bot.core.compare.device import is_beyond_device, on_device
from bot.core.compare.families import DATE, TRUST, agree
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
    if not views.host and not views.enquiry.chain:
        return None
    if not views.reports and not views.enquiry.chain and (not views.here or views.passes_here):
        return None
    return next(filter(None, (row(views) for row in _ROWS)), None)


def _cannot_judge(views: Views) -> Comparison | None:
    here = views.here
    if not views.is_blind:
        return None
    remark = here.primary.evidence if here and here.primary else "not looked at"
    own = views.is_re_signed_by_own
    if own or _first_of(views, IssuerKind.KNOWN_BAD):
        # Their chain proves this by itself, whatever we see.
        problem = Problem.INTERCEPTION
        return Comparison(row=Row.CANNOT_JUDGE, problem=problem, remark=remark, is_registered=own)
    ours = views.problem_here if views.is_unreachable else None
    says = views.reports or views.enquiry.chain
    problem = views.enquiry.problem if says else ours or views.enquiry.problem
    return Comparison(row=Row.CANNOT_JUDGE, problem=problem, remark=remark)


def _known_bad(views: Views) -> Comparison | None:
    bad = _first_of(views, IssuerKind.KNOWN_BAD)
    if not bad:
        return None
    remark = f"an issuer in the person's chain is {bad}"
    return Comparison(row=Row.KNOWN_BAD, problem=Problem.INTERCEPTION, product=bad, remark=remark)


def _registered(views: Views) -> Comparison | None:
    if not views.is_re_signed_by_own:
        return None
    remark = "signed in the site's place by an authority that the organisation registered"
    return Comparison(
        row=Row.REGISTERED_INSPECTION,
        problem=Problem.INTERCEPTION,
        remark=remark,
        is_registered=True,
    )


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


def _re_signed(views: Views) -> Comparison | None:
    """Rows 7 to 9: for this name, but not by who vouches for the site."""
    if not views.passes_somewhere or not _is_forged(views):
        return None
    for kind, row in _RE_SIGNERS.items():
        if product := _first_of(views, kind):
            remark = f"the issuer calls itself {product}, a name that anybody can take"
            return Comparison(
                row=row, problem=Problem.INTERCEPTION, product=product, remark=remark
            )
    issuer = views.leaf.issuer if views.leaf else views.enquiry.reported.issuer
    remark = f"made for this name by somebody else: {issuer}"
    return Comparison(row=Row.FORGED, problem=Problem.INTERCEPTION, remark=remark)


def _is_forged(views: Views) -> bool:
    if views.leaf is not None:
        return not views.is_vouched and bool(views.names_host)
    reported = {views.enquiry.problem, *views.enquiry.also}
    return bool(reported & TRUST) and views.has_other_issuer and views.names_host is not False


_RE_SIGNERS: Final = {
    IssuerKind.ANTIVIRUS: Row.PRODUCT,
    IssuerKind.PARENTAL: Row.PRODUCT,
    IssuerKind.GATEWAY: Row.PRODUCT,
    IssuerKind.DEBUGGING: Row.DEBUGGING_PROXY,
}


def _network_page(views: Views) -> Comparison | None:
    if not views.passes_here or views.names_host is not False or views.same_owner:
        return None
    names = views.knowledge.gateways()
    found = next((n for n in views.offered_names if names.kind_of(n)), None)
    if found is None:
        return None
    if views.answers.gone_on_mobile is False:
        return None
    remark = f"{found} is a name of a {names.kind_of(found)}"
    return Comparison(row=Row.NETWORK_PAGE, problem=Problem.CAPTIVE_PORTAL, remark=remark)


def _diverted(views: Views) -> Comparison | None:
    """Rows 11 and 12: only the answer to the mobile-data question tells them apart."""
    if not views.passes_here or views.names_host is not False or views.same_owner:
        return None
    gone = views.answers.gone_on_mobile
    if gone is None:
        return None
    row = Row.DIVERTED_ON_NETWORK if gone else Row.DIVERTED_ON_DEVICE
    remark = f"somebody else's certificate ({', '.join(views.offered_names[:3])})"
    return Comparison(row=row, problem=Problem.INTERCEPTION, remark=remark)


def _site_probably(views: Views) -> Comparison | None:
    if views.enquiry.chain:
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
    if views.enquiry.chain or not views.passes_here:
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
    is_the_sites = views.same_leaf and bool(views.errors_here)
    return Comparison(
        row=Row.UNEXPLAINED,
        problem=views.enquiry.problem,
        responsible=None if is_the_sites else elsewhere(views.enquiry.problem),
        question=Question.MOBILE if unrelated else None,
        remark="the two views do not fit together",
    )


def _first_of(views: Views, kind: IssuerKind) -> str:
    return next((entry.product for entry in views.issuers if entry.kind is kind), "")


_ROWS: Final[Iterable[Callable[[Views], Comparison | None]]] = (
    _cannot_judge,
    _known_bad,
    _registered,
    _site,
    _device,
    _other_genuine,
    _unlogged,
    _re_signed,
    _network_page,
    _diverted,
    _site_probably,
    _only_a_code,
    _addresses_differ,
    _unexplained,
)
