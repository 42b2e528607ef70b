"""Holds conversations in tests: real reading and judging, sites that show what the test says."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.catalogue.drafts import draft_forms
from bot.catalogue.languages import languages
from bot.catalogue.lookalikes import lures, plain_letters
from bot.catalogue.replies import correction_starts, reply_words
from bot.catalogue.suffixes import suffixes
from bot.catalogue.talk import CatalogueTalk
from bot.catalogue.wishes import CatalogueSpeaking
from bot.core.diagnosis.around import Around
from bot.core.diagnosis.diagnose import Diagnosis
from bot.core.diagnosis.surrounded import imitating
from bot.core.dialogue import CaseState, Step
from bot.core.facts import Observation
from bot.core.knowledge import Knowledge
from bot.core.names.lookalike import Guarded, Imitation, imitation
from bot.core.reply import Action, Button, CardReply, TextReply
from bot.core.target import Target
from bot.core.words.answer import Occasion, answer
from bot.core.words.report import Asked
from bot.desk.check import Checked, Looked
from bot.desk.conversation import Conversation, Lines, Said, Turn
from bot.desk.early import Sight
from bot.desk.explain import Explained, Explainer
from bot.desk.looks import KEPT
from bot.desk.second_look import SecondLook
from bot.desk.side_answers import SideAnswers
from tests.certificates import Certified
from tests.core.compare.scene import HOST, NOW, known, unreachable
from tests.lore import lore

DATE: Final = "NET::ERR_CERT_DATE_INVALID"
AUTHORITY: Final = "NET::ERR_CERT_AUTHORITY_INVALID"
NAME: Final = "NET::ERR_CERT_COMMON_NAME_INVALID"


class Talk:
    """One person and us; sites that are not given cannot be reached.

    Attributes:
        keeps: No host is looked at twice within a minute.
    """

    def __init__(
        self,
        sites: Mapping[str, Diagnosis],
        knows: Knowledge | None = None,
        *,
        in_thread: bool = False,
    ) -> None:
        self.sites = sites
        self.said_later: dict[str, Diagnosis] = {}
        self.knows = knows or known()
        self.now = NOW
        self.state = CaseState()
        self.looked: list[str] = []
        self.seen: dict[str, Checked] = {}
        self.keeps = False
        self.in_thread = in_thread
        self.last: Explained | None = None
        self.step: Step | None = None
        speaking = CatalogueSpeaking()
        explainer = Explainer(lore(self.knows), speaking, self._clock)
        second = SecondLook(explainer, self._look, self.knows)
        lines = Lines(replies=reply_words, corrections=correction_starts, languages=languages)
        self.conversation = Conversation(explainer, second, CatalogueTalk(), lines)
        self.side = SideAnswers(CatalogueTalk(), draft_forms, "Raven Desk", self._clock)

    async def say(self, text: str) -> CardReply | None:
        """What is answered to a message."""
        said = Said(text=text, in_thread=self.in_thread)
        return await self._take(self.conversation.hear(self.state, said), text)

    async def told(self, text: str) -> CardReply:
        """The same, where there must be an answer."""
        reply = await self.say(text)
        assert reply is not None
        return reply

    async def press(self, reply: CardReply, label: str) -> CardReply:
        """What is answered to a button."""
        button = next(b for b in reply.buttons if b.label == label)
        if button.action is Action.AGAIN:
            answered = await self._take(self.conversation.again(self.state), anew=True)
        else:
            assert button.question
            assert button.choice
            step = self.conversation.press(self.state, button.question, button.choice)
            answered = await self._take(step)
        assert answered is not None
        return answered

    def show(self, action: Action) -> TextReply:
        """What a press shows that needs no look."""
        assert self.last is not None
        return self.side.show(self.last, action)

    async def _take(self, step: Step, text: str = "", *, anew: bool = False) -> CardReply | None:
        self.step = step
        turn: Turn = await self.conversation.answer(step, text, anew=anew)
        self.state = turn.state
        self.last = turn.explained or self.last
        assert not isinstance(turn.reply, TextReply)
        return turn.reply

    def _clock(self) -> datetime:
        return self.now

    async def _look(self, target: Target) -> Sight:
        seen = self.seen.get(target.host)
        if self.keeps and seen is not None and self.now < _again_at(seen):
            return Sight(checked=seen, again_at=_again_at(seen))
        soon = self.seen[target.host] = self._checked(target, self.sites.get(target.host))
        self.looked.append(target.host)
        said = self.said_later.get(target.host)
        if said is None:
            return Sight(checked=soon)
        rest: asyncio.Future[Checked] = asyncio.get_running_loop().create_future()
        rest.set_result(self._checked(target, said))
        return Sight(checked=soon, rest=rest)

    def _checked(self, target: Target, seen: Diagnosis | None) -> Checked:
        diagnosis = seen or unreachable()
        if imitation := _imitates(target.host):
            diagnosis = imitating(diagnosis, imitation)
        return Checked(
            asked=Asked(input=target.input, host=target.host, port=target.port),
            diagnosis=diagnosis,
            answer=answer(
                diagnosis, Occasion(host=target.host, now=self.now), CatalogueSpeaking()
            ),
            looked=Looked(observation=Observation(target=target), around=Around(), at=self.now),
        )


def _again_at(seen: Checked) -> datetime:
    assert seen.looked is not None
    return seen.looked.at + KEPT


def on_screen(code: str, other: str = "") -> str:
    """A warning as Chrome words it, as far as it matters."""
    offered = f"; its security certificate is from {other}" if other else ""
    return f"This server could not prove that it is {HOST}{offered}. {code}"


def pem(*chain: Certified) -> str:
    """As it stands at the end of a page."""
    return "".join(c.pem.decode() for c in chain)


def words(reply: CardReply) -> str:
    """Everything on the card."""
    told = reply.answer
    parts = (reply.aside, told.headline, told.why, told.next_step, told.who_fixes, reply.question)
    return " ".join(part for part in parts if part)


def labels(buttons: tuple[Button, ...]) -> list[str]:
    return [button.label for button in buttons]


def _imitates(host: str) -> Imitation | None:
    own = (Guarded(domain="ravensbank.test", is_own=True),)
    return imitation(host, own, lures(), suffixes(), plain_letters)
