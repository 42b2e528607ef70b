"""A conversation about one error, as values: what is known so far, and what to do next. Pure."""

from bot.core.dialogue.merge import merged
from bot.core.dialogue.replies import ReplyWords, replied
from bot.core.dialogue.state import CaseState
from bot.core.dialogue.step import Heard, Step, Wish, hear

__all__ = ["CaseState", "Heard", "ReplyWords", "Step", "Wish", "hear", "merged", "replied"]
