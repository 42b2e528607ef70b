"""Words that are changed or taken back where they were written."""

from typing import Final

from msgspec.structs import replace

from bot.core.desk import Case, ParcelKind
from bot.core.desk.parcels import Receiver
from bot.core.desk.revision import Revised, Reworded
from bot.core.ticket import Action, Role
from bot.desk.cases import Said
from bot.desk.handover import Asking
from bot.desk.steps import Step
from tests.desk.desks import ASKED, EVA, NOW, TEA, FakePlace, Office, office

_FIRST: Final = "My bank says that it is not safe"


async def _begun(here: Office) -> Case:
    """Eva has written twice; a technician has the ticket and has answered."""
    case = await here.case()
    case = await here.desk.cases.keep(case, [Said(who=EVA, text=_FIRST, message="m1")])
    await here.desk.escalation.open(Asking(case=case, who=EVA))
    (row,) = await here.desk.tickets.queue()
    await here.desk.escalation.step(row.ticket.id, Step(action=Action.CLAIM, who=TEA))
    await here.desk.escalation.requester_said(case.id, EVA, "It is blue", message="m2")
    said = "Type it anew"
    await here.desk.escalation.technician_said(row.ticket.id, TEA, said, message="m2")
    await here.deliver("alpha", "beta")
    return case


def _of(message: str, text: str, role: Role = Role.REQUESTER) -> Reworded:
    return Reworded(
        place=ASKED.place,
        channel=ASKED.channel,
        role=role,
        message=message,
        text=text,
        key=f"edit:{message}:{text}",
        at=NOW,
    )


async def test_where_posts_are_edited_the_post_itself_follows(store_url: str) -> None:
    alpha, beta = FakePlace("alpha"), FakePlace("beta")
    places = {"alpha": alpha, "beta": beta}
    async with office(store_url, places, edits=("alpha", "beta")) as here:
        case = await _begun(here)
        revised = await here.desk.revising.revise(_of("m2", "It is green"))
        again = await here.desk.revising.revise(_of("m2", "It is green"))
        answer = _of("m2", "Type it again", Role.TECHNICIAN)
        await here.desk.revising.revise(replace(answer, case=case.id))
        await here.deliver("alpha", "beta")
        kept = repr(await here.desk.tickets.case(case.id))

    assert (revised.cases, revised.posts) == ((case.id,), 1)
    assert again.cases == (case.id,)
    assert len(beta.told(ParcelKind.REVISED)) == len(alpha.told(ParcelKind.REVISED)) == 1
    assert beta.told(ParcelKind.REVISED)[0].parcel.revises == beta.told(ParcelKind.ADDED)[0].key
    assert "blue" not in kept
    assert "Type it anew" not in kept
    assert "It is green" in kept


async def test_where_they_are_not_a_correction_is_posted_unless_taken_back(store_url: str) -> None:
    alpha, beta = FakePlace("alpha"), FakePlace("beta")
    async with office(store_url, {"alpha": alpha, "beta": beta}) as here:
        await _begun(here)
        await here.desk.revising.revise(_of("m2", "It is green"))
        await here.deliver("alpha", "beta")
        await here.desk.revising.revise(_of("m2", "It is red"))
        await here.desk.revising.revise(_of("m2", ""))
        await here.deliver("alpha", "beta")

    assert [post.parcel.text for post in beta.told(ParcelKind.ADDED)] == [
        "It is blue",
        "(corrected) It is green",
    ]


async def test_what_is_taken_back_leaves_no_copy_and_the_last_words_a_silent_case(
    store_url: str,
) -> None:
    alpha, beta = FakePlace("alpha"), FakePlace("beta")
    places = {"alpha": alpha, "beta": beta}
    async with office(store_url, places, edits=("beta",)) as here:
        case = await _begun(here)
        first = await here.desk.revising.revise(_of("m2", ""))
        last = await here.desk.revising.revise(_of("m1", ""))
        await here.deliver("alpha", "beta")
        view = await here.desk.tickets.case(case.id)

    assert not first.silent
    assert [one.id for one in last.silent] == [case.id]
    assert view is not None
    assert "blue" not in repr(view)
    assert _FIRST not in repr((view.timeline, view.deliveries))
    assert [d.parcel.revises for d in beta.told(ParcelKind.REVISED)] == [
        beta.told(ParcelKind.ADDED)[0].key,
        beta.told(ParcelKind.HANDOVER)[0].key,
    ]


async def test_what_was_not_kept_is_nobodys_business(store_url: str) -> None:
    receivers = (Receiver(place="beta"),)
    async with office(store_url, {"beta": FakePlace("beta")}, receivers=receivers) as here:
        await here.case()

        assert await here.desk.revising.revise(_of("m9", "else")) == Revised()
