"""What lies around one address: sister names that work, places it leads to."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

from bot.core.diagnose import Diagnosis, diagnose, with_surroundings
from bot.core.facts import Certificate, Observation
from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.knowledge import Knowledge
from bot.core.sisters import sister_names
from bot.core.target import Target
from bot.core.vocabulary import Problem, Severity

_BUDGET_S: Final = 4.0  # nothing here may hold up the answer for long
_MAX_HOPS: Final = 3
_NAME_PROBLEMS: Final = frozenset({Problem.NAME_VARIANT, Problem.NAME_MISMATCH, Problem.NO_SAN})


class Look(Protocol):
    """How the world is looked at; the probe fits."""

    def __call__(self, target: Target) -> Awaitable[Observation]:
        """Never raises for what the server did."""


class Surroundings:
    """Looks around an address that was already judged."""

    def __init__(
        self, look: Look, glance: Look, knowledge: Knowledge, clock: Callable[[], datetime]
    ) -> None:
        """`glance` is a look at the handshake alone."""
        self._look = look
        self._glance = glance
        self._knowledge = knowledge
        self._clock = clock

    async def explore(self, observation: Observation, diagnosis: Diagnosis) -> Diagnosis:
        """The diagnosis with what was found around; without it where time ran out."""
        try:
            async with asyncio.timeout(_BUDGET_S), asyncio.TaskGroup() as group:
                sister = group.create_task(self._sister(observation.target, diagnosis))
                nameless = group.create_task(self._without_sni(observation.target, diagnosis))
                redirect = group.create_task(self._redirect(observation))
        except TimeoutError:
            return diagnosis
        note = redirect.result()
        return with_surroundings(
            diagnosis,
            alternative=sister.result(),
            explanation=nameless.result(),
            notes=[note] if note else [],
        )

    async def _sister(self, target: Target, diagnosis: Diagnosis) -> str:
        """The first sister name that is itself healthy; "" where none is."""
        names = self._sisters(target, diagnosis)
        async with asyncio.TaskGroup() as group:
            looks = [
                group.create_task(self._is_healthy(replace(target, input=name, host=name)))
                for name in names
            ]
        healthy = (name for name, look in zip(names, looks, strict=True) if look.result())
        return next(healthy, "")

    def _sisters(self, target: Target, diagnosis: Diagnosis) -> tuple[str, ...]:
        chain = diagnosis.judged.chain
        if diagnosis.problem not in _NAME_PROBLEMS or not chain:
            return ()
        leaf = chain[0]
        if not isinstance(leaf, Certificate):
            return ()
        return sister_names(target.host, leaf, self._knowledge.suffixes)

    async def _is_healthy(self, target: Target) -> bool:
        return await self._problem_at(target) is None

    async def _problem_at(self, target: Target) -> Problem | None:
        observation = await self._glance(target)
        return diagnose(observation, self._knowledge, now=self._clock()).problem

    async def _without_sni(self, target: Target, diagnosis: Diagnosis) -> str:
        """Whether the server shows the right certificate only to those who name nobody."""
        if diagnosis.problem not in _NAME_PROBLEMS or target.is_ip:
            return ""
        if await self._problem_at(replace(target, sends_name=False)) is not None:
            return ""
        return "without a server name in the hello, a certificate that fits is shown"

    async def _redirect(self, observation: Observation) -> Finding | None:
        """Follows host and port of redirects; a broken next place is worth a note."""
        seen = {(observation.target.host, observation.target.port)}
        page = observation.page
        for _ in range(_MAX_HOPS):
            place = page.redirect if page else None
            if place is None or place in seen:
                return None
            seen.add(place)
            host, port = place
            further = await self._look(Target(input=host, host=host, port=port))
            primary = diagnose(further, self._knowledge, now=self._clock()).primary
            if primary is not None and primary.severity is Severity.ERROR:
                evidence = f"{observation.target.display} leads to {further.target.display}, "
                return Finding(
                    fault=Fault.REDIRECT_BROKEN, evidence=f"{evidence}which has {primary.problem}"
                )
            page = further.page
        return None
