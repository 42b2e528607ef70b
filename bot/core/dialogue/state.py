"""What is known of one case, between two messages."""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.core.message import Enquiry, LayAnswers, Question
from bot.core.target import Target
from bot.core.vocabulary import NOTHING_REPORTED, Problem

QUIET_AFTER: Final = timedelta(minutes=30)
"""Where there are no threads, a case ends when nobody has spoken for so long."""

WAITS_FOR: Final = timedelta(minutes=10)
"""How long a question stands in a channel, so that the next words there answer it."""


_STANDS_ON: Final = frozenset({Question.ONE_SITE, Question.MOBILE, Question.CLOCK})


class CaseState(Struct, frozen=True, kw_only=True):
    """One case of one or more people in one place.

    Attributes:
        enquiry: All that was said of the error, as one.
        asked: Questions that were put already; none is put twice.
        waiting_for: The question that stands; None where none does.
        languages: Tags of those that the people here write in, beside English; each is told once
            that answers are in English.
        danger: What a chain or a program proved; later messages about the host don't undo it.
        heard_at: When somebody last spoke; None before anybody has.
    """

    enquiry: Enquiry = Enquiry()
    answers: LayAnswers = LayAnswers()
    asked: tuple[Question, ...] = ()
    waiting_for: Question | None = None
    languages: tuple[str, ...] = ()
    danger: Problem | None = None
    heard_at: datetime | None = None

    @property
    def target(self) -> Target | None:
        """What the case is about: the host that failed if a text says so, else the first named."""
        failed = self.enquiry.reported.host
        named = self.enquiry.targets
        return next((t for t in named if t.host == failed), named[0] if named else None)

    @property
    def reports(self) -> bool:
        """An error or a chain was shown."""
        return bool(self.enquiry.chain) or self.enquiry.problem not in NOTHING_REPORTED

    @property
    def is_empty(self) -> bool:
        """Nothing yet that a look or a judgement could start from."""
        return not self.reports and not self.enquiry.targets

    def is_over(self, now: datetime) -> bool:
        """Where there are no threads: it has been quiet for too long."""
        return self.heard_at is None or now - self.heard_at > QUIET_AFTER

    def waits(self, now: datetime) -> bool:
        """A question stands, and not for too long."""
        asked_now = self.waiting_for is not None and self.heard_at is not None
        return asked_now and now - self.heard_at <= WAITS_FOR  # type: ignore[operator]

    def having_asked(self, question: Question | None) -> "CaseState":
        """The same, with this question put; where none is, one that nobody answered still stands.

        An address or a text answers by itself, so that a question for one does not stand on.
        """
        if question is None:
            stands = self.waiting_for if self.waiting_for in _STANDS_ON else None
            return replace(self, waiting_for=stands)
        return replace(self, asked=(*self.asked, question), waiting_for=question)
