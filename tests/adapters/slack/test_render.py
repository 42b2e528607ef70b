"""Cards in Block Kit."""

from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from adapters.slack.render import card, note, pressed, shown
from bot.config import Contact
from bot.core.message import Question
from bot.core.reply import Action, Button, CardReply, Choice, TextReply
from bot.core.vocabulary import Category, Verdict
from bot.core.words.answer import Answer
from tests.slack_double.blocks import live_in, wrong_in, wrong_in_view

HOSTILE = "<!channel> <https://evil.example|bank.example> \u202egnp.exe *b* `c` @here & co"
CONTACT = Contact(name="Raven Desk", phone="555-0100", email="help@raven.example")


def reply(text: str = "Words.", **more: object) -> CardReply:
    answer = Answer(
        label="Wrong domain",
        headline=f"No. {text}",
        why=text,
        next_step=f"Wait. {text}",
        who_fixes=text,
        simple=text,
        unknown="",
        owner_steps=(),
    )
    return CardReply(
        answer=answer,
        category=Category.WRONG_DOMAIN,
        verdict=Verdict.NO,
        about="portal.acme.example",
        **more,  # type: ignore[arg-type]
    )


BUTTONS = (
    Button(
        action=Action.ANSWER, label="Only this one", question=Question.ONE_SITE, choice=Choice.YES
    ),
    Button(action=Action.ASK_PERSON, label="Ask a technician"),
)


def test_a_card() -> None:
    made = card(reply(buttons=BUTTONS, question="One site?"), "case-1", CONTACT)

    assert made.text == snapshot(
        "No. Words. (Wrong domain: portal.acme.example) Words. Wait. Words. Words. One site? "
        "Raven Desk: 555-0100, help@raven.example"
    )
    assert made.blocks == snapshot(
        [
            {
                "type": "header",
                "text": {"type": "plain_text", "text": "No. Words.", "emoji": False},
            },
            {
                "type": "context",
                "elements": [
                    {
                        "type": "plain_text",
                        "text": "Wrong domain: portal.acme.example",
                        "emoji": False,
                    }
                ],
            },
            {"type": "section", "text": {"type": "plain_text", "text": "Words.", "emoji": False}},
            {
                "type": "section",
                "text": {"type": "plain_text", "text": "Wait. Words.", "emoji": False},
            },
            {"type": "section", "text": {"type": "plain_text", "text": "Words.", "emoji": False}},
            {
                "type": "section",
                "text": {"type": "plain_text", "text": "One site?", "emoji": False},
            },
            {
                "type": "context",
                "elements": [
                    {
                        "type": "plain_text",
                        "text": "Raven Desk: 555-0100, help@raven.example",
                        "emoji": False,
                    }
                ],
            },
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "button",
                        "text": {"type": "plain_text", "text": "Only this one", "emoji": False},
                        "action_id": "card.answer.one_site.yes",
                        "value": "case-1",
                    },
                    {
                        "type": "button",
                        "text": {"type": "plain_text", "text": "Ask a technician", "emoji": False},
                        "action_id": "card.ask_person",
                        "value": "case-1",
                        "style": "primary",
                    },
                ],
            },
        ]
    )


def test_a_hostile_name_calls_nobody_and_links_nowhere() -> None:
    made = card(reply(HOSTILE), "case-1", CONTACT)

    assert made.blocks[2]["text"]["text"] == snapshot(
        "\uff1c!channel\u203a \u2039https://evil.example|bank.example\u203a "
        "\ufffdgnp.exe *b* `c` \uff20here & co"
    )
    assert made.text.partition(" &amp;")[0] == snapshot(
        "No. \uff1c!channel&gt; &lt;https://evil.example|bank.example&gt; "
        "\ufffdgnp.exe *b* `c` \uff20here"
    )


def test_a_button_tells_what_it_is_for() -> None:
    made = card(reply(buttons=BUTTONS), "case-1", CONTACT)
    ids = [element["action_id"] for element in made.blocks[-1]["elements"]]

    assert [pressed(one) for one in ids] == [
        {"action": "answer", "question": "one_site", "choice": "yes"},
        {"action": "ask_person"},
    ]
    assert pressed("desk.claim") == {}


def test_the_text_alone_says_all_that_the_card_shows() -> None:
    made = card(reply(question="One site?", notes=("A note.",), aside="Don't."), "c", CONTACT)

    for part in ("Don't.", "No. Words.", "Wait. Words.", "One site?", "A note.", "555-0100"):
        assert part in made.text


@given(st.text(max_size=6000), st.lists(st.text(max_size=300), max_size=30))
def test_slack_takes_every_card(text: str, labels: list[str]) -> None:
    buttons = tuple(Button(action=Action.DETAILS, label=label) for label in labels[:1])
    notes = tuple(labels)
    made = card(reply(text, buttons=buttons, notes=notes, question=text), "c", CONTACT)

    assert wrong_in(made.blocks) == []
    assert live_in(made.blocks, made.text) == []
    assert 1 <= len(made.text) <= 4000


@given(st.lists(st.text(max_size=4000), max_size=60))
def test_slack_takes_every_window(lines: list[str]) -> None:
    view = shown(TextReply(title="\n".join(lines), lines=tuple(lines)))

    assert wrong_in_view(view) == []
    assert live_in(view["blocks"]) == []


@given(st.text(max_size=5000))
def test_slack_takes_every_note(text: str) -> None:
    made = note(text)

    assert wrong_in(made.blocks) == []
    assert live_in(made.blocks, made.text) == []
