"""Works on what visitors send: the conversation on one side, the desk on the other."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

import msgspec
from cachetools import LRUCache
from msgspec import Struct
from msgspec.structs import replace

from adapters.web.hub import Hub
from adapters.web.render import plain, reply_record
from adapters.web.sentences import handed_over, too_many_looks
from adapters.web.voice import Voice
from bot.core.desk import Address, Case, Held, Person
from bot.core.dialogue import Step, Wish
from bot.core.message import Question
from bot.core.reply import Action, Choice, Reply, TextReply
from bot.core.ticket import Role, TicketState, is_in_hand
from bot.desk.cases import CERTDESK, Said
from bot.desk.conversation import Said as Heard
from bot.desk.conversation import Turn
from bot.desk.corrections import Sent, correct
from bot.desk.desk import Desk
from bot.desk.handover import Asking

if TYPE_CHECKING:
    from bot.desk.explain import Explained

NEW: Final = "new"
"""What a page calls a case that is to begin."""

_KEPT: Final = 500
"""Cases whose evidence is at hand; of others it is judged anew."""


Begin = Callable[[Coroutine[object, object, None]], None]


class _Piece(Struct, frozen=True, kw_only=True):
    """One event in its case.

    Attributes:
        text: What the person wrote, files included.
        anew: They want another look.
        is_told: Their words, if there were any, are kept already.
    """

    held: Held
    case: Case
    text: str = ""
    anew: bool = False
    is_told: bool = False


class Answering:
    """Handles the events of visitors, one person's in their order."""

    def __init__(self, voice: Voice, desk: Desk, hub: Hub, begin: Begin) -> None:
        """Takes what it needs; `begin` has something done that nobody waits for."""
        self._voice = voice
        self._desk = desk
        self._hub = hub
        self._begin = begin
        self._explained: LRUCache[str, Explained] = LRUCache(_KEPT)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._unkept: dict[str, str] = {}

    def remember(self, key: str, text: str) -> None:
        """What was really written, for as long as it takes to answer; it is kept nowhere."""
        self._unkept[key] = text

    async def handle(self, held: Held) -> None:
        """Answers one event of a visitor; may be called again for the same one."""
        event = held.event
        lock = self._locks.setdefault(event.person.key, asyncio.Lock())
        try:
            async with lock:
                await self._handle(held)
        except Exception:
            told = {"type": "failed", "key": event.facts["key"]}
            sentence = self._voice.words.talk("failed")
            await self._hub.tell(event.person.key, {**told, "text": sentence})
            raise
        finally:
            self._unkept.pop(event.key, None)

    async def show(self, case: Case, action: Action) -> TextReply | None:
        """What a press shows that changes nothing; judged anew where it is not at hand."""
        if case.id not in self._explained:
            step = self._voice.conversation.again(case.state)
            turn = await self._voice.conversation.answer(step)
            if turn.explained is None:
                return None
            self._explained[case.id] = turn.explained
        return self._voice.side.show(self._explained[case.id], action)

    def forget(self, case_id: str) -> None:
        """An erased case leaves nothing behind here either."""
        self._explained.pop(case_id, None)

    async def _handle(self, held: Held) -> None:
        piece = _Piece(held=held, case=await self._case(held), text=self._text(held))
        match held.event.kind:
            case "say":
                await self._say(piece)
            case "picture":
                reply = TextReply(lines=(self._voice.words.talk("picture"),))
                await self._keep(piece, piece.case, (), reply)
            case _:
                await self._press(piece)

    def _text(self, held: Held) -> str:
        """As it was written; after a restart, as it was kept."""
        event = held.event
        kept = (event.text, *(content for _, content in event.attachments))
        return self._unkept.get(event.key) or "\n".join(kept)

    async def _case(self, held: Held) -> Case:
        """The case that the page names, if it is theirs; else the last; else a new one."""
        event = held.event
        named = event.facts["case"]
        if named == NEW:
            return await self._desk.cases.begin(event.address, event.person)
        view = await self._desk.tickets.own_case(event.person, named) if named else None
        if view is not None and view.case.erased_at is None:
            return view.case
        current = await self._desk.cases.current(event.address, event.person)
        return current or await self._desk.cases.begin(event.address, event.person)

    async def _say(self, piece: _Piece) -> None:
        """A technician who has the case is talked to; while one is awaited, both are."""
        event, case = piece.held.event, piece.case
        standing = await self._desk.tickets.ticket_of(case.id)
        if standing is not None and is_in_hand(standing.ticket) and await self._add(piece):
            return
        awaited = standing is not None and standing.ticket.state is TicketState.OPEN
        conversation = self._voice.conversation
        step = conversation.hear(case.state, Heard(text=piece.text))
        if awaited and not (step.is_new and step.heard.targets):
            step = conversation.hear(case.state, Heard(text=piece.text, in_thread=True))
            is_told = await self._is_kept(piece) or await self._add(piece, is_done=False)
            await self._answer(replace(piece, is_told=is_told), step)
            return
        if step.is_new:
            case = await self._desk.cases.begin(event.address, event.person)
        await self._answer(replace(piece, case=case), step)

    async def _add(self, piece: _Piece, *, is_done: bool = True) -> bool:
        """To the ticket; False where it was resolved meanwhile."""
        held = piece.held
        taken = await self._desk.escalation.requester_said(
            piece.case.id,
            held.event.person,
            _all_words(held),
            held.row if is_done else 0,
            held.event.facts["key"],
        )
        return taken is not None

    async def _is_kept(self, piece: _Piece) -> bool:
        """Their words stand there from an earlier try that was cut off."""
        if piece.held.attempts == 1:
            return False
        view = await self._desk.tickets.own_case(piece.held.event.person, piece.case.id)
        lines = [moment.line for moment in view.timeline if moment.line] if view else []
        return any(line.message == piece.held.event.facts["key"] for line in lines)

    async def _press(self, piece: _Piece) -> None:
        facts, state = piece.held.event.facts, piece.case.state
        action = Action(facts["action"])
        if action is Action.ASK_PERSON:
            await self._ask_person(replace(piece, is_told=True))
        elif action is Action.AGAIN:
            again = replace(piece, anew=True, is_told=True)
            await self._answer(again, self._voice.conversation.again(state))
        else:
            question, choice = Question(facts["question"]), Choice(facts["choice"])
            await self._answer(piece, self._voice.conversation.press(state, question, choice))

    async def _answer(self, piece: _Piece, step: Step) -> None:
        heard = replace(piece.case, state=step.state)
        if step.wish is Wish.PERSON:
            await self._ask_person(replace(piece, case=heard))
            return
        said = () if piece.is_told else (self._theirs(piece.held),)
        refused = await self._look_at(piece, step)
        if refused is not None:
            await self._keep(piece, heard, said, refused)
            return
        turn = await self._voice.conversation.answer_soon(step, piece.text, anew=piece.anew)
        known = replace(heard, state=turn.state)
        if turn.explained is not None and step.wish is Wish.JUDGE:
            self._explained[known.id] = turn.explained
            report = turn.explained.report(self._voice.contact)
            self._voice.count(str(report["category"]))
            known = replace(known, record=msgspec.json.encode(report).decode())
        kept = await self._keep(piece, known, said, turn.reply)
        if turn.later is not None:
            self._begin(self._desk.inbox.follow(piece.held, self._correct(piece.held, kept, turn)))

    async def _correct(self, held: Held, case: Case, turn: Turn) -> None:
        """The card on the page, where issuers' word changes it."""

        async def show(_: Reply) -> None:
            await self._hub.show_case(held.event.person, case.id)

        def said(reply: Reply) -> Said:
            return self._ours(held, reply)

        contact = self._voice.contact
        sent = Sent(case=case, turn=turn, contact=contact, said=said, edit=show)
        explained = await correct(self._desk, sent)
        if explained is not None and self._explained.get(case.id) is turn.explained:
            self._explained[case.id] = explained

    async def _look_at(self, piece: _Piece, step: Step) -> Reply | None:
        """Says that we look; or that this is enough for now."""
        waiting = self._voice.conversation.announcement(step)
        if not waiting:
            return None
        event = piece.held.event
        spent = await self._desk.limits.look(
            event.person, event.address, event.facts.get("network", "")
        )
        if spent is not None:
            return too_many_looks(spent, self._voice.words.desk, self._voice.clock())
        told = {"type": "looking", "case": piece.case.id, "key": event.facts["key"]}
        await self._hub.tell(event.person.key, {**told, "text": waiting})
        return None

    async def _ask_person(self, piece: _Piece) -> None:
        """Words first, then the ticket, so that the technician reads them."""
        case, event = piece.case, piece.held.event
        if not piece.is_told and not await self._is_kept(piece):
            case = await self._desk.cases.keep(case, (self._theirs(piece.held),))
        asking = Asking(
            case=case,
            who=event.person,
            said=event.text,
            network=event.facts.get("network", ""),
        )
        outcome = await self._desk.escalation.open(asking)
        reply = handed_over(outcome, self._voice.words.desk, self._voice.contact)
        await self._keep(piece, case, (), reply)

    async def _keep(
        self, piece: _Piece, case: Case, said: tuple[Said, ...], reply: Reply | None
    ) -> Case:
        held = piece.held
        ours = () if reply is None else (self._ours(held, reply),)
        files = held.event.attachments if said else ()
        kept = await self._desk.cases.keep(case, (*said, *ours), files, held.row)
        await self._hub.show_case(held.event.person, case.id)
        return kept

    def _ours(self, held: Held, reply: Reply) -> Said:
        record = msgspec.json.encode(reply_record(reply, self._voice.words.mark)).decode()
        return Said(
            who=CERTDESK,
            text=plain(reply),
            role=Role.CERTDESK,
            reply=record,
            message=f"to:{held.event.facts['key']}",
        )

    def _theirs(self, held: Held) -> Said:
        event = held.event
        return Said(who=event.person, text=_all_words(held), message=event.facts["key"])


def _all_words(held: Held) -> str:
    """What they wrote, with the names of what they attached."""
    names = [f"[{name}]" for name, _ in held.event.attachments]
    return "\n".join(part for part in (held.event.text, " ".join(names)) if part)


def address_of(who: Person) -> Address:
    """A visitor has one conversation."""
    return Address(place="web", channel=who.id)
