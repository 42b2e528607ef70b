"""What is said in a case, as it is kept."""

from adapters.discord import words
from bot.catalogue.places import say_at_place
from bot.core.desk import Case, Event
from bot.core.reply import Reply
from bot.core.ticket import Role
from bot.desk.cases import CERTDESK, Said


def said_in(event: Event) -> Said:
    """What they wrote, with the names of what they attached, under the message's id."""
    names = [f"[{name}]" for name, _ in event.attachments]
    text = "\n".join(part for part in (event.text, " ".join(names)) if part)
    is_edit = event.kind == "edit"
    told = say_at_place("edited").format(text=text) if is_edit else text
    return Said(who=event.person, text=told, message=event.facts.get("message", ""))


def our_words(event: Event, reply: Reply, message: int) -> Said:
    """What they were answered."""
    text = words.plain_reply(reply)
    return Said(
        who=CERTDESK,
        text=text,
        role=Role.CERTDESK,
        message=str(message) if message else f"to:{event.key}",
    )


def is_among_others(event: Event, case: Case) -> bool:
    """Somebody else's words in a case's thread; they join by calling us."""
    is_theirs = event.person.key == case.requester.key
    return (
        bool(event.address.thread)
        and not is_theirs
        and not (event.facts.get("called") or event.facts.get("token"))
    )
