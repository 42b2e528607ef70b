"""Presses and forms as they come in: rights first, then acknowledged, kept, and worked on."""

from collections.abc import Awaitable
from contextlib import suppress
from typing import Any, Final, Protocol

import discord
from discord import Interaction, ui
from discord.utils import MISSING
from msgspec import Struct

from adapters.discord import phrases, words
from adapters.discord.answering import Answering
from adapters.discord.finding import CaseFinder
from adapters.discord.forms import ask_form, filled_in, words_form
from adapters.discord.keys import FORM_KEY, Form, Key, TicketStep, assignee_key
from adapters.discord.office import Office
from adapters.discord.origin import PLACE, address_of, is_technician, person_of
from adapters.discord.pictures import Fetch, Pictures, sent_with
from adapters.discord.render import NOBODY, render
from adapters.discord.responding import respond
from adapters.discord.sending import RefusedError, Sender
from adapters.discord.views import people_view
from bot.core.desk import Case, Event, Person
from bot.core.reply import Action, Reply, TextReply
from bot.core.ticket import Role
from bot.discord_settings import DiscordSection


class Accept(Protocol):
    """Commits an event, defers its interaction, and has it worked on."""

    def __call__(
        self, event: Event, interaction: Interaction[Any], *, is_private: bool
    ) -> Awaitable[None]:
        """Says so where it cannot be done."""


class Voice(Struct, frozen=True, kw_only=True):
    """Who answers, and with what."""

    office: Office
    answering: Answering
    fetch: Fetch


_FORMS: Final = {
    TicketStep.ANSWER: Form.ANSWER,
    TicketStep.NOTE: Form.NOTE,
    TicketStep.RESOLVE: Form.RESOLVE,
}
_RATED: Final = {Action.HELPED: True, Action.NOT_HELPED: False}
_NO_CASE: Final = "-"


class Intake:
    """Takes presses and forms."""

    def __init__(
        self, section: DiscordSection, voice: Voice, sender: Sender, accept: Accept
    ) -> None:
        """Takes what it needs."""
        self._section = section
        self._office = voice.office
        self._answering = voice.answering
        self._cases = CaseFinder(voice.office)
        self._sender = sender
        self._accept = accept
        self._pictures = Pictures(voice.office, voice.fetch)

    async def in_case(self, interaction: Interaction[Any], key: Key) -> None:
        """A button under a reply."""
        who = person_of(interaction.user)
        action = key.press.action
        case = await self._cases.allowed(
            who, key.case, is_technician=self.is_technician(interaction)
        )
        if case is None:
            await _say(interaction, phrases.NOT_YOURS)
        elif action is Action.ASK_PERSON:
            await _show(interaction, ask_form(case.id))
        elif action in {Action.AGAIN, Action.ANSWER}:
            pressed = self._pressed(interaction, key)
            await self._accept(pressed, interaction, is_private=_is_private(interaction))
        else:
            await self.defer(interaction, is_private=True)
            if action in _RATED:
                await self._office.desk.cases.rate(case, who, helped=_RATED[action])
            explained = await self._answering.explained(case)
            nothing = TextReply(lines=(self._office.talk("nothing_to_show"),))
            shown = self._office.side.show(explained, action) if explained else nothing
            await self.finish(interaction, shown)

    async def in_ticket(
        self, interaction: Interaction[Any], step: TicketStep, ticket: str
    ) -> None:
        """A button under a ticket's card."""
        if not self.is_technician(interaction):
            await _say(interaction, phrases.NOT_A_TECHNICIAN)
        elif step in _FORMS:
            await _show(interaction, words_form(_FORMS[step], ticket))
        elif step is TicketStep.ASSIGN:
            people = people_view(assignee_key(ticket), phrases.ASSIGN)
            await _say(interaction, phrases.ASSIGN, people)
        else:
            await self._accept(_stepped(interaction, step, ticket), interaction, is_private=True)

    async def assigned(
        self,
        interaction: Interaction[Any],
        ticket: str,
        chosen: discord.User | discord.Member,
    ) -> None:
        """Somebody was chosen as a ticket's owner; they must be a technician too."""
        if not self.is_technician(interaction) or not self._may(chosen, interaction.channel):
            await _say(interaction, phrases.NOT_A_TECHNICIAN)
            return
        given = {"to": str(chosen.id), "to_name": chosen.display_name}
        event = _stepped(interaction, TicketStep.ASSIGN, ticket, **given)
        await self._accept(event, interaction, is_private=True)

    async def form(self, interaction: Interaction[Any]) -> None:
        """A form that was sent; it may have been opened before a restart."""
        data: Any = interaction.data or {}
        found = FORM_KEY.fullmatch(str(data.get("custom_id", "")))
        if found is None:
            return
        filled, about = filled_in(data), found["id"]
        form = Form(found["form"])
        if form is not Form.ASK and not self.is_technician(interaction):
            await _say(interaction, phrases.NOT_A_TECHNICIAN)
            return
        if form is Form.ASK:
            event = self._asked(interaction, await self._with_pictures(interaction, about), filled)
        else:
            event = _stepped(interaction, TicketStep(form), about, filled.get("said", ""))
        await self._accept(event, interaction, is_private=True)

    async def _with_pictures(self, interaction: Interaction[Any], case: str) -> str:
        """The case, with the pictures that were sent; fetching them may take long."""
        data: Any = interaction.data
        sent = sent_with(data)
        if not sent:
            return case
        await self.defer(interaction, is_private=True)
        channel = interaction.channel
        at = address_of(channel) if channel else _nowhere(interaction)
        return await self._pictures.keep(sent, person_of(interaction.user), at, case)

    async def ask(self, interaction: Interaction[Any]) -> None:
        """The form for a technician, about whatever is open here."""
        await _show(interaction, ask_form(_NO_CASE))

    async def defer(self, interaction: Interaction[Any], *, is_private: bool) -> None:
        """Within the three seconds that Discord gives."""
        if not interaction.response.is_done():
            await respond(lambda: interaction.response.defer(ephemeral=is_private, thinking=True))

    async def tell(self, interaction: Interaction[Any], text: str) -> None:
        """One sentence, after a deferral."""
        await self.finish(interaction, TextReply(lines=(text,)))

    async def finish(self, interaction: Interaction[Any], reply: Reply) -> None:
        """Instead of "thinking"."""
        post = render(reply, "", self._office.contact)
        with suppress(RefusedError):  # fifteen minutes are over
            await self._sender.answer(interaction.application_id, interaction.token, post)

    async def own_tickets(self, interaction: Interaction[Any], number: int | None) -> None:
        """Theirs, each with what was answered; nobody else sees it."""
        await self.defer(interaction, is_private=True)
        who, tickets = person_of(interaction.user), self._office.desk.tickets
        views = [await tickets.own_case(who, case.id) for case in await tickets.own_cases(who)]
        shown = [
            view
            for view in views
            if view is not None and view.ticket and number in {None, view.ticket.number}
        ]
        await self.finish(interaction, words.tickets(shown))

    async def forget(self, interaction: Interaction[Any]) -> None:
        """Everything of theirs in Discord is erased."""
        await self.defer(interaction, is_private=True)
        who, desk = person_of(interaction.user), self._office.desk
        is_erased = False
        for case in await desk.tickets.own_cases(who):
            await self._take_back(who, case)
            is_erased = await desk.privacy.erase(who, case.id) or is_erased
            self._answering.forget(case.id)
        name = "erased" if is_erased else "nothing_to_erase"
        await self.tell(interaction, self._office.say(name))

    async def _take_back(self, who: Person, case: Case) -> None:
        """Our answers in messages of their own; those to commands are Discord's to show."""
        view = await self._office.desk.tickets.own_case(who, case.id)
        for moment in view.timeline if view and case.address.place == PLACE else ():
            line = moment.line
            if line is not None and line.role is Role.CERTDESK and line.message.isdigit():
                room = int(case.address.thread or case.address.channel)
                await self._sender.delete(room, int(line.message))

    def is_technician(self, interaction: Interaction[Any]) -> bool:
        """Checked on every press, by what Discord says of who pressed."""
        return self._may(interaction.user, interaction.channel)

    def _may(self, user: discord.User | discord.Member, channel: object) -> bool:
        section = self._section
        return is_technician(user, channel, role=section.role, desk=section.technicians)

    def _pressed(self, interaction: Interaction[Any], key: Key) -> Event:
        press = key.press
        facts = {
            "case": key.case,
            "action": str(press.action),
            "question": str(press.question or ""),
            "choice": str(press.choice or ""),
            "technician": "1" if self.is_technician(interaction) else "",
        }
        return event_of(interaction, "press", _label(interaction), facts)

    def _asked(self, interaction: Interaction[Any], case: str, filled: dict[str, str]) -> Event:
        facts = {
            "case": "" if case == _NO_CASE else case,
            "impact": filled.get("impact", ""),
            "secret": filled.get("secret", ""),
            "technician": "1" if self.is_technician(interaction) else "",
            "link": interaction.message.jump_url if interaction.message else "",
        }
        return event_of(interaction, "ask", filled.get("said", ""), facts)


