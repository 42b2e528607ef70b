"""Answers a message by its text alone. Loads nothing that only looks need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from bot.core.diagnosis.verdicts import usual
from bot.core.message import Enquiry, Intent
from bot.core.question.enquiry import Lore, read
from bot.core.vocabulary import Problem, Risk
from bot.core.words.ask import next_question
from bot.core.words.explanation import Explanation, explanation_record
from bot.core.words.tell import Telling, aside, tell, tell_failure, tell_not_understood

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.core.message import Question
    from bot.core.words.card import Card
    from bot.core.words.report import Json
    from bot.desk.check import Checked


class Speaking(Telling, Protocol):
    """Where the sentences come from; the catalogue fits."""

    def question(self, question: Question) -> str:
        """What is asked when something decisive is missing."""

    def view(self, name: str) -> Card:
        """The card for one outcome of a comparison."""


class Explained(Struct, frozen=True, kw_only=True):
    """One answered message.

    Attributes:
        checks: The looks that were made, in the order of the targets.
        about: Which of them the answer is about; None where it is about none.
        again_at: When that one can be looked at again, where it was seen before somebody asked.
    """

    told: Explanation
    checks: tuple[Checked, ...] = ()
    about: int | None = None
    again_at: datetime | None = None

    @property
    def subject(self) -> Checked | None:
        """The look that the answer is about."""
        return None if self.about is None else self.checks[self.about]

    def report(self, contact: Mapping[str, str], line: Json = None) -> dict[str, Json]:
        """As JSON of `explain`; `line` is the id that came with the text."""
        return explanation_record(
            self.told,
            line=line,
            checks=[checked.report(contact) for checked in self.checks],
            about=self.about,
            contact=dict(contact),
        )


class Explainer:
    """Reads and answers messages."""

    def __init__(self, lore: Lore, speaking: Speaking, clock: Callable[[], datetime]) -> None:
        """Takes what it needs; `clock` gives the moment of a message, aware and in UTC."""
        self._lore = lore
        self.speaking = speaking
        self.clock = clock

    def read(self, text: str) -> Enquiry:
        """What a text says."""
        return read(text, self._lore, self.clock())

    def explain(self, text: str) -> Explained:
        """Answers by the text alone; whatever it is, there is an answer."""
        return self.answer(self.read(text))

    def answer(self, enquiry: Enquiry, asked: tuple[Question, ...] = ()) -> Explained:
        """Answers what was read; no question of `asked` is put again."""
        question = next_question(enquiry)
        question = None if question in asked else question
        assessment = usual(enquiry.problem)
        told = Explanation(
            enquiry=enquiry,
            problem=enquiry.problem,
            also=enquiry.also,
            assessment=assessment,
            answer=tell(enquiry, enquiry.problem, self.clock(), self.speaking),
            question=question,
            asked=self.speaking.question(question) if question else "",
            aside=aside(enquiry, enquiry.problem, self.speaking),
            danger=enquiry.problem if assessment.risk is Risk.DANGER else None,
        )
        return Explained(told=told)

    def ask_back(self, host: str, standing: Question | None) -> Explained:
        """Answers words that mean nothing to us, with the question that stands."""
        enquiry = Enquiry(problem=Problem.NOT_A_CERTIFICATE_PROBLEM, intent=Intent.CHAT)
        told = Explanation(
            enquiry=enquiry,
            problem=enquiry.problem,
            also=(),
            assessment=usual(enquiry.problem),
            answer=tell_not_understood(host, self.speaking),
            question=standing,
            asked=self.speaking.question(standing) if standing else "",
        )
        return Explained(told=told)

    def apologise(self, reference: str) -> Explained:
        """Answers where a mistake of ours left a message without one; `reference` is logged."""
        enquiry = Enquiry()
        told = Explanation(
            enquiry=enquiry,
            problem=enquiry.problem,
            also=(),
            assessment=usual(enquiry.problem),
            answer=tell_failure(reference, self.speaking),
        )
        return Explained(told=told)
