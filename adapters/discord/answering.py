"""Works on what people said and pressed: the conversation on one side, the desk on the other.

Everything that is needed stands in the event, so that another process can go on with it.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final
from weakref import WeakValueDictionary

import msgspec
from cachetools import LRUCache
from msgspec import Struct
from msgspec.structs import replace

from adapters.discord import words
from adapters.discord.finding import CaseFinder
from adapters.discord.forms import impact_of
from adapters.discord.office import Office
from adapters.discord.replying import Replies, Shown, Where
from adapters.discord.sayings import is_among_others, our_words, said_in
from adapters.discord.sending import RefusedError, Sender
from adapters.discord.taking_back import TakenBack
from bot.core.desk import Case, Event, Held
from bot.core.dialogue import CaseState, Step, Wish
from bot.core.message import Question
from bot.core.reply import Action, Choice, Reply, TextReply
from bot.desk.cases import Said
from bot.desk.conversation import Said as Heard
from bot.desk.conversation import Turn
from bot.desk.corrections import Sent, correct
from bot.desk.explain import Explained
from bot.desk.handover import Asking
from bot.desk.steps import Taken

_KEPT: Final = 500

Begin = Callable[[Coroutine[Any, Any, None]], None]
"""Starts work that somebody awaits."""


class _Answered(Struct, frozen=True, kw_only=True):
    """What is to be answered where.

    Attributes:
        said: Their words, where they are not kept already.
        anew: Another look is wanted.
    """

    step: Step
    where: Where
    text: str = ""
    said: tuple[Said, ...] = ()
    anew: bool = False


class Answering:
    """Handles the events of people who ask, those of one place in their order."""

    def __init__(self, office: Office, sender: Sender, begin: Begin) -> None:
        """Takes what it needs; `begin` has something done that nobody waits for."""
        self._office = office
        self._replies = Replies(office, sender)
        self._begin = begin
        self._cases = CaseFinder(office)
        self._explained: LRUCache[str, Explained] = LRUCache(_KEPT)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._unkept: dict[str, str] = {}
        self.taken_back = TakenBack(office, self.forget)

    def remember(self, key: str, text: str) -> None:
        """What was really written, for as long as it takes to answer; it is kept nowhere."""
        self._unkept[key] = text

    async def handle(self, held: Held) -> None:
        """Answers one event; may be called again for the same one."""
        event = held.event
        is_top = bool(event.facts.get("from"))  # it may belong to what they asked just before
        key = f"{event.address.channel}:{event.person.id if is_top else event.address.thread}"
        lock = self._locks.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                await self._handle(held)
        except RefusedError:  # there is nobody to tell any more
            return
        except Exception:
            if event.facts.get("token"):
                await self._replies.apologise(event)
            raise
        finally:
            self._unkept.pop(event.key, None)

    async def explained(self, case: Case) -> Explained | None:
        """What the last answer of a case rests on; judged anew where it is not at hand."""
        if case.id not in self._explained:
            conversation = self._office.conversation
            turn = await conversation.answer(conversation.again(case.state))
            if turn.explained is None:
                return None
            self._explained[case.id] = turn.explained
        return self._explained[case.id]

    def forget(self, case_id: str) -> None:
        """An erased case leaves nothing behind here either."""
        self._explained.pop(case_id, None)

    async def _handle(self, held: Held) -> None:
        if self.taken_back.has(held.event):
            return
        match held.event.kind:
            case "say":
                await self._say(held)
            case "press":
                await self._press(held)
            case "ask":
                await self._ask(held)
            case "picture":
                await self._picture(held)
            case "edit":
                await self._edit(held)
            case _:  # of a later version
                return

    async def _say(self, held: Held) -> None:
        event, desk = held.event, self._office.desk
        case = await self._cases.meant(event)
        if case is not None and is_among_others(event, case):
            return
        told = await self._told(held, case) if case is not None else None
        if told is not None and told.is_in_hand:
            return
        text = self._unkept.get(event.key) or "\n".join(
            (event.text, *(content for _, content in event.attachments))
        )
        in_thread = bool(event.address.thread) and not event.facts.get("from")
        step = self._office.conversation.hear(
            case.state if case else CaseState(),
            Heard(
                text=text,
                is_addressed=event.facts.get("addressed", "1") == "1",
                in_thread=in_thread,
            ),
        )
        if step.wish is Wish.NOTHING:
            return
        where = await self._replies.settled(event, case if case and not step.is_new else None)
        if case is None or step.is_new:
            case = await desk.cases.begin(where.address, event.person)
        said = () if told else (said_in(event),)
        await self._answer(held, case, _Answered(step=step, where=where, text=text, said=said))

    async def _edit(self, held: Held) -> None:
        """Passed on to technicians; else judged anew where that makes a difference."""
        event, desk = held.event, self._office.desk
        case = await desk.cases.current(event.address)
        if case is None and event.facts.get("fresh"):
            await self._say(held)
        if case is None or case.requester.key != event.person.key:
            return
        if await self._told(held, case) is not None:
            return
        step = self._office.conversation.hear(
            case.state, Heard(text=event.text, is_addressed=True, in_thread=True)
        )
        if step.wish is Wish.JUDGE and step.state.enquiry != case.state.enquiry:
            where = Where(address=case.address)
            said = (said_in(event),)
            wanted = _Answered(step=step, where=where, text=event.text, said=said)
            await self._answer(held, case, wanted)

    async def _picture(self, held: Held) -> None:
        """Can't be read; technicians who have the case are told that there is one."""
        case = await self._cases.meant(held.event)
        if case is not None and is_among_others(held.event, case):
            return
        told = await self._told(held, case) if case is not None else None
        if told is None or not told.is_in_hand:
            where = await self._replies.settled(held.event, case)
            reply = TextReply(lines=(self._office.talk("picture"),))
            await self._replies.send(held.event, where, reply, "")

    async def _told(self, held: Held, case: Case) -> Taken | None:
        """Technicians who have the case read what is added to it."""
        event = held.event
        if event.facts.get("token"):
            return None
        said = said_in(event)
        return await self._office.desk.escalation.requester_said(
            case.id, event.person, said.text, held.row, said.message
        )

    async def _press(self, held: Held) -> None:
        event, facts = held.event, held.event.facts
        case = await self._cases.allowed(
            event.person, facts["case"], is_technician=_is_technician(event)
        )
        if case is None:
            return
        where = Where(address=event.address)
        conversation = self._office.conversation
        if facts["action"] == Action.AGAIN:
            step = conversation.again(case.state)
            await self._answer(held, case, _Answered(step=step, where=where, anew=True))
            return
        question, choice = Question(facts["question"]), Choice(facts["choice"])
        step = conversation.press(case.state, question, choice)
        said = (Said(who=event.person, text=event.text),) if event.text else ()
        await self._answer(held, case, _Answered(step=step, where=where, said=said))

    async def _ask(self, held: Held) -> None:
        event, desk = held.event, self._office.desk
        wanted = event.facts.get("case", "")
        case = await self._cases.allowed(event.person, wanted, is_technician=_is_technician(event))
        if case is None:
            case = await desk.cases.current(event.address, event.person)
        if case is None:
            case = await desk.cases.begin(event.address, event.person)
        typed_secret = event.facts.get("secret") == "yes"
        asking = Asking(
            case=case,
            who=event.person,
            impact=impact_of(event.facts),
            typed_secret=typed_secret,
            said=event.text,
            link=event.facts.get("link", ""),
            handled=0,
        )
        outcome = await desk.escalation.open(asking)
        reply = words.handed_over(outcome, self._office, typed_secret=typed_secret)
        await self._replies.send(event, Where(address=event.address), reply, "")

    async def _answer(self, held: Held, case: Case, wanted: "_Answered") -> None:
        """Posted first, then kept: whoever does it again after a crash posts the same."""
        event, step, office = held.event, wanted.step, self._office
        spent = None
        if office.conversation.announcement(step):
            spent = await office.desk.limits.look(event.person, event.address)
            if spent is None:
                await self._replies.looking(event, wanted.where)
        turn = Turn(state=step.state, reply=words.too_many_looks(spent, office) if spent else None)
        if spent is None:
            text = wanted.text
            turn = await office.conversation.answer_soon(step, text, anew=wanted.anew)
        known = replace(case, state=turn.state)
        if turn.explained is not None and step.wish is Wish.JUDGE:
            known = self._judged(known, turn.explained)
        ours: tuple[Said, ...] = ()
        message = 0
        if turn.reply is not None:
            message = await self._replies.send(event, wanted.where, turn.reply, case.id)
            ours = (our_words(event, turn.reply, message),)
        files = event.attachments if wanted.said else ()
        kept = await office.desk.cases.keep(known, (*wanted.said, *ours), files, held.row)
        await self.taken_back.look_after(event, case)
        if turn.later is not None:
            shown = Shown(event=event, where=wanted.where, message=message)
            doing = self._correct(shown, kept, turn)
            self._begin(office.desk.inbox.follow(held, doing))

    async def _correct(self, shown: Shown, case: Case, turn: Turn) -> None:
        """The card in its place, where issuers' word changes it."""

        async def edit(reply: Reply) -> None:
            await self._replies.edit(shown, reply, case.id)

        def said(reply: Reply) -> Said:
            return our_words(shown.event, reply, shown.message)

        office = self._office
        sent = Sent(case=case, turn=turn, contact=office.contact, said=said, edit=edit)
        explained = await correct(office.desk, sent)
        if explained is not None and self._explained.get(case.id) is turn.explained:
            self._explained[case.id] = explained

    def _judged(self, case: Case, explained: Explained) -> Case:
        self._explained[case.id] = explained
        report = explained.report(self._office.contact)
        self._office.count(str(report["category"]))
        return replace(case, record=msgspec.json.encode(report).decode())


def _is_technician(event: Event) -> bool:
    """As it was found when they pressed."""
    return event.facts.get("technician") == "1"
