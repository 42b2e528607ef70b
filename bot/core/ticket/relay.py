"""Which of a technician's words reach the requester, and which are notes among technicians."""

from typing import Final

from msgspec import Struct

from bot.core.ticket.states import Action, Ticket, TicketState

_WORDS: Final = {"!note": Action.NOTE, "!reply": Action.ANSWER}


class Meant(Struct, frozen=True, kw_only=True):
    """What a technician's words are: an answer, or a note.

    Attributes:
        text: Without the word that says so.
        overrides: They said so themselves.
    """

    action: Action
    text: str
    overrides: bool = False


def meant(text: str, ticket: Ticket, who: str) -> Meant:
    """Words of who claimed the ticket are answers, everybody else's are notes.

    "!note" and "!reply" in front win. Until somebody has claimed it nothing is relayed by
    itself, nor once it is resolved.
    """
    said = text.strip()
    first = said.split(maxsplit=1)[:1]
    asked = _WORDS.get(first[0].casefold()) if first else None
    if asked is not None:
        return Meant(action=asked, text=said[len(first[0]) :].strip(), overrides=True)
    is_theirs = ticket.owner == who and ticket.state is not TicketState.RESOLVED
    return Meant(action=Action.ANSWER if is_theirs else Action.NOTE, text=said)


def is_in_hand(ticket: Ticket) -> bool:
    """A technician is on it, so that the bot keeps silent."""
    return ticket.state in {TicketState.CLAIMED, TicketState.WAITING}
