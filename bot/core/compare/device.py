"""The site is in order, so what is left is the person's device: its date, or what it trusts."""

from datetime import timedelta
from typing import Final

from bot.core.compare.answers import next_question
from bot.core.compare.comparison import Comparison, Row
from bot.core.compare.families import DATE, NAME
from bot.core.compare.views import Views
from bot.core.facts import Certificate
from bot.core.message import Question
from bot.core.vocabulary import Category, Problem, Responsible, category_of

_CLOCK_OFF: Final = timedelta(hours=48)
"""A "Current date" has no time of day and no zone; less than this proves nothing."""


def is_beyond_device(views: Views) -> bool:
    """What their program says cannot come from a clock or an old list of authorities.

    Browsers learn of revocations from lists of their own, so that one may know what we don't.
    """
    reported = {views.enquiry.problem, *views.enquiry.also}
    return views.reports and bool(reported & {Problem.REVOKED, Problem.PIN_MISMATCH, *NAME})


def on_device(views: Views, row: Row, remark: str) -> Comparison:
    """The site is in order, so what is left is the device: its date, or what it trusts.

    Who reports no error has none: a certificate was shown, and it is in order.
    """
    enquiry, told = views.enquiry, views.answers
    if not views.reports:
        ours = views.here.problem if views.here else None
        return Comparison(row=row, problem=ours, remark=remark)
    if enquiry.problem in DATE:
        clock = enquiry.reported.clock
        off = clock is not None and abs(clock - views.now) > _CLOCK_OFF
        if off or told.clock_right is False or enquiry.problem is Problem.CLOCK_WRONG:
            return Comparison(row=row, problem=Problem.CLOCK_WRONG, remark=remark)
        return _dated(views, row, remark)
    if category_of(enquiry.problem) in _OF_ITS_OWN:
        return Comparison(row=row, problem=enquiry.problem, remark=remark)
    if _lacks_intermediate(views):
        remark = f"{remark}; their program did not fetch the issuer that was missing"
    return Comparison(row=row, problem=Problem.OUTDATED_DEVICE, remark=remark)


def _dated(views: Views, row: Row, remark: str) -> Comparison:
    """A date error, and nothing that shows their clock to be off.

    Whose clock is right and who got what we got builds another path: old lists of authorities
    lead over one that ran out. Whose certificate is unknown may have been shown another one.
    """
    is_right = views.answers.clock_right is True
    if is_right and views.leaf is not None:
        remark = f"{remark}; their clock is right, as they say"
        return Comparison(row=row, problem=Problem.OUTDATED_DEVICE, remark=remark)
    return Comparison(
        row=row,
        problem=Problem.DATE_INVALID,
        responsible=Responsible.UNKNOWN if is_right else Responsible.VISITOR,
        question=next_question(views, set()) if is_right else Question.CLOCK,
        remark=remark,
    )


def _lacks_intermediate(views: Views) -> bool:
    served = views.here.judged.chain if views.here else ()
    return len(views.enquiry.chain) == 1 < len([c for c in served if isinstance(c, Certificate)])


_OF_ITS_OWN: Final = frozenset(
    {
        Category.YOUR_DEVICE,
        Category.YOUR_CERTIFICATE,
        Category.UNREACHABLE,
        Category.NOT_CERTIFICATE,
        Category.LOOKALIKE,
    }
)
