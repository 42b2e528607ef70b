"""Windows that open on a press: evidence for the presser alone, and forms. They promise nothing.

What opens one comes with a trigger that lasts three seconds and serves once, so it is not kept
and not tried again; a press that Slack repeats opens nothing twice.
"""

from typing import Final

from cachetools import TTLCache

from adapters.slack.api import Slack, Spot
from adapters.slack.blocks import Block
from adapters.slack.refusals import SlackRefusedError
from adapters.slack.render import SIDE, shown, waiting
from adapters.slack.requests import Requests
from adapters.slack.tickets import asking_form, words_form
from adapters.slack.voice import Voice
from bot.core.desk import Case, Event
from bot.core.reply import Action

_TRIGGER_S: Final = 600
_FORMS: Final = frozenset({"desk.answer", "desk.note"})


class Windows:
    """Opens them."""

    def __init__(self, voice: Voice, slack: Slack, requests: Requests) -> None:
        """Takes what it needs."""
        self._voice = voice
        self._slack = slack
        self._requests = requests
        self._answering = requests.answering
        self._seen: TTLCache[str, bool] = TTLCache(10_000, _TRIGGER_S)

    def opens(self, event: Event) -> bool:
        """Whether this press wants a window."""
        action = event.facts.get("action", "")
        return event.kind in _FORMS or action in {*SIDE, Action.ASK_PERSON}

    async def open(self, event: Event) -> None:
        """One window, once; where none can be opened, a word about it."""
        if event.key in self._seen:
            return
        self._seen[event.key] = True
        try:
            await self._open(event)
        except SlackRefusedError:
            await self._hint(event, "form_failed")

    async def _open(self, event: Event) -> None:
        facts, channel = event.facts, event.address.channel
        trigger, subject = facts["trigger"], facts["subject"]
        if event.kind in _FORMS:
            form = words_form(event.kind, subject, channel, self._voice.say)
            await self._slack.open_window(trigger, form)
            return
        case = await self._requests.case_at(subject, channel)
        if case is None:
            await self._hint(event, "gone")
        elif facts["action"] == Action.ASK_PERSON:
            form = asking_form(case.id, channel, self._voice.say)
            await self._slack.open_window(trigger, form)
        else:
            await self._side(trigger, case, Action(facts["action"]))

    async def _side(self, trigger: str, case: Case, action: Action) -> None:
        """What is not at hand takes a look, and that takes longer than a trigger lasts."""
        if self._answering.is_at_hand(case):
            await self._slack.open_window(trigger, await self._view(case, action))
            return
        title, wait = self._voice.text("window_title"), self._voice.text("one_moment")
        window = await self._slack.open_window(trigger, waiting(title, wait))
        await self._slack.fill_window(window, await self._view(case, action))

    async def _view(self, case: Case, action: Action) -> Block:
        explained = await self._answering.explained(case)
        if explained is None:
            return shown(self._voice.lines(self._voice.text("nothing_to_show")))
        return shown(self._voice.side.show(explained, action))

    async def _hint(self, event: Event, name: str) -> None:
        spot = Spot(channel=event.address.channel, thread=event.address.thread)
        await self._slack.hint(spot, event.person.id, self._voice.text(name))
