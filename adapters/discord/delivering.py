"""Brings the desk's parcels to Discord: tickets to technicians, answers to who asked."""

import discord
from discord import AllowedMentions
from msgspec import Struct

from adapters.discord import phrases
from adapters.discord.cards import (
    calls_role,
    card_words,
    summary,
    thread_name,
    ticket_card,
    whole_case,
    words_of,
)
from adapters.discord.escape import escaped
from adapters.discord.forums import Forums, Topic
from adapters.discord.limits import CONTENT
from adapters.discord.office import Office
from adapters.discord.render import NOBODY
from adapters.discord.sending import RefusedError, Sender
from bot.core.desk import Address, Delivery, DeliveryFailedError, Parcel, ParcelKind, Receipt
from bot.discord_settings import DiscordSection


class Delivering:
    """Delivers one parcel at a time; each may come again and is posted once."""

    def __init__(
        self, section: DiscordSection, office: Office, sender: Sender, forums: Forums
    ) -> None:
        """Takes what it needs."""
        self._section = section
        self._office = office
        self._sender = sender
        self._forums = forums

    async def deliver(self, delivery: Delivery, standing: Receipt | None) -> Receipt:
        """As the desk's courier wants it.

        Raises:
            DeliveryFailedError: Discord did not take it.
        """
        try:
            return await self._deliver(delivery, standing)
        except RefusedError as error:
            raise DeliveryFailedError(str(error)) from error
        except discord.RateLimited as error:
            raise DeliveryFailedError("429", retry_after_s=error.retry_after) from error
        except discord.HTTPException as error:
            raise DeliveryFailedError(
                f"{error.status} {error.code}: {error.text}"[:200]
            ) from error

    async def _deliver(self, delivery: Delivery, standing: Receipt | None) -> Receipt:
        match delivery.parcel.kind:
            case ParcelKind.ANSWER | ParcelKind.CLOSING:
                return await self._tell(delivery)
            case ParcelKind.ERASED:
                await self._take_back(delivery.parcel)
                return Receipt()
            case ParcelKind.SUMMARY:
                return await self._sum_up(delivery)
            case ParcelKind.CHANGED | ParcelKind.ADDED if standing is not None:
                await self._update(delivery, standing)
                return standing
            case _:
                return await self._hand_over(delivery)

    async def _update(self, delivery: Delivery, standing: Receipt) -> None:
        """The card as it is now, or a further word in its thread."""
        parcel = delivery.parcel
        if parcel.kind is ParcelKind.CHANGED:
            room = await self._room(standing)
            await self._sender.edit(room, int(standing.message), ticket_card(parcel))
            return
        words = words_of(parcel.who, parcel.text)
        thread = int(standing.thread or standing.channel)
        await self._sender.post(thread, None, delivery.key, content=words)

    async def _take_back(self, parcel: Parcel) -> None:
        """Of a card stays that it was taken back; what others wrote under it is theirs."""
        sender = self._sender
        for letter in parcel.letters:
            await sender.delete(int(letter.thread or letter.channel), int(letter.message))
        for card in parcel.cards:
            if card.thread and card.thread != card.channel:
                await sender.empty(int(card.thread), name=f"#{parcel.number}")
            text = f"#{parcel.number} {parcel.text}".strip()
            room = await self._room(card)
            await sender.blank(room, int(card.message), escaped(text, CONTENT))

    async def _room(self, card: Receipt) -> int:
        """Where a card stands: in a forum in its own thread."""
        is_post = await self._forums.at(int(card.channel)) is not None
        return int(card.thread) if is_post else int(card.channel)

    async def _sum_up(self, delivery: Delivery) -> Receipt:
        channel = self._section.technicians
        forum = await self._forums.at(channel)
        if forum is not None:
            name = f"{phrases.SUMMARY_TITLE} ({delivery.due_at:%d.%m. %H:%M})"
            topic = Topic(name=name, post=summary(delivery.parcel))
            made = await self._forums.begin(forum, topic, again=delivery.attempts > 1)
            return Receipt(message=str(made), channel=str(channel), thread=str(made))
        sent = await self._sender.post(channel, summary(delivery.parcel), delivery.key)
        return Receipt(message=str(sent), channel=str(channel))

    async def _hand_over(self, delivery: Delivery) -> Receipt:
        """The card, its thread, and everything that is known in it."""
        parcel, channel = delivery.parcel, self._section.technicians
        card, thread = await self._card(delivery)
        view = await self._office.desk.tickets.case(parcel.case)
        await self._sender.post(thread, whole_case(parcel, view), f"{delivery.key}:case")
        return Receipt(message=str(card), channel=str(channel), thread=str(thread))

    async def _card(self, delivery: Delivery) -> tuple[int, int]:
        """The card and its thread."""
        parcel, channel, role = delivery.parcel, self._section.technicians, self._section.role
        only_them = AllowedMentions(
            everyone=False, users=False, replied_user=False, roles=[discord.Object(role)]
        )
        calls = only_them if calls_role(parcel, role) else NOBODY
        shown, content = ticket_card(parcel), card_words(parcel, role)
        forum = await self._forums.at(channel)
        if forum is not None:
            topic = Topic(name=thread_name(parcel), post=shown, content=content, calls=calls)
            made = await self._forums.begin(forum, topic, again=delivery.attempts > 1)
            return made, made
        card = await self._sender.post(channel, shown, delivery.key, content=content, calls=calls)
        return card, await self._thread(channel, card, parcel)

    async def _thread(self, channel: int, card: int, parcel: Parcel) -> int:
        try:
            return await self._sender.thread(channel, card, thread_name(parcel))
        except RefusedError:  # then the case stands under its card
            return channel

    async def _tell(self, delivery: Delivery) -> Receipt:
        """In the thread where they asked; else directly; else where to read it, without a word."""
        parcel = delivery.parcel
        standing = await self._office.desk.tickets.ticket(parcel.ticket)
        if standing is None or parcel.to is None:
            raise DeliveryFailedError("nobody is known who asked", is_final=True)
        letter = _Letter(
            key=delivery.key,
            user=int(standing.requester.id),
            number=parcel.number,
            text=self._words(parcel),
        )
        if parcel.to.thread:
            try:
                return await self._in_thread(parcel.to, letter)
            except RefusedError:  # archived for good, or we were sent away
                return await self._directly(parcel.to, letter)
        return await self._directly(parcel.to, letter)

    async def _in_thread(self, to: Address, letter: "_Letter") -> Receipt:
        sent = await self._sender.post(
            int(to.thread),
            None,
            letter.key,
            content=f"<@{letter.user}> {letter.text}",
            calls=_only(letter.user),
        )
        return Receipt(message=str(sent), channel=to.channel, thread=to.thread)

    async def _directly(self, to: Address, letter: "_Letter") -> Receipt:
        try:
            direct = await self._sender.direct(letter.user)
            sent = await self._sender.post(direct, None, letter.key, content=letter.text)
        except RefusedError as error:
            self._sender.closed(letter.user, str(error))
        else:
            return Receipt(message=str(sent), channel=str(direct))
        where = int(to.thread or to.channel)
        notice = phrases.CLOSED_DM.format(user=letter.user, number=letter.number)
        key, calls = f"{letter.key}:closed", _only(letter.user)
        try:
            sent = await self._sender.post(where, None, key, content=notice, calls=calls)
        except RefusedError as error:  # the desk tells the technicians
            raise DeliveryFailedError(phrases.UNREACHED, is_final=True) from error
        return Receipt(message=str(sent), channel=str(where))

    def _words(self, parcel: Parcel) -> str:
        say = self._office.say
        parts = []
        if parcel.text:
            parts.append(say("answer").format(who=parcel.who, text=parcel.text))
        if parcel.kind is ParcelKind.CLOSING:
            parts.append(say("closing").format(who=parcel.who, number=parcel.number))
        return escaped("\n".join(parts), CONTENT - 100)


class _Letter(Struct, frozen=True, kw_only=True):
    """What somebody is told; `text` is ready to be sent."""

    key: str
    user: int
    number: int
    text: str


def _only(user: int) -> AllowedMentions:
    """This one person is called, and nobody else."""
    return AllowedMentions(
        everyone=False, roles=False, replied_user=False, users=[discord.Object(user)]
    )
