"""Every form that certdesk posts or opens in Slack, with names out to do harm in every gap."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import pytest
from inline_snapshot import snapshot
from msgspec.structs import replace

from adapters.slack.blocks import Block, Post
from adapters.slack.home import home
from adapters.slack.render import card, note, shown, waiting
from adapters.slack.tickets import (
    added,
    asking_form,
    facts,
    passed_on,
    summary,
    ticket,
    words_form,
)
from adapters.slack.voice import Voice
from bot.catalogue.cards import cards_of, labels
from bot.catalogue.wishes import view_cards, wish_cards
from bot.config import Contact
from bot.core.desk import Parcel, ParcelKind
from bot.core.reply import CardReply, TextReply
from bot.core.ticket import Priority
from bot.core.vocabulary import Category, Verdict
from bot.core.words.answer import Answer
from bot.core.words.card import PLACEHOLDERS, VARIANTS, Card, render
from tests.adapters.slack.running import sentence
from tests.desk.talking import Talk
from tests.slack_double.blocks import live_in, texts, wrong_in, wrong_in_view

NAME: Final = (
    "<!channel>.<https://evil.example|bank.example>\u202eelgoog\u2066*b*`c`~s~@here&co\x07"
)
CONTACT: Final = Contact(name=NAME, phone=NAME, email=NAME, hours=NAME)
VOICE: Final = Voice(
    conversation=Talk({}).conversation,
    side=Talk({}).side,
    contact=CONTACT,
    say=sentence,
    clock=lambda: datetime(2026, 11, 24, tzinfo=UTC),
)
PARCEL: Final = Parcel(
    kind=ParcelKind.HANDOVER,
    ticket="t1",
    number=1,
    title=f"Wrong domain: {NAME}",
    lines=(f"What they say: {NAME}", f"What they see: {NAME}"),
    who=NAME,
    text=f"```{NAME}``` <@U1>",
    fields={"visitor_chain": [{"subject": NAME, "names": [NAME, NAME]}], "target": {"host": NAME}},
    owner=NAME,
    priority=Priority.P1,
    link=f"https://desk.example/#{NAME}",
)

MANY: Final = replace(PARCEL, fields={f"names {n}": NAME * 6 for n in range(60)})


def cards() -> Iterator[tuple[str, Post]]:
    """All of the catalogue's, in each of their wordings."""
    gaps = dict.fromkeys(PLACEHOLDERS, NAME)
    found = {
        **{
            name: (category, one)
            for category in Category
            for name, one in cards_of(category).items()
        },
        **{name: (Category.NOT_CERTIFICATE, one) for name, one in wish_cards().items()},
        **{name: (Category.INTERCEPTED, one) for name, one in view_cards().items()},
    }
    for name, (category, one) in found.items():
        used = {variant for variant in VARIANTS for key in one.variants if variant in key}
        for variant in ("", *sorted(used)):
            worded = render(one.worded_for(variant), gaps)
            yield f"{name}-{variant}".rstrip("-"), card(reply(category, worded), "c1", CONTACT)


def reply(category: Category, worded: Card) -> CardReply:
    answer = Answer(
        label=labels()[category].label,
        headline=worded.headline,
        why=worded.why,
        next_step=worded.next_step,
        who_fixes=worded.who_fixes,
        simple=worded.simple,
        unknown=worded.unknown,
        owner_steps=(),
    )
    told = CardReply(answer=answer, category=category, verdict=Verdict.NO, about=NAME)
    return replace(told, question=NAME, notes=(NAME,), aside=NAME)


POSTS: Final = {
    **{f"card: {name}": post for name, post in cards()},
    "note": note(NAME),
    "ticket": ticket(PARCEL, PARCEL, sentence),
    "ticket after an erasure": ticket(PARCEL, None, sentence),
    **{f"facts {n}": post for n, post in enumerate(facts(MANY, sentence))},
    "added": added(PARCEL, sentence),
    "summary": summary(PARCEL, sentence),
    "passed on": passed_on(NAME),
}
VIEWS: Final[dict[str, Block]] = {
    "shown": shown(TextReply(title=NAME, lines=(NAME, f"  {NAME}"))),
    "waiting": waiting(NAME, NAME),
    "asking": asking_form("c1", "C1", sentence),
    "answering": words_form("desk.answer", "t1", "C1", sentence),
    "noting": words_form("desk.note", "t1", "C1", sentence),
}


