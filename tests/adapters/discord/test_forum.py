"""A forum as the technicians' channel."""

import pytest

from tests.adapters.discord import world
from tests.adapters.discord.double import Double, Fault
from tests.adapters.discord.house import House, house, text_of
from tests.adapters.discord.world import ANN, FORUM, TEA

REPORT = "NET::ERR_CERT_DATE_INVALID on shop.example.com"


async def posts(here: House) -> list[int]:
    """What stands in the forum."""
    threads = here.double.threads
    await here.double.until(lambda: bool(threads))
    return [one for one, thread in threads.items() if thread["parent_id"] == str(FORUM)]


async def hand_over(here: House) -> int:
    """Ann asks for a technician; her conversation."""
    await here.double.gateway.ready.wait()
    channel = here.double.direct_with(ANN)
    await here.write(channel, REPORT)
    card = await here.posted(channel)
    asked = await here.press(card, "Ask a technician", channel=channel)
    await here.double.until(lambda: asked in here.double.callbacks)
    await here.submit(asked)
    return channel


async def test_a_ticket_is_a_post_with_the_whole_case_and_is_worked_on_there(
    double: Double, database: str
) -> None:
    async with house(double, database, technicians_channel=FORUM) as here:
        channel = await hand_over(here)
        [post] = await posts(here)
        card, whole = await here.posted(post), await here.posted(post, 2)
        await here.answered(await here.press(card, "Take it", author=TEA, channel=post))
        await here.write(post, "Renewed it.", author=TEA)
        answer = await here.posted(channel, 2)
        await here.double.until(lambda: "Tea" in text_of(card))

    assert "#1" in double.threads[post]["name"]
    assert "shop.example.com" in text_of(whole)
    assert "Renewed it." in answer["content"]


@pytest.mark.parametrize("status", [500, 503])
async def test_a_post_whose_making_seemed_to_fail_is_found(
    double: Double, database: str, status: int
) -> None:
    double.faults.append(Fault(rf"POST /channels/{FORUM}/threads", status, after=True))
    async with house(double, database, technicians_channel=FORUM) as here:
        await hand_over(here)
        [post] = await posts(here)
        await here.posted(post, 2)

        assert await posts(here) == [post]
        assert int(double.threads[post]["owner_id"]) == world.BOT
