"""What lies around one address: sister names that work, places it leads to."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from bot.core.diagnosis.around import NAME_PROBLEMS, Around, Onward
from bot.core.diagnosis.diagnose import Diagnosis, diagnose
from bot.core.facts import Certificate, Observation, Page
from bot.core.knowledge import Knowledge
from bot.core.names.sisters import sister_names
from bot.core.registry import Reach, reach_of
from bot.core.target import Target
from bot.core.vocabulary import Problem, Severity

_BUDGET_S: Final = 4.0  # nothing here may hold up the answer for long
_MAX_HOPS: Final = 3


class Look(Protocol):
    """How the world is looked at; the probe fits."""

    def __call__(
        self, target: Target, *, soon: Callable[[Observation], None] | None = None
    ) -> Awaitable[Observation]:
        """Never raises for what the server did.

        `soon` is told everything but what issuers say of revocation, where that takes longer.
        """


class LookOn(Protocol):
    """A look at a place that nobody typed; a lighter probe fits."""

    def __call__(self, target: Target, *, public_only: bool) -> Awaitable[Observation]:
        """Never raises for what the server did."""


class Surroundings:
    """Looks around an address that was already judged.

    What a public host leads to must be public too; only from a private one may private ones be
    reached, as far as the settings allow.
    """

    def __init__(
        self, follow: LookOn, glance: LookOn, knowledge: Knowledge, clock: Callable[[], datetime]
    ) -> None:
        """`follow` also asks for the page; `glance` is a look at the handshake alone."""
        self._follow = follow
        self._glance = glance
        self._knowledge = knowledge
        self._clock = clock

    async def explore(self, observation: Observation, diagnosis: Diagnosis) -> Around:
        """What lies around; nothing where time ran out."""
        seen = [look.address for look in observation.looks]
        way = _Way(target=observation.target, public_only=reach_of(seen) is not Reach.PRIVATE)
        try:
            async with asyncio.timeout(_BUDGET_S), asyncio.TaskGroup() as group:
                sister = group.create_task(self._sister(way, diagnosis))
                nameless = group.create_task(self._without_sni(way, diagnosis))
                onward = group.create_task(self._onward(way, observation.page))
        except TimeoutError:
            return Around()
        return Around(
            alternative=sister.result(), explanation=nameless.result(), onward=onward.result()
        )

    async def _sister(self, way: "_Way", diagnosis: Diagnosis) -> str:
        """The first sister name that is itself healthy; "" where none is."""
        names = self._sisters(way.target, diagnosis)
        async with asyncio.TaskGroup() as group:
            looks = [
                group.create_task(self._problem_at(way, input=name, host=name)) for name in names
            ]
        healthy = (n for n, look in zip(names, looks, strict=True) if look.result() is None)
        return next(healthy, "")

    def _sisters(self, target: Target, diagnosis: Diagnosis) -> tuple[str, ...]:
        chain = diagnosis.judged.chain
        if diagnosis.problem not in NAME_PROBLEMS or not chain:
            return ()
        leaf = chain[0]
        if not isinstance(leaf, Certificate):
            return ()
        return sister_names(target.host, leaf, self._knowledge.suffixes)

    async def _problem_at(self, way: "_Way", **changes: Any) -> Problem | None:  # noqa: ANN401
        target = replace(way.target, **changes)
        observation = await self._glance(target, public_only=way.public_only)
        return diagnose(observation, self._knowledge, now=self._clock()).problem

    async def _without_sni(self, way: "_Way", diagnosis: Diagnosis) -> str:
        """Whether the server shows the right certificate only to those who name nobody."""
        if diagnosis.problem not in NAME_PROBLEMS or way.target.is_ip:
            return ""
        if await self._problem_at(way, sends_name=False) is not None:
            return ""
        return "without a server name in the hello, a certificate that fits is shown"

    async def _onward(self, way: "_Way", page: Page | None) -> Onward | None:
        """Follows host and port of redirects, to the first place that is broken."""
        seen = {(way.target.host, way.target.port)}
        for _ in range(_MAX_HOPS):
            place = page.redirect if page else None
            if place is None or place.in_clear or (place.host, place.port) in seen:
                return None
            seen.add((place.host, place.port))
            place_on = Target(input=place.host, host=place.host, port=place.port)
            further = await self._follow(place_on, public_only=way.public_only)
            primary = diagnose(further, self._knowledge, now=self._clock()).primary
            if primary is not None and primary.severity is Severity.ERROR:
                return Onward(
                    start=way.target.display,
                    place=further.target.display,
                    problem=primary.problem,
                )
            page = further.page
        return None


class _Way(Struct, frozen=True, kw_only=True):
    """Where further looks start from, and whether they must stay in public."""

    target: Target
    public_only: bool
