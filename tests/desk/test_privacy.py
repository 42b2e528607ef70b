"""What people can have erased and handed out, and what is forgotten in time."""

import json
from datetime import timedelta

from msgspec.structs import replace
from sqlalchemy import Connection, text

from bot.core.desk import ParcelKind, Person, Receipt
from bot.core.ticket import Action
from bot.desk.cases import Said
from bot.desk.steps import Step
from bot.store.database import database_of, url_of
from bot.store.tables import metadata
from tests.desk.desks import ASKED, EVA, TEA, FakePlace, Office, office
from tests.trust import authority, facts, leaf

WORD = "unmistakable"


async def a_full_case(here: Office) -> str:
    """With words, a file, a ticket, an answer and deliveries, each holding the word."""
    case = await here.case(replace(EVA, name=WORD))
    await here.desk.cases.keep(
        replace(
            case,
            record=json.dumps(
                {
                    "problem": None,
                    "verdict": "no",
                    "risk": "none",
                    "responsible": "nobody",
                    "word": WORD,
                }
            ),
        ),
        [Said(who=EVA, text=WORD)],
        [(f"{WORD}.txt", WORD)],
    )
    opened = await here.open(case)
    await here.deliver("beta")
    await here.desk.escalation.step(opened.ticket.id, Step(action=Action.CLAIM, who=TEA))
    await here.desk.escalation.technician_said(opened.ticket.id, TEA, WORD)
    await here.desk.escalation.technician_said(opened.ticket.id, TEA, f"!note {WORD}")
    await here.desk.cases.rate(case, EVA, helped=False)
    return case.id


async def everything(url: str) -> str:
    """But for the counts, which erasing must not renew."""

    def work(connection: Connection) -> str:
        return "\n".join(
            str(row)
            for table in metadata.sorted_tables
            if table.name != "limits"
            for row in connection.execute(text(f"SELECT * FROM {table.name}"))  # noqa: S608
        )

    async with database_of(url_of(url)) as database:
        return await database.read(work)


async def test_what_is_erased_stands_nowhere_and_a_stub_stays(store_url: str) -> None:
    async with office(store_url, {"beta": FakePlace("beta")}) as here:
        case_id = await a_full_case(here)
        assert WORD in await everything(store_url)

        erased = await here.desk.privacy.erase(EVA, case_id)
        again = await here.desk.privacy.erase(EVA, case_id)

        left = await everything(store_url)
        view = await here.desk.tickets.case(case_id)
        assert (erased, again) == (True, False)
        assert WORD not in left
        assert EVA.id not in left
        assert view is not None
        assert view.case.erased_at == here.clock.now
        assert [moment.entry.action for moment in view.timeline if moment.entry][:2] == [
            Action.OPEN,
            Action.CLAIM,
        ]
        assert await here.desk.tickets.own_cases(EVA) == ()


async def test_what_stands_at_places_is_taken_back(store_url: str) -> None:
    alpha, beta = FakePlace("alpha"), FakePlace("beta")
    async with office(store_url, {"alpha": alpha, "beta": beta}) as here:
        case_id = await a_full_case(here)
        await here.deliver("alpha", "beta")
        await here.desk.privacy.erase(EVA, case_id)
        await here.deliver("alpha", "beta")

    [at_technicians] = beta.told(ParcelKind.ERASED)
    [at_requester] = alpha.told(ParcelKind.ERASED)
    assert [card.message for card in at_technicians.parcel.cards] == ["beta-1"]
    assert [one.message for one in at_technicians.parcel.letters] == ["beta-2", "beta-3"]
    assert at_technicians.parcel.number == 1
    assert "erased" in at_technicians.parcel.text
    assert [letter.message for letter in at_requester.parcel.letters] == ["alpha-1"]
    assert WORD not in str((at_technicians, at_requester))


async def test_what_is_erased_while_it_is_posted_is_taken_back(store_url: str) -> None:
    beta = FakePlace("beta")
    async with office(store_url, {"beta": beta}) as here:
        case = await here.case()
        await here.open(case)
        lease = here.clock.now + timedelta(seconds=30)
        [under_way] = await here.store.outbox.claim(["beta"], here.clock.now, lease, 1)
        await here.desk.privacy.erase(EVA, case.id)
        await here.store.outbox.delivered(under_way, Receipt(message="late", channel="here"))
        await here.deliver("beta")

        assert await here.desk.tickets.queue() == ()

    [erased] = beta.told(ParcelKind.ERASED)
    assert [card.message for card in erased.parcel.cards] == ["late"]


