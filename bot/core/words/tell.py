"""What is said where nothing was looked at: the words for a person's text alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

from msgspec.structs import replace

from bot.core.message import Enquiry, Intent
from bot.core.names.internal import is_internal_name
from bot.core.names.matching import is_ip
from bot.core.question.tools import Tool
from bot.core.registry import Reach, reach_of
from bot.core.vocabulary import NOTHING_REPORTED, Problem, category_of
from bot.core.words.answer import Answer, Wording, listed, worded
from bot.core.words.card import Card, render
from bot.core.words.moments import ago, day, until
from bot.core.words.printable import known_facts

PRIVATE_KEY: Final = "private_key"
"""The card for who pasted one."""

NOT_UNDERSTOOD: Final = "not_understood"
"""The card for words that mean nothing to us, in the middle of a case."""

TAUGHT: Final = frozenset(
    {
        Problem.UNTRUSTED_ROOT,
        Problem.SELF_SIGNED,
        Problem.INCOMPLETE_CHAIN,
        Problem.CERTIFICATE_UNVERIFIED,
        *NOTHING_REPORTED,
    }
)
"""Where a program may merely not know whom its organisation trusts."""


_DATED: Final = {
    Problem.EXPIRED: "not_after",
    Problem.NOT_YET_VALID: "not_before",
}
"""Which date makes the words say more."""


class Telling(Wording, Protocol):
    """Where the sentences come from; the catalogue fits."""

    def wish(self, name: str) -> Card:
        """The card for an intent, or for a private key."""

    def tool(self, name: str) -> Tool:
        """How a program is taught, by its id."""


def tell(enquiry: Enquiry, problem: Problem, now: datetime, telling: Telling) -> Answer:
    """The words for what a person wrote; `problem` is what it came to."""
    host = _host(enquiry)
    card = _card(enquiry, problem, host, telling)
    tool = _tool(enquiry, problem, telling)
    if tool is not None:
        card = replace(card, next_step=tool.next_step)
    filled = render(card, {**telling.stand_ins(), **_facts(enquiry, host, now)})
    steps = telling.owner_steps(problem)
    own = tool.steps if tool else [s.text for s in steps if not s.server]
    return worded(filled, telling.label(category_of(problem)), own)


def tell_failure(reference: str, telling: Telling) -> Answer:
    """The words for a message that a mistake of ours left without an answer."""
    card = telling.card(Problem.UNCLEAR).worded_for("failed")
    filled = render(card, {**telling.stand_ins(), "reference": reference})
    return worded(filled, telling.label(category_of(Problem.UNCLEAR)), ())


def tell_not_understood(host: str, telling: Telling) -> Answer:
    """The words for what was not understood, while something is being looked into."""
    card = telling.wish(NOT_UNDERSTOOD)
    filled = render(card, {**telling.stand_ins(), **known_facts({"host": host})})
    return worded(filled, telling.label(category_of(Problem.NOT_A_CERTIFICATE_PROBLEM)), ())


def aside(enquiry: Enquiry, problem: Problem | None, telling: Telling) -> str:
    """What else is said to who reports an error, by what they say beside it; mostly "".

    Why nobody is helped past it, and what to do about a password that was typed all the same.
    """
    is_answered = problem is not None and is_question(enquiry, problem)
    if is_answered or enquiry.holds_private_key or enquiry.intent not in _BESIDE:
        return ""
    card = telling.wish(enquiry.intent)
    return f"{card.headline} {card.why}"


_BESIDE: Final = frozenset({Intent.TYPED_ALREADY, Intent.GET_PAST})
"""What is answered beside a report, too."""


def is_question(enquiry: Enquiry, problem: Problem) -> bool:
    """It reports no error, and asks or wishes for something."""
    return enquiry.intent is not None and problem in NOTHING_REPORTED


def _card(enquiry: Enquiry, problem: Problem, host: str, telling: Telling) -> Card:
    if enquiry.holds_private_key:
        return telling.wish(PRIVATE_KEY)
    if enquiry.intent is not None and is_question(enquiry, problem):
        return telling.wish(enquiry.intent).worded_for("told" if host else "")
    card = telling.card(problem)
    if problem is Problem.UNCLEAR and not host:
        return card
    card = card.worded_for("told")
    date = _DATED.get(problem)
    if date and getattr(enquiry.reported, date) is not None:
        card = card.worded_for("told_dated")
    return card.worded_for("told_private") if _is_internal(host) else card


def _tool(enquiry: Enquiry, problem: Problem, telling: Telling) -> Tool | None:
    """A program that misses its organisation's root is taught; nothing else is."""
    asks = enquiry.intent is Intent.GET_PAST or problem not in NOTHING_REPORTED
    if enquiry.tool and problem in TAUGHT and asks and not enquiry.holds_private_key:
        return telling.tool(enquiry.tool)
    return None


def _host(enquiry: Enquiry) -> str:
    """As it would stand in the address bar; "" where the text names none."""
    host = enquiry.reported.host
    named = next((t for t in enquiry.targets if host in {"", t.host}), None)
    return named.display if named else host


def _is_internal(host: str) -> bool:
    name = host.rpartition(":")[0] if host.count(":") == 1 else host.strip("[]")
    if is_ip(name):
        return reach_of([name]) is Reach.PRIVATE
    return bool(name) and is_internal_name(name)


def _facts(enquiry: Enquiry, host: str, now: datetime) -> Mapping[str, str]:
    told = enquiry.reported
    facts = {"host": host, "issuer": told.issuer, "names": listed(told.certificate_names)}
    if told.not_after is not None:
        facts["not_after"] = day(told.not_after)
        facts["ago"] = ago(told.not_after, now) if told.not_after < now else ""
    if told.not_before is not None:
        facts["not_before"] = day(told.not_before)
        facts["until"] = until(told.not_before, now) if told.not_before > now else ""
    return known_facts(facts)
