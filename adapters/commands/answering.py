"""Puts together who answers the JSON API."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

import structlog

from adapters.console.explain import by_text
from adapters.console.looking import by_look
from adapters.web.api import Answers
from bot.config import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.commands.conversing import Conversing
    from adapters.commands.looking import Looking
    from adapters.web.api import CheckQuestion, ExplainQuestion
    from bot.core.words.report import Json

_LOG: Final = structlog.get_logger("certdesk.api")


def answers_of(talk: Conversing, look: Looking, contact: Mapping[str, str]) -> Answers:
    """The same objects that the command line prints."""

    async def check(question: CheckQuestion) -> dict[str, Json]:
        try:
            checked = await look.check(question.target, question.starttls, Place.WEB)
        except Exception:  # noqa: BLE001 - the last resort: whoever asks gets an answer
            reference = secrets.token_hex(4)
            _LOG.exception("no answer for a target", reference=reference)
            checked = look.apologise(question.target, reference)
        return checked.report(contact)

    async def explain(question: ExplainQuestion) -> dict[str, Json]:
        if question.look:
            explained = await by_look(talk.second, talk.explainer, question.text)
        else:
            explained = by_text(talk.explainer, question.text)
        return explained.report(contact, question.id)

    return Answers(check=check, explain=explain)
