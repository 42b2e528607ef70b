"""What reading knows, as the command line puts it together."""

from bot.catalogue.intents import intent_forms
from bot.catalogue.months import months
from bot.catalogue.phrasebook import phrasebook
from bot.catalogue.suffixes import suffixes
from bot.catalogue.symptoms import matcher
from bot.catalogue.wishes import toolbox
from bot.core.knowledge import Knowledge
from bot.core.question.enquiry import Lore
from tests.trust import knowledge, store


def lore(known: Knowledge | None = None) -> Lore:
    """The catalogue; trusts nobody where no knowledge is given."""
    return Lore(
        symptoms=lambda _: matcher(),
        forms=intent_forms,
        phrasebook=phrasebook,
        tools=toolbox,
        suffixes=suffixes,
        knowledge=lambda: known or knowledge(store()),
        months=months,
    )
