"""People in Slack, in Discord and on the web, who ask; and technicians there, who answer."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.core.reply import Action
from tests.adapters.discord import world as discord
from tests.adapters.discord.house import House, text_of
from tests.adapters.slack.running import shown
from tests.slack_double import world as slack
from tests.slack_double.server import Workspace
from tests.slack_double.world import Json
from tests.web.running import Visitor
from tests.web.test_desk import Technician


class Asker(Protocol):
    """Somebody who asks at one place."""

    async def ask(self, question: str) -> None:
        """Asks, and then asks for a technician."""

    async def hear(self, words: str) -> None:
        """Waits until these words of a technician have come."""

    async def say(self, words: str) -> None:
        """Says more in the same conversation."""


class Answerer(Protocol):
    """A technician at one place."""

    async def take(self, number: int) -> None:
        """Takes the ticket."""

    async def answer(self, number: int, words: str) -> None:
        """Answers who asked."""

    async def read(self, number: int, words: str) -> None:
        """Waits until these words stand with the ticket."""


class SlackAsker:
    """Eva, by a mention in a channel."""

    def __init__(self, world: Workspace) -> None:
        self._world = world
        self._thread = ""

    async def ask(self, question: str) -> None:
        world, views = self._world, len(self._world.views)
        text = f"<@{slack.BOT}> {question}"
        self._thread = thread = await world.say(slack.EVA, slack.OTHER, text)
        await world.until(lambda: any("edited" in m for m in world.ours(slack.OTHER, thread)))
        card = world.ours(slack.OTHER, thread)[0]
        asks = f"card.{Action.ASK_PERSON}"
        await world.press(slack.EVA, slack.OTHER, card["ts"], asks)
        await world.until(lambda: len(world.views) > views)
        await world.submit(slack.EVA, list(world.views.values())[-1])

    async def hear(self, words: str) -> None:
        ours, there = self._world.ours, (slack.OTHER, self._thread)
        await self._world.until(lambda: any(words in m["text"] for m in ours(*there)))

    async def say(self, words: str) -> None:
        await self._world.say(slack.EVA, slack.OTHER, words, thread=self._thread)


class SlackAnswerer:
    """Tom, in the technicians' channel."""

    def __init__(self, world: Workspace) -> None:
        self._world = world

    async def take(self, number: int) -> None:
        card = await self._card(number)
        await self._world.press(slack.TOM, slack.DESK, card["ts"], "desk.claim")
        await self._world.until(lambda: "Tom" in shown(card))

    async def answer(self, number: int, words: str) -> None:
        card = await self._card(number)
        await self._world.say(slack.TOM, slack.DESK, words, thread=card["ts"])

    async def read(self, number: int, words: str) -> None:
        card, ours = await self._card(number), self._world.ours

        def told() -> list[Json]:
            return [card, *ours(slack.DESK, card["ts"])]

        await self._world.until(lambda: any(words in shown(m) for m in told()))

    async def _card(self, number: int) -> Json:
        def cards() -> list[Json]:
            ours = self._world.ours(slack.DESK)
            return [m for m in ours if f"#{number} " in f"{m['text']} "]

        await self._world.until(cards)
        return cards()[0]


class DiscordAsker:
    """Ann, by a mention in a channel."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._thread = 0

    async def ask(self, question: str) -> None:
        house, text = self._house, f"<@{discord.BOT}> {question}"
        self._thread = thread = int((await house.write(discord.GENERAL, text))["id"])
        card = await house.posted(thread)
        asked = await house.press(card, "Ask a technician", channel=thread)
        await house.double.until(lambda: asked in house.double.callbacks)
        await house.answered(await house.submit(asked))

    async def hear(self, words: str) -> None:
        sent = self._house.double.sent
        await self._house.double.until(
            lambda: any(words in text_of(m) for m in sent(self._thread))
        )

    async def say(self, words: str) -> None:
        await self._house.write(self._thread, words)


class DiscordAnswerer:
    """Tea, in the technicians' channel."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def take(self, number: int) -> None:
        card = await self._card(number)
        pressed = await self._house.press(card, "Take it", discord.TEA, discord.DESK)
        await self._house.answered(pressed)

    async def answer(self, number: int, words: str) -> None:
        thread = int((await self._card(number))["id"])
        await self._house.write(thread, words, author=discord.TEA)

    async def read(self, number: int, words: str) -> None:
        thread, sent = int((await self._card(number))["id"]), self._house.double.sent
        await self._house.double.until(lambda: any(words in text_of(m) for m in sent(thread)))

    async def _card(self, number: int) -> Json:
        def cards() -> list[Json]:
            sent = self._house.double.sent(discord.DESK)
            return [m for m in sent if text_of(m).lstrip().find(f"#{number} ") >= 0]

        await self._house.double.until(lambda: bool(cards()))
        return cards()[0]


class WebAsker:
    """Somebody on the page."""

    _visitor: Visitor

    def __init__(self, visit: Callable[[], Awaitable[Visitor]]) -> None:
        """`visit` opens the page."""
        self._visit = visit
        self._case = ""

    async def ask(self, question: str) -> None:
        self._visitor = visitor = await self._visit()
        self._case = str((await visitor.answer(await visitor.say(question)))["case"])
        await visitor.answer(await visitor.press("ask_person", self._case))

    async def hear(self, words: str) -> None:
        visitor = self._visitor
        while not any(words in str(m.get("text")) for m in visitor.cases[self._case]["moments"]):
            await visitor.hear("case")

    async def say(self, words: str) -> None:
        await self._visitor.say(words, case=self._case)


class WebAnswerer:
    """Ada, at the desk."""

    def __init__(self, ada: Technician) -> None:
        self._ada = ada

    async def take(self, number: int) -> None:
        status, _ = await self._ada.do(f"tickets/{(await self._row(number))['ticket']}/claim")
        assert status == 200

    async def answer(self, number: int, words: str) -> None:
        ticket = (await self._row(number))["ticket"]
        status, _ = await self._ada.do(f"tickets/{ticket}/answer", text=words)
        assert status == 200

    async def read(self, number: int, words: str) -> None:
        case = (await self._row(number))["case"]
        while words not in str((await self._ada.read(f"cases/{case}"))["moments"]):
            continue

    async def _row(self, number: int) -> Json:
        rows: list[Json] = (await self._ada.read("queue"))["rows"]
        return next(row for row in rows if row["number"] == number)
