"""Replies as the desk gives them, ordinary and hostile."""

from bot.core.message import Question
from bot.core.reply import Action, Button, CardReply, Choice
from bot.core.vocabulary import Category, Verdict
from bot.core.words.answer import Answer

CONTACT = {"name": "ITConnexx", "phone": "800-797-0345", "email": "info@itconnexx.com"}

ANSWER = Answer(
    label="Expired certificate",
    headline="No. Do not go on.",
    why="The certificate of shop.example.com ran out 3 days ago.",
    next_step="Wait until the owner has renewed it.",
    who_fixes="The owner of the site.",
    simple="An ID that has run out.",
    unknown="",
    owner_steps=("Renew it.",),
)
BUTTONS = (
    Button(action=Action.ANSWER, label="Yes", question=Question.CLOCK, choice=Choice.YES),
    Button(action=Action.ANSWER, label="No", question=Question.CLOCK, choice=Choice.NO),
    Button(action=Action.ASK_PERSON, label="Ask a technician"),
    Button(action=Action.DETAILS, label="Details"),
    Button(action=Action.HELPED, label="This helped"),
)


def card(
    *,
    why: str = ANSWER.why,
    about: str = "shop.example.com",
    buttons: tuple[Button, ...] = BUTTONS,
    answer: Answer = ANSWER,
) -> CardReply:
    told = Answer(
        label=answer.label,
        headline=answer.headline,
        why=why,
        next_step=answer.next_step,
        who_fixes=answer.who_fixes,
        simple=answer.simple,
        unknown=answer.unknown,
        owner_steps=answer.owner_steps,
    )
    return CardReply(
        answer=told,
        category=Category.EXPIRED,
        verdict=Verdict.NO,
        about=about,
        question="Are the date and the year right on your device?",
        buttons=buttons,
    )
