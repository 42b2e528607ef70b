"""Answers one question about one address, or about a chain from a file."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.core.answer import Answer, Wording, answer
from bot.core.diagnose import Diagnosis, diagnose, diagnose_chain, diagnose_unreadable
from bot.core.facts import Observation, Served
from bot.core.knowledge import Knowledge
from bot.core.report import Asked, Json, report
from bot.core.target import InvalidTargetError, StartTls, Target


class Look(Protocol):
    """How the world is looked at; the probe fits."""

    def __call__(self, target: Target) -> Awaitable[Observation]:
        """Never raises for what the server did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One answered question.

    Attributes:
        timing_ms: Milliseconds by phase; empty where nothing was looked at.
    """

    asked: Asked
    diagnosis: Diagnosis
    answer: Answer
    timing_ms: Mapping[str, float] = field(default_factory=dict)

    def report(self, contact: Mapping[str, str]) -> dict[str, Json]:
        """As JSON of `check` and `inspect`."""
        return report(self.asked, self.diagnosis, self.answer, contact, self.timing_ms)


class Checker:
    """Looks, judges and words."""

    def __init__(
        self, look: Look, knowledge: Knowledge, wording: Wording, clock: Callable[[], datetime]
    ) -> None:
        """`clock` gives the moment at which things are judged, aware and in UTC."""
        self._look = look
        self._knowledge = knowledge
        self._wording = wording
        self._clock = clock

    async def check(self, text: str, starttls: StartTls | None = None) -> Checked:
        """Answers for whatever was typed; what is no address gets an answer too."""
        try:
            target = Target.parse(text, starttls)
        except InvalidTargetError as error:
            return self._unreadable(error)
        observation = await self._look(target)
        now = self._clock()
        diagnosis = diagnose(observation, self._knowledge, now=now)
        return Checked(
            asked=Asked(
                input=target.input, host=target.host, port=target.port, starttls=target.starttls
            ),
            diagnosis=diagnosis,
            answer=answer(diagnosis, target.host, self._wording, now),
            timing_ms=observation.timing_ms,
        )

    def inspect(self, chain: Sequence[Served], host: str) -> Checked:
        """Answers for a chain from a file; `host` "" asks for no name."""
        now = self._clock()
        diagnosis = diagnose_chain(chain, host, self._knowledge, now=now)
        return Checked(
            asked=Asked(input=host, host=host or None),
            diagnosis=diagnosis,
            answer=answer(diagnosis, host, self._wording, now),
        )

    def _unreadable(self, error: InvalidTargetError) -> Checked:
        diagnosis = diagnose_unreadable(str(error))
        return Checked(
            asked=Asked(input=error.text),
            diagnosis=diagnosis,
            answer=answer(diagnosis, "", self._wording, self._clock()),
        )