async def test_nothing_is_written_into_an_erased_case(store_url: str) -> None:
    async with office(store_url, {}) as here:
        case = await here.case()
        await here.desk.privacy.erase(EVA, case.id)
        await here.desk.cases.keep(case, [Said(who=EVA, text=WORD)])

        assert WORD not in await everything(store_url)
        assert await here.desk.cases.current(ASKED, EVA) is None


async def test_nobody_erases_anothers_case(store_url: str) -> None:
    async with office(store_url, {}) as here:
        case = await here.case()
        nobody = Person(place="", id="")

        assert not await here.desk.privacy.erase(TEA, case.id)
        assert not await here.desk.privacy.erase(EVA, "no such case")
        await here.desk.privacy.erase(EVA, case.id)
        assert not await here.desk.privacy.erase(nobody, case.id)


async def test_a_person_gets_all_of_theirs_but_no_notes(store_url: str) -> None:
    async with office(store_url, {"beta": FakePlace("beta")}) as here:
        await a_full_case(here)
        exported = json.dumps(await here.desk.privacy.export(EVA))
        nothing = await here.desk.privacy.export(TEA)

    assert exported.count(WORD) >= 4
    assert '"action": "note"' not in exported
    assert nothing["cases"] == []


async def test_a_case_is_forgotten_in_time_unless_a_ticket_holds_it(store_url: str) -> None:
    async with office(store_url, {"beta": FakePlace("beta")}) as here:
        held = await a_full_case(here)
        loose = await here.case()
        here.clock.pass_by(days=29)
        early = await here.desk.privacy.sweep()
        fresh = await here.case()
        here.clock.pass_by(days=2)
        late = await here.desk.privacy.sweep()

        assert (early, late) == (0, 1)
        assert await here.desk.tickets.case(loose.id) is None
        assert await here.desk.tickets.case(held) is not None
        assert await here.desk.tickets.case(fresh.id) is not None


async def test_a_resolved_ticket_is_kept_as_long_as_a_case_after_its_last_change(
    store_url: str,
) -> None:
    async with office(store_url, {"beta": FakePlace("beta")}) as here:
        case = await here.case()
        opened = await here.open(case)
        here.clock.pass_by(days=40)
        resolve = Step(action=Action.RESOLVE, who=TEA)
        await here.desk.escalation.step(opened.ticket.id, resolve)
        soon = await here.desk.privacy.sweep()
        here.clock.pass_by(days=31)
        later = await here.desk.privacy.sweep()

    assert (soon, later) == (0, 1)


async def test_of_an_incident_the_chain_alone_stays_longer(store_url: str) -> None:
    shown = facts(leaf(authority("in between")))
    async with office(store_url, {}) as here:
        case = await here.case()
        state = replace(case.state, enquiry=replace(case.state.enquiry, chain=(shown,)))
        record = json.dumps({"category": "intercepted"})
        await here.desk.cases.keep(
            replace(case, state=state, record=record), [Said(who=EVA, text=WORD)]
        )
        here.clock.pass_by(days=31)
        swept = [await here.desk.privacy.sweep() for _ in range(2)]
        view, left = await here.desk.tickets.case(case.id), await everything(store_url)
        here.clock.pass_by(days=60)
        late = await here.desk.privacy.sweep()

    assert (swept, late) == ([0, 0], 1)
    assert view is not None
    assert [one.sha256 for one in view.case.state.enquiry.chain] == [shown.sha256]
    assert view.case.state.enquiry.targets == ()
    assert WORD not in left
    assert EVA.id not in left


async def test_counts_are_forgotten_after_a_day(store_url: str) -> None:
    def counts(connection: Connection) -> int:
        return len(connection.execute(text("SELECT * FROM limits")).all())

    async with office(store_url, {}) as here, database_of(url_of(store_url)) as database:
        await here.desk.limits.look(EVA, ASKED)
        before = await database.read(counts)
        here.clock.pass_by(hours=25)
        await here.desk.privacy.sweep()

        assert before
        assert await database.read(counts) == 0
