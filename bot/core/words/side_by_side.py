"""The words for two views of one site, where they say more than either alone. Pure."""

from collections.abc import Mapping
from typing import Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from bot.core.compare.comparison import Comparison, Row
from bot.core.compare.views import Views
from bot.core.conclude import Conclusion
from bot.core.message import Question
from bot.core.vocabulary import Category, Problem, Risk, category_of
from bot.core.words.answer import Answer, listed, worded
from bot.core.words.card import Card, render
from bot.core.words.moments import day
from bot.core.words.printable import known_facts
from bot.core.words.tell import TAUGHT, Telling

_FOR_PROGRAMS: Final = "fine_for_program"
_BY_ROW: Final = {
    Row.KNOWN_BAD: "known_bad",
    Row.REGISTERED_INSPECTION: "registered",
    Row.UNLOGGED: "unlogged",
    Row.FORGED: "forged",
    Row.PRODUCT: "product",
    Row.DEBUGGING_PROXY: "debugging_proxy",
    Row.NETWORK_PAGE: "network_page",
    Row.DIVERTED_ON_DEVICE: "diverted",
    Row.DIVERTED_ON_NETWORK: "diverted",
    Row.ADDRESSES_DIFFER: "addresses_differ",
    Row.UNEXPLAINED: "unexplained",
}
_FINE_HERE: Final = frozenset({Row.DEVICE, Row.OTHER_GENUINE, Row.ONLY_A_CODE})
_BY_PROBLEM: Final = {
    Problem.CLOCK_WRONG: "clock",
    Problem.DATE_INVALID: "date",
    Problem.EXPIRED: "date",
    Problem.NOT_YET_VALID: "date",
    Problem.OUTDATED_DEVICE: "old_device",
}
_SHOWN: Final = {Row.DEVICE: "same_id", Row.OTHER_GENUINE: "other_id"}
"""For who shows a certificate and reports no error."""

VIEW_CARDS: Final = (
    frozenset(
        {
            *_BY_ROW.values(),
            *_BY_PROBLEM.values(),
            *_SHOWN.values(),
            *("fine_here", "other_error", "cannot_judge"),
        }
    )
    | {"fine_for_program", "reached_here", "leads_on", "other_owner", "older_id", "all_asked"}
    | {
        "middle_on_network",
        "middle_on_device",
    }
)
"""Every card that two views can ask for."""


_SPEAKS_OF_DANGER: Final = frozenset(_BY_ROW) - {
    Row.UNLOGGED,
    Row.ADDRESSES_DIFFER,
    Row.UNEXPLAINED,
}
"""Rows whose own words warn; elsewhere those of the problem warn better."""


class ViewWording(Telling, Protocol):
    """Where the sentences come from; the catalogue fits."""

    def view(self, name: str) -> Card:
        """The card for one outcome of the comparison."""


class Both(Struct, frozen=True, kw_only=True):
    """Two views of one site, and what they come to.

    Attributes:
        asked: Questions that were put already.
    """

    views: Views
    conclusion: Conclusion
    asked: tuple[Question, ...] = ()

    @property
    def question(self) -> Question | None:
        """What is still to be asked."""
        question = self.conclusion.question
        return None if question in self.asked else question


def words_for(both: Both, wording: ViewWording) -> Answer | None:
    """The words where both views together say more; None where one view's own words do."""
    name = _card_name(both)
    if not name:
        return None
    card, problem = wording.view(name), both.conclusion.problem
    tool = wording.tool(both.views.enquiry.tool) if name == _FOR_PROGRAMS else None
    if tool is not None:
        card = replace(card, next_step=tool.next_step)
    filled = render(card, {**wording.stand_ins(), **_facts(both)})
    return worded(filled, wording.label(category_of(problem)), tool.steps if tool else ())


