"""One look at a target: resolve, connect to what the guard allows, shake hands, bring it home."""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.diagnosis.page_forms import PageForms
from bot.core.facts import AddressLook, Observation, Unresolved
from bot.core.target import Target
from bot.probe.engine import Contexts
from bot.probe.resolve import Address, Lookup, Policy, resolve, system_lookup
from bot.probe.visit import Limits, Visit

if TYPE_CHECKING:
    from bot.probe.upstream import Followed, Upstream

__all__ = ["Limits", "Prober"]


class Prober:
    """Looks at targets; holds what all looks share. Safe for any number of looks at once."""

    def __init__(
        self,
        policy: Policy,
        limits: Limits,
        *,
        lookup: Lookup = system_lookup,
        upstream: "Upstream | None" = None,
        page_forms: Callable[[], PageForms] = PageForms,
    ) -> None:
        """Without `upstream` nothing that certificates point to is fetched.

        `page_forms` is asked when a page is; without it no page is recognised by its words.
        """
        self._policy = policy
        self._limits = limits
        self._lookup = lookup
        self._upstream = upstream
        self._page_forms = page_forms
        self._contexts = Contexts()

    async def look(self, target: Target, *, public_only: bool = False) -> Observation:
        """Everything one look can establish; never raises for what the server or resolver did.

        `public_only` is for places that no person named: networks allowed by setting do not count.
        """
        started = perf_counter()
        deadline = asyncio.get_running_loop().time() + self._limits.total_s
        found = await self._resolve(target, deadline, public_only=public_only)
        timing = {"dns": _ms(started)}
        if isinstance(found, Unresolved):
            timing["total"] = timing["dns"]
            return Observation(target=target, unresolved=found, timing_ms=timing)
        visit = Visit(target, self._limits, self._contexts, deadline, self._page_forms)
        visit.wants_timestamps = self._upstream.wants_timestamps if self._upstream else None
        looks, followed = await self._visit(visit, found, deadline)
        if followed is not None and followed.revocation_ms is not None:
            timing["revocation"] = followed.revocation_ms
        timing |= {**visit.timing, "total": _ms(started)}
        return Observation(
            target=target,
            looks=looks,
            untried=len(found) - len(looks),
            fetched=followed.fetched if followed else (),
            revocations=followed.revocations if followed else (),
            page=visit.page,
            timing_ms=timing,
        )

    async def _visit(
        self, visit: Visit, found: tuple[Address, ...], deadline: float
    ) -> tuple[tuple[AddressLook, ...], "Followed | None"]:
        """What lies above the chain is followed while other addresses are still looked at."""
        if self._upstream is None or self._limits.tls_only:
            return await visit.all(found), None
        async with asyncio.TaskGroup() as group:
            looking = group.create_task(visit.all(found))
            follow = self._follow(self._upstream, visit.first_chain, found, deadline)
            following = group.create_task(follow)
        return looking.result(), following.result()

    async def _follow(
        self,
        upstream: "Upstream",
        first_chain: asyncio.Future[tuple[bytes, ...]],
        found: tuple[Address, ...],
        deadline: float,
    ) -> "Followed | None":
        """As soon as one address has served a chain; the others show the same, as a rule."""
        from bot.probe.upstream import Origin  # noqa: PLC0415 - a brief look needs none of it

        served = await first_chain
        if not served:
            return None
        origin = Origin(
            policy=self._policy,
            addresses=[address.literal for address in found],
            deadline=deadline,
            lookup=self._lookup,
        )
        return await upstream.follow(served, origin)

    def lighter(self, *, tls_only: bool) -> "Prober":
        """The same for further places: nothing that their certificates point to is fetched."""
        limits = replace(self._limits, tls_only=tls_only)
        light = Prober(self._policy, limits, lookup=self._lookup, page_forms=self._page_forms)
        light._contexts = self._contexts
        return light

    async def _resolve(
        self, target: Target, deadline: float, *, public_only: bool
    ) -> tuple[Address, ...] | Unresolved:
        policy = replace(self._policy, allow=()) if public_only else self._policy
        try:
            async with asyncio.timeout_at(deadline):
                return await resolve(target.host, target.port, policy=policy, lookup=self._lookup)
        except TimeoutError:
            return Unresolved.RESOLVER_FAILED


def _ms(since: float) -> float:
    return round((perf_counter() - since) * 1000, 3)
