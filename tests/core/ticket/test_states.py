from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.ticket import (
    Action,
    NotAllowedError,
    Priority,
    Queue,
    Role,
    Ticket,
    TicketState,
    act,
    opened,
)
from bot.core.ticket.states import Acting

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OPEN, CLAIMED, WAITING, RESOLVED = TicketState


def ticket(state: TicketState = OPEN, owner: str = "") -> Ticket:
    return Ticket(
        id="t",
        number=7,
        case="c",
        state=state,
        priority=Priority.P3,
        queue=Queue.SERVICE_DESK,
        opened_at=NOW,
        owner=owner,
    )


def acting(action: Action, who: str = "tea", role: Role = Role.TECHNICIAN, **more: Any) -> Acting:  # noqa: ANN401 - any field
    return Acting(action=action, who=who, role=role, at=NOW, **more)


@pytest.mark.parametrize(
    ("before", "wish", "state", "owner"),
    [
        pytest.param(ticket(), acting(Action.CLAIM), CLAIMED, "tea", id="claim"),
        pytest.param(ticket(), acting(Action.ANSWER), WAITING, "tea", id="an answer claims"),
        pytest.param(ticket(CLAIMED, "tea"), acting(Action.ANSWER), WAITING, "tea", id="answer"),
        pytest.param(ticket(CLAIMED, "tea"), acting(Action.RELEASE), OPEN, "", id="release"),
        pytest.param(
            ticket(CLAIMED, "tea"), acting(Action.ASSIGN, to="bo"), CLAIMED, "bo", id="assign"
        ),
        pytest.param(
            ticket(CLAIMED, "bo"), acting(Action.ASSIGN, to="tea"), CLAIMED, "tea", id="take over"
        ),
        pytest.param(
            ticket(WAITING, "tea"), acting(Action.RESOLVE), RESOLVED, "tea", id="resolve"
        ),
        pytest.param(
            ticket(WAITING, "tea"),
            acting(Action.RESOLVE, "me", Role.REQUESTER),
            RESOLVED,
            "tea",
            id="the requester closes",
        ),
        pytest.param(
            ticket(RESOLVED, "tea"),
            acting(Action.REOPEN, "me", Role.REQUESTER),
            CLAIMED,
            "tea",
            id="reopened for the same technician",
        ),
        pytest.param(
            ticket(RESOLVED), acting(Action.REOPEN, "me", Role.REQUESTER), OPEN, "", id="reopened"
        ),
        pytest.param(
            ticket(WAITING, "tea"),
            acting(Action.ADD, "me", Role.REQUESTER),
            CLAIMED,
            "tea",
            id="the requester's word ends the waiting",
        ),
        pytest.param(ticket(RESOLVED, "tea"), acting(Action.NOTE), RESOLVED, "tea", id="a note"),
    ],
)
def test_what_follows_from_what(
    before: Ticket, wish: Acting, state: TicketState, owner: str
) -> None:
    after, entry = act(before, wish)

    assert (after.state, after.owner) == (state, owner)
    assert after.version == before.version + 1
    assert (entry.who, entry.action, entry.at) == (wish.who, wish.action, NOW)


@pytest.mark.parametrize(
    ("before", "wish"),
    [
        pytest.param(
            ticket(CLAIMED, "tea"), acting(Action.CLAIM, "bo"), id="claim what is claimed"
        ),
        pytest.param(ticket(CLAIMED, "tea"), acting(Action.ANSWER, "bo"), id="answer for another"),
        pytest.param(ticket(CLAIMED, "tea"), acting(Action.RELEASE, "bo"), id="release another's"),
        pytest.param(ticket(RESOLVED), acting(Action.CLAIM), id="claim what is resolved"),
        pytest.param(ticket(RESOLVED), acting(Action.RESOLVE), id="resolve twice"),
        pytest.param(ticket(OPEN), acting(Action.REOPEN), id="reopen what is open"),
        pytest.param(ticket(), acting(Action.CLAIM, "me", Role.REQUESTER), id="not a technician"),
        pytest.param(ticket(), acting(Action.NOTE, "me", Role.REQUESTER), id="a private note"),
        pytest.param(ticket(), acting(Action.OPEN), id="opened twice"),
    ],
)
def test_what_is_not_allowed_says_what_was_tried(before: Ticket, wish: Acting) -> None:
    with pytest.raises(NotAllowedError) as error:
        act(before, wish)

    assert (error.value.action, error.value.state) == (wish.action, before.state)
    assert error.value.owner == before.owner


def test_notes_are_for_technicians_alone() -> None:
    assert act(ticket(), acting(Action.NOTE))[1].is_private
    assert not act(ticket(), acting(Action.ANSWER))[1].is_private


def test_the_first_line_is_the_opening() -> None:
    assert opened(ticket(), "me", Role.REQUESTER).action is Action.OPEN


wishes = st.builds(
    Acting,
    action=st.sampled_from(Action),
    who=st.sampled_from(["tea", "bo", "me"]),
    role=st.sampled_from(Role),
    at=st.just(NOW),
    to=st.sampled_from(["", "tea", "bo"]),
)


@given(st.lists(wishes, max_size=20))
def test_no_sequence_leaves_a_ticket_that_nobody_can_resolve(done: list[Acting]) -> None:
    now = ticket()
    for wish in done:
        try:
            now, _ = act(now, wish)
        except NotAllowedError:
            continue

    if now.state is RESOLVED:
        now, _ = act(now, acting(Action.REOPEN, "me", Role.REQUESTER))
    assert act(now, acting(Action.RESOLVE))[0].state is RESOLVED
    assert now.state is not CLAIMED or now.owner
