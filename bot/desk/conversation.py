"""A conversation about certificate errors, wherever it is held: messages in, replies out.

It keeps nothing: the state goes in and comes out with each message.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from bot.core.dialogue import CaseState, Heard, ReplyWords, Step, Wish, hear, replied
from bot.core.dialogue.replies import Replied
from bot.core.message import Enquiry, Intent, Question
from bot.core.question.sentences.language import Language, written_language
from bot.core.reply import Action, Button, CardReply, Choice, Reply
from bot.core.vocabulary import Problem, category_of
from bot.core.words.moments import seconds
from bot.desk.buttons import offered
from bot.desk.explain import Explained, Explainer
from bot.desk.second_look import Known, Later, SecondLook, asks_for_a_look


class Talk(Protocol):
    """Where the words beside the cards come from; the catalogue fits."""

    def button(self, action: Action) -> str:
        """What stands on a button."""

    def options(self, question: Question) -> Mapping[Choice, str]:
        """The answers that are offered to a question."""

    def say(self, name: str) -> str:
        """One of the small sentences, its gaps unfilled."""


class Lines(Struct, frozen=True, kw_only=True):
    """How people say small things, as data.

    Attributes:
        replies: What answers a question, by question.
        corrections: How a message begins that takes the last address back.
        languages: Those that people write in, each with the line that says which one we answer in.
    """

    replies: Callable[[], Mapping[Question, ReplyWords]]
    corrections: Callable[[], Sequence[str]]
    languages: Callable[[], Sequence[Language]]


class Said(Struct, frozen=True, kw_only=True):
    """A message as a place hands it over.

    Attributes:
        text: Attached text files included, each as if pasted.
        is_addressed: It is meant for us: a direct message, a mention, a thread of ours.
        in_thread: Threads are cases here.
    """

    text: str
    is_addressed: bool = True
    in_thread: bool = False


class Turn(Struct, frozen=True, kw_only=True):
    """What follows from a message.

    Attributes:
        reply: None where people talk among themselves.
        explained: What the reply rests on; None where nothing was judged.
        later: The same once issuers have answered, its reply None where the card stays as it is;
            None where nothing is waited for.
    """

    state: CaseState
    reply: Reply | None
    explained: Explained | None = None
    later: "Callable[[], Awaitable[Turn]] | None" = None


class _Asked(Struct, frozen=True, kw_only=True):
    """What somebody sent or pressed, beside what it means."""

    text: str
    anew: bool
    at: datetime


class Conversation:
    """Hears, looks and answers."""

    def __init__(self, explainer: Explainer, second: SecondLook, talk: Talk, lines: Lines) -> None:
        """Takes what it needs; the explainer's clock is the conversation's."""
        self._explainer = explainer
        self._second = second
        self._talk = talk
        self._lines = lines

    def hear(self, state: CaseState, said: Said) -> Step:
        """What a message means here; quick, so that somebody can be told that we look."""
        now = self._explainer.clock()
        enquiry = self._explainer.read(said.text)
        heard = Heard(
            enquiry=enquiry,
            replied=self._replied(state, said.text) if not enquiry.targets else None,
            is_addressed=said.is_addressed,
            takes_back=self._takes_back(said.text),
            in_thread=said.in_thread,
        )
        return hear(state, heard, now)

    def press(self, state: CaseState, question: Question, choice: Choice) -> Step:
        """A button that answers a question, also one that was put long ago."""
        answer = Replied(question=question, value=choice.meaning)
        heard = Heard(enquiry=Enquiry(), replied=answer, in_thread=True)
        return hear(state, heard, self._explainer.clock())

    def again(self, state: CaseState) -> Step:
        """Everything that is known, looked at and judged once more."""
        return Step(state=state, heard=state.enquiry, wish=Wish.JUDGE)

    def person(self, state: CaseState) -> Reply:
        """What is said to who wants a person."""
        wish = Enquiry(
            problem=Problem.NOT_A_CERTIFICATE_PROBLEM,
            intent=Intent.WANTS_PERSON,
            targets=state.enquiry.targets,
        )
        return self._card(self._explainer.answer(wish), ())

    def announcement(self, step: Step) -> str:
        """What to say while we look; "" where there is nothing to look at."""
        target = step.state.target
        if step.wish is not Wish.JUDGE or target is None:
            return ""
        if not asks_for_a_look(step.state.enquiry):
            return ""
        return self._talk.say("looking").format(host=target.display)

    async def answer(self, step: Step, said: str = "", *, anew: bool = False) -> Turn:
        """The reply to a message that was heard; `anew`: they want another look."""
        asked = _Asked(text=said, anew=anew, at=self._explainer.clock())
        soon, later = await self._explained(step)
        return self._turn(step, asked, soon if later is None else await later())

    async def answer_soon(self, step: Step, said: str = "", *, anew: bool = False) -> Turn:
        """The same, without waiting for what issuers say of revocation."""
        asked = _Asked(text=said, anew=anew, at=self._explainer.clock())
        explained, more = await self._explained(step)
        soon = self._turn(step, asked, explained)
        if more is None:
            return soon

        async def later() -> Turn:
            turn = self._turn(step, asked, await more())
            return replace(turn, reply=_changed(soon.reply, turn.reply, self._talk.say("changed")))

        return replace(soon, later=later)

    async def _explained(self, step: Step) -> tuple[Explained | None, Later | None]:
        state = step.state
        if step.wish is Wish.NOTHING:
            return None, None
        if step.wish is Wish.ASK_BACK:
            host = state.target.display if state.target else state.enquiry.reported.host
            return self._explainer.ask_back(host, state.waiting_for), None
        if step.wish is not Wish.JUDGE:
            return self._explainer.answer(step.heard, state.asked), None
        known = Known(answers=state.answers, asked=state.asked, danger=state.danger)
        return await self._second.answer_soon(state.enquiry, known)

    def _turn(self, step: Step, asked: "_Asked", explained: Explained | None) -> Turn:
        state = step.state
        if explained is None:
            return Turn(state=state, reply=None)
        said = asked.text
        language = written_language(said, self._lines.languages()) if said else None
        news = language is not None and language.tag not in state.languages
        languages = state.languages if language is None else (*state.languages, language.tag)
        told = explained.told
        notes = (
            self._seen_before(explained, asked),
            self._talk.say("shortened") if told.enquiry.is_shortened else "",
            language.line if language and news else "",
        )
        return Turn(
            state=replace(
                state if step.wish is Wish.ASK_BACK else state.having_asked(told.question),
                languages=languages,
                danger=told.danger if step.wish is Wish.JUDGE else state.danger,
            ),
            reply=self._card(explained, tuple(note for note in notes if note)),
            explained=explained,
        )

    def _seen_before(self, explained: Explained, asked: "_Asked") -> str:
        """To who wants another look, sooner than a host is looked at again; else ""."""
        looked = explained.subject.looked if explained.subject else None
        if not asked.anew or looked is None or explained.again_at is None:
            return ""
        return self._talk.say("looked_just_now").format(
            ago=seconds(asked.at - looked.at), wait=seconds(explained.again_at - asked.at)
        )

    def _replied(self, state: CaseState, text: str) -> Replied | None:
        question = state.waiting_for
        words = self._lines.replies().get(question) if question else None
        return replied(question, text, words) if question and words else None

    def _takes_back(self, text: str) -> bool:
        start = " ".join(text.casefold().replace("'", " ").split())[:60].replace(",", " ")
        return any(f"{start} ".startswith(f"{word} ") for word in self._lines.corrections())

    def _card(self, explained: Explained, notes: tuple[str, ...]) -> CardReply:
        told = explained.told
        host = explained.subject.asked.host if explained.subject else None
        named = next((t for t in told.enquiry.targets if t.host == host), None)
        return CardReply(
            answer=told.answer,
            category=category_of(told.problem),
            verdict=told.assessment.verdict,
            about=named.display if named else told.enquiry.reported.host,
            aside=told.aside,
            question=told.asked,
            notes=notes,
            buttons=(*self._options(told.question), *self._buttons(explained)),
        )

    def _options(self, question: Question | None) -> tuple[Button, ...]:
        offered = self._talk.options(question) if question else {}
        return tuple(
            Button(action=Action.ANSWER, label=label, question=question, choice=choice)
            for choice, label in offered.items()
        )

    def _buttons(self, explained: Explained) -> tuple[Button, ...]:
        return tuple(
            Button(action=action, label=self._talk.button(action)) for action in offered(explained)
        )


def _changed(before: Reply | None, now: Reply | None, note: str) -> Reply | None:
    """The card as it is now, and that it is another; None where it is the same."""
    if now == before or not isinstance(now, CardReply):
        return None
    return replace(now, notes=(*now.notes, note))
