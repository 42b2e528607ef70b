"""Answers a message by a look of our own at what it is about, set against what it says."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from bot.core.answer import Answer
from bot.core.compare import Comparison, Views, compare
from bot.core.conclude import Case, conclude
from bot.core.explanation import Explanation, Row
from bot.core.knowledge import Knowledge
from bot.core.lookalike import Imitation
from bot.core.message import Enquiry
from bot.core.side_by_side import Both, words_for
from bot.core.tell import aside, tell
from bot.core.vocabulary import Problem
from bot.desk.check import Checked, Checker
from bot.desk.explain import Explained, Explainer

MOST_LOOKS: Final = 3
"""Of the targets in one message, how many are looked at."""


class SecondLook:
    """Looks at what messages are about, and concludes from both views."""

    def __init__(
        self,
        explainer: Explainer,
        checker: Checker,
        knowledge: Knowledge,
        imitates: Callable[[str], Imitation | None],
    ) -> None:
        """Takes what it needs; `imitates` says which trusted name a host's name imitates."""
        self._explainer = explainer
        self._checker = checker
        self._knowledge = knowledge
        self._imitates = imitates

    async def explain(self, text: str) -> Explained:
        """Answers a message; where there is nothing to look at, by its text alone."""
        enquiry = self._explainer.read(text)
        if not asks_for_a_look(enquiry):
            return self._explainer.answer(enquiry)
        checks = await self._looks(enquiry)
        return self._concluded(enquiry, checks, subject(enquiry, checks))

    async def _looks(self, enquiry: Enquiry) -> tuple[Checked, ...]:
        async with asyncio.TaskGroup() as group:
            looks = [
                group.create_task(self._checker.check_target(target))
                for target in enquiry.targets[:MOST_LOOKS]
            ]
        return tuple(look.result() for look in looks)

    def _concluded(self, enquiry: Enquiry, checks: tuple[Checked, ...], about: int) -> Explained:
        speaking, checked = self._explainer.speaking, checks[about]
        both = self._both(enquiry, checked)
        conclusion = both.conclusion
        question = conclusion.question
        told = Explanation(
            enquiry=enquiry,
            problem=conclusion.problem,
            also=conclusion.also,
            assessment=conclusion.assessment,
            answer=words_for(both, speaking) or self._answer(both, checked),
            question=question,
            asked=speaking.question(question) if question else "",
            aside=aside(enquiry, conclusion.problem, speaking),
            comparison=_row(conclusion.comparison),
        )
        return Explained(told=told, checks=checks, about=about)

    def _answer(self, both: Both, checked: Checked) -> Answer:
        """Our own look speaks where it says the same; it knows more."""
        problem = both.conclusion.problem
        if problem is None or problem is checked.diagnosis.problem:
            return checked.answer
        explainer = self._explainer
        return tell(both.views.enquiry, problem, explainer.clock(), explainer.speaking)

    def _both(self, enquiry: Enquiry, checked: Checked) -> Both:
        host, here = checked.asked.host or "", checked.diagnosis
        views = Views(
            host=host,
            enquiry=enquiry,
            here=here,
            knowledge=self._knowledge,
            now=self._explainer.clock(),
        )
        imitation = self._imitates(host)
        case = Case(
            enquiry=enquiry,
            here=here,
            comparison=compare(views),
            is_lookalike=imitation is not None,
        )
        return Both(views=views, conclusion=conclude(case), imitation=imitation)


def asks_for_a_look(enquiry: Enquiry) -> bool:
    """There is an address, and the text is about it and not talk that mentions it."""
    return bool(enquiry.targets) and enquiry.problem is not Problem.NOT_A_CERTIFICATE_PROBLEM


def subject(enquiry: Enquiry, checks: Sequence[Checked]) -> int:
    """The look that the answer is about: at the host that failed, else the first that fails."""
    hosts = [checked.asked.host for checked in checks]
    if enquiry.reported.host in hosts:
        return hosts.index(enquiry.reported.host)
    failing = (i for i, checked in enumerate(checks) if checked.diagnosis.problem is not None)
    return next(failing, 0)


def _row(comparison: Comparison | None) -> Row | None:
    if comparison is None:
        return None
    return Row(row=int(comparison.row), name=comparison.row.name.lower())
