"""A pasted chain tells names and dates, and refines what the text comes to."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from bot.core.knowledge import Knowledge
from bot.core.message import Enquiry, Intent
from bot.core.question.paste.pasted import Pasted
from bot.core.question.paste.refine import refine
from bot.core.question.paste.told import judged_at, told_by_chain
from bot.core.vocabulary import Problem

_BORNE_OUT: Final = 0.95
"""Confidence where the certificates themselves bear out what was said."""

_BY_CHAIN_ALONE: Final = 0.8


def with_chain(
    enquiry: Enquiry, pasted: Pasted, knowledge: Callable[[], Knowledge], moment: datetime
) -> Enquiry:
    """The same, with what was pasted; sent at `moment`."""
    full = replace(
        enquiry,
        reported=told_by_chain(enquiry.reported, pasted),
        chain=pasted.chain,
        chain_is_cut=pasted.is_cut,
        holds_private_key=pasted.holds_private_key,
    )
    return _refined(full, pasted, knowledge(), moment) if pasted.chain else full


def _refined(enquiry: Enquiry, pasted: Pasted, knowledge: Knowledge, moment: datetime) -> Enquiry:
    reported = enquiry.reported
    given = enquiry.problem if _reports(enquiry) else None
    at = judged_at(reported.clock, moment)
    found = refine(given, pasted, reported.host, at, knowledge)
    problem, *others = found or (Problem.UNCLEAR,)
    also = others if problem is not given else [*others, *enquiry.also]
    return replace(
        enquiry,
        problem=problem,
        is_by_chain_alone=given is None,
        also=tuple(dict.fromkeys(other for other in also if other is not problem)),
        confidence=_confidence(enquiry, given, problem),
        intent=None if enquiry.intent in {Intent.CHAT, Intent.THANKS} else enquiry.intent,
    )


def _reports(enquiry: Enquiry) -> bool:
    """The text says what is wrong, and does not merely ask or talk."""
    asks = enquiry.intent is not None and enquiry.problem is Problem.NOT_A_CERTIFICATE_PROBLEM
    return not asks and enquiry.problem is not Problem.UNCLEAR


def _confidence(enquiry: Enquiry, given: Problem | None, problem: Problem) -> float:
    if given is None:
        return _BY_CHAIN_ALONE
    return enquiry.confidence if problem is given else _BORNE_OUT
