"""Tickets between two places: who is told what, and what the other side reads."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.desk import ParcelKind, Person, Receipt
from bot.core.desk.parcels import Receiver
from bot.core.ticket import Action, NotAllowedError, Role, TicketState
from bot.desk.handover import Asking
from bot.desk.steps import Opened, Step, TooMany
from bot.desk_settings import LimitsSection
from tests.desk.desks import ASKED, EVA, NOW, TEA, TOM, FakePlace, office


async def test_a_ticket_reaches_the_technicians_and_the_answer_the_thread(store_url: str) -> None:
    alpha, beta = FakePlace("alpha"), FakePlace("beta")
    async with office(store_url, {"alpha": alpha, "beta": beta}) as here:
        case = await here.case()
        opened = await here.open(case)
        await here.deliver("alpha", "beta")
        await here.desk.escalation.step(opened.ticket.id, Step(action=Action.CLAIM, who=TEA))
        taken = await here.desk.escalation.technician_said(opened.ticket.id, TEA, "Renew it.")
        await here.deliver("alpha", "beta")

        [handed] = beta.told(ParcelKind.HANDOVER)
        [answer] = alpha.told(ParcelKind.ANSWER)

    assert opened.is_new
    assert taken is not None
    assert taken.is_in_hand
    assert handed.parcel.number == opened.ticket.number
    assert (answer.parcel.to, answer.parcel.text, answer.parcel.who) == (ASKED, "Renew it.", "Tea")
    assert answer.parcel.state is TicketState.WAITING


async def test_a_card_is_changed_where_it_stands(store_url: str) -> None:
    beta = FakePlace("beta")
    async with office(store_url, {"beta": beta}) as here:
        opened = await here.open(await here.case())
        await here.deliver("beta")
        await here.desk.escalation.step(opened.ticket.id, Step(action=Action.CLAIM, who=TEA))
        await here.deliver("beta")
        ticket = await here.desk.tickets.at_message("beta", "here", "beta-1")

    assert [post.parcel.kind for post in beta.posts] == [ParcelKind.HANDOVER, ParcelKind.CHANGED]
    assert beta.posts[1].parcel.owner == "Tea"
    assert beta.standing == [None, Receipt(message="beta-1", channel="here")]
    assert ticket is not None
    assert ticket.ticket.id == opened.ticket.id


async def test_what_we_learn_later_is_a_note_that_technicians_are_sent(store_url: str) -> None:
    alpha, beta = FakePlace("alpha"), FakePlace("beta")
    async with office(store_url, {"alpha": alpha, "beta": beta}) as here:
        case = await here.case()
        unheard = await here.desk.escalation.found(case.id, "nobody asked")
        opened = await here.open(case)
        taken = await here.desk.escalation.found(case.id, "It was revoked.")
        await here.deliver("alpha", "beta")
        view = await here.desk.tickets.own_case(EVA, case.id)
        await here.desk.escalation.step(opened.ticket.id, Step(action=Action.RESOLVE, who=TEA))
        late = await here.desk.escalation.found(case.id, "too late")

    assert (unheard, late) == (None, None)
    assert taken is not None
    assert taken.ticket.state is TicketState.OPEN
    assert [post.parcel.text for post in beta.told(ParcelKind.ADDED)] == ["It was revoked."]
    assert alpha.posts == []
    assert view is not None
    assert "It was revoked." not in str(view.timeline)


async def test_a_case_has_one_ticket_however_often_it_is_pressed(store_url: str) -> None:
    beta = FakePlace("beta")
    async with office(store_url, {"beta": beta}) as here:
        case = await here.case()
        async with asyncio.TaskGroup() as group:
            presses = [
                group.create_task(here.desk.escalation.open(Asking(case=case, who=EVA)))
                for _ in range(3)
            ]
        await here.deliver("beta")

    opened = [press.result() for press in presses]
    assert all(isinstance(one, Opened) for one in opened)
    assert len({one.ticket.id for one in opened if isinstance(one, Opened)}) == 1
    assert sum(one.is_new for one in opened if isinstance(one, Opened)) == 1
    assert len(beta.posts) == 1


async def test_words_before_a_claim_are_notes_and_reach_nobody(store_url: str) -> None:
    alpha, beta = FakePlace("alpha"), FakePlace("beta")
    async with office(store_url, {"alpha": alpha, "beta": beta}) as here:
        case = await here.case()
        opened = await here.open(case)
        taken = await here.desk.escalation.technician_said(opened.ticket.id, TEA, "Who has it?")
        await here.deliver("alpha", "beta")
        theirs = await here.desk.tickets.own_case(EVA, case.id)
        ours = await here.desk.tickets.case(case.id)

    assert taken is not None
    assert (taken.action, taken.is_in_hand) == (Action.NOTE, False)
    assert alpha.posts == []
    assert theirs is not None
    assert ours is not None
    assert "Who has it?" not in str(theirs)
    assert "Who has it?" in str(ours)


@pytest.mark.parametrize(
    ("who", "said", "action"),
    [
        pytest.param(TEA, "try again", Action.ANSWER, id="who claimed it answers"),
        pytest.param(TOM, "try again", Action.NOTE, id="others take notes"),
        pytest.param(TEA, "!note odd", Action.NOTE, id="!note holds words back"),
        pytest.param(TOM, "!reply try again", Action.ANSWER, id="!reply sends others' words"),
        pytest.param(
            TOM, "!REPLY\ntry again", Action.ANSWER, id="in any case and on its own line"
        ),
        pytest.param(TEA, "!notes are odd", Action.ANSWER, id="a longer word is no sign"),
    ],
)
async def test_what_is_relayed(store_url: str, who: Person, said: str, action: Action) -> None:
    alpha = FakePlace("alpha")
    async with office(store_url, {"alpha": alpha}) as here:
        opened = await here.open(await here.case())
        await here.desk.escalation.step(opened.ticket.id, Step(action=Action.CLAIM, who=TEA))
        taken = await here.desk.escalation.technician_said(opened.ticket.id, who, said)
        await here.deliver("alpha")

    assert taken is not None
    assert taken.action is action
    assert taken.ticket.owner == TEA.key
    expected = [said.removeprefix("!reply ").removeprefix("!REPLY\n")]
    assert [post.parcel.text for post in alpha.posts] == (
        expected if action is Action.ANSWER else []
    )


async def test_what_a_requester_adds_goes_to_technicians_and_the_bot_keeps_silent(
    store_url: str,
) -> None:
    beta = FakePlace("beta")
    async with office(store_url, {"beta": beta}) as here:
        case = await here.case()
        opened = await here.open(case)
        before = await here.desk.escalation.requester_said(case.id, EVA, "also on my phone")
        await here.desk.escalation.step(opened.ticket.id, Step(action=Action.CLAIM, who=TEA))
        after = await here.desk.escalation.requester_said(case.id, EVA, "password: hunter22")
        await here.desk.escalation.step(opened.ticket.id, Step(action=Action.RESOLVE, who=TEA))
        resolved = await here.desk.escalation.requester_said(case.id, EVA, "thanks")
        await here.deliver("beta")

    assert before is not None
    assert after is not None
    assert (before.is_in_hand, after.is_in_hand, resolved) == (False, True, None)
    assert [post.parcel.text for post in beta.told(ParcelKind.ADDED)] == [
        "also on my phone",
        "password: [removed]",
    ]


async def test_asking_again_opens_a_resolved_ticket_again(store_url: str) -> None:
    alpha, beta = FakePlace("alpha"), FakePlace("beta")
    async with office(store_url, {"alpha": alpha, "beta": beta}) as here:
        case = await here.case()
        first = await here.open(case)
        resolve = Step(action=Action.RESOLVE, who=TEA, text="It is renewed.")
        await here.desk.escalation.step(first.ticket.id, resolve)
        again = await here.open(case)
        await here.deliver("alpha", "beta")

    assert (again.is_new, again.ticket.id) == (False, first.ticket.id)
    assert again.ticket.state is TicketState.OPEN
    assert [post.parcel.text for post in alpha.told(ParcelKind.CLOSING)] == ["It is renewed."]
    assert len(beta.told(ParcelKind.ADDED)) == 1


async def test_a_step_that_is_not_allowed_leaves_nothing_behind(store_url: str) -> None:
    async with office(store_url, {}) as here:
        case = await here.case()
        opened = await here.open(case)
        await here.desk.escalation.step(opened.ticket.id, Step(action=Action.CLAIM, who=TEA))
        claim = Step(action=Action.CLAIM, who=TOM)
        with pytest.raises(NotAllowedError) as caught:
            await here.desk.escalation.step(opened.ticket.id, claim)
        view = await here.desk.tickets.case(case.id)

    assert caught.value.owner == TEA.key
    assert view is not None
    assert [m.entry.action for m in view.timeline if m.entry] == [Action.OPEN, Action.CLAIM]
    assert view.names[TEA.key] == "Tea"


async def test_of_two_who_claim_at_once_one_gets_it(store_url: str) -> None:
    async with office(store_url, {}) as here:
        opened = await here.open(await here.case())

        async def claims(who: Person) -> bool:
            try:
                step = Step(action=Action.CLAIM, who=who)
                await here.desk.escalation.step(opened.ticket.id, step)
            except NotAllowedError:
                return False
            return True

        async with asyncio.TaskGroup() as group:
            both = [group.create_task(claims(who)) for who in (TEA, TOM)]

    assert sorted(task.result() for task in both) == [False, True]


async def test_assigning_releasing_and_resolving_by_the_requester(store_url: str) -> None:
    async with office(store_url, {}) as here:
        escalation = here.desk.escalation
        opened = await here.open(await here.case())
        assigned = await escalation.step(
            opened.ticket.id, Step(action=Action.ASSIGN, who=TOM, to=TEA)
        )
        released = await escalation.step(opened.ticket.id, Step(action=Action.RELEASE, who=TEA))
        done = await escalation.step(
            opened.ticket.id, Step(action=Action.RESOLVE, who=EVA, role=Role.REQUESTER)
        )
        nothing = await escalation.step("no such", Step(action=Action.CLAIM, who=TEA))

    assert assigned is not None
    assert released is not None
    assert done is not None
    assert (assigned.ticket.owner, released.ticket.owner) == (TEA.key, "")
    assert done.ticket.state is TicketState.RESOLVED
    assert nothing is None


async def test_more_tickets_than_the_hour_allows_are_refused_with_a_moment(store_url: str) -> None:
    async with office(store_url, {}, limits=LimitsSection(tickets_per_hour=2)) as here:
        for _ in range(2):
            await here.open(await here.case())
        third = await here.case()
        refused = await here.desk.escalation.open(Asking(case=third, who=EVA))
        here.clock.pass_by(hours=1)
        later = await here.desk.escalation.open(Asking(case=third, who=EVA))

    assert isinstance(refused, TooMany)
    assert refused.again_at == NOW + timedelta(hours=1)
    assert isinstance(later, Opened)


async def test_more_open_tickets_than_allowed_are_refused(store_url: str) -> None:
    async with office(store_url, {}, limits=LimitsSection(open_tickets=1)) as here:
        await here.open(await here.case())
        refused = await here.desk.escalation.open(Asking(case=await here.case(), who=EVA))

    assert refused == TooMany(open_tickets=1)


async def test_a_flood_of_tickets_is_summed_up_in_one_post(store_url: str) -> None:
    beta = FakePlace("beta")
    channel = Receiver(place="beta", is_channel=True)
    limits = LimitsSection(posts_per_minute=2, tickets_per_hour=100, open_tickets=100)
    async with office(store_url, {"beta": beta}, receivers=[channel], limits=limits) as here:
        for _ in range(5):
            await here.open(await here.case())
        await here.deliver("beta")
        at_once = len(beta.posts)
        here.clock.pass_by(minutes=1)
        await here.deliver("beta")

    [summary] = beta.told(ParcelKind.SUMMARY)
    assert (at_once, len(beta.posts)) == (2, 3)
    assert [line.split(" ")[0] for line in summary.parcel.lines] == ["#3", "#4", "#5"]


async def test_only_the_own_identity_reads_a_case(store_url: str) -> None:
    async with office(store_url, {}) as here:
        case = await here.case()
        same_id_elsewhere = Person(place="beta", id=EVA.id)

        assert await here.desk.tickets.own_case(EVA, case.id) is not None
        assert await here.desk.tickets.own_case(same_id_elsewhere, case.id) is None
        assert await here.desk.tickets.own_cases(same_id_elsewhere) == ()
        assert [own.id for own in await here.desk.tickets.own_cases(EVA)] == [case.id]
