"""What is kept of people is theirs: erased or handed out when they say so, forgotten in time."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from bot.core.desk import Person, StoreAwayError
from bot.desk.changes import Changes
from bot.desk.seams import CaseStore, Clock, PrivacyStore

_BETWEEN_SWEEPS_S: Final = 3600.0


class Privacy:
    """Erases, hands out, and forgets."""

    def __init__(
        self,
        store: PrivacyStore,
        cases: CaseStore,
        changes: Changes,
        clock: Clock,
        kept: timedelta,
    ) -> None:
        """`kept` is how long a case stays that nobody touches."""
        self._store = store
        self._cases = cases
        self._changes = changes
        self._clock = clock
        self._kept = kept

    async def erase(self, person: Person, case_id: str) -> bool:
        """What they said, sent and were told in this case is gone.

        False where it is not theirs, or was erased already. Posts that stand at a place are the
        adapter's to take back, before this.
        """
        case = await self._cases.by_id(case_id)
        if case is None or not case.requester.id or case.requester.key != person.key:
            return False
        erased = await self._store.erase(case_id, self._clock())
        self._changes.tell(case_id)
        return erased

    async def export(self, person: Person) -> dict[str, Any]:
        """Everything that is kept of them, as plain values fit for JSON."""
        return await self._store.export(person)

    async def sweep(self) -> int:
        """Once: forgets what is older; how many cases went."""
        now = self._clock()
        return await self._store.sweep(now - self._kept, now)

    async def run(self) -> None:
        """Every hour. Endless."""
        while True:
            with suppress(StoreAwayError):
                await self.sweep()
            await asyncio.sleep(_BETWEEN_SWEEPS_S)