def event_of(
    interaction: Interaction[Any],
    kind: str,
    text: str,
    facts: dict[str, str],
    attachments: tuple[tuple[str, str], ...] = (),
) -> Event:
    """What an interaction is for the desk; with it another process can answer it."""
    return Event(
        place=PLACE,
        key=f"interaction:{interaction.id}",
        kind=kind,
        person=person_of(interaction.user),
        address=address_of(interaction.channel) if interaction.channel else _nowhere(interaction),
        text=text,
        attachments=attachments,
        facts={**facts, "app": str(interaction.application_id), "token": interaction.token},
    )


def _nowhere(interaction: Interaction[Any]) -> Any:  # noqa: ANN401 - an address
    return address_of(discord.Object(interaction.channel_id or interaction.user.id))


def _stepped(
    interaction: Interaction[Any],
    step: TicketStep,
    ticket: str,
    said: str = "",
    **facts: str,
) -> Event:
    return event_of(interaction, "step", said, {"step": str(step), "ticket": ticket, **facts})


def _label(interaction: Interaction[Any]) -> str:
    """What stands on the button that was pressed."""
    data: Any = interaction.data or {}
    message = interaction.message
    for row in message.components if message else ():
        for part in getattr(row, "children", ()):
            if getattr(part, "custom_id", None) == data.get("custom_id"):
                return str(getattr(part, "label", "") or "")
    return ""


def _is_private(interaction: Interaction[Any]) -> bool:
    """What was shown to one person alone is answered to them alone."""
    return bool(interaction.message and interaction.message.flags.ephemeral)


async def _show(interaction: Interaction[Any], form: ui.Modal) -> None:
    await respond(lambda: interaction.response.send_modal(form))


async def _say(interaction: Interaction[Any], text: str, view: ui.View | None = None) -> None:
    await respond(
        lambda: interaction.response.send_message(
            text,
            view=view if view is not None else MISSING,
            ephemeral=True,
            allowed_mentions=NOBODY,
        )
    )
