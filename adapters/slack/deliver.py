"""Delivers to Slack: tickets to technicians, their words to who asked."""

from collections.abc import Awaitable, Callable
from typing import Final

from msgspec.structs import replace

from adapters.slack.api import Slack, Spot
from adapters.slack.blocks import Post
from adapters.slack.refusals import SlackRefusedError
from adapters.slack.render import note
from adapters.slack.tickets import Say, added, facts, passed_on, summary, ticket
from bot.core.desk import (
    CaseView,
    Delivery,
    DeliveryFailedError,
    Parcel,
    ParcelKind,
    Receipt,
)
from bot.slack_settings import SlackSection

ReadCase = Callable[[str], Awaitable[CaseView | None]]

_PLACE: Final = "slack"
_GONE: Final = frozenset({"message_not_found", "thread_not_found", "channel_not_found"})


class SlackPlace:
    """Fits the desk's `Deliver`."""

    def __init__(self, slack: Slack, section: SlackSection, say: Say, read: ReadCase) -> None:
        """`slack` tries once: the desk's courier is the one that is patient."""
        self._slack = slack
        self._section = section
        self._say = say
        self._read = read

    async def __call__(self, delivery: Delivery, standing: Receipt | None) -> Receipt:
        """Posts or edits, once.

        Raises:
            DeliveryFailedError: Slack did not take it; says when to try again, if ever.
        """
        try:
            return await self._deliver(delivery, standing)
        except SlackRefusedError as refused:
            raise DeliveryFailedError(
                f"Slack: {refused}",
                retry_after_s=refused.retry_after_s,
                is_final=refused.is_final,
            ) from refused

    async def _deliver(self, delivery: Delivery, standing: Receipt | None) -> Receipt:
        parcel = delivery.parcel
        ways = {
            ParcelKind.ANSWER: self._pass_on,
            ParcelKind.CLOSING: self._pass_on,
            ParcelKind.HANDOVER: self._hand_over,
            ParcelKind.REVISED: self._revise,
            ParcelKind.ERASED: self._take_back,
            ParcelKind.SUMMARY: self._sum_up,
        }
        if parcel.kind in ways or standing is None:
            return await ways.get(parcel.kind, self._hand_over)(delivery)
        if parcel.kind is ParcelKind.ADDED:
            post = added(parcel, self._say)
            return await self._post(delivery, standing.message, post, standing.channel)
        return await self._edit(delivery, standing)

    async def _sum_up(self, delivery: Delivery) -> Receipt:
        return await self._post(delivery, "", summary(delivery.parcel, self._say))

    async def _revise(self, delivery: Delivery) -> Receipt:
        """The post as its parcel reads by now; what never went out needs no change."""
        view = await self._read(delivery.parcel.case)
        revises = delivery.parcel.revises
        before = next((d for d in view.deliveries if d.key == revises), None) if view else None
        standing = before.receipt if before else None
        if view is None or before is None or standing is None or not standing.message:
            return Receipt()
        parcel = before.parcel
        try:
            if parcel.text or parcel.kind in {ParcelKind.CLOSING, ParcelKind.HANDOVER}:
                post = self._reads(parcel, view)
                await self._slack.update(standing.channel, standing.message, post)
            else:
                await self._slack.delete(standing.channel, standing.message)
        except SlackRefusedError as refused:
            if refused.code != "message_not_found":
                raise
        return standing

    def _reads(self, parcel: Parcel, view: CaseView) -> Post:
        match parcel.kind:
            case ParcelKind.ADDED:
                return added(parcel, self._say)
            case ParcelKind.HANDOVER:
                return ticket(_as_now(parcel, view), parcel, self._say)
            case _:
                return passed_on(self._told(parcel))

    async def _take_back(self, delivery: Delivery) -> Receipt:
        """Of a card stays that it was taken back; what others wrote under it is theirs."""
        parcel = delivery.parcel
        for letter in parcel.letters:
            await self._slack.take_back(letter.channel, letter.message)
        stub = note(f"#{parcel.number} {parcel.text}")
        for card in parcel.cards:
            try:
                for ts in await self._slack.own_in_thread(card.channel, card.message):
                    await self._slack.take_back(card.channel, ts)
                await self._slack.update(card.channel, card.message, stub)
            except SlackRefusedError as refused:
                if refused.code not in _GONE:
                    raise
        return Receipt()

    async def _edit(self, delivery: Delivery, standing: Receipt) -> Receipt:
        """The card as things are now; a new one where somebody deleted it."""
        card = await self._card(delivery.parcel)
        try:
            await self._slack.update(standing.channel, standing.message, card)
        except SlackRefusedError as refused:
            if refused.code != "message_not_found":
                raise
            return await self._hand_over(delivery)
        return standing

    async def _hand_over(self, delivery: Delivery) -> Receipt:
        """The card, and every known fact in its thread."""
        parcel = delivery.parcel
        group = self._section.p1_group if parcel.kind is ParcelKind.HANDOVER else ""
        receipt = await self._post(delivery, "", await self._card(parcel, group))
        for number, post in enumerate(facts(parcel, self._say)):
            await self._post(delivery, receipt.message, post, key=f"{delivery.key}:{number}")
        return receipt

    async def _card(self, parcel: Parcel, group: str = "") -> Post:
        """What was said when it was opened is told again; after an erasure there is none."""
        if parcel.kind is ParcelKind.HANDOVER:
            return ticket(parcel, parcel, self._say, group)
        view = await self._read(parcel.case)
        told = next(
            (
                one.parcel
                for one in (view.deliveries if view else ())
                if one.place == _PLACE and one.parcel.kind is ParcelKind.HANDOVER
            ),
            None,
        )
        return ticket(parcel, told, self._say)

    async def _pass_on(self, delivery: Delivery) -> Receipt:
        parcel, to = delivery.parcel, delivery.parcel.to
        if to is None:  # the desk always says where
            raise DeliveryFailedError("no conversation", is_final=True)
        return await self._post(delivery, to.thread, passed_on(self._told(parcel)), to.channel)

    def _told(self, parcel: Parcel) -> str:
        told = self._say("answer").format(who=parcel.who, text=parcel.text)
        if parcel.kind is not ParcelKind.CLOSING:
            return told
        closing = self._say("closing").format(who=parcel.who, number=parcel.number)
        return "\n".join((*([told] if parcel.text else []), closing))

    async def _post(
        self, delivery: Delivery, thread: str, post: Post, channel: str = "", key: str = ""
    ) -> Receipt:
        spot = Spot(
            channel=channel or self._section.technicians_channel,
            thread=thread,
        )
        again = delivery.attempts > 1
        about = "" if key or thread else delivery.about
        ts = await self._slack.post(spot, post, key or delivery.key, again=again, about=about)
        return Receipt(message=ts, channel=spot.channel, thread=thread)


def _as_now(parcel: Parcel, view: CaseView) -> Parcel:
    """As the ticket stands; its words as they were handed over."""
    if view.ticket is None:
        return parcel
    owner = view.names.get(view.ticket.owner, "")
    return replace(parcel, state=view.ticket.state, owner=owner)
