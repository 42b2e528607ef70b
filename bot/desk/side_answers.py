"""What a press on a card shows: the analogy, the evidence, a letter."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Protocol

from bot.core.reply import Action, TextReply
from bot.core.words.drafts import Draft, DraftForm, Letter, network_draft, owner_draft
from bot.core.words.evidence import SeenHere, evidence_of
from bot.desk.check import Checked
from bot.desk.explain import Explained


class Sentences(Protocol):
    """Where small sentences come from; the catalogue fits."""

    def button(self, action: Action) -> str:
        """What stands on a button."""

    def say(self, name: str) -> str:
        """One of the small sentences, its gaps unfilled."""


class SideAnswers:
    """Answers presses that need no new look."""

    def __init__(
        self,
        sentences: Sentences,
        forms: Callable[[], Mapping[str, DraftForm]],
        sender: str,
        clock: Callable[[], datetime],
    ) -> None:
        """`sender` stands under letters; `forms` are those for "owner" and "network"."""
        self._sentences = sentences
        self._forms = forms
        self._sender = sender
        self._clock = clock

    def show(self, explained: Explained, action: Action) -> TextReply:
        """What is shown for a press; whatever was pressed, there is an answer."""
        lines = tuple(self._lines(explained, action))
        if not lines:
            return TextReply(lines=(self._sentences.say("nothing_to_show"),))
        return TextReply(title=self._sentences.button(action), lines=lines)

    def _lines(self, explained: Explained, action: Action) -> Iterator[str]:
        match action:
            case Action.SIMPLE:
                yield from filter(None, (explained.told.answer.simple,))
            case Action.DETAILS:
                yield from evidence_of(explained.told, [_seen(c) for c in explained.checks])
            case Action.DRAFT_OWNER if explained.subject is not None:
                yield from _letter(self._to_owner(explained, explained.subject))
            case Action.DRAFT_NETWORK:
                yield from _letter(self._to_network(explained))
            case Action.HELPED:
                yield self._sentences.say("thanks_yes")
            case Action.NOT_HELPED:
                yield self._sentences.say("thanks_no")
            case _:
                return

    def _to_owner(self, explained: Explained, checked: Checked) -> Draft:
        answer = checked.answer
        letter = self._letter("owner", explained)
        return owner_draft(letter, checked.diagnosis, answer.label, answer.owner_steps)

    def _to_network(self, explained: Explained) -> Draft:
        subject = explained.subject
        here = subject.diagnosis if subject else None
        return network_draft(self._letter("network", explained), explained.told.enquiry, here)

    def _letter(self, recipient: str, explained: Explained) -> Letter:
        subject = explained.subject
        return Letter(
            form=self._forms()[recipient],
            host=(subject.asked.host if subject else "") or explained.told.enquiry.reported.host,
            sender=self._sender,
            now=self._clock(),
        )


def _seen(checked: Checked) -> SeenHere:
    return SeenHere(
        place=checked.asked.host or checked.asked.input,
        diagnosis=checked.diagnosis,
        steps=checked.answer.owner_steps,
    )


def _letter(draft: Draft) -> Iterator[str]:
    yield draft.advice
    yield ""
    yield draft.subject
    yield ""
    yield from draft.body.splitlines()
