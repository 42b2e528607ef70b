"""One look at a target: resolve, connect to what the guard allows, shake hands, bring it home."""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from bot.core.diagnosis.page_forms import PageForms
from bot.core.facts import AddressLook, Observation, Unresolved
from bot.core.target import Target
from bot.probe.engine import Contexts
from bot.probe.resolve import Address, Lookup, Policy, resolve, system_lookup
from bot.probe.visit import Limits, Visit

if TYPE_CHECKING:
    from bot.probe.upstream import Followed, Upstream

__all__ = ["Limits", "Prober", "Soon"]

T = TypeVar("T")

Soon = Callable[[Observation], None]
"""Told what is known already."""


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

    async def look(
        self, target: Target, *, public_only: bool = False, soon: Soon | None = None
    ) -> Observation:
        """Everything one look can establish; never raises for what the server or resolver did.

        `public_only` is for places that no person named: networks allowed by setting do not count.
        `soon` is told everything but what issuers say of revocation, where that takes longer.
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

        def seen(looks: tuple[AddressLook, ...], followed: "Followed | None") -> Observation:
            if followed is not None and followed.revocation_ms is not None:
                timing["revocation"] = followed.revocation_ms
            return Observation(
                target=target,
                looks=looks,
                untried=len(found) - len(looks),
                fetched=followed.fetched if followed else (),
                revocations=followed.revocations if followed else (),
                page=visit.page,
                timing_ms={**timing, **visit.timing, "total": _ms(started)},
            )

        if self._upstream is None or self._limits.tls_only:
            return seen(await visit.all(found), None)
        way = _Way(upstream=self._upstream, found=found, deadline=deadline, seen=seen)
        return await self._visit(visit, way, soon)

    async def _visit(self, visit: Visit, way: "_Way", soon: Soon | None) -> Observation:
        """What lies above the chain is followed while other addresses are still looked at."""
        above: asyncio.Future[tuple[bytes, ...]] = asyncio.get_running_loop().create_future()
        async with asyncio.TaskGroup() as group:
            looking = group.create_task(visit.all(way.found))
            follow = self._follow(way, visit.first_chain, above.set_result)
            following = group.create_task(follow)
            following.add_done_callback(lambda _: _settle(above, ()))
            looks, fetched = await looking, await above
            if soon is not None and not following.done():
                soon(way.seen(looks, _followed(fetched)))
        return way.seen(looks, following.result())

    async def _follow(
        self,
        way: "_Way",
        first_chain: asyncio.Future[tuple[bytes, ...]],
        asking: Callable[[tuple[bytes, ...]], None],
    ) -> "Followed | None":
        """As soon as one address has served a chain; the others show the same, as a rule."""
        from bot.probe.upstream import Origin  # noqa: PLC0415 - a brief look needs none of it

        served = await first_chain
        if not served:
            return None
        origin = Origin(
            policy=self._policy,
            addresses=[address.literal for address in way.found],
            deadline=way.deadline,
            lookup=self._lookup,
        )
        return await way.upstream.follow(served, origin, asking)

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


class _Way(Struct, frozen=True, kw_only=True):
    """Where one look leads, and how it is told."""

    upstream: "Upstream"
    found: tuple[Address, ...]
    deadline: float
    seen: Callable[[tuple[AddressLook, ...], "Followed | None"], Observation]


def _settle(future: asyncio.Future[T], value: T) -> None:
    if not future.done():
        future.set_result(value)


def _followed(fetched: tuple[bytes, ...]) -> "Followed":
    from bot.probe.upstream import Followed  # noqa: PLC0415 - as above

    return Followed(fetched=fetched)


def _ms(since: float) -> float:
    return round((perf_counter() - since) * 1000, 3)
