"""Works on what visitors send: the conversation on one side, the desk on the other."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final
from weakref import WeakValueDictionary

import msgspec
from cachetools import LRUCache
from msgspec import Struct
from msgspec.structs import replace

from adapters.web.hub import Hub
from adapters.web.render import plain, reply_record
from bot.core.desk import Address, Case, Held, Person, Quota
from bot.core.dialogue import Step, Wish
from bot.core.message import Question
from bot.core.reply import Action, Choice, Reply, TextReply, Tone
from bot.core.ticket import Role, TicketState, is_in_hand
from bot.desk.cases import CERTDESK, Said
from bot.desk.conversation import Conversation
from bot.desk.conversation import Said as Heard
from bot.desk.desk import Desk
from bot.desk.explain import Explained
from bot.desk.handover import Asking
from bot.desk.side_answers import SideAnswers
from bot.desk.steps import Opened, TooMany

_KEPT: Final = 500
"""Cases whose evidence is at hand; of others it is judged anew."""

NEW: Final = "new"
"""What a page calls a case that is to begin."""


class Words(Struct, frozen=True, kw_only=True):
    """Where sentences come from.

    Attributes:
        talk: Of the conversation, by name.
        desk: Of the desk, by name.
        mark: The word at the head of a card.
    """

    talk: Callable[[str], str]
    desk: Callable[[str], str]
    mark: Callable[[Tone], str]


class Voice(Struct, frozen=True, kw_only=True):
    """Who answers, and in whose name."""

    conversation: Conversation
    side: SideAnswers
    words: Words
    contact: Mapping[str, str]
    clock: Callable[[], datetime]
    count: Callable[[str], None]


class Answering:
    """Handles the events of visitors, one person's in their order."""

    def __init__(self, voice: Voice, desk: Desk, hub: Hub) -> None:
        """Takes what it needs."""
        self._voice = voice
        self._desk = desk
        self._hub = hub
        self._explained: LRUCache[str, Explained] = LRUCache(_KEPT)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._unkept: dict[str, str] = {}

    def remember(self, key: str, text: str) -> None:
        """What was really written, for as long as it takes to answer; it is kept nowhere."""
        self._unkept[key] = text

    async def handle(self, held: Held) -> None:
        """Answers one event of a visitor; may be called again for the same one."""
        event = held.event
        who = event.person
        lock = self._locks.setdefault(who.key, asyncio.Lock())
        try:
            async with lock:
                await self._handle(held)
        except Exception:
            failed = {"type": "failed", "key": event.facts["key"]}
            await self._hub.tell(who.key, {**failed, "text": self._voice.words.talk("failed")})
            raise
        finally:
            self._unkept.pop(event.key, None)

    async def explained(self, case: Case) -> Explained | None:
        """What the last answer of a case rests on; judged anew where it is not at hand."""
        if case.id not in self._explained:
            step = self._voice.conversation.again(case.state)
            turn = await self._voice.conversation.answer(step)
            if turn.explained is None:
                return None
            self._explained[case.id] = turn.explained
        return self._explained[case.id]

    def forget(self, case_id: str) -> None:
        """An erased case leaves nothing behind here either."""
        self._explained.pop(case_id, None)

    async def _handle(self, held: Held) -> None:
        match held.event.kind:
            case "say":
                await self._say(held)
            case "picture":
                picture = TextReply(lines=(self._voice.words.talk("picture"),))
                await self._reply(held, await self._case(held), picture)
            case _:
                await self._press(held)

    async def _say(self, held: Held) -> None:
        event = held.event
        text = self._unkept.get(event.key, event.text)
        if event.key not in self._unkept:
            text = "\n".join((text, *(content for _, content in event.attachments)))
        case = await self._case(held)
        standing = await self._desk.tickets.ticket_of(case.id)
        if standing is not None and is_in_hand(standing.ticket):
            taken = await self._desk.escalation.requester_said(
                case.id, event.person, _all_words(held), held.row, event.facts["key"]
            )
            if taken is not None:
                return
        is_open = standing is not None and standing.ticket.state is TicketState.OPEN
        step = self._voice.conversation.hear(case.state, Heard(text=text))
        if step.is_new and is_open and not step.heard.targets:
            step = self._voice.conversation.hear(case.state, Heard(text=text, in_thread=True))
        if step.is_new:
            case = await self._desk.cases.begin(event.address, event.person)
        elif is_open:
            await self._desk.escalation.requester_said(
                case.id, event.person, _all_words(held), message=event.facts["key"]
            )
            await self._answer(held, case, step, text, is_told=True)
            return
        await self._answer(held, case, step, text)

    async def _press(self, held: Held) -> None:
        event, facts = held.event, held.event.facts
        case = await self._case(held)
        action = Action(facts["action"])
        if action is Action.ASK_PERSON:
            await self._ask_person(held, case)
        elif action is Action.AGAIN:
            step = self._voice.conversation.again(case.state)
            await self._answer(held, case, step, anew=True, is_told=True)
        else:
            question, choice = Question(facts["question"]), Choice(facts["choice"])
            step = self._voice.conversation.press(case.state, question, choice)
            await self._answer(held, case, step, event.text)

    async def _case(self, held: Held) -> Case:
        """The case that the page names, if it is theirs; else the last; else a new one."""
        event = held.event
        named = event.facts.get("case", "")
        if named == NEW:
            return await self._desk.cases.begin(event.address, event.person)
        if named:
            view = await self._desk.tickets.own_case(event.person, named)
            if view is not None and view.case.erased_at is None:
                return view.case
        current = await self._desk.cases.current(event.address, event.person)
        return current or await self._desk.cases.begin(event.address, event.person)

    async def _answer(  # noqa: PLR0913 - one answer, with all that decides how it is given
        self,
        held: Held,
        case: Case,
        step: Step,
        text: str = "",
        *,
        anew: bool = False,
        is_told: bool = False,
    ) -> None:
        """`is_told`: their words, if there were any, are kept already."""
        said = () if is_told else (self._theirs(held),)
        if step.wish is Wish.PERSON:
            await self._ask_person(held, replace(case, state=step.state), said)
            return
        refused = await self._look_at(held, case, step)
        if refused is not None:
            await self._keep(held, replace(case, state=step.state), said, refused)
            return
        turn = await self._voice.conversation.answer(step, text, anew=anew)
        known = replace(case, state=turn.state)
        if turn.explained is not None and step.wish is Wish.JUDGE:
            self._explained[case.id] = turn.explained
            report = turn.explained.report(self._voice.contact)
            self._voice.count(str(report["category"]))
            known = replace(known, record=msgspec.json.encode(report).decode())
        await self._keep(held, known, said, turn.reply)

    async def _look_at(self, held: Held, case: Case, step: Step) -> Reply | None:
        """Says that we look; or that this is enough for now."""
        waiting = self._voice.conversation.announcement(step)
        if not waiting:
            return None
        person = held.event.person
        spent = await self._desk.limits.look(person, held.event.address)
        if spent is not None:
            return self._too_many(spent)
        told = {"type": "looking", "case": case.id, "key": held.event.facts["key"]}
        await self._hub.tell(person.key, {**told, "text": waiting})
        return None

    def _too_many(self, spent: Quota) -> Reply:
        again_at = spent.renewed_at(self._voice.clock())
        sentence = self._voice.words.desk("too_many_looks")
        return TextReply(lines=(sentence.format(by=_hour(again_at)),))

    async def _ask_person(self, held: Held, case: Case, said: tuple[Said, ...] = ()) -> None:
        """Words first, then the ticket, so that the technician reads them."""
        if said:
            case = await self._desk.cases.keep(case, said)
        asking = Asking(case=case, who=held.event.person, said=held.event.text)
        outcome = await self._desk.escalation.open(asking)
        lines = tuple(self._handed_over(outcome))
        await self._reply(held, case, TextReply(lines=lines))

    def _handed_over(self, outcome: Opened | TooMany) -> tuple[str, ...]:
        say, contact = self._voice.words.desk, self._voice.contact
        urgent = say("urgent").format(phone=contact["phone"]) if contact["phone"] else ""
        if isinstance(outcome, Opened):
            name = "handed_over" if outcome.is_new else "already"
            told = say(name).format(
                team=contact["name"] or "a technician",
                number=outcome.ticket.number,
                by=_hour(outcome.due_at),
            )
            return (told, urgent) if urgent else (told,)
        name = "too_many_open" if outcome.open_tickets else "too_many_tickets"
        by = _hour(outcome.again_at) if outcome.again_at else ""
        told = say(name).format(count=outcome.open_tickets, phone=contact["phone"], by=by)
        return (told,)

    async def _reply(self, held: Held, case: Case, reply: Reply) -> None:
        await self._keep(held, case, (), reply)

    async def _keep(
        self, held: Held, case: Case, said: tuple[Said, ...], reply: Reply | None
    ) -> None:
        ours: tuple[Said, ...] = ()
        if reply is not None:
            record = msgspec.json.encode(reply_record(reply, self._voice.words.mark)).decode()
            key = f"to:{held.event.facts['key']}"
            ours = (
                Said(
                    who=CERTDESK,
                    text=plain(reply),
                    role=Role.CERTDESK,
                    reply=record,
                    message=key,
                ),
            )
        files = held.event.attachments if said else ()
        await self._desk.cases.keep(case, (*said, *ours), files, held.row)
        with suppress(ConnectionError):
            await self._hub.show_case(held.event.person, case.id)

    def _theirs(self, held: Held) -> Said:
        event = held.event
        return Said(who=event.person, text=_all_words(held), message=event.facts["key"])


def _all_words(held: Held) -> str:
    """What they wrote, with the names of what they attached."""
    names = [f"[{name}]" for name, _ in held.event.attachments]
    return "\n".join(part for part in (held.event.text, " ".join(names)) if part)


def _hour(moment: datetime) -> str:
    return f"{moment:%H:%M} UTC on {moment.day} {moment:%B}"


def address_of(who: Person) -> Address:
    """A visitor has one conversation."""
    return Address(place="web", channel=who.id)
