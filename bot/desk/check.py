"""Answers one question about one address, or about a chain from a file."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from msgspec.structs import replace

from bot.core.diagnosis.around import Around
from bot.core.diagnosis.diagnose import (
    Diagnosis,
    diagnose,
    diagnose_chain,
    diagnose_failed,
    diagnose_unreadable,
    withheld,
)
from bot.core.diagnosis.surrounded import imitating, surrounded
from bot.core.facts import Observation, Served
from bot.core.knowledge import Knowledge
from bot.core.registry import Reach, reach_of
from bot.core.target import InvalidTargetError, StartTls, Target
from bot.core.words.answer import Answer, Occasion, Wording, answer, answer_unreadable
from bot.core.words.report import Asked, Json, report
from bot.desk.control import what_is_wrong

if TYPE_CHECKING:
    from bot.core.names.lookalike import Imitation
    from bot.desk.surroundings import Look, Surroundings


class Looked(Struct, frozen=True, kw_only=True):
    """What a look brought home, not judged: plain values that can be kept and passed on."""

    observation: Observation
    around: Around
    at: datetime

    @property
    def is_public(self) -> bool:
        """Everybody may be told: whoever looks there sees the same."""
        seen = [look.address for look in self.observation.looks]
        return bool(seen) and all(reach_of([address]) is Reach.PUBLIC for address in seen)


class Checked(Struct, frozen=True, kw_only=True):
    """One answered question.

    Attributes:
        timing_ms: Milliseconds by phase; empty where nothing was looked at.
        looked: What it was judged from; None where nothing was looked at.
    """

    asked: Asked
    diagnosis: Diagnosis
    answer: Answer
    timing_ms: Mapping[str, float] = field(default_factory=dict)
    looked: Looked | None = None

    def report(self, contact: Mapping[str, str]) -> dict[str, Json]:
        """As JSON of `check` and `inspect`."""
        return report(self.asked, self.diagnosis, self.answer, contact, self.timing_ms)


class Beyond(Struct, frozen=True, kw_only=True):
    """What is asked beyond the address itself.

    Attributes:
        surroundings: None: nothing around it is looked at.
        imitates: Says which trusted name a host's name imitates.
    """

    surroundings: "Surroundings | None" = None
    imitates: "Callable[[str], Imitation | None]" = lambda _: None


NOTHING_BEYOND: Final = Beyond()


class Checker:
    """Looks, judges and words.

    Attributes:
        look: How the world is looked at.
        own_path: What is wrong with our own way out; "" where nothing is, or nobody looked.
    """

    def __init__(
        self,
        look: "Look",
        knowledge: Knowledge,
        wording: Wording,
        clock: Callable[[], datetime],
        *,
        beyond: Beyond = NOTHING_BEYOND,
    ) -> None:
        """Takes what it needs; `clock` gives the moment of judgement, aware and in UTC."""
        self.own_path = ""
        self.look = look
        self._beyond = beyond
        self._knowledge = knowledge
        self._wording = wording
        self._clock = clock

    async def look_at_control(self, target: Target) -> None:
        """Learns whether our own way out is clean; else verdicts on public hosts are withheld."""
        observation = await self.look(target)
        self.own_path = what_is_wrong(observation, self._knowledge, self._clock())

    async def check(self, text: str, starttls: StartTls | None = None) -> Checked:
        """Answers for whatever was typed; what is no address gets an answer too."""
        try:
            target = Target.parse(text, starttls)
        except InvalidTargetError as error:
            return self._unreadable(error)
        return await self.check_target(target)

    async def check_target(self, target: Target) -> Checked:
        """Answers for an address that was understood."""
        observation = await self.look(target)
        diagnosis = self.judge(observation)
        return self.word(observation, diagnosis, await self.explore(observation, diagnosis))

    def judge(self, observation: Observation) -> Diagnosis:
        """What was seen at the address itself, judged."""
        return diagnose(observation, self._knowledge, now=self._clock())

    async def explore(self, observation: Observation, diagnosis: Diagnosis) -> Around:
        """What lies around an address that was looked at; nothing where nobody asks for it."""
        if self._beyond.surroundings is None:
            return Around()
        return await self._beyond.surroundings.explore(observation, diagnosis)

    def word(self, observation: Observation, seen: Diagnosis, around: Around) -> Checked:
        """The answer to what was seen and judged."""
        now, target = self._clock(), observation.target
        diagnosis = surrounded(seen, around)
        if self.own_path and _reach(observation) is Reach.PUBLIC:
            diagnosis = withheld(diagnosis, self.own_path)
        imitation = self._beyond.imitates(target.host)
        if imitation is not None:
            diagnosis = imitating(diagnosis, imitation)
        return Checked(
            asked=_asked(target),
            diagnosis=diagnosis,
            answer=answer(
                diagnosis,
                Occasion(
                    host=target.host,
                    now=now,
                    server=observation.page.server if observation.page else "",
                ),
                self._wording,
            ),
            timing_ms=observation.timing_ms,
            looked=Looked(observation=observation, around=around, at=now),
        )

    def rejudge(self, looked: Looked) -> Checked:
        """The answer by a look that was made before, perhaps by another process."""
        checked = self.word(looked.observation, self.judge(looked.observation), looked.around)
        return replace(checked, looked=looked)

    def inspect(self, chain: Sequence[Served], host: str) -> Checked:
        """Answers for a chain from a file; `host` "" asks for no name."""
        now = self._clock()
        diagnosis = diagnose_chain(chain, host, self._knowledge, now=now)
        return Checked(
            asked=Asked(input=host, host=host or None),
            diagnosis=diagnosis,
            answer=answer(diagnosis, Occasion(host=host, now=now, is_file=True), self._wording),
        )

    def apologise(self, text: str, reference: str) -> Checked:
        """Answers where a mistake of ours left a text without one; `reference` is for the log."""
        try:
            target = Target.parse(text)
        except ValueError:
            asked = Asked(input="")  # whatever was typed: it may hold a secret
        else:
            asked = _asked(target)
        diagnosis = diagnose_failed(reference)
        occasion = Occasion(host=asked.host or "", now=self._clock(), reference=reference)
        return Checked(
            asked=asked,
            diagnosis=diagnosis,
            answer=answer(diagnosis, occasion, self._wording),
        )

    def _unreadable(self, error: InvalidTargetError) -> Checked:
        diagnosis = diagnose_unreadable(self._wording.refusal(error.reason).wrong)
        return Checked(
            asked=Asked(input=error.text),
            diagnosis=diagnosis,
            answer=answer_unreadable(diagnosis, error.reason, self._wording),
        )


def _asked(target: Target) -> Asked:
    return Asked(input=target.input, host=target.host, port=target.port, starttls=target.starttls)


def _reach(observation: Observation) -> Reach:
    return reach_of([look.address for look in observation.looks])
