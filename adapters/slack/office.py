"""What technicians do in their channel: take tickets, answer, note, resolve."""

from typing import Final

from cachetools import LRUCache

from adapters.slack.api import Slack, Spot
from adapters.slack.events import PLACE, person
from adapters.slack.voice import Voice
from bot.core.desk import Event, Held, Person, Standing
from bot.core.desk.revision import Revised, Reworded
from bot.core.ticket import Action, NotAllowedError, Role, meant
from bot.desk.desk import Desk
from bot.desk.steps import Step

_STEPS: Final = {
    "desk.claim": Action.CLAIM,
    "desk.release": Action.RELEASE,
    "desk.resolve": Action.RESOLVE,
    "desk.reopen": Action.REOPEN,
    "desk.answer.said": Action.ANSWER,
    "desk.note.said": Action.NOTE,
}
_JUDGED: Final = {"desk.right": True, "desk.wrong": False}
_ASSIGN: Final = "desk.assign."
_WORDS: Final = frozenset({"message", "edit", "delete"})
_THREADS: Final = 2_000
"""Of others, known as such."""


class Office:
    """Handles their events; rights are asked for with each."""

    def __init__(self, voice: Voice, desk: Desk, slack: Slack, channel: str) -> None:
        """`channel` is the technicians'; "" where there is none."""
        self._voice = voice
        self._desk = desk
        self._slack = slack
        self._channel = channel
        self._others: LRUCache[tuple[str, str], bool] = LRUCache(_THREADS)

    async def concerns(self, event: Event) -> bool:
        """Their press or form, or words in the thread of a ticket."""
        if event.kind.startswith("desk."):
            return True
        if event.kind not in _WORDS or not self._is_here(event) or not event.facts["thread"]:
            return False
        parent = event.facts.get("parent", "")
        may_be = not parent or self._slack.is_us(parent)
        return may_be or await self._known_at(event) is not None

    async def handle(self, held: Held, text: str) -> bool:
        """One event of theirs; False where it turns out to be nobody's ticket."""
        event = held.event
        standing = await self._ticket_at(event) if event.kind in _WORDS else None
        if event.kind in _WORDS and standing is None:
            return False
        if standing is not None and event.kind == "delete":
            await self._revised(held, standing, "")
            return True
        who = await self._technician(event)
        if who is None:
            await self._hint(event, "desk_members_only")
            return True
        try:
            if standing is not None:
                await self._said(held, standing, who, text)
            else:
                await self._pressed(held, who)
        except NotAllowedError as refused:
            await self._refuse(event, refused)
        return True

    async def _said(self, held: Held, standing: Standing, who: Person, text: str) -> None:
        event = held.event
        if not text.strip():
            return
        if event.kind == "edit" and await self._corrected(held, standing, who, text):
            return
        taken = await self._desk.escalation.technician_said(
            standing.ticket.id, who, text, held.row, event.facts["ts"]
        )
        is_note = taken is not None and taken.action is Action.NOTE
        if is_note and not text.lstrip().lower().startswith("!note"):
            await self._hint(event, "desk_kept_as_note")

    async def _corrected(self, held: Held, standing: Standing, who: Person, text: str) -> bool:
        """What was an answer stays one, and what was a note; whoever says so can change it."""
        said = meant(text, standing.ticket, who.key)
        is_note = said.action is Action.NOTE and said.overrides
        revised = await self._revised(held, standing, "" if is_note else said.text)
        if said.overrides and bool(revised.cases) is is_note:
            return False
        if not revised.cases:
            words = self._voice.text("edited_answer", text=said.text)
            note = Step(action=Action.NOTE, who=who, text=words, handled=held.row)
            await self._desk.escalation.step(standing.ticket.id, note)
        return True

    async def _revised(self, held: Held, standing: Standing, text: str) -> Revised:
        event = held.event
        return await self._desk.revising.revise(
            Reworded(
                place=standing.address.place,
                channel=standing.address.channel,
                case=standing.ticket.case,
                role=Role.TECHNICIAN,
                message=event.facts["ts"],
                text=text,
                key=event.key,
                at=self._voice.clock(),
            )
        )

    async def _pressed(self, held: Held, who: Person) -> None:
        event, escalation = held.event, self._desk.escalation
        if event.kind in _JUDGED:
            await self._judge(event, who, is_right=_JUDGED[event.kind])
        elif event.kind.startswith(_ASSIGN):
            await self._assign(held, who)
        elif event.kind in _STEPS:
            step = Step(
                action=_STEPS[event.kind],
                who=who,
                text=event.text,
                overrides=event.kind == "desk.answer.said",
                handled=held.row,
            )
            await escalation.step(event.facts["subject"], step)

    async def _assign(self, held: Held, who: Person) -> None:
        event = held.event
        chosen = await self._slack.profile(event.facts["chosen"])
        if not chosen.is_member:
            await self._hint(event, "desk_members_only")
            return
        to = person(event.facts["chosen"], chosen.name)
        step = Step(action=Action.ASSIGN, who=who, to=to, handled=held.row)
        await self._desk.escalation.step(event.kind.removeprefix(_ASSIGN), step)

    async def _judge(self, event: Event, who: Person, *, is_right: bool) -> None:
        standing = await self._desk.tickets.ticket(event.facts["subject"])
        view = await self._desk.tickets.case(standing.ticket.case) if standing else None
        if view is not None:
            await self._desk.tickets.judge(view.case, who, is_right=is_right)
            await self._hint(event, "desk_judged")

    async def _technician(self, event: Event) -> Person | None:
        """A full member, in the channel of technicians."""
        if not self._is_here(event):
            return None
        profile = await self._slack.profile(event.person.id)
        return person(event.person.id, profile.name) if profile.is_member else None

    async def _known_at(self, event: Event) -> Standing | None:
        channel, thread = event.address.channel, event.facts["thread"]
        return await self._desk.tickets.at_message(PLACE, channel, thread)

    async def _ticket_at(self, event: Event) -> Standing | None:
        """Whoever is quick writes below a card before we know that it stands."""
        channel, thread = event.address.channel, event.facts["thread"]
        known = await self._known_at(event)
        if known is not None or (channel, thread) in self._others:
            return known
        kind, _, ticket = (await self._slack.about(channel, thread)).partition(":")
        if kind == "ticket":
            return await self._desk.tickets.ticket(ticket)
        self._others[channel, thread] = True
        return None

    def _is_here(self, event: Event) -> bool:
        return bool(self._channel) and event.address.channel == self._channel

    async def _refuse(self, event: Event, refused: NotAllowedError) -> None:
        standing = await self._standing(event)
        number = standing.ticket.number if standing else ""
        name = "desk_owned" if refused.owner and refused.owner != event.person.key else ""
        text = self._voice.text(name or "desk_not_now", number=number, state=refused.state)
        spot = self._spot(event)
        await self._slack.hint(spot, event.person.id, text)

    async def _standing(self, event: Event) -> Standing | None:
        subject = event.facts.get("subject") or event.kind.removeprefix(_ASSIGN)
        if event.kind in _WORDS:
            return await self._ticket_at(event)
        return await self._desk.tickets.ticket(subject)

    async def _hint(self, event: Event, name: str) -> None:
        await self._slack.hint(self._spot(event), event.person.id, self._voice.text(name))

    def _spot(self, event: Event) -> Spot:
        return Spot(channel=event.address.channel, thread=event.facts.get("thread", ""))
