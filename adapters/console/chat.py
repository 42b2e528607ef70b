"""The conversation in the terminal: text in, cards out, buttons as numbers."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TextIO

from rich.text import Text

from adapters.console.panel import panel
from adapters.console.screen import Screen
from adapters.console.theme import HEALTHY_STYLE, VERDICT_STYLES
from bot.core.dialogue import CaseState, Step
from bot.core.reply import Action, Button, CardReply, Reply, TextReply
from bot.core.vocabulary import Category
from bot.core.words.printable import printable
from bot.desk.conversation import Conversation, Said, Turn
from bot.desk.side_answers import SideAnswers

if TYPE_CHECKING:
    from bot.desk.explain import Explained

_WELCOME: Final = (
    "Send me an address, or paste the text of a warning. A number presses a button; "
    "an empty line or Ctrl+D ends the talk."
)
_WIDTH: Final = 76


async def lines_of() -> AsyncIterator[str]:
    """What is typed, each message as one text: a paste stays whole.

    Where nobody types, messages are separated by empty lines.
    """
    if not sys.stdin.isatty():
        for block in sys.stdin.read().split("\n\n"):
            if block.strip():
                yield block
        return
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - 0.2 s, and only for who types
    from prompt_toolkit.patch_stdout import patch_stdout  # noqa: PLC0415

    session: PromptSession[str] = PromptSession("you> ")
    while True:
        with patch_stdout(raw=True):
            try:
                text = await session.prompt_async()
            except (EOFError, KeyboardInterrupt):
                return
        if not text.strip():
            return
        yield text


class Chat:
    """One person at one terminal."""

    def __init__(
        self,
        conversation: Conversation,
        side: SideAnswers,
        contact: Mapping[str, str],
        out: TextIO,
    ) -> None:
        """Takes what it needs; `contact` is shown under every card."""
        self._conversation = conversation
        self._side = side
        self._contact = contact
        self._screen = Screen(file=out, highlight=False)
        self._state = CaseState()
        self._buttons: Sequence[Button] = ()
        self._explained: Explained | None = None
        self._group = asyncio.TaskGroup()

    async def hold(self, lines: Callable[[], AsyncIterator[str]]) -> None:
        """Answers message after message until there is none."""
        self._screen.print(Text(_WELCOME, style="dim"), width=_WIDTH)
        async with self._group:
            async for text in lines():
                pressed = self._pressed(text)
                if pressed is None:
                    step = self._conversation.hear(self._state, Said(text=text))
                    await self._answer(step, text)
                else:
                    await self._press(pressed)

    def _pressed(self, text: str) -> Button | None:
        number = text.strip()
        if not number.isascii() or not number.isdigit() or len(number) > 2:  # noqa: PLR2004
            return None
        place = int(number) - 1
        return self._buttons[place] if 0 <= place < len(self._buttons) else None

    async def _press(self, button: Button) -> None:
        if button.action is Action.ANSWER and button.question and button.choice:
            step = self._conversation.press(self._state, button.question, button.choice)
            await self._answer(step)
        elif button.action is Action.AGAIN:
            await self._answer(self._conversation.again(self._state), anew=True)
        elif button.action is Action.ASK_PERSON:
            self._print(self._conversation.person(self._state))
        elif self._explained is not None:
            self._print(self._side.show(self._explained, button.action))

    async def _answer(self, step: Step, said: str = "", *, anew: bool = False) -> None:
        """Whoever reads along is answered at once, and again if issuers' word changes it."""
        conversation = self._conversation
        waiting = conversation.announcement(step)
        if not (waiting and self._screen.is_terminal):
            self._take(await conversation.answer(step, said, anew=anew))
            return
        with self._screen.status(printable(waiting)):
            turn = await conversation.answer_soon(step, said, anew=anew)
        self._take(turn)
        if turn.later is not None:
            self._group.create_task(self._correct(turn, turn.later))

    async def _correct(self, before: Turn, later: Callable[[], Awaitable[Turn]]) -> None:
        """As long as they talk of nothing else."""
        turn = await later()
        if self._explained is before.explained and self._state == before.state:
            self._take(turn)

    def _take(self, turn: Turn) -> None:
        self._state = turn.state
        if turn.explained is not None:
            self._explained = turn.explained
        if turn.reply is not None:
            self._print(turn.reply)

    def _print(self, reply: Reply) -> None:
        if isinstance(reply, TextReply):
            self._print_text(reply)
        else:
            self._print_card(reply)
        if reply.buttons:
            self._buttons = reply.buttons
            pressable = "  ".join(f"[{n}] {b.label}" for n, b in enumerate(reply.buttons, 1))
            self._screen.print(Text(pressable, style="dim"), width=_WIDTH)

    def _print_card(self, reply: CardReply) -> None:
        healthy = reply.category is Category.HEALTHY
        style = HEALTHY_STYLE if healthy else VERDICT_STYLES[reply.verdict]
        title = f"{reply.answer.label}: {reply.about}" if reply.about else reply.answer.label
        more = [("It would help to know: ", reply.question)] if reply.question else []
        more += [("Note: ", note) for note in reply.notes]
        if reply.aside:
            more.insert(0, ("First: ", reply.aside))
        card = panel(reply.answer, self._contact, title=printable(title), style=style, more=more)
        self._screen.print(card)

    def _print_text(self, reply: TextReply) -> None:
        if reply.title:
            self._screen.print(Text(reply.title, style="bold"))
        for line in reply.lines:
            self._screen.print(Text(printable(line, 1000) if line else ""), width=_WIDTH)
