"""What a technician is handed, and what of it leaves the house."""

import json
from datetime import timedelta

from msgspec.structs import replace

from bot.catalogue.desk import say
from bot.core.desk import Case, ParcelKind
from bot.core.desk.parcels import Receiver
from bot.core.dialogue import CaseState
from bot.core.message import Enquiry, Reported
from bot.core.target import Target
from bot.core.ticket import Priority, Queue, urgency
from bot.core.vocabulary import Problem
from bot.desk.cases import Said
from bot.desk.handover import Asking, Clerk, conclusion_of, hand_over
from tests.desk.desks import ASKED, EVA, NOW, FakePlace, office
from tests.desk.talking import Talk
from tests.trust import authority, facts, leaf

CLERK = Clerk(
    say=say, is_own=lambda host: host.endswith(".local"), now=NOW, due_at=NOW + timedelta(hours=1)
)
ENQUIRY = Enquiry(
    targets=(Target.parse("intra.corp.local:8443"),),
    reported=Reported(client="chrome", codes=("NET::ERR_CERT_DATE_INVALID",), issuer="Corp CA"),
    problem=Problem.DATE_INVALID,
)
RECORD = {
    "category": "expired",
    "problem": "expired",
    "verdict": "no",
    "risk": "danger",
    "responsible": "it_department",
    "answer": {"label": "Expired certificate", "headline": "No.", "next_step": "Wait."},
    "check": {"connection": {"address": "10.1.2.3", "protocol": "TLS 1.3"}, "problems": []},
}


def case(state: CaseState, record: object = RECORD) -> Case:
    return Case(
        id="c",
        address=ASKED,
        requester=EVA,
        opened_at=NOW,
        touched_at=NOW,
        state=state,
        record=json.dumps(record) if record else "",
    )


def test_every_known_fact_is_in_the_block_and_the_lines_are_for_people() -> None:
    issuer = authority("a house's own")
    shown = leaf(issuer)
    chain = (facts(shown),)
    asking = Asking(case=case(CaseState(enquiry=replace(ENQUIRY, chain=chain))), who=EVA)
    grade = urgency(
        conclusion_of(asking.case), asking.impact, typed_secret=False, is_own_site=False
    )

    handed = hand_over(asking, (), grade, CLERK)

    fields = json.loads(json.dumps(handed.fields, default=str))
    assert handed.title == "Expired certificate: intra.corp.local:8443"
    assert any("NET::ERR_CERT_DATE_INVALID" in line for line in handed.lines)
    assert fields["case"]["priority"] == Priority.P1
    assert fields["target"]["port"] == 8443
    assert fields["symptom"]["program"] == "chrome"
    assert fields["visitor_chain"][0]["sha256"] == chain[0].sha256
    assert fields["our_look"]["connection"]["address"] == "10.1.2.3"
    assert fields["judgement"]["told"]["headline"] == "No."
    assert fields["case"]["first_answer_by"] == "2026-11-24T13:00:00Z"
    assert (fields["target"]["reach"], fields["target"]["is_own"]) == ("private", True)
    [(name, pem)] = handed.files
    assert name == "shown-chain.pem"
    assert pem == shown.pem.decode()


def test_a_case_that_nothing_was_judged_of_is_handed_over_all_the_same() -> None:
    asking = Asking(case=case(CaseState(), None), who=EVA, said="password: hunter22")
    grade = urgency(
        conclusion_of(asking.case), asking.impact, typed_secret=False, is_own_site=False
    )

    handed = hand_over(asking, (), grade, CLERK)

    assert handed.title == "A question"
    assert grade.queue is Queue.SERVICE_DESK
    assert "hunter22" not in str(handed)
    assert "target" not in handed.fields


async def test_what_leaves_the_house_says_neither_who_nor_where_inside(store_url: str) -> None:
    inside, outside = FakePlace("inside"), FakePlace("outside")
    receivers = [Receiver(place="inside"), Receiver(place="outside", leaves=True)]
    places = {"inside": inside, "outside": outside}
    async with office(store_url, places, receivers=receivers) as here:
        begun = await here.desk.cases.begin(ASKED, replace(EVA, name="Eva Muster"))
        shown = replace(ENQUIRY, chain=(facts(leaf(authority("any"))),))
        kept = replace(begun, state=CaseState(enquiry=shown), record=json.dumps(RECORD))
        words = "I am eva@corp.example, at 10.1.2.3"
        kept = await here.desk.cases.keep(kept, [Said(who=EVA, text=words)])
        await here.open(kept, replace(EVA, name="Eva Muster"))
        await here.deliver("inside", "outside")

    [told], [told_outside] = (p.told(ParcelKind.HANDOVER) for p in (inside, outside))
    assert "eva@corp.example" in str(told)
    for fact in ("eva@corp.example", "10.1.2.3", "intra.corp.local", "Eva Muster", EVA.id):
        assert fact not in str(told_outside.parcel)
    assert "NET::ERR_CERT_DATE_INVALID" in str(told_outside.parcel)
    assert [len(one.parcel.files) for one in (told, told_outside)] == [1, 0]


async def test_who_said_that_they_typed_a_password_there_is_the_first_to_be_helped(
    store_url: str,
) -> None:
    """Said at any time, beside a report or the wish for a person; a later message keeps it."""
    talk = Talk({})
    for said in (
        "oh no, I already typed my password on https://shop.example.com/",
        "it said SEC_ERROR_EXPIRED_CERTIFICATE",
        "I want to speak to a person",
    ):
        await talk.say(said)
    beta = FakePlace("beta")
    async with office(store_url, {"beta": beta}) as here:
        begun = await here.desk.cases.begin(ASKED, EVA)
        opened = await here.open(await here.desk.cases.keep(replace(begun, state=talk.state)))
        await here.deliver("beta")

    assert (opened.ticket.priority, opened.ticket.queue) == (Priority.P1, Queue.SECURITY)
    [told] = beta.told(ParcelKind.HANDOVER)
    assert "'typed_secret': True" in str(told.parcel)
