"""The commands: /cert and what stands below it, and the entry in a message's menu."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import Interaction, app_commands
from discord.app_commands import AppCommandContext, AppInstallationType, Choice

from adapters.discord import limits, phrases, words
from adapters.discord.escape import plain
from adapters.discord.listening import attached, words_in
from adapters.discord.office import Office
from adapters.discord.origin import person_of
from adapters.discord.presses import Intake
from bot.core.reply import TextReply

Say = Callable[[Interaction[Any], str, tuple[discord.Attachment, ...]], Awaitable[None]]
"""Takes words and files as somebody's message."""

_CONTEXTS = AppCommandContext(guild=True, dm_channel=True, private_channel=True)
_INSTALLS = AppInstallationType(guild=True, user=True)
_LONGEST = 6000
_RECENT = 100


class Commands:
    """Everything that people can call by name."""

    def __init__(self, office: Office, intake: Intake, say: Say) -> None:
        """Takes what it needs."""
        self._office = office
        self._intake = intake
        self._say = say

    def add_to(self, tree: app_commands.CommandTree[Any]) -> None:
        """All of them."""
        group = app_commands.Group(
            name="cert",
            description=phrases.COMMAND,
            allowed_contexts=_CONTEXTS,
            allowed_installs=_INSTALLS,
        )
        for command in (
            self._check(),
            self._explain(),
            self._tickets(),
            *(self._plain(name) for name in ("ticket", "forget", "contact", "help")),
        ):
            group.add_command(command)
        tree.add_command(group)
        tree.add_command(
            app_commands.ContextMenu(
                name=phrases.MENU,
                callback=self._menu(),
                allowed_contexts=_CONTEXTS,
                allowed_installs=_INSTALLS,
            )
        )

    def _check(self) -> app_commands.Command[Any, Any, Any]:
        @app_commands.describe(address=phrases.CHECK_ADDRESS)
        async def check(
            interaction: Interaction[Any], address: app_commands.Range[str, 1, _LONGEST]
        ) -> None:
            await self._say(interaction, address, ())

        made: app_commands.Command[Any, Any, Any] = app_commands.Command(
            name="check", description=phrases.CHECK, callback=check
        )
        made.autocomplete("address")(self._recent_hosts)
        return made

    def _explain(self) -> app_commands.Command[Any, Any, Any]:
        @app_commands.describe(text=phrases.EXPLAIN_TEXT, file=phrases.EXPLAIN_FILE)
        async def explain(
            interaction: Interaction[Any],
            text: app_commands.Range[str, 0, _LONGEST] = "",
            file: discord.Attachment | None = None,
        ) -> None:
            await self._say(interaction, text, (file,) if file else ())

        return app_commands.Command(name="explain", description=phrases.EXPLAIN, callback=explain)

    def _tickets(self) -> app_commands.Command[Any, Any, Any]:
        @app_commands.describe(ticket=phrases.TICKETS_WHICH)
        async def tickets(interaction: Interaction[Any], ticket: int | None = None) -> None:
            await self._intake.own_tickets(interaction, ticket)

        made: app_commands.Command[Any, Any, Any] = app_commands.Command(
            name="tickets", description=phrases.TICKETS, callback=tickets
        )
        made.autocomplete("ticket")(self._open_tickets)
        return made

    def _plain(self, name: str) -> app_commands.Command[Any, Any, Any]:
        """One without options."""
        if name in {"ticket", "forget"}:
            doing = self._intake.ask if name == "ticket" else self._intake.forget

            async def do(interaction: Interaction[Any]) -> None:
                await doing(interaction)

            described = phrases.TICKET if name == "ticket" else phrases.FORGET
            return app_commands.Command(name=name, description=described, callback=do)
        told = {
            "contact": (phrases.CONTACT, words.contact(self._office)),
            "help": (phrases.HELP, TextReply(lines=phrases.HELP_LINES)),
        }
        description, reply = told[name]

        async def tell(interaction: Interaction[Any]) -> None:
            await self._intake.defer(interaction, is_private=True)
            await self._intake.finish(interaction, reply)

        return app_commands.Command(name=name, description=description, callback=tell)

    def _menu(self) -> Callable[[Interaction[Any], discord.Message], Any]:
        async def explain(interaction: Interaction[Any], message: discord.Message) -> None:
            await self._say(interaction, words_in(message), attached(message))

        return explain

    async def _recent_hosts(self, interaction: Interaction[Any], typed: str) -> list[Choice[str]]:
        """Their own, the latest first."""
        cases = await self._office.desk.tickets.own_cases(person_of(interaction.user))
        targets = [case.state.target for case in cases[:_RECENT]]
        hosts = dict.fromkeys(target.display for target in targets if target)
        fitting = [host for host in hosts if typed.casefold().strip() in host.casefold()]
        return [
            Choice(name=plain(host, limits.CHOICE), value=host)
            for host in fitting[: limits.CHOICES]
            if len(host) <= limits.CHOICE
        ]

    async def _open_tickets(self, interaction: Interaction[Any], typed: str) -> list[Choice[int]]:
        """Their own, by number and host."""
        who, tickets = person_of(interaction.user), self._office.desk.tickets
        found = []
        for case in (await tickets.own_cases(who))[:_RECENT]:
            standing = await tickets.ticket_of(case.id)
            if standing is not None:
                name = f"#{standing.ticket.number} {standing.title}"
                if str(typed).casefold() in name.casefold():
                    label = plain(name, limits.CHOICE)
                    found.append(Choice(name=label, value=standing.ticket.number))
        return found[: limits.CHOICES]
