"""What technicians do with tickets: by buttons, by forms, and by writing in a ticket's thread."""

from typing import Final

from adapters.discord import phrases
from adapters.discord.cards import words_of
from adapters.discord.keys import TicketStep
from adapters.discord.office import Office
from adapters.discord.origin import PLACE
from adapters.discord.render import render
from adapters.discord.sending import RefusedError, Sender
from bot.core.desk import Event, Held, Person, Receipt, Standing
from bot.core.reply import TextReply
from bot.core.ticket import Action, NotAllowedError, TicketState
from bot.desk.steps import Step

_ACTIONS: Final = {
    TicketStep.CLAIM: Action.CLAIM,
    TicketStep.RELEASE: Action.RELEASE,
    TicketStep.ASSIGN: Action.ASSIGN,
    TicketStep.ANSWER: Action.ANSWER,
    TicketStep.NOTE: Action.NOTE,
    TicketStep.RESOLVE: Action.RESOLVE,
    TicketStep.REOPEN: Action.REOPEN,
}
_JUDGED: Final = {TicketStep.RIGHT: True, TicketStep.WRONG: False}
_SENT, _NOTED, _REFUSED = "\N{INCOMING ENVELOPE}", "\N{MEMO}", "\N{NO ENTRY SIGN}"


class Technicians:
    """Takes their steps; whether somebody is one was checked before."""

    def __init__(self, office: Office, sender: Sender) -> None:
        """Takes what it needs."""
        self._office = office
        self._sender = sender

    async def handle(self, held: Held) -> None:
        """One press, form or message; may be called again for the same one."""
        event = held.event
        try:
            if event.kind == "thread":
                await self._said(held)
            else:
                await self._answer(event, await self._step(held))
        except RefusedError:  # there is nobody to tell any more
            return

    async def _step(self, held: Held) -> str:
        event, tickets = held.event, self._office.desk.tickets
        standing = await tickets.ticket(event.facts["ticket"])
        if standing is None:
            return phrases.GONE
        step = TicketStep(event.facts["step"])
        if step in _JUDGED:
            view = await tickets.case(standing.ticket.case)
            if view is not None:
                await tickets.judge(view.case, event.person, is_right=_JUDGED[step])
            return phrases.TAKEN["verdict"]
        return await self._take(held, standing, step)

    async def _take(self, held: Held, standing: Standing, step: TicketStep) -> str:
        event = held.event
        wanted = Step(
            action=_ACTIONS[step],
            who=event.person,
            text=event.text,
            to=_chosen(event),
            handled=held.row,
        )
        try:
            await self._office.desk.escalation.step(standing.ticket.id, wanted)
        except NotAllowedError as error:
            owner = await self._name(error.owner, standing.ticket.case)
            return _refused(error, owner)
        if event.text:
            await self._show_in_thread(event, standing, step)
        return phrases.TAKEN[step]

    async def _show_in_thread(self, event: Event, standing: Standing, step: TicketStep) -> None:
        """What was written in a form stands with the rest, for those who read along there."""
        thread = await self._thread(standing)
        if thread:
            who = f"{event.person.name}, {phrases.STEPS[step].casefold()}"
            words = words_of(who, event.text)
            await self._sender.post(thread, None, f"shown:{event.key}", content=words)

    async def _thread(self, standing: Standing) -> int:
        view = await self._office.desk.tickets.case(standing.ticket.case)
        receipts = [d.receipt for d in view.deliveries if d.place == PLACE] if view else []
        return next((thread_in(receipt) for receipt in receipts if thread_in(receipt)), 0)

    async def _name(self, key: str, case: str) -> str:
        view = await self._office.desk.tickets.case(case)
        return view.names.get(key, "") if view else ""

    async def _said(self, held: Held) -> None:
        """Their words in the thread: an answer or a note, and a small sign which it was."""
        event = held.event
        is_edit = bool(event.facts.get("edited"))
        text = phrases.EDITED.format(text=event.text) if is_edit else event.text
        channel, message = int(event.facts["channel"]), int(event.facts["message"])
        try:
            taken = await self._office.desk.escalation.technician_said(
                event.facts["ticket"], event.person, text, held.row
            )
        except NotAllowedError:
            await self._sender.mark(channel, message, _REFUSED)
            return
        if taken is not None:
            sign = _SENT if taken.action is Action.ANSWER else _NOTED
            await self._sender.mark(channel, message, sign)

    async def _answer(self, event: Event, text: str) -> None:
        post = render(TextReply(lines=(text,)), "", {})
        await self._sender.answer(int(event.facts["app"]), event.facts["token"], post)


def thread_in(receipt: Receipt | None) -> int:
    """The thread of a ticket's card; 0 where it has none."""
    if receipt is None or not receipt.thread or receipt.thread != receipt.message:
        return 0
    return int(receipt.thread)


def _chosen(event: Event) -> Person | None:
    chosen = event.facts.get("to", "")
    if not chosen:
        return None
    return Person(place=PLACE, id=chosen, name=event.facts.get("to_name", ""))


def _refused(error: NotAllowedError, owner: str) -> str:
    held = f", and {owner} has it" if owner and error.state is not TicketState.OPEN else ""
    return phrases.REFUSED.format(state=error.state, owner=held)
