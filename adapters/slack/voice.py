"""Who answers in Slack, and with which words: what the composition root hands over."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from bot.config import Contact
from bot.core.reply import TextReply
from bot.desk.conversation import Conversation
from bot.desk.side_answers import SideAnswers


class Voice(Struct, frozen=True, kw_only=True):
    """What conversations in Slack are held with.

    Attributes:
        say: Every sentence that is no card: of the conversation, the desk and places, by name.
    """

    conversation: Conversation
    side: SideAnswers
    contact: Contact
    say: Callable[[str], str]
    clock: Callable[[], datetime]

    def text(self, name: str, **gaps: object) -> str:
        """A sentence, its gaps filled in."""
        return self.say(name).format(**gaps)

    def lines(self, *lines: str) -> TextReply:
        """A few of them as a reply."""
        return TextReply(lines=tuple(line for line in lines if line))
