"""Puts together who reads messages and answers them by their text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.catalogue.intents import intent_forms
from bot.catalogue.months import months
from bot.catalogue.phrasebook import phrasebook
from bot.catalogue.suffixes import suffixes
from bot.catalogue.symptoms import matcher, matcher_for
from bot.catalogue.wishes import CatalogueSpeaking, toolbox
from bot.core.question.enquiry import Lore
from bot.desk.explain import Explainer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.core.knowledge import Knowledge


def explainer_of(
    knowledge: Callable[[], Knowledge], clock: Callable[[], datetime], *, of_one: bool = False
) -> Explainer:
    """Trust anchors and the like are loaded when a message first needs them.

    Args:
        knowledge: What the rules know.
        clock: The moment of a message.
        of_one: There will be one message only.
    """
    lore = Lore(
        symptoms=matcher_for if of_one else lambda _: matcher(),
        forms=intent_forms,
        phrasebook=phrasebook,
        tools=toolbox,
        suffixes=suffixes,
        knowledge=knowledge,
        months=months,
    )
    return Explainer(lore, CatalogueSpeaking(), clock)
