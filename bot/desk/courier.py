"""Delivers what is due: at least once, each place by itself, each lane in order.

When to try again stands in the row, not in a sleeping task: a process that ends loses nothing,
and another one goes on. That is why no library of retries is used here; theirs live in memory.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Final

from msgspec import Struct

from bot.core.desk import Delivery, DeliveryFailedError, Receipt, StoreAwayError
from bot.desk.seams import Clock, Deliver, OutboxStore

GivenUp = Callable[[Delivery, str], Awaitable[None]]
"""What else happens when a delivery is dead: which one, and why."""


class Persistence(Struct, frozen=True, kw_only=True):
    """How often and how long is tried.

    Attributes:
        tries: After so many failures a delivery is given up, visibly.
        first_s, most_s: Between the first two tries, and at most; doubled in between, seconds.
        try_s: One try, seconds.
        lease_s: So long nobody else takes what is being tried; longer than a try, seconds.
        at_once: Deliveries to one place at the same time.
        poll_s: How often is asked what other processes left, seconds.
    """

    tries: int = 12
    first_s: float = 2.0
    most_s: float = 1800.0
    try_s: float = 20.0
    lease_s: float = 30.0
    at_once: int = 8
    poll_s: float = 2.0

    def wait_s(self, attempts: int, chance: float) -> float:
        """After so many tries, seconds; `chance` from 0 to 1 spreads who failed together."""
        longest = min(self.most_s, self.first_s * 2.0 ** min(attempts - 1, 40))
        return longest * (0.5 + chance / 2)


PERSISTENCE: Final = Persistence()


class Courier:
    """Claims due deliveries and has them delivered."""

    def __init__(
        self,
        outbox: OutboxStore,
        places: Mapping[str, Deliver],
        clock: Clock,
        chance: Callable[[], float],
        persistence: Persistence = PERSISTENCE,
    ) -> None:
        """`places` says who delivers where; `chance` gives numbers from 0 to 1."""
        self._outbox = outbox
        self._places = dict(places)
        self._clock = clock
        self._chance = chance
        self._persistence = persistence
        self._bells = {place: asyncio.Event() for place in places}
        self._is_stopping = False
        self._given_up: list[GivenUp] = []

    def tell(self, given_up: GivenUp) -> None:
        """Is called with each delivery that is given up, once, and why."""
        self._given_up.append(given_up)

    def wake(self) -> None:
        """There is something new to deliver."""
        for bell in self._bells.values():
            bell.set()

    def stop(self) -> None:
        """Finishes what is being tried, and begins nothing new."""
        self._is_stopping = True
        self.wake()

    async def run(self) -> None:
        """Until `stop`; what is cut off by cancelling is tried again when its lease is over."""
        async with asyncio.TaskGroup() as group:
            for place in self._places:
                group.create_task(self._serve(place))

    async def deliver_due(self, place: str) -> int:
        """One round for one place; how many were tried."""
        now = self._clock()
        lease = now + timedelta(seconds=self._persistence.lease_s)
        due = await self._outbox.claim([place], now, lease, self._persistence.at_once)
        async with asyncio.TaskGroup() as group:
            for delivery in due:
                group.create_task(self._try(delivery))
        return len(due)

    async def _serve(self, place: str) -> None:
        bell = self._bells[place]
        while not self._is_stopping:
            bell.clear()
            tried = 0
            with suppress(StoreAwayError):  # then it is asked again after the pause
                tried = await self.deliver_due(place)
            if tried == 0 and not self._is_stopping:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._persistence.poll_s):
                        await bell.wait()

    async def _try(self, delivery: Delivery) -> None:
        with suppress(StoreAwayError):  # when the lease is over it is tried again, by this key
            await self._try_once(delivery)

    async def _try_once(self, delivery: Delivery) -> None:
        try:
            receipt = await self._deliver(delivery)
        except StoreAwayError:
            raise
        except DeliveryFailedError as error:
            await self._failed(delivery, error)
        except Exception as error:  # noqa: BLE001 - not swallowed: it stands in the row, visibly
            await self._failed(delivery, DeliveryFailedError(f"{type(error).__name__}: {error}"))
        else:
            await self._outbox.delivered(delivery, receipt)

    async def _deliver(self, delivery: Delivery) -> Receipt:
        about = delivery.about
        if delivery.parcel.is_taken_back:
            return Receipt()
        standing = await self._outbox.receipt(delivery.place, about) if about else None
        async with asyncio.timeout(self._persistence.try_s):
            return await self._places[delivery.place](delivery, standing)

    async def _failed(self, delivery: Delivery, error: DeliveryFailedError) -> None:
        reason = str(error)[:500]
        if error.is_final or delivery.attempts >= self._persistence.tries:
            await self._outbox.bury(delivery, reason)
            for told in self._given_up:
                await told(delivery, reason)
            return
        wait_s = self._persistence.wait_s(delivery.attempts, self._chance())
        wait_s = max(wait_s, min(error.retry_after_s or 0.0, 24 * 3600.0))
        due_at = self._clock() + timedelta(seconds=wait_s)
        await self._outbox.postpone(delivery, due_at, reason)
