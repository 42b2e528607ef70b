"""Transcripts of the verdicts that only hold under conditions, and of two people in one thread."""

from bot.core.vocabulary import Category, Verdict
from tests.core.compare.scene import HOST, expired_here, healthy
from tests.core.diagnosis.test_exceptions import PRINTER, SITE, expired, printer
from tests.desk.talking import Talk, words

AUTHORITY = "NET::ERR_CERT_AUTHORITY_INVALID"
DATE = "NET::ERR_CERT_DATE_INVALID"


async def test_a_registered_printer_may_be_confirmed_by_it() -> None:
    reply = await Talk({PRINTER: printer().told()}).told(f"https://{PRINTER}/ {AUTHORITY}")

    assert reply.verdict is Verdict.ONLY_IF_CONFIRMED
    assert "IT team" in words(reply)


async def test_a_public_page_just_expired_may_be_read_where_that_is_permitted() -> None:
    reply = await Talk({SITE: expired().told()}).told(f"https://{SITE}/ {DATE}")

    assert (reply.category, reply.verdict) == (Category.EXPIRED, Verdict.READ_ONLY)


async def test_an_address_in_order_has_nothing_to_skip() -> None:
    reply = await Talk({HOST: healthy()}).told(HOST)

    assert reply.verdict is Verdict.NOTHING_TO_SKIP


async def test_two_people_in_one_thread_are_answered_about_one_case() -> None:
    """One pastes the code, a colleague adds the address, the first answers the question."""
    talk = Talk({HOST: healthy()}, in_thread=True)
    await talk.told(f"I get {DATE}")
    by_colleague = await talk.told(f"she means {HOST}")
    by_first = await talk.told("no, the date is wrong here")

    assert by_colleague.about == HOST
    assert by_first.category is Category.YOUR_DEVICE
    assert by_first.verdict is Verdict.NOT_YET


async def test_what_a_colleague_says_beside_it_is_not_taken_for_an_answer() -> None:
    talk = Talk({HOST: expired_here()}, in_thread=True)
    await talk.told(f"{HOST} {DATE}")

    assert await talk.say("did you see the game last night") is None
