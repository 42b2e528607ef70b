"""Answers in a thread: at once that we look, then the card in the same message."""

from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
from cachetools import LRUCache
from msgspec import Struct
from msgspec.structs import asdict, replace

from adapters.slack.api import Slack, Spot
from adapters.slack.blocks import Post, button
from adapters.slack.refusals import SlackRefusedError
from adapters.slack.render import card, note
from adapters.slack.voice import Voice
from adapters.slack.words import said
from bot.core.desk import Case, Held
from bot.core.dialogue import Step, Wish
from bot.core.reply import CardReply, Reply
from bot.core.ticket import Impact, Role
from bot.desk.cases import CERTDESK, Said
from bot.desk.conversation import Turn
from bot.desk.corrections import Sent, correct
from bot.desk.desk import Desk
from bot.desk.explain import Explained
from bot.desk.handover import Asking
from bot.desk.steps import Opened, TooMany
from bot.desk.told import hour, told_of

_KEPT = 500
"""Cases whose evidence is at hand; of others it is judged anew."""


Begin = Callable[[Coroutine[Any, Any, None]], None]


class Heard(Struct, frozen=True, kw_only=True):
    """A message or a press, understood, and where it is answered.

    Attributes:
        text: As it was written, secrets included; kept nowhere.
        said: What is to be kept of it.
        files: Names and texts, to be kept.
        notes: Said beside the answer.
        anew: Looks again even at what was looked at just now.
    """

    held: Held
    case: Case
    step: Step
    spot: Spot
    text: str = ""
    said: tuple[Said, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    anew: bool = False


class Wanted(Struct, frozen=True, kw_only=True):
    """What somebody says who wants a technician."""

    impact: Impact = Impact.UNKNOWN
    typed_secret: bool = False
    said: str = ""


class Answering:
    """Looks, answers and keeps; the same event twice leaves one answer."""

    def __init__(self, voice: Voice, desk: Desk, slack: Slack, begin: Begin) -> None:
        """Takes what it needs; `begin` has something done that nobody waits for."""
        self.voice = voice
        self.desk = desk
        self.slack = slack
        self._begin = begin
        self._explained: LRUCache[str, Explained] = LRUCache(_KEPT)

    async def answer(self, heard: Heard) -> None:
        """What was heard is answered, if it wants an answer."""
        voice, step = self.voice, heard.step
        if step.wish is Wish.PERSON:
            await self.ask_person(heard, Wanted())
            return
        standing = ""
        if waiting := voice.conversation.announcement(step):
            refusal = await self._too_many(heard.held)
            if refusal:
                await self._tell(heard, refusal)
                return
            standing = await self._post(heard, note(waiting))
        turn = await voice.conversation.answer_soon(step, heard.text, anew=heard.anew)
        known = replace(heard.case, state=turn.state)
        if turn.explained is not None and step.wish is Wish.JUDGE:
            self._explained[known.id] = turn.explained
            report = turn.explained.report(asdict(voice.contact))
            known = replace(known, record=msgspec.json.encode(report).decode())
        if turn.reply is None:
            await self.desk.cases.keep(known, heard.said, heard.files, heard.held.row)
            return
        post = self._shown(turn.reply, known, heard.notes)
        standing = await self._put(heard, standing, post)
        kept = await self._keep(heard, known, post, standing)
        if turn.later is not None:
            doing = self._correct(heard, kept, turn, standing)
            self._begin(self.desk.inbox.follow(heard.held, doing))

    async def _correct(self, heard: Heard, case: Case, turn: Turn, standing: str) -> None:
        """The card in its place, where issuers' word changes it."""

        async def edit(reply: Reply) -> None:
            post = self._shown(reply, case, heard.notes)
            await self.slack.update(heard.spot.channel, standing, post)

        def said_of(reply: Reply) -> Said:
            return _ours(self._shown(reply, case, heard.notes), standing)

        contact = asdict(self.voice.contact)
        sent = Sent(case=case, turn=turn, contact=contact, said=said_of, edit=edit)
        explained = await correct(self.desk, sent)
        if explained is not None and self._explained.get(case.id) is turn.explained:
            self._explained[case.id] = explained

    async def ask_person(self, heard: Heard, wanted: Wanted) -> None:
        """A ticket, and what is said about it where they asked."""
        case, event = heard.case, heard.held.event
        if heard.said or heard.files:
            case = await self.desk.cases.keep(case, heard.said, heard.files)
            heard = replace(heard, case=case, said=(), files=())
        outcome = await self.desk.escalation.open(
            Asking(
                case=case,
                who=event.person,
                impact=wanted.impact,
                typed_secret=wanted.typed_secret,
                said=wanted.said or event.text,
                link=await self._link(case),
            )
        )
        lines = "\n".join(told_of(outcome, self.voice.contact, self.voice.say))
        closes = (
            [button(self.voice.text("close_mine"), "mine.close", case.id)]
            if isinstance(outcome, Opened)
            else []
        )
        await self._tell(heard, lines, note(lines, closes), key=_notice(outcome))
        if wanted.typed_secret:
            await self._say_privately(heard, self.voice.text("secret_typed"))

    async def tell(self, heard: Heard, text: str) -> None:
        """A few words instead of a card."""
        await self._tell(heard, text)

    async def say(self, held: Held, spot: Spot, text: str) -> None:
        """A few words that belong to no case."""
        await self.slack.post(spot, note(text), held.event.key, again=held.attempts > 1)

    async def explained(self, case: Case) -> Explained | None:
        """What the last answer of a case rests on; judged anew where it is not at hand."""
        if case.id not in self._explained:
            conversation = self.voice.conversation
            turn = await conversation.answer(conversation.again(case.state))
            if turn.explained is None:
                return None
            self._explained[case.id] = turn.explained
        return self._explained[case.id]

    def forget(self, case: Case) -> None:
        """An erased case leaves nothing behind here either."""
        self._explained.pop(case.id, None)

    def is_at_hand(self, case: Case) -> bool:
        """Without another look."""
        return case.id in self._explained

    async def apologise(self, held: Held, spot: Spot) -> None:
        """Where an answer was promised, and a mistake of ours came in between."""
        post = note(self.voice.text("failed"))
        standing = await self.slack.post(spot, post, held.event.key, again=True)
        await self.slack.update(spot.channel, standing, post)

    def _shown(self, reply: Reply, case: Case, notes: tuple[str, ...]) -> Post:
        if isinstance(reply, CardReply):
            told = replace(reply, notes=(*reply.notes, *notes))
            return card(told, case.id, self.voice.contact)
        return note("\n".join((reply.title, *reply.lines, *notes)).strip())

    async def _tell(
        self, heard: Heard, text: str, post: Post | None = None, key: str = ""
    ) -> None:
        post = post or note("\n".join((text, *heard.notes)))
        standing = await self._post(heard, post, key)
        known = replace(heard.case, state=heard.step.state)
        await self._keep(heard, known, post, standing)

    async def _too_many(self, held: Held) -> str:
        """What is said to who asks too often; what failed on our side does not count."""
        if held.attempts > 1:
            return ""
        spent = await self.desk.limits.look(held.event.person, held.event.address)
        if spent is None:
            return ""
        again_at = hour(spent.renewed_at(self.voice.clock()))
        return self.voice.text("too_many_looks", by=again_at)

    async def _put(self, heard: Heard, standing: str, post: Post) -> str:
        """In the place of the words that we look; anew where somebody has deleted those."""
        if not standing:
            return await self._post(heard, post)
        try:
            await self.slack.update(heard.spot.channel, standing, post)
        except SlackRefusedError as refused:
            if refused.code != "message_not_found":
                raise
            return await self.slack.post(heard.spot, post, f"{heard.held.event.key}:anew")
        return standing

    async def _post(self, heard: Heard, post: Post, key: str = "") -> str:
        """With a key of its own it is looked for first: the same is said once."""
        again = bool(key) or heard.held.attempts > 1
        return await self.slack.post(heard.spot, post, key or heard.held.event.key, again=again)

    async def _keep(self, heard: Heard, known: Case, post: Post, standing: str) -> Case:
        lines = (*heard.said, _ours(post, standing))
        return await self.desk.cases.keep(known, lines, heard.files, heard.held.row)

    async def _say_privately(self, heard: Heard, text: str) -> None:
        """What nobody else should read about somebody."""
        channel = await self.slack.direct(heard.held.event.person.id)
        spot = replace(heard.spot, channel=channel, thread="")
        await self.slack.post(
            spot, note(text), f"{heard.held.event.key}:private", again=heard.held.attempts > 1
        )

    async def _link(self, case: Case) -> str:
        thread = case.address.thread
        return await self.slack.permalink(case.address.channel, thread) if thread else ""


def _ours(post: Post, standing: str) -> Said:
    return Said(who=CERTDESK, text=said(post.text), role=Role.CERTDESK, message=standing)


def _notice(outcome: Opened | TooMany) -> str:
    """That technicians have it already is said once as things stand, however often it is asked."""
    if not isinstance(outcome, Opened) or outcome.is_new:
        return ""
    return f"already:{outcome.ticket.id}:{outcome.ticket.version}"
