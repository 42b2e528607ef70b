"""Everything of the house that Discord's side works with."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from bot.desk.conversation import Conversation
from bot.desk.desk import Desk
from bot.desk.side_answers import SideAnswers


class Office(Struct, frozen=True, kw_only=True):
    """Who answers, in whose name, and where it is kept.

    Attributes:
        contact: Who helps when a person is needed.
        talk: Sentences of the conversation, by name.
        say: Sentences of the desk, by name.
        count: Told the category of every answer.
    """

    conversation: Conversation
    side: SideAnswers
    desk: Desk
    contact: Mapping[str, str]
    talk: Callable[[str], str]
    say: Callable[[str], str]
    clock: Callable[[], datetime]
    count: Callable[[str], None] = lambda _: None
