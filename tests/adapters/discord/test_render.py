# ruff: noqa: RUF001 - snapshots show letters that look like others, as they are sent
"""What people see in Discord, as its API gets it."""

import itertools

import pytest
from discord import Embed
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from msgspec.structs import replace

from adapters.discord import limits
from adapters.discord.escape import units
from adapters.discord.render import NOBODY, Post, render
from bot.core.reply import Action, Button, TextReply
from tests.adapters.discord.replies import ANSWER, CONTACT, card

HOSTILE_NAME = "*.[free](https://evil.example)@everyone<@1>`x`\u202ediscord.gg/abc"
ANYTHING = st.text(max_size=6000)


def labels(post: Post) -> list[list[str]]:
    return [[button.label for button in row] for row in post.rows]


def whole(embed: Embed) -> int:
    parts = [embed.title, embed.description, embed.footer.text, embed.author.name]
    parts += [text for field in embed.fields for text in (field.name, field.value)]
    return sum(units(part) for part in parts if part)


def test_a_card_says_first_whether_to_go_on() -> None:
    post = render(card(), "case1", CONTACT)

    assert post.embed.to_dict() == snapshot(
        {
            "footer": {"text": "Still stuck? ITConnexx: 800-797-0345, info@itconnexx.com"},
            "author": {"name": "Expired certificate: shop.example.com"},
            "fields": [
                {
                    "inline": False,
                    "name": "It would help to know",
                    "value": "Are the date and the year right on your device?",
                }
            ],
            "flags": 0,
            "color": 12597547,
            "type": "rich",
            "description": """\
The certificate of shop.example.com ran out 3 days ago.

**Next:** Wait until the owner has renewed it.

**Who fixes it:** The owner of the site.\
""",
            "title": "No. Do not go on.",
        }
    )
    assert labels(post) == snapshot(
        [["Yes", "No"], ["Ask a technician", "Details"], ["This helped"]]
    )


def test_a_hostile_name_is_shown_and_does_nothing() -> None:
    post = render(card(why=f"The name is {HOSTILE_NAME}.", about=HOSTILE_NAME), "case1", CONTACT)

    assert post.embed.to_dict() == snapshot(
        {
            "footer": {"text": "Still stuck? ITConnexx: 800-797-0345, info@itconnexx.com"},
            "author": {
                "name": "Expired certificate: *.[free] (https://evil.example)＠everyone＜@1>`x`�discord.gg∕abc"
            },
            "fields": [
                {
                    "inline": False,
                    "name": "It would help to know",
                    "value": "Are the date and the year right on your device?",
                }
            ],
            "flags": 0,
            "color": 12597547,
            "type": "rich",
            "description": """\
The name is \\*.\\[free\\] \\(https\\://evil.example\\)＠everyone＜\\@1\\>\\`x\\`�discord.gg∕abc.

**Next:** Wait until the owner has renewed it.

**Who fixes it:** The owner of the site.\
""",
            "title": "No. Do not go on.",
        }
    )


def test_lines_are_one_text_under_their_title() -> None:
    post = render(TextReply(title="Details", lines=("Chain:", "- leaf", "")), "", CONTACT)

    assert post.embed.to_dict() == snapshot(
        {
            "flags": 0,
            "color": 2388387,
            "type": "rich",
            "description": """\
Chain:
\\- leaf
""",
            "title": "Details",
        }
    )
    assert post.rows == ()


def test_what_is_too_long_is_cut_and_at_hand_as_a_whole() -> None:
    lines = tuple(f"line {number} of the evidence" for number in range(400))

    post = render(TextReply(title="Details", lines=lines), "", CONTACT)

    assert whole(post.embed) <= limits.EMBED_WHOLE
    assert post.whole.splitlines() == list(lines)


@given(st.tuples(ANYTHING, ANYTHING, ANYTHING, ANYTHING), st.lists(ANYTHING, max_size=20))
def test_whatever_is_said_an_embed_is_within_its_limits(
    said: tuple[str, str, str, str], notes: list[str]
) -> None:
    headline, why, about, email = said
    answer = replace(ANSWER, headline=headline, why=why, next_step=why, who_fixes=about)
    reply = replace(card(answer=answer, why=why, about=about), notes=tuple(notes), question=why)

    embed = render(reply, "case1", {**CONTACT, "email": email}).embed

    assert whole(embed) <= limits.EMBED_WHOLE
    assert units(embed.title or "") <= limits.EMBED_TITLE
    assert units(embed.description or "") <= limits.EMBED_TEXT
    assert units(embed.footer.text or "") <= limits.EMBED_FOOTER
    assert all(0 < units(field.value or "") <= limits.FIELD_VALUE for field in embed.fields)


@given(st.lists(st.sampled_from(Action), max_size=40), st.text(min_size=1, max_size=200))
def test_whatever_is_offered_rows_are_within_their_limits(
    actions: list[Action], label: str
) -> None:
    buttons = tuple(Button(action=action, label=label) for action in actions)

    rows = render(card(buttons=buttons), "case1", CONTACT).rows

    assert len(rows) <= limits.ROWS
    assert all(len(row) <= limits.ROW for row in rows)
    assert all(units(b.label) <= limits.LABEL for b in itertools.chain(*rows))


@pytest.mark.parametrize("kind", ["everyone", "users", "roles", "replied_user"])
def test_nobody_is_called(kind: str) -> None:
    assert getattr(NOBODY, kind) is False
