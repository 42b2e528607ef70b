"""What the answers of a person tell apart, and what to ask next."""

from typing import Final

from bot.core.compare.families import DATE, NAME, TRUST
from bot.core.compare.views import Views
from bot.core.message import LayAnswers, Question
from bot.core.vocabulary import Category, Problem, Responsible, category_of


def narrowed(told: LayAnswers, reported: set[Problem]) -> Problem | None:
    """What the three answers together point to; None while they don't."""
    if told.clock_right is False and reported & DATE:
        return Problem.CLOCK_WRONG
    if told.gone_on_mobile is None or told.one_site is None:
        return None
    if told.gone_on_mobile:
        portal = not told.one_site and not reported & TRUST
        return Problem.CAPTIVE_PORTAL if portal else Problem.INTERCEPTION
    if told.one_site:
        return None
    return Problem.CLOCK_WRONG if told.clock_right is False else Problem.INTERCEPTION


def next_question(views: Views, reported: set[Problem]) -> Question | None:
    """What would tell most where we see nothing wrong; None once all is answered."""
    problem = views.enquiry.problem
    if problem in _NEEDS_NOTHING or category_of(problem) not in _ABOUT_CERTIFICATES:
        return None
    if problem is Problem.UNCLEAR:
        return Question.CODE
    order = _BY_NAME if reported & NAME else _BY_TRUST
    known = {
        Question.ONE_SITE: views.answers.one_site,
        Question.MOBILE: views.answers.gone_on_mobile,
        Question.CLOCK: views.answers.clock_right,
    }
    return next((q for q in order if known[q] is None), None)


_NEEDS_NOTHING: Final = frozenset({Problem.CAPTIVE_PORTAL, Problem.ORIGIN_CERTIFICATE})
_BY_NAME: Final = (Question.MOBILE, Question.ONE_SITE)
_BY_TRUST: Final = (Question.ONE_SITE, Question.MOBILE)
_ABOUT_CERTIFICATES: Final = frozenset(
    {
        Category.EXPIRED,
        Category.MISCONFIGURED,
        Category.SELF_SIGNED,
        Category.WRONG_DOMAIN,
        Category.NOT_YET_VALID,
        Category.UNTRUSTED_ISSUER,
        Category.OUTDATED_SECURITY,
        Category.INTERCEPTED,
        Category.UNCLEAR,
    }
)


def elsewhere(problem: Problem) -> Responsible | None:
    """Not the site's owner, whose site is in order, unless the fault lies behind what we see."""
    if problem is Problem.ORIGIN_CERTIFICATE:
        return None
    blamed = (_ABOUT_CERTIFICATES | {Category.UNREACHABLE}) - {Category.INTERCEPTED}
    return Responsible.UNKNOWN if category_of(problem) in blamed else None