@pytest.mark.parametrize("post", POSTS.values(), ids=list(POSTS))
def test_a_hostile_name_does_no_harm_in_a_post(post: Post) -> None:
    assert wrong_in(post.blocks) == []
    assert live_in(post.blocks, post.text) == []
    assert not any(
        sign in text for text in (*texts(post.blocks), post.text) for sign in "\u202e\u2066\x07"
    )
    assert 1 <= len(post.text) <= 4000


@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_a_hostile_name_does_no_harm_in_a_window(view: Block) -> None:
    assert wrong_in_view(view) == []
    assert live_in(view["blocks"]) == []
    assert not any(sign in text for text in texts(view["blocks"]) for sign in "\u202e\u2066\x07")


def test_nor_in_the_home_tab() -> None:
    tab = home("Write to me.", [f"#1, open: {NAME}"], VOICE)

    assert wrong_in(tab["blocks"], surface="modal") == []
    assert live_in(tab["blocks"]) == []


def as_shown(value: object) -> list[str]:
    return [ascii(text).strip("'") for text in texts(value)]


def test_what_such_a_name_looks_like() -> None:
    name = "<!here> *b* `c` &"
    parcel = replace(
        PARCEL, title=name, lines=(name,), who=name, owner="", text=name, fields={"n": name}
    )

    assert as_shown(ticket(parcel, parcel, sentence).blocks) == snapshot(
        [
            "#1 P1: \\uff1c!here\\u203a *b* `c` &",
            "open, P1, self_service \\xb7 \\uff1c!here\\u203a *b* `c` & asks for a technician",
            "\\uff1c!here\\u203a *b* `c` &",
            "```\\uff1c!here&gt; *b* \\u02cbc\\u02cb &amp;```",
            "Take it",
            "Answer",
            "Note",
            "Resolve",
            "Verdict right",
            "Verdict wrong",
            "Give it to\\u2026",
            "Open the case",
            "Everything that is known",
            "```n: \\uff1c!here&gt; *b* \\u02cbc\\u02cb &amp;```",
        ]
    )
    assert as_shown(added(parcel, sentence).blocks) == snapshot(
        ["\\uff1c!here\\u203a *b* `c` & adds:", "```\\uff1c!here&gt; *b* \\u02cbc\\u02cb &amp;```"]
    )
    assert as_shown(summary(parcel, sentence).blocks) == snapshot(
        ["More tickets than I may post one by one", "\\uff1c!here\\u203a *b* `c` &"]
    )
    assert as_shown(passed_on(name).blocks) == snapshot(["\\uff1c!here\\u203a *b* `c` &"])
    assert ascii(passed_on(name).text) == snapshot("'\\uff1c!here&gt; *b* `c` &amp;'")
    assert as_shown(shown(TextReply(title=name, lines=(name,)))) == snapshot(
        ["\\uff1c!here\\u203a *b* `c` &", "\\uff1c!here\\u203a *b* `c` &"]
    )
    assert as_shown(home(name, [name], replace(VOICE, contact=Contact(name=name)))) == snapshot(
        [
            "Help with certificate errors",
            "\\uff1c!here\\u203a *b* `c` &",
            "Your open tickets",
            "\\uff1c!here\\u203a *b* `c` &",
            "A person to ask",
            "\\uff1c!here\\u203a *b* `c` &: 800-797-0345, info@itconnexx.com",
        ]
    )


def test_what_is_known_stands_in_the_card_or_below_it_and_nowhere_twice() -> None:
    few, many = ticket(PARCEL, PARCEL, sentence), ticket(MANY, MANY, sentence)
    below = "".join(text for post in facts(MANY, sentence) for text in texts(post.blocks))

    assert "target.host: " in "".join(texts(few.blocks))
    assert list(facts(PARCEL, sentence)) == []
    assert "names 0: " not in "".join(texts(many.blocks))
    assert all(f"names {number}: " in below for number in range(60))
