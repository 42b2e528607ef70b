"""What is kept of people is theirs: erased or handed out when they say so, forgotten in time."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from msgspec import Struct

from bot.core.desk import Person, StoreAwayError
from bot.desk.changes import Changes
from bot.desk.seams import CaseStore, Clock, PrivacyStore

_BETWEEN_SWEEPS_S: Final = 3600.0


class Terms(Struct, frozen=True, kw_only=True):
    """What holds for what is kept.

    Attributes:
        kept: How long a case stays that nobody touches.
        chains_kept: How long the chain that was shown in an incident stays.
        told: What people read where something of an erased case stood.
        wake: There is something to deliver.
    """

    kept: timedelta
    chains_kept: timedelta
    told: str
    wake: Callable[[], None]


class Privacy:
    """Erases, hands out, and forgets."""

    def __init__(
        self,
        store: PrivacyStore,
        cases: CaseStore,
        changes: Changes,
        clock: Clock,
        terms: Terms,
    ) -> None:
        """Takes what it needs."""
        self._store = store
        self._cases = cases
        self._changes = changes
        self._clock = clock
        self._terms = terms

    async def erase(self, person: Person, case_id: str) -> bool:
        """What they said, sent and were told in this case is gone.

        What was posted about it to technicians, or by them, is taken back by the courier.
        False where it is not theirs, or was erased already. What the adapter itself posted is its
        own to take back, before this.
        """
        case = await self._cases.by_id(case_id)
        if case is None or not case.requester.id or case.requester.key != person.key:
            return False
        erased = await self._store.erase(case_id, self._clock(), self._terms.told)
        self._changes.tell(case_id)
        self._terms.wake()
        return erased

    async def export(self, person: Person) -> dict[str, Any]:
        """Everything that is kept of them, as plain values fit for JSON."""
        return await self._store.export(person)

    async def sweep(self) -> int:
        """Once: forgets what is older; how many cases went."""
        now = self._clock()
        kept = self._terms.kept
        return await self._store.sweep(now - kept, now - max(kept, self._terms.chains_kept), now)

    async def run(self) -> None:
        """Every hour. Endless."""
        while True:
            with suppress(StoreAwayError):
                await self.sweep()
            await asyncio.sleep(_BETWEEN_SWEEPS_S)
