"""Buttons and lists as discord.py's: found again by their id alone, also after a restart."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, Self

import discord
from discord import ui

from adapters.discord.keys import ASSIGNEE_KEY, CASE_KEY, TICKET_KEY, Key, TicketStep, key_of
from adapters.discord.render import Pressable

if TYPE_CHECKING:
    import re

    from discord import Interaction


class Presses(Protocol):
    """Whoever takes presses; our client fits."""

    async def press_in_case(self, interaction: "Interaction[Any]", key: Key) -> None:
        """A button under a reply."""

    async def press_in_ticket(
        self, interaction: "Interaction[Any]", step: TicketStep, ticket: str
    ) -> None:
        """A button under a ticket's card."""

    async def assigned(
        self, interaction: "Interaction[Any]", ticket: str, chosen: discord.User | discord.Member
    ) -> None:
        """Somebody was chosen as a ticket's owner."""


class CaseButton(ui.DynamicItem[ui.Button[Any]], template=CASE_KEY):
    """Under a reply."""

    def __init__(self, button: ui.Button[Any], found: "re.Match[str]") -> None:
        super().__init__(button)
        self._key = key_of(found)

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # it is a button, for we sent it
        cls, _: "Interaction[Any]", item: ui.Button[Any], match: "re.Match[str]", /
    ) -> Self:
        """As it came back."""
        return cls(item, match)

    async def callback(self, interaction: "Interaction[Any]") -> None:
        """It was pressed."""
        await _presses(interaction).press_in_case(interaction, self._key)


class TicketButton(ui.DynamicItem[ui.Button[Any]], template=TICKET_KEY):
    """Under a ticket's card."""

    def __init__(self, button: ui.Button[Any], found: "re.Match[str]") -> None:
        super().__init__(button)
        self._step = TicketStep(found["step"])
        self._ticket = found["ticket"]

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # as above
        cls, _: "Interaction[Any]", item: ui.Button[Any], match: "re.Match[str]", /
    ) -> Self:
        """As it came back."""
        return cls(item, match)

    async def callback(self, interaction: "Interaction[Any]") -> None:
        """It was pressed."""
        await _presses(interaction).press_in_ticket(interaction, self._step, self._ticket)


class AssigneeList(ui.DynamicItem[ui.UserSelect[Any]], template=ASSIGNEE_KEY):
    """From which a ticket's new owner is chosen."""

    def __init__(self, people: ui.UserSelect[Any], found: "re.Match[str]") -> None:
        super().__init__(people)
        self._ticket = found["ticket"]

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # as above
        cls, _: "Interaction[Any]", item: ui.UserSelect[Any], match: "re.Match[str]", /
    ) -> Self:
        """As it came back."""
        return cls(item, match)

    async def callback(self, interaction: "Interaction[Any]") -> None:
        """Somebody was chosen."""
        if self.item.values:
            await _presses(interaction).assigned(interaction, self._ticket, self.item.values[0])


def view_of(rows: Sequence[Sequence[Pressable]]) -> ui.View:
    """The buttons of a message; discord.py need not keep them, for they are found by their id."""
    view = ui.View(timeout=None)
    for number, row in enumerate(rows):
        for button in row:
            view.add_item(
                ui.Button(
                    label=button.label,
                    custom_id=button.custom_id,
                    style=button.style,
                    row=number,
                )
            )
    view.stop()
    return view


def people_view(custom_id: str, placeholder: str) -> ui.View:
    """A list of people to choose one from."""
    view = ui.View(timeout=None)
    view.add_item(ui.UserSelect(custom_id=custom_id, placeholder=placeholder))
    view.stop()
    return view


def _presses(interaction: "Interaction[Any]") -> Presses:
    client: Presses = interaction.client
    return client
