"""What is answered in a conversation, before any place gives it its own form. Values only."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.core.message import Question
from bot.core.vocabulary import Category, Verdict
from bot.core.words.answer import Answer


class Action(StrEnum):
    """What a press asks for; each place has its own kind of button."""

    ASK_PERSON = "ask_person"
    DETAILS = "details"
    SIMPLE = "simple"
    AGAIN = "again"
    DRAFT_OWNER = "draft_owner"
    DRAFT_NETWORK = "draft_network"
    HELPED = "helped"
    NOT_HELPED = "not_helped"
    ANSWER = "answer"


class Choice(StrEnum):
    """An answer to a question that has two sides."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def meaning(self) -> bool | None:
        """True, False, or None where somebody doesn't know."""
        return {Choice.YES: True, Choice.NO: False}.get(self)


class Tone(StrEnum):
    """How a card looks and sounds at first sight; each has a word, for colour is never alone."""

    STOP = "stop"
    WAIT = "wait"
    CONFIRM = "confirm"
    READ = "read"
    BLOCKED = "blocked"
    WELL = "well"
    NEWS = "news"


class Button(Struct, frozen=True, kw_only=True):
    """Something to press.

    Attributes:
        question, choice: Only for `ANSWER`: which answer to which question it gives.
    """

    action: Action
    label: str
    question: Question | None = None
    choice: Choice | None = None


class CardReply(Struct, frozen=True, kw_only=True):
    """The answer to a report or a question.

    Attributes:
        about: The address as it would stand in the address bar; "" where it is about none.
        verdict: None where there is nothing to decide.
        aside: Said before everything else; "" for nothing.
        question: Asked at the end, in words; "" where nothing decisive is missing.
        notes: Further sentences at the end.
    """

    answer: Answer
    category: Category
    verdict: Verdict | None
    about: str = ""
    aside: str = ""
    question: str = ""
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()

    @property
    def tone(self) -> Tone:
        """By the verdict; where there is nothing to skip, by why."""
        if self.verdict is Verdict.NOTHING_TO_SKIP:
            is_well = self.category is not Category.UNREACHABLE
            return Tone.WELL if is_well else Tone.BLOCKED
        return _TONES[self.verdict]


_TONES: Final = {
    Verdict.NO: Tone.STOP,
    Verdict.NOT_YET: Tone.WAIT,
    Verdict.ONLY_IF_CONFIRMED: Tone.CONFIRM,
    Verdict.READ_ONLY: Tone.READ,
    None: Tone.NEWS,
}


class TextReply(Struct, frozen=True, kw_only=True):
    """Some lines, such as the evidence or a letter.

    Attributes:
        is_for_one: Meant for who pressed or asked, not for all who read along.
    """

    title: str = ""
    lines: tuple[str, ...] = ()
    is_for_one: bool = True
    buttons: tuple[Button, ...] = ()


Reply = CardReply | TextReply
