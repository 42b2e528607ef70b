"""Puts together who holds a conversation, for as long as it is held."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from adapters.commands.composition import checker_of
from adapters.commands.knowing import knowledge_of
from adapters.commands.reading import explainer_of
from adapters.commands.settings import now
from bot.catalogue.drafts import draft_forms
from bot.catalogue.languages import languages
from bot.catalogue.replies import correction_starts, reply_words
from bot.catalogue.talk import CatalogueTalk
from bot.core.dialogue import CaseState
from bot.desk.conversation import Conversation, Lines, Said
from bot.desk.early import check_early
from bot.desk.looks import Looks, Place
from bot.desk.second_look import SecondLook
from bot.desk.side_answers import SideAnswers

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from bot.config import Config
    from bot.core.knowledge import Knowledge
    from bot.core.target import Target
    from bot.desk.check import Checked
    from bot.desk.early import Sight, Tell
    from bot.desk.explain import Explainer
    from bot.desk.second_look import Look


class Conversing(Struct, frozen=True, kw_only=True):
    """Who answers messages, and who answers presses that need no look."""

    conversation: Conversation
    side: SideAnswers
    explainer: Explainer
    second: SecondLook


def conversing_by(look: Look, knowledge: Knowledge, config: Config) -> Conversing:
    """A conversation that looks at sites this way."""
    words = CatalogueTalk()
    explainer = explainer_of(lambda: knowledge, now)
    second = SecondLook(explainer, look, knowledge)
    lines = Lines(replies=reply_words, corrections=correction_starts, languages=languages)
    return Conversing(
        conversation=Conversation(explainer, second, words, lines),
        side=SideAnswers(words, draft_forms, config.contact.name, now),
        explainer=explainer,
        second=second,
    )


def load_words(options: argparse.Namespace, config: Config) -> None:
    """Loads what the first message would wait for: half a second of work.

    Best before anything else: reading the tables leaves gaps in memory, twelve megabytes of them,
    which the libraries that are loaded later fill.
    """
    talk = conversing_by(_look_nowhere, knowledge_of(options, config), config)
    talk.conversation.hear(CaseState(), Said(text="Is https://localhost safe?"))


async def _look_nowhere(target: Target) -> Sight:
    raise NotImplementedError(target.display)


@asynccontextmanager
async def conversing(
    options: argparse.Namespace, config: Config, *, may_be_private: bool
) -> AsyncIterator[Conversing]:
    """Looks end when the conversation does.

    Raises:
        UsageError: A file of trust anchors cannot be read.
    """
    knowledge = knowledge_of(options, config)
    checker = checker_of(options, config, knowledge, now)

    async def check(place: Place, tell: Tell) -> Checked:
        return await check_early(checker, place.target, tell)

    async with Looks(
        check, now, at_once=config.probe.concurrency, kept=config.limits.between_looks
    ) as looks:

        async def look(target: Target) -> Sight:
            return await looks.soon(Place(target=target, may_be_private=may_be_private))

        yield conversing_by(look, knowledge, config)
