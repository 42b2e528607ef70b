"""What a person sent, and what was understood of it. Values only."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from bot.core.facts import Served
from bot.core.target import Target
from bot.core.vocabulary import Problem


class Intent(StrEnum):
    """What a person wants who reports nothing; a message may want that beside a report."""

    WHAT_IS_CERTIFICATE = "what_is_certificate"
    WHAT_IS_SELF_SIGNED = "what_is_self_signed"
    IS_IT_SAFE = "is_it_safe"
    GET_PAST = "get_past"
    IS_IT_GENUINE = "is_it_genuine"
    TYPED_ALREADY = "typed_already"
    WANTS_PERSON = "wants_person"
    THANKS = "thanks"
    CHAT = "chat"


ABOUT_A_SITE: Final = frozenset(
    {Intent.IS_IT_SAFE, Intent.GET_PAST, Intent.IS_IT_GENUINE, Intent.TYPED_ALREADY}
)
"""Wishes that are about one site rather than about certificates."""


class Question(StrEnum):
    """What would change the answer most; the sentences stand in the catalogue."""

    ADDRESS = "address"
    CODE = "code"
    CHAIN = "chain"
    ONE_SITE = "one_site"
    MOBILE = "mobile"
    CLOCK = "clock"


class LayAnswers(Struct, frozen=True, kw_only=True):
    """What the person answered; None where nobody asked or they don't know.

    Attributes:
        one_site: False where many sites show the error.
        gone_on_mobile: The error is gone on the phone with Wi-Fi off.
        clock_right: The device shows the right date and year.
    """

    one_site: bool | None = None
    gone_on_mobile: bool | None = None
    clock_right: bool | None = None


class Reported(Struct, frozen=True, kw_only=True):
    """What the text says that the person's program saw; all of it hostile.

    Attributes:
        client: The program, as the catalogue names it ("chrome", "curl"); "" where unknown.
        language: Of the program's words, a BCP 47 tag such as "de" or "pt-BR"; "" where unknown.
        codes: In the program's own spelling, in order of appearance, no doubles.
        host: The one that failed, as a lower-case A-label; "" where the text names none.
        certificate_names: The names that the certificate was said to be for.
        issuer: Who was said to have issued it; "" where the text names none.
        clock: The program's own idea of the present ("Current date").
        hsts: The site forbids exceptions; None where the text says nothing of it.
    """

    client: str = ""
    language: str = ""
    codes: tuple[str, ...] = ()
    host: str = ""
    certificate_names: tuple[str, ...] = ()
    issuer: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None
    clock: datetime | None = None
    hsts: bool | None = None


class Enquiry(Struct, frozen=True, kw_only=True):
    """A message as it was understood.

    Attributes:
        targets: What it asks about, in order of appearance, no doubles.
        reported: What the person's program said.
        chain: Certificates that were pasted, leaf first; proves nothing by itself.
        chain_is_cut: Part of what was pasted is missing or damaged.
        holds_private_key: A private key was pasted; nothing of it is kept.
        is_shortened: The text was longer than what is read of one.
        tool: The program without a browser that it is about, by its id; "" for none.
        problem: What the text comes to; never None, for a text cannot prove health.
        is_by_chain_alone: No word of the text says what is wrong; `problem` is what can be held
            against the pasted chain where nobody knows who vouches for it.
        also: Further problems that the text speaks of, or between which it leaves the choice.
        confidence: From 0 to 1: how far `problem` follows from the text.
        intent: None where it only reports.
        typed_secret: Somebody says that they typed a password or the like there; it may stand
            beside what else they want.
    """

    targets: tuple[Target, ...] = ()
    reported: Reported = field(default_factory=Reported)
    chain: tuple[Served, ...] = ()
    chain_is_cut: bool = False
    holds_private_key: bool = False
    is_shortened: bool = False
    tool: str = ""
    problem: Problem = Problem.UNCLEAR
    is_by_chain_alone: bool = False
    also: tuple[Problem, ...] = ()
    confidence: float = 0.0
    intent: Intent | None = None
    typed_secret: bool = False
