"""From a case to a person: tickets, and what technicians and requesters do with them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from bot.core.desk import Change, Delivery, Line, Parcel, ParcelKind, Person, Standing
from bot.core.desk.parcels import (
    Names,
    deliveries_of,
    parcel_of,
    parcels_after,
    summary_of,
)
from bot.core.redact import without_secrets
from bot.core.ticket import (
    Acting,
    Action,
    NotAllowedError,
    Role,
    Ticket,
    TicketState,
    Urgency,
    act,
    is_in_hand,
    meant,
    opened,
    urgency,
)
from bot.desk.cases import CERTDESK
from bot.desk.handover import Asking, Clerk, conclusion_of, hand_over
from bot.desk.house import House, Keeping
from bot.desk.steps import Opened, Step, Taken, TooMany


class _Posting(Struct, frozen=True, kw_only=True):
    """What holds while one step is written down.

    Attributes:
        full: Channels that had too many posts, and until when.
        names: What people are called, by their key.
    """

    at: datetime
    full: Mapping[str, datetime]
    names: Mapping[str, str]


class Escalation:
    """Opens tickets and takes steps; each is one transaction with all that it sends."""

    def __init__(self, keeping: Keeping, house: House) -> None:
        """Takes what it needs."""
        self._keeping = keeping
        self._house = house

    async def open(self, asking: Asking) -> Opened | TooMany:
        """A ticket for this case: its own if it has one, however often and fast this is pressed.

        One that was resolved is open again.
        """
        keeping = self._keeping
        there = await keeping.tickets.of_case(asking.case.id)
        if there is not None:
            return await self._again(asking, there)
        refused = await keeping.limits.ticket(
            asking.who, await keeping.tickets.open_of(asking.who), asking.network
        )
        if refused is not None:
            return refused
        now = keeping.clock()
        grade = self._grade(asking)
        clerk = Clerk(
            say=self._house.say,
            is_own=self._house.is_own,
            now=now,
            due_at=now + timedelta(minutes=self._house.section.minutes(grade.priority)),
        )
        handed = hand_over(asking, await keeping.cases.lines(asking.case.id), grade, clerk)
        wanted = self._wanted(asking, grade, handed.title, clerk)
        posting = await self._posting(wanted.ticket, ParcelKind.HANDOVER, now)

        def follow(standing: Standing) -> Change:
            parcel = replace(
                parcel_of(standing, ParcelKind.HANDOVER, self._names(standing, asking.who.name)),
                lines=handed.lines,
                text=without_secrets(asking.said).text,
                fields=handed.fields,
                files=handed.files,
            )
            return Change(
                ticket=standing.ticket,
                people=(asking.who,),
                entries=(opened(standing.ticket, asking.who.key, Role.REQUESTER),),
                deliveries=tuple(self._posted(standing, parcel, posting)),
                handled=asking.handled,
            )

        found, is_new = await keeping.tickets.open(wanted, follow)
        self._told(asking.case.id)
        return Opened(ticket=found.ticket, is_new=is_new, due_at=found.due_at)

    async def step(self, ticket_id: str, step: Step) -> Taken | None:
        """Claim, release, assign, answer, note, resolve, reopen; None where there is no ticket.

        Raises:
            NotAllowedError: Not in this state or this role, or another one's ticket.
        """
        return await self._take(ticket_id, lambda _: step)

    async def technician_said(
        self, ticket_id: str, who: Person, text: str, handled: int = 0, message: str = ""
    ) -> Taken | None:
        """Words in a ticket's thread among technicians: an answer or a note, as the rules say.

        `message` is the place's id of it.

        Raises:
            NotAllowedError: "!reply" where nothing can be answered any more.
        """

        def chosen(ticket: Ticket) -> Step:
            said = meant(text, ticket, who.key)
            return Step(
                action=said.action,
                who=who,
                text=said.text,
                overrides=said.overrides,
                handled=handled,
                message=message,
            )

        return await self._take(ticket_id, chosen)

    async def requester_said(
        self, case_id: str, who: Person, text: str, handled: int = 0, message: str = ""
    ) -> Taken | None:
        """What a requester writes while a ticket is not resolved: kept, and sent to technicians.

        `message` is the place's id of it. None: there is no such ticket, nothing was kept, and
        the conversation goes on as usual.
        """
        there = await self._keeping.tickets.of_case(case_id)
        if there is None or there.ticket.state is TicketState.RESOLVED:
            return None
        step = Step(
            action=Action.ADD,
            who=who,
            role=Role.REQUESTER,
            text=text,
            handled=handled,
            message=message,
        )
        try:
            return await self._take(there.ticket.id, lambda _: step)
        except NotAllowedError:  # resolved meanwhile
            return None

    async def found(self, case_id: str, text: str) -> Taken | None:
        """What we learnt of a case after it was handed over; None where nobody has to know."""
        there = await self._keeping.tickets.of_case(case_id)
        if there is None or there.ticket.state is TicketState.RESOLVED:
            return None
        step = Step(action=Action.NOTE, who=CERTDESK, role=Role.CERTDESK, text=text)
        return await self._take(there.ticket.id, lambda _: step)

    async def _again(self, asking: Asking, there: Standing) -> Opened:
        opened_again = there.ticket
        if there.ticket.state is TicketState.RESOLVED:
            step = Step(
                action=Action.REOPEN,
                who=asking.who,
                role=Role.REQUESTER,
                text=asking.said,
                handled=asking.handled,
            )
            taken = await self._take(there.ticket.id, lambda _: step)
            opened_again = taken.ticket if taken else opened_again
        return Opened(ticket=opened_again, is_new=False, due_at=there.due_at)

    async def _take(self, ticket_id: str, choose: Callable[[Ticket], Step]) -> Taken | None:
        keeping, now = self._keeping, self._keeping.clock()
        before = await keeping.tickets.by_id(ticket_id)
        if before is None:
            return None
        adds = choose(before.ticket).role is not Role.TECHNICIAN
        posting = await self._posting(before.ticket, ParcelKind.ADDED if adds else None, now)

        def decide(standing: Standing) -> Change:
            return self._decided(standing, choose(standing.ticket), posting)

        change = await keeping.tickets.change(ticket_id, now, decide)
        if change is None:
            return None
        self._told(before.ticket.case)
        return Taken(
            ticket=change.ticket,
            action=change.entries[0].action,
            is_in_hand=is_in_hand(change.ticket),
        )

    def _decided(self, standing: Standing, step: Step, posting: _Posting) -> Change:
        said = without_secrets(step.text).text
        acting = Acting(
            action=step.action,
            who=step.who.key,
            role=step.role,
            at=posting.at,
            text=said,
            to=step.to.key if step.to else "",
            overrides=step.overrides,
        )
        ticket, entry = act(standing.ticket, acting)
        after = replace(standing, ticket=ticket)
        people = (step.who, step.to) if step.to else (step.who,)
        called = {**posting.names, **{person.key: person.name for person in people}}
        names = self._names(after, step.who.name, called.get(ticket.owner, ""))
        return Change(
            ticket=ticket,
            people=people,
            entries=(entry,),
            lines=tuple(_lines(standing, step, said, posting.at)),
            deliveries=tuple(
                delivery
                for parcel in parcels_after(after, entry, names)
                for delivery in self._posted(after, replace(parcel, message=step.message), posting)
            ),
            handled=step.handled,
        )

    def _names(self, standing: Standing, who: str, owner: str = "") -> Names:
        link = self._house.link(standing.ticket.case)
        return Names(who=who, owner=owner, link=link)

    def _grade(self, asking: Asking) -> Urgency:
        target = asking.case.state.target
        return urgency(
            conclusion_of(asking.case),
            asking.impact,
            typed_secret=asking.has_typed_secret,
            is_own_site=target is not None and self._house.is_own(target.host),
        )

    def _wanted(self, asking: Asking, grade: Urgency, title: str, clerk: Clerk) -> Standing:
        ticket = Ticket(
            id=self._keeping.new_id(),
            number=0,  # the store gives it
            case=asking.case.id,
            state=TicketState.OPEN,
            priority=grade.priority,
            queue=grade.queue,
            opened_at=clerk.now,
        )
        return Standing(
            ticket=ticket,
            address=asking.case.address,
            requester=asking.case.requester,
            title=title,
            due_at=clerk.due_at,
        )

    async def _posting(self, ticket: Ticket, kind: ParcelKind | None, now: datetime) -> _Posting:
        """Counts a new post against each channel that would get it; changes of cards are free."""
        keeping = self._keeping
        full: dict[str, datetime] = {}
        for receiver in self._house.receivers if kind else ():
            if receiver.is_channel and kind and receiver.takes(kind, ticket.queue):
                spent = await keeping.limits.post(receiver.place)
                if spent is not None:
                    full[receiver.place] = spent.renewed_at(now)
        names = await keeping.cases.names([ticket.owner]) if ticket.owner else {}
        return _Posting(at=now, full=full, names=names)

    def _posted(self, standing: Standing, parcel: Parcel, posting: _Posting) -> Iterator[Delivery]:
        ticket, said = standing.ticket, self._house.say("summary_line")
        line = said.format(number=ticket.number, priority=ticket.priority, title=standing.title)
        for delivery in deliveries_of(standing, parcel, self._house.receivers, posting.at):
            until = posting.full.get(delivery.place)
            is_post = parcel.kind in {ParcelKind.HANDOVER, ParcelKind.ADDED}
            if until is not None and is_post:
                yield summary_of(delivery.place, line, posting.at, until)
            else:
                yield delivery

    def _told(self, case_id: str) -> None:
        self._keeping.changes.tell(case_id)
        self._keeping.wake()


def _lines(standing: Standing, step: Step, said: str, at: datetime) -> Iterator[Line]:
    """What becomes part of the conversation: words to the requester and of the requester."""
    is_note = step.action in {Action.NOTE, Action.ESCALATE}
    if said and not is_note:
        yield Line(
            case=standing.ticket.case,
            at=at,
            role=step.role,
            who=step.who,
            text=said,
            message=step.message,
        )
