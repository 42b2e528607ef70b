"""Who speaks in the chat, and with which words. Values only."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from bot.core.reply import Tone
from bot.desk.conversation import Conversation
from bot.desk.side_answers import SideAnswers


class Words(Struct, frozen=True, kw_only=True):
    """Where sentences come from.

    Attributes:
        talk: Of the conversation, by name.
        desk: Of the desk, by name.
        mark: The word at the head of a card.
    """

    talk: Callable[[str], str]
    desk: Callable[[str], str]
    mark: Callable[[Tone], str]


class Voice(Struct, frozen=True, kw_only=True):
    """Who answers, and in whose name.

    Attributes:
        contact: Name, phone, email and hours of who helps.
        count: Told the category of every answer.
    """

    conversation: Conversation
    side: SideAnswers
    words: Words
    contact: Mapping[str, str]
    clock: Callable[[], datetime]
    count: Callable[[str], None]
