"""The catalogue as the core asks for it: cards, labels, steps, each read when first needed."""

from collections.abc import Mapping

from bot.catalogue import cards
from bot.core.card import Card, OwnerStep
from bot.core.vocabulary import Category, Problem


class CatalogueWording:
    """Fits `bot.core.answer.Wording`."""

    def card(self, problem: Problem | None) -> Card:
        """The card of a problem; None and notes share the healthy one."""
        return cards.load_card(problem)

    def label(self, category: Category) -> str:
        """The name of a category."""
        return cards.labels()[category].label

    def owner_steps(self, problem: Problem) -> tuple[OwnerStep, ...]:
        """Steps for whoever runs the server."""
        return cards.owner_steps(problem)

    def stand_ins(self) -> Mapping[str, str]:
        """What is said for a fact that is not known."""
        return cards.stand_ins()
