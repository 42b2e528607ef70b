"""Puts together who reads messages and answers them by their text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.catalogue.intents import intent_forms
from bot.catalogue.months import months
from bot.catalogue.suffixes import suffixes
from bot.catalogue.symptoms import matcher
from bot.catalogue.wishes import CatalogueSpeaking, toolbox
from bot.core.question.enquiry import Lore
from bot.desk.explain import Explainer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.core.knowledge import Knowledge


def explainer_of(knowledge: Callable[[], Knowledge], clock: Callable[[], datetime]) -> Explainer:
    """Trust anchors and the like are loaded when a message first needs them."""
    lore = Lore(
        symptoms=matcher,
        forms=intent_forms,
        tools=toolbox,
        suffixes=suffixes,
        knowledge=knowledge,
        months=months,
    )
    return Explainer(lore, CatalogueSpeaking(), clock)
