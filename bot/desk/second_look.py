"""Answers a message by a look of our own at what it is about, set against what it says."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from bot.core.compare.answers import narrowed
from bot.core.compare.rows import compare
from bot.core.compare.views import Views
from bot.core.conclude import Grounds, conclude
from bot.core.knowledge import Knowledge
from bot.core.message import Enquiry, LayAnswers, Question
from bot.core.target import Target
from bot.core.vocabulary import Category, Problem, category_of
from bot.core.words.answer import Answer
from bot.core.words.explanation import Explanation
from bot.core.words.side_by_side import Both, words_for
from bot.core.words.tell import aside, tell
from bot.desk.check import Checked
from bot.desk.early import Sight
from bot.desk.explain import Explained, Explainer

MOST_LOOKS: Final = 3
"""Of the targets in one message, how many are looked at."""


class Look(Protocol):
    """How hosts are looked at; never raises for what they do."""

    async def __call__(self, target: Target) -> Sight:
        """What is there, or was just now."""


Later = Callable[[], Awaitable[Explained]]
"""The same answer once issuers have said what they have to say."""


class Known(Struct, frozen=True, kw_only=True):
    """What a conversation knows beside the enquiry.

    Attributes:
        asked: Questions that were put already; none is put twice.
        danger: What was proved dangerous before.
    """

    answers: LayAnswers = LayAnswers()
    asked: tuple[Question, ...] = ()
    danger: Problem | None = None


NOTHING_KNOWN: Final = Known()


class SecondLook:
    """Looks at what messages are about, and concludes from both views."""

    def __init__(
        self,
        explainer: Explainer,
        look: Look,
        knowledge: Knowledge,
    ) -> None:
        """Takes what it needs."""
        self._explainer = explainer
        self._look = look
        self._knowledge = knowledge

    async def explain(self, text: str) -> Explained:
        """Answers a message."""
        return await self.answer(self._explainer.read(text))

    async def answer(self, enquiry: Enquiry, known: Known = NOTHING_KNOWN) -> Explained:
        """Answers what was read; where there is nothing to look at, by the text alone."""
        soon, later = await self.answer_soon(enquiry, known)
        return soon if later is None else await later()

    async def answer_soon(
        self, enquiry: Enquiry, known: Known = NOTHING_KNOWN
    ) -> tuple[Explained, Later | None]:
        """The same without waiting for issuers' word; and how to wait, where it may change it."""
        if not asks_for_a_look(enquiry):
            settled = _settled(enquiry, known)
            return self._explainer.answer(settled, known.asked), None
        async with asyncio.TaskGroup() as group:
            targets = enquiry.targets[:MOST_LOOKS]
            looks = [group.create_task(self._look(target)) for target in targets]
        sights = [look.result() for look in looks]
        soon = self._concluded(enquiry, known, tuple(sight.checked for sight in sights))
        soon = replace(soon, again_at=sights[soon.about or 0].again_at)

        async def later() -> Explained:
            checks = [await sight.whole() for sight in sights]
            return self._concluded(enquiry, known, tuple(checks))

        return soon, later if any(sight.rest for sight in sights) else None

    def _concluded(self, enquiry: Enquiry, known: Known, checks: tuple[Checked, ...]) -> Explained:
        about = subject(enquiry, checks)
        speaking, checked = self._explainer.speaking, checks[about]
        both = self._both(enquiry, known, checked)
        conclusion = both.conclusion
        question = both.question
        told = Explanation(
            enquiry=enquiry,
            problem=conclusion.problem,
            also=conclusion.also,
            assessment=conclusion.assessment,
            answer=words_for(both, speaking) or self._answer(both, checked),
            question=question,
            asked=speaking.question(question) if question else "",
            aside=aside(enquiry, conclusion.problem, speaking),
            comparison=conclusion.comparison.row if conclusion.comparison else None,
            remark=conclusion.comparison.remark if conclusion.comparison else "",
            danger=conclusion.danger,
        )
        return Explained(told=told, checks=checks, about=about)

    def _answer(self, both: Both, checked: Checked) -> Answer:
        """Our own look speaks where it says the same; it knows more."""
        conclusion, here = both.conclusion, checked.diagnosis
        problem = conclusion.problem
        is_the_same = problem is here.problem
        if problem is None or (
            is_the_same and conclusion.assessment.verdict is here.assessment.verdict
        ):
            return checked.answer
        explainer = self._explainer
        return tell(both.views.enquiry, problem, explainer.clock(), explainer.speaking)

    def _both(self, enquiry: Enquiry, known: Known, checked: Checked) -> Both:
        host, here = checked.asked.host or "", checked.diagnosis
        views = Views(
            host=host,
            enquiry=enquiry,
            here=here,
            knowledge=self._knowledge,
            now=self._explainer.clock(),
            answers=known.answers,
        )
        grounds = Grounds(
            enquiry=enquiry, here=here, comparison=compare(views), before=known.danger
        )
        return Both(views=views, conclusion=conclude(grounds), asked=known.asked)


def asks_for_a_look(enquiry: Enquiry) -> bool:
    """There is an address, and the text is about it and not talk that mentions it."""
    is_about = enquiry.problem is not Problem.NOT_A_CERTIFICATE_PROBLEM
    return bool(enquiry.targets) and is_about and not enquiry.holds_private_key


def _settled(enquiry: Enquiry, known: Known) -> Enquiry:
    """What is known makes of a report where nothing can be looked at."""
    meant = known.danger or narrowed(known.answers, {enquiry.problem, *enquiry.also})
    return enquiry if meant is None else replace(enquiry, problem=meant, also=())


def subject(enquiry: Enquiry, checks: Sequence[Checked]) -> int:
    """The look that the answer is about: at the host that failed, else the first that fails.

    Where the text leaves open which one failed, it is not the one that is in order from here.
    """
    hosts = [checked.asked.host for checked in checks]
    failing = [i for i, checked in enumerate(checks) if checked.diagnosis.problem is not None]
    if enquiry.reported.host not in hosts:
        return next(iter(failing), 0)
    named = hosts.index(enquiry.reported.host)
    alike = (i for i in failing if checks[i].diagnosis.category in _categories(enquiry))
    return named if enquiry.chain or named in failing else next(alike, named)


def _categories(enquiry: Enquiry) -> set[Category]:
    """What the text says could be any of these."""
    return {category_of(problem) for problem in (enquiry.problem, *enquiry.also)}
