"""What people change or take back where they wrote it, is changed or taken back everywhere."""

from collections.abc import Collection

from msgspec.structs import replace

from bot.core.desk import Address, Case, Delivery
from bot.core.desk.revision import Editing, Following, Revised, Reworded, following
from bot.core.redact import without_secrets
from bot.core.ticket import Role
from bot.desk.house import House, Keeping
from bot.desk.seams import RevisionStore


class Revising:
    """In the transcript, in a ticket's history, and in posts that other places were sent."""

    def __init__(self, store: RevisionStore, keeping: Keeping, house: House) -> None:
        """Takes what it needs."""
        self._store = store
        self._keeping = keeping
        corrected = house.say("corrected").format
        self._editing = Editing(edits=house.edits, corrected=lambda text: corrected(text=text))

    async def unsay(self, where: Address, message: str) -> tuple[Case, ...]:
        """What a requester deleted there; the cases in which no words of theirs are left."""
        wanted = Reworded(
            place=where.place,
            channel=where.channel,
            role=Role.REQUESTER,
            message=message,
            text="",
            key=f"delete:{where.channel}:{message}",
            at=self._keeping.clock(),
        )
        return (await self.revise(wanted)).silent

    async def revise(self, wanted: Reworded) -> Revised:
        """What was done; nothing where the message was not kept, as notes are not."""
        bare = replace(wanted, text=without_secrets(wanted.text).text)

        def follow(delivery: Delivery, before: Collection[str]) -> Following | None:
            return following(delivery, bare, before, self._editing)

        revised = await self._store.revise(bare, follow)
        for case in revised.cases:
            self._keeping.changes.tell(case)
        if revised.posts:
            self._keeping.wake()
        return revised
