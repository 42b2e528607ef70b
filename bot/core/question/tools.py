"""Programs without a browser, and how each is taught whom to trust, with the check left on."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from bot.core.question.sentences.forms import Forms

_LIBRARIES: Final = frozenset({"", "openssl", "gnutls", "any", "rustls", "mbedtls"})
"""Speak for whichever program uses them."""


class Tool(Struct, frozen=True, kw_only=True):
    """One program, or several that are taught in the same way.

    Attributes:
        clients: As error texts are recognised.
        known_by: Forms of words that give it away.
        next_step: For the card, in plain words.
        steps: To be typed, in order.
        source: Where the steps come from.
        date: When `source` was last read.
    """

    id: str
    clients: tuple[str, ...]
    known_by: tuple[str, ...]
    next_step: str
    steps: tuple[str, ...]
    source: str
    date: date


class Toolbox:
    """All tools, found by what a text says."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        """Takes the tools; of several in one text the first listed counts.

        Raises:
            FormError: A form cannot be read.
        """
        self._tools = {tool.id: tool for tool in tools}
        self._forms = Forms({}, [(tool.id, form) for tool in tools for form in tool.known_by])

    def __getitem__(self, name: str) -> Tool:
        """The tool with this id."""
        return self._tools[name]

    def __iter__(self) -> Iterator[Tool]:
        """All of them, as listed."""
        return iter(self._tools.values())

    def find(self, client: str, words: Sequence[str]) -> str:
        """The id of the tool that a text of these words is about; "" where it is about none."""
        tools = self._tools.values()
        by_client = next((tool.id for tool in tools if client in tool.clients), "")
        if by_client or client not in _LIBRARIES:
            return by_client
        said = self._forms.meant_by(words)
        return next((tool.id for tool in tools if tool.id in said), "")
