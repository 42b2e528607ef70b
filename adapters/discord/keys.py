"""What stands in the ids of buttons: an opaque id and what the press is for. Pure.

Whoever presses can write anything there, so a key is only a wish: rights are checked elsewhere.
"""

import re
from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.core.message import Question
from bot.core.reply import Action, Choice


class TicketStep(StrEnum):
    """What technicians press under a ticket's card."""

    CLAIM = "claim"
    RELEASE = "release"
    ASSIGN = "assign"
    ANSWER = "answer"
    NOTE = "note"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    RIGHT = "right"
    WRONG = "wrong"


class Press(Struct, frozen=True, kw_only=True):
    """What a press on a reply's button is for.

    Attributes:
        question, choice: Only for an answer to a question.
    """

    action: Action
    question: Question | None = None
    choice: Choice | None = None


class Key(Struct, frozen=True, kw_only=True):
    """The id of a button in a case."""

    case: str
    press: Press

    @property
    def text(self) -> str:
        """As Discord keeps it."""
        press = self.press
        answer = f".{press.question}.{press.choice}" if press.question and press.choice else ""
        return f"cd:{press.action}{answer}:{self.case}"


class Form(StrEnum):
    """A form that somebody fills in."""

    ASK = "ask"
    ANSWER = "answer"
    NOTE = "note"
    RESOLVE = "resolve"


_ID: Final = r"[A-Za-z0-9_\-]{1,64}"

CASE_KEY: Final = re.compile(
    r"cd:(?P<action>{})(?:\.(?P<question>{})\.(?P<choice>{}))?:(?P<case>{})".format(
        "|".join(Action), "|".join(Question), "|".join(Choice), _ID
    )
)
FORM_KEY: Final = re.compile(rf"cdm:(?P<form>{'|'.join(Form)}):(?P<id>{_ID})")
ASSIGNEE_KEY: Final = re.compile(rf"cda:(?P<ticket>{_ID})")
TICKET_KEY: Final = re.compile(rf"cdt:(?P<step>{'|'.join(TicketStep)}):(?P<ticket>{_ID})")


def key_of(found: "re.Match[str]") -> Key:
    """Of a text that `CASE_KEY` fits."""
    question, choice = found["question"], found["choice"]
    return Key(
        case=found["case"],
        press=Press(
            action=Action(found["action"]),
            question=Question(question) if question else None,
            choice=Choice(choice) if choice else None,
        ),
    )


def ticket_key(step: TicketStep, ticket: str) -> str:
    """The id of a button under a ticket's card."""
    return f"cdt:{step}:{ticket}"


def form_key(form: Form, about: str) -> str:
    """The id of a form about a case or a ticket."""
    return f"cdm:{form}:{about}"


def assignee_key(ticket: str) -> str:
    """The id of the list from which a ticket's new owner is chosen."""
    return f"cda:{ticket}"
