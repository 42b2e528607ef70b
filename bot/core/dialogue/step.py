"""One message in a conversation: what is known after it, and what is wanted next."""

from datetime import datetime
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from bot.core.dialogue.merge import merged
from bot.core.dialogue.replies import Replied
from bot.core.dialogue.state import CaseState
from bot.core.message import ABOUT_A_SITE, Enquiry, Intent, LayAnswers


class Wish(Enum):
    """What a message asks of us."""

    JUDGE = "look, compare and answer"
    TALK = "answer a question that is about no address"
    PERSON = "bring in a technician"
    REFUSE_KEY = "say that a private key must be replaced"
    INVITE = "say what could be sent"
    ASK_BACK = "say that it was not understood, and what is being looked into"
    NOTHING = "nothing: people talk among themselves"


class Heard(Struct, frozen=True, kw_only=True):
    """One message, understood.

    Attributes:
        replied: What it answers to the question that stands; None where it answers none.
        is_addressed: It is meant for us: a direct message, a mention, a thread of ours.
        takes_back: It begins as people do who correct what they said.
        in_thread: Threads are cases here, so that a new address belongs to the old case.
    """

    enquiry: Enquiry
    replied: Replied | None = None
    is_addressed: bool = True
    takes_back: bool = False
    in_thread: bool = False


class Step(Struct, frozen=True, kw_only=True):
    """What follows from one message.

    Attributes:
        heard: The message by itself.
        is_new: A new case begins; the old one is over.
    """

    state: CaseState
    heard: Enquiry
    wish: Wish
    is_new: bool = False


def hear(before: CaseState, heard: Heard, now: datetime) -> Step:
    """The next state; `before` stays as it is where a new case begins."""
    is_new = before.heard_at is not None and _is_another_case(before, heard, now)
    state = CaseState() if is_new else before
    enquiry = heard.enquiry
    if heard.replied is not None and not is_new:
        state = replace(state, answers=heard.replied.added_to(state.answers), waiting_for=None)
    if enquiry.targets and not is_new and _is_other_host(state, enquiry):
        # They were about another site.
        state = replace(state, answers=LayAnswers(), asked=(), danger=None)
    if heard.takes_back and heard.replied is None and _reports(enquiry):
        state = replace(state, danger=None)
    known = replace(state, enquiry=merged(state.enquiry, enquiry), heard_at=now)
    wish = _wish(state, known, heard)
    return Step(state=known, heard=enquiry, wish=wish, is_new=is_new)


def _is_another_case(before: CaseState, heard: Heard, now: datetime) -> bool:
    """Where there are no threads, a case ends by silence or with a new address."""
    if heard.in_thread:
        return False
    if before.is_over(now):
        return True
    going_on = heard.takes_back or before.waits(now)
    return _is_other_host(before, heard.enquiry) and not going_on


def _is_other_host(before: CaseState, enquiry: Enquiry) -> bool:
    """An address that is none of the case's; the first one of all only completes it."""
    known = {target.host for target in before.enquiry.targets}
    return bool(known and enquiry.targets) and known.isdisjoint(t.host for t in enquiry.targets)


def _wish(before: CaseState, known: CaseState, heard: Heard) -> Wish:
    enquiry = heard.enquiry
    if enquiry.holds_private_key:
        return Wish.REFUSE_KEY
    if enquiry.intent is Intent.WANTS_PERSON:
        return Wish.PERSON
    brings = bool(enquiry.targets) or _reports(enquiry)
    if brings or (heard.replied is not None and not before.is_empty):
        return Wish.JUDGE
    if enquiry.intent in _FREE_QUESTIONS:
        is_about_case = enquiry.intent in ABOUT_A_SITE and not enquiry.tool and not known.is_empty
        return Wish.JUDGE if is_about_case else Wish.TALK
    return _small_talk(known, heard)


def _reports(enquiry: Enquiry) -> bool:
    """An error or a chain, whatever was said before."""
    return CaseState(enquiry=merged(Enquiry(), enquiry)).reports


def _small_talk(known: CaseState, heard: Heard) -> Wish:
    """Who thanks us is answered; in a thread people also talk to one another."""
    if not heard.is_addressed:
        return Wish.NOTHING
    if heard.enquiry.intent is Intent.THANKS:
        return Wish.TALK
    if known.is_empty:
        return Wish.INVITE
    return Wish.NOTHING if heard.in_thread else Wish.ASK_BACK


_FREE_QUESTIONS = frozenset(Intent) - {Intent.CHAT, Intent.THANKS, Intent.WANTS_PERSON}
