"""Ids of buttons: short, opaque, and read back as they were written."""

import pytest

from adapters.discord import limits
from adapters.discord.keys import CASE_KEY, TICKET_KEY, Key, Press, TicketStep, key_of, ticket_key
from bot.core.message import Question
from bot.core.reply import Action, Choice

PRESSES = [
    *(Press(action=action) for action in Action if action is not Action.ANSWER),
    *(
        Press(action=Action.ANSWER, question=question, choice=choice)
        for question in Question
        for choice in Choice
    ),
]


@pytest.mark.parametrize("press", PRESSES, ids=str)
def test_a_key_is_read_back_as_it_was_written(press: Press) -> None:
    key = Key(case="x" * 43, press=press)

    found = CASE_KEY.fullmatch(key.text)

    assert len(key.text) <= limits.CUSTOM_ID
    assert found is not None
    assert key_of(found) == key


@pytest.mark.parametrize("step", TicketStep)
def test_a_step_of_a_ticket_likewise(step: TicketStep) -> None:
    found = TICKET_KEY.fullmatch(ticket_key(step, "x" * 43))

    assert found is not None
    assert (found["step"], found["ticket"]) == (step, "x" * 43)


@pytest.mark.parametrize(
    "forged",
    ["cd:rule:abc", "cd:details:../../x", "cd:details:", "cdt:delete:abc", "cd:details:a b"],
)
def test_what_is_no_key_is_read_as_none(forged: str) -> None:
    assert CASE_KEY.fullmatch(forged) is None
    assert TICKET_KEY.fullmatch(forged) is None