def _card_name(both: Both) -> str:
    conclusion = both.conclusion
    comparison = conclusion.comparison
    if comparison is None or not _speaks_for(comparison, conclusion):
        return _by_answers(both)
    if comparison.is_registered:
        return "registered"
    if comparison.row in _FINE_HERE:
        return _fine_here(both)
    by_row = _unexplained(both.views) if comparison.row is Row.UNEXPLAINED else ""
    return by_row or _BY_ROW.get(comparison.row) or _of_two_faults(both)


def _by_answers(both: Both) -> str:
    """Somebody is in between, as the person's answers tell; "" where something else tells it."""
    conclusion, views = both.conclusion, both.views
    comparison = conclusion.comparison
    if comparison is None or comparison.row is not Row.ONLY_A_CODE or conclusion.danger:
        return ""
    if conclusion.problem is not Problem.INTERCEPTION:
        return ""
    return "middle_on_network" if views.answers.gone_on_mobile else "middle_on_device"


def _speaks_for(comparison: Comparison, conclusion: Conclusion) -> bool:
    """The row came to what is told, and does not play it down."""
    is_grave = conclusion.assessment.risk is Risk.DANGER
    return conclusion.problem is comparison.problem and (
        not is_grave or comparison.row in _SPEAKS_OF_DANGER
    )


def _fine_here(both: Both) -> str:
    """The site is in order: the date, the device, or something on the way."""
    conclusion = both.conclusion
    problem = conclusion.problem
    if problem is None:
        return _SHOWN.get(conclusion.comparison.row, "") if conclusion.comparison else ""
    by_problem = _BY_PROBLEM.get(problem, "")
    if by_problem == "date" and both.views.answers.clock_right:
        by_problem = ""
    return by_problem or _on_the_way(both, problem)


_SPEAK_FOR_THEMSELVES: Final = frozenset({Problem.CAPTIVE_PORTAL, Problem.ORIGIN_CERTIFICATE})


def _on_the_way(both: Both, problem: Problem) -> str:
    conclusion, views = both.conclusion, both.views
    if conclusion.category is Category.UNREACHABLE:
        return "reached_here"
    if views.enquiry.tool and problem in TAUGHT:
        return _FOR_PROGRAMS
    if _is_for_another_owner(views):
        return "other_owner"
    speaks = conclusion.question or conclusion.assessment.verdict == "no"
    if not speaks or problem in _SPEAK_FOR_THEMSELVES:
        return ""
    is_through = Question.MOBILE in both.asked and both.question is None
    return "all_asked" if is_through else "fine_here"


def _unexplained(views: Views) -> str:
    """What the person's own certificate tells where no row explains it; else ""."""
    if _is_for_another_owner(views):
        return "other_owner"
    return "older_id" if views.passes_here and views.is_outdated else ""


def _is_for_another_owner(views: Views) -> bool:
    return views.passes_here and views.names_host is False and not views.same_owner


def _of_two_faults(both: Both) -> str:
    conclusion, views = both.conclusion, both.views
    row = conclusion.comparison.row if conclusion.comparison else None
    if row is Row.SITE_PROBABLY and views.passes_here:
        return "leads_on"
    if row is Row.SITE_PROBABLY and views.reports and not views.agree:
        return "other_error"
    reports = views.reports and views.here is not None
    if row is Row.CANNOT_JUDGE and reports and conclusion.assessment.verdict == "no":
        return "cannot_judge"
    return ""


def _facts(both: Both) -> Mapping[str, str]:
    views, reported = both.views, both.views.enquiry.reported
    facts = {
        "host": views.host,
        "issuer": _issuer(both),
        "names": listed(views.offered_names),
        "clock": day(reported.clock) if reported.clock else "",
        "place": views.here.onward.place if views.here and views.here.onward else "",
    }
    return known_facts(facts)


def _issuer(both: Both) -> str:
    """The product that it goes by the name of, else the name that people know it by."""
    comparison, leaf = both.conclusion.comparison, both.views.leaf
    called = leaf.issuer_label if leaf else both.views.enquiry.reported.issuer
    return (comparison.product if comparison else "") or called
