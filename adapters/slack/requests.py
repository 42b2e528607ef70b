"""What people ask: finds their case, and has it answered where they asked."""

from msgspec.structs import replace

from adapters.slack.answering import Answering, Heard, Wanted
from adapters.slack.api import Spot
from adapters.slack.events import PLACE
from adapters.slack.files import Attached, Files
from adapters.slack.own_things import OwnThings
from adapters.slack.places import MESSAGES, Place, Places, spot_of
from bot.core.desk import Address, Case, Event, Held, Person
from bot.core.desk.revision import Reworded
from bot.core.dialogue import CaseState, Step, Wish
from bot.core.message import Question
from bot.core.reply import Action, Choice
from bot.core.ticket import Action as Doing
from bot.core.ticket import Impact, NotAllowedError, Role, TicketState, is_in_hand
from bot.desk.cases import Said as Kept
from bot.desk.conversation import Said
from bot.desk.steps import Step as Taking
from bot.desk.steps import Taken


class Requests:
    """Handles what requesters send; may be called again for the same event."""

    def __init__(self, answering: Answering, files: Files, places: Places) -> None:
        """Speaks with the voice of `answering`, at its desk."""
        self._voice = answering.voice
        self._desk = answering.desk
        self._slack = answering.slack
        self._files = files
        self._places = places
        self.answering = answering
        self.own_things = OwnThings(self._voice, self._desk, self._slack, answering)

    async def handle(self, held: Held, text: str) -> None:
        """Answers one event; `text` is as it was written, secrets included."""
        kind = held.event.kind
        if kind in MESSAGES:
            await self._heard_of(held, text)
        elif kind == "command" and self.own_things.knows(text):
            await self.own_things.handle(held, text)
        elif kind in {"command", "shortcut"}:
            await self._privately(held, text)
        elif kind in {"press", "ask", "mine.close"}:
            pressed = {"press": self._press, "ask": self._ask, "mine.close": self._close}
            await pressed[kind](held)

    async def _heard_of(self, held: Held, text: str) -> None:
        if held.event.kind == "delete":
            await self.unsay(held.event)
            return
        place = await self._places.of(held)
        if place is None:
            return
        if held.event.kind == "edit":
            await self._edit(held, place, text)
        else:
            attached = await self._files.fetch(held.event.facts["files"])
            await self._talk(held, place, text, attached)

    async def _edit(self, held: Held, place: Place, text: str) -> None:
        """Changed wherever it went; what went nowhere is passed on to technicians as changed.

        Without those it is judged anew where that makes a difference.
        """
        if place.case is None:
            return
        event = held.event
        wanted = Reworded(
            place=PLACE,
            channel=event.address.channel,
            case=place.case.id,
            role=Role.REQUESTER,
            message=event.facts["ts"],
            text=event.text,
            key=event.key,
            at=self._voice.clock(),
        )
        if (await self._desk.revising.revise(wanted)).posts:
            return
        told = self._voice.text("edited", text=event.text)
        if await self._passed_on(held, place.case, told) is not None:
            return
        step = self._voice.conversation.hear(place.case.state, Said(text=text, in_thread=True))
        if step.wish is Wish.JUDGE and step.state.enquiry != place.case.state.enquiry:
            await self.answering.answer(self._heard(held, place, place.case, step, text))

    async def unsay(self, event: Event) -> None:
        """What somebody deletes here is deleted with us; with their last words the whole case."""
        for case in await self._desk.revising.unsay(event.address, event.facts["ts"]):
            if await self._desk.tickets.ticket_of(case.id) is None:
                await self._desk.privacy.erase(case.requester, case.id)
                self.answering.forget(case)

    async def _privately(self, held: Held, text: str) -> None:
        """In the direct message, whatever channel it was typed in."""
        channel = await self._slack.direct(held.event.person.id)
        address = Address(place=PLACE, channel=channel)
        place = Place(
            case=await self._desk.cases.current(address, held.event.person),
            address=address,
            spot=Spot(channel=channel),
            is_addressed=True,
            in_thread=False,
        )
        attached = await self._files.fetch(held.event.facts.get("files", ""))
        await self._talk(held, place, text, attached)

    async def _talk(self, held: Held, place: Place, text: str, attached: Attached) -> None:
        words = "\n".join((text, *(content for _, content in attached.texts)))
        case, is_told = place.case, False
        if case is not None:
            taken = await self._passed_on(held, case, _words(held, attached))
            if taken is not None and taken.is_in_hand:
                return
            is_told = taken is not None
        said = Said(text=words, is_addressed=place.is_addressed, in_thread=place.in_thread)
        step = self._voice.conversation.hear(case.state if case else CaseState(), said)
        notes = tuple(self._notes(attached))
        if step.wish is Wish.NOTHING and not notes:
            return
        if case is None or (step.is_new and not is_told):
            case = await self._desk.cases.begin(place.address, await self._named(held))
        heard = replace(self._heard(held, place, case, step, words), notes=notes)
        if not is_told:
            said_now = Kept(
                who=held.event.person,
                text=_words(held, attached),
                message=held.event.facts.get("ts", ""),
            )
            heard = replace(heard, said=(said_now,), files=attached.texts)
        if notes and not words.strip():
            await self.answering.tell(replace(heard, notes=()), "\n".join(notes))
        else:
            await self.answering.answer(heard)

    async def _passed_on(self, held: Held, case: Case, words: str) -> Taken | None:
        """Technicians who have the case get the words too.

        Who is on it is not interrupted: then the row is done with it, and the bot says nothing.
        """
        standing = await self._desk.tickets.ticket_of(case.id)
        if standing is None or standing.ticket.state is TicketState.RESOLVED:
            return None
        row = held.row if is_in_hand(standing.ticket) else 0
        who, ts = held.event.person, held.event.facts.get("ts", "")
        message = ts if held.event.kind == "message" else held.event.key
        if held.attempts > 1 and await self._desk.cases.has(case, message):
            return Taken(
                ticket=standing.ticket,
                action=Doing.ADD,
                is_in_hand=is_in_hand(standing.ticket),
            )
        return await self._desk.escalation.requester_said(case.id, who, words, row, message)

    async def _press(self, held: Held) -> None:
        event, facts = held.event, held.event.facts
        action = Action(facts["action"])
        case = await self.case_at(facts["subject"], event.address.channel)
        if case is None:
            await self._hint(held, "gone")
        elif action in {Action.HELPED, Action.NOT_HELPED}:
            helped = action is Action.HELPED
            await self._desk.cases.rate(case, event.person, helped=helped)
            await self._hint(held, "thanks_yes" if helped else "thanks_no")
        elif case.requester.key != event.person.key:
            await self._hint(held, "not_yours")
        else:
            await self._answer_press(held, case, action)

    async def _answer_press(self, held: Held, case: Case, action: Action) -> None:
        conversation, facts = self._voice.conversation, held.event.facts
        if action is Action.AGAIN:
            step = conversation.again(case.state)
        elif action is Action.ANSWER:
            question, choice = Question(facts["question"]), Choice(facts["choice"])
            step = conversation.press(case.state, question, choice)
        else:
            return
        spot = Spot(channel=case.address.channel, thread=case.address.thread)
        anew = action is Action.AGAIN
        await self.answering.answer(Heard(held=held, case=case, step=step, spot=spot, anew=anew))

    async def _ask(self, held: Held) -> None:
        """The form that asks for a technician was sent."""
        event, facts = held.event, held.event.facts
        case = await self.case_at(facts["subject"], event.address.channel)
        if case is None:
            await self._hint(held, "gone")
            return
        named = replace(held, event=replace(event, person=await self._named(held)))
        wanted = Wanted(
            impact=Impact(facts.get("impact") or Impact.UNKNOWN),
            typed_secret=facts.get("typed") == "yes",
            said=event.text,
        )
        spot = Spot(channel=case.address.channel, thread=case.address.thread)
        step = replace(self._voice.conversation.again(case.state), wish=Wish.PERSON)
        await self.answering.ask_person(Heard(held=named, case=case, step=step, spot=spot), wanted)

    async def _close(self, held: Held) -> None:
        event = held.event
        case = await self.case_at(event.facts["subject"], event.address.channel)
        standing = await self._desk.tickets.ticket_of(case.id) if case else None
        if case is None or standing is None:
            await self._hint(held, "gone")
            return
        if standing.requester.key != event.person.key:
            await self._hint(held, "not_yours")
            return
        taking = Taking(action=Doing.RESOLVE, who=event.person, role=Role.REQUESTER)
        try:
            await self._desk.escalation.step(standing.ticket.id, taking)
        except NotAllowedError:  # closed already
            return
        told = self._voice.text("closed_mine", number=standing.ticket.number)
        step = self._voice.conversation.again(case.state)
        spot = Spot(channel=case.address.channel, thread=case.address.thread)
        await self.answering.tell(Heard(held=held, case=case, step=step, spot=spot), told)

    async def case_at(self, case_id: str, channel: str) -> Case | None:
        """The case, if it is held in this very channel, whose people may read it."""
        view = await self._desk.tickets.case(case_id) if case_id else None
        if view is None or view.case.erased_at is not None:
            return None
        address = view.case.address
        return view.case if (address.place, address.channel) == (PLACE, channel) else None

    async def _named(self, held: Held) -> Person:
        person = held.event.person
        return replace(person, name=(await self._slack.profile(person.id)).name)

    async def _hint(self, held: Held, name: str) -> None:
        text = self._voice.text(name)
        await self._slack.hint(spot_of(held), held.event.person.id, text)

    def _notes(self, attached: Attached) -> list[str]:
        left_out = self._voice.text("file_unread", names=", ".join(attached.unread))
        return [
            *([self._voice.text("picture")] if attached.pictures else []),
            *([left_out] if attached.unread else []),
            *([self._voice.text("file_failed")] if attached.failed else []),
        ]

    def _heard(self, held: Held, place: Place, case: Case, step: Step, text: str) -> Heard:
        return Heard(held=held, case=case, step=step, spot=place.spot, text=text)


def _words(held: Held, attached: Attached) -> str:
    """What they wrote, with the names of what they attached."""
    names = " ".join(f"[{name}]" for name, _ in attached.texts)
    return "\n".join(part for part in (held.event.text, names) if part)
