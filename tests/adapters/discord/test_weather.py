"""Connections that break, a Discord that refuses or forgets, and a process that starts anew."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.adapters.discord import world
from tests.adapters.discord.double import Double, Fault
from tests.adapters.discord.gateway import reads_content
from tests.adapters.discord.house import House, house, text_of
from tests.adapters.discord.world import ANN, BOT, DESK, GENERAL, HELP, TEA

REPORT = "NET::ERR_CERT_DATE_INVALID on shop.example.com"


async def until(double: Double, number: int) -> None:
    """So many times it has identified."""
    gateway = double.gateway
    await double.until(lambda: len(gateway.identified) >= number and gateway.ready.is_set())


async def test_a_session_is_resumed_and_nothing_is_lost_or_doubled(here: House) -> None:
    channel = here.double.direct_with(ANN)
    await here.write(channel, REPORT)
    await here.posted(channel)

    await here.double.gateway.drop()
    await here.write(channel, f"and https://other.example.com {REPORT}")
    await here.posted(channel, 2)

    assert here.double.gateway.resumed == 1
    assert len(here.double.sent(channel)) == 2


async def test_discord_may_ask_to_reconnect(here: House) -> None:
    channel = here.double.direct_with(ANN)
    await here.double.gateway.ask_to_reconnect()

    await here.write(channel, REPORT)
    await here.posted(channel)

    assert here.double.gateway.resumed == 1


async def test_an_event_that_comes_twice_is_answered_once(here: House) -> None:
    channel = here.double.direct_with(ANN)
    said = await here.write(channel, REPORT)
    await here.double.gateway.emit("MESSAGE_CREATE", said)
    await here.posted(channel)
    await here.write(channel, "thank you")
    await here.posted(channel, 2)

    assert len(here.double.sent(channel)) == 2


async def test_after_a_forgotten_session_the_history_is_read(here: House) -> None:
    missed = world.message(HELP, ANN, REPORT)
    here.double.messages[HELP][int(missed["id"])] = missed

    await here.double.gateway.forget_session()
    card = await here.posted(int(missed["id"]))

    assert "shop.example.com" in text_of(card)


async def test_what_was_written_while_it_was_down_is_answered_on_the_next_start(
    double: Double, database: str
) -> None:
    missed = world.message(HELP, ANN, REPORT)
    double.messages[HELP][int(missed["id"])] = missed

    async with house(double, database) as made:
        await made.posted(int(missed["id"]))
    double.gateway.ready.clear()
    async with house(double, database) as made:
        await until(double, 2)
        await made.answered(await made.command("help"))

    assert len(double.sent(int(missed["id"]))) == 1


async def test_buttons_from_before_a_restart_work(double: Double, database: str) -> None:
    async with house(double, database) as made:
        await until(double, 1)
        card = await made.answered(await made.command("check", address="shop.example.com"))
        asked = await made.press(card, "Ask a technician")
        await double.until(lambda: asked in double.callbacks)
    double.gateway.ready.clear()

    async with house(double, database) as made:
        await until(double, 2)
        shown = await made.answered(await made.press(card, "Details"))
        told = await made.answered(await made.submit(asked, said="from before"))
        ticket = await made.posted(DESK)

    assert "shop.example.com" in text_of(shown)
    assert "#1" in text_of(told)
    assert "shop.example.com" in text_of(ticket)


async def test_a_direct_message_that_was_missed_is_answered_on_the_next_start(
    double: Double, database: str
) -> None:
    channel = double.direct_with(ANN)
    async with house(double, database) as made:
        await until(double, 1)
        await made.write(channel, REPORT)
        await made.posted(channel)
    double.gateway.ready.clear()
    missed = world.message(channel, ANN, "what is a certificate?")
    double.messages[channel][int(missed["id"])] = missed

    async with house(double, database) as made:
        await made.posted(channel, 2)

    assert len(double.sent(channel)) == 2


async def test_a_technicians_word_of_hours_ago_is_relayed_on_the_next_start(
    double: Double, database: str
) -> None:
    channel = double.direct_with(ANN)
    async with house(double, database) as made:
        await until(double, 1)
        await made.write(channel, REPORT)
        card = await made.posted(channel)
        asked = await made.press(card, "Ask a technician", channel=channel)
        await double.until(lambda: asked in double.callbacks)
        await made.submit(asked)
        ticket = await made.posted(DESK)
        await made.answered(await made.press(ticket, "Take it", author=TEA, channel=DESK))
        await made.posted(int(ticket["id"]))
    double.gateway.ready.clear()
    thread, hours_ago = int(ticket["id"]), datetime.now(UTC) - timedelta(hours=5)  # noqa: TID251 - Discord's own clock
    old = world.snowflake(hours_ago)
    said = world.message(thread, TEA, "Renew it.", id=str(old), member=world.member(TEA))
    double.messages[thread][old] = {**said, "guild_id": str(world.GUILD)}

    async with house(double, database) as made:
        answer = await made.posted(channel, 2)

    assert "Renew it." in answer["content"]


@pytest.mark.parametrize("status", [500, 502, 503, 429])
async def test_a_bad_answer_to_a_post_doubles_nothing(here: House, status: int) -> None:
    channel = here.double.direct_with(ANN)
    path = rf"POST /channels/{channel}/messages"
    here.double.faults.append(Fault(path, status, after=status != 429, wait_s=0.01))

    await here.write(channel, REPORT)
    await here.double.until(lambda: len(here.double.calls(*path.split(" "))) == 2)
    await here.answered(await here.command("help"))

    assert len(here.double.sent(channel)) == 1


@pytest.mark.parametrize("status", [500, 503])
async def test_an_edit_that_failed_is_tried_again(here: House, status: int) -> None:
    here.double.faults.append(Fault(r"PATCH /webhooks/.*", status))

    answer = await here.answered(await here.command("check", address="shop.example.com"))

    assert "shop.example.com" in text_of(answer)


async def test_a_deferral_that_was_taken_though_it_failed_is_enough(here: House) -> None:
    here.double.faults.append(Fault(r"POST /interactions/.*", 500, after=True))

    answer = await here.answered(await here.command("check", address="shop.example.com"))

    assert "shop.example.com" in text_of(answer)


async def test_an_interaction_that_is_over_is_left_alone(here: House) -> None:
    here.double.faults.append(Fault(r"POST /interactions/.*", 404, code=10062))

    await here.command("check", address="shop.example.com")
    await here.double.until(lambda: not here.double.faults)
    await here.answered(await here.command("help"))

    assert len(here.double.calls("PATCH", "/webhooks/.*")) == 1


async def test_a_missing_intent_is_done_without(double: Double, database: str) -> None:
    double.gateway.grants_content = False

    async with house(double, database) as made:
        await until(double, 2)
        channel = double.direct_with(ANN)
        await made.write(channel, REPORT)
        await made.posted(channel)

    assert [reads_content(one) for one in double.gateway.identified] == [True, False]


async def test_a_token_that_is_not_known_ends_discord_and_nothing_else(
    double: Double, database: str
) -> None:
    async with house(double, database, token="another") as made:  # noqa: S106 - of a double
        await double.until(lambda: len(double.requests) > 0)
        async with asyncio.timeout(5):
            await made.running
        assert await made.desk.tickets.queue() == ()

    assert len(double.requests) == 1


async def test_a_token_that_is_withdrawn_ends_discord(here: House) -> None:
    channel = here.double.direct_with(ANN)
    here.double.faults.append(Fault(rf"POST /channels/{channel}/messages", 401))

    await here.write(channel, REPORT)
    async with asyncio.timeout(5):
        await here.running

    assert len(here.double.calls("POST", rf"/channels/{channel}/messages")) == 1


async def test_who_is_not_heard_is_connected_to_anew(double: Double, database: str) -> None:
    double.gateway.heartbeat_s = 0.05
    double.gateway.answers_heartbeats = False

    async with house(double, database, heartbeat_s=0.2):
        await double.until(lambda: double.gateway.resumed > 0)


async def test_commands_are_registered_only_where_they_changed(
    double: Double, database: str
) -> None:
    asked = "/applications/.*"
    for number in (1, 2):
        async with house(double, database) as made:
            await until(double, number)
            await made.answered(await made.command("help"))
            await double.until(lambda n=number: len(double.calls("GET", asked)) == n)  # type: ignore[misc]
        double.gateway.ready.clear()

    assert len(double.calls("PUT", "/applications/.*")) == 1


async def test_a_channel_that_is_forbidden_is_not_asked_again(here: House) -> None:
    for _ in range(2):
        here.double.faults.append(Fault(rf"POST /channels/{GENERAL}/.*", 403, code=50013))
    await here.write(GENERAL, f"<@{BOT}> {REPORT}")
    await here.double.until(lambda: len(here.double.calls("POST", "/channels/.*")) == 2)

    await here.write(GENERAL, f"<@{BOT}> {REPORT}")
    await here.answered(await here.command("help"))

    assert len(here.double.calls("POST", rf"/channels/{GENERAL}/.*")) == 2


async def test_a_ticket_is_posted_once_though_every_answer_was_bad(here: House) -> None:
    posts = rf"POST /channels/{DESK}/messages"
    for path in (posts, r"POST .*/threads", posts):
        here.double.faults.append(Fault(path, 503, after=True))

    asked = await here.command("ticket")
    await here.double.until(lambda: asked in here.double.callbacks)
    await here.answered(await here.submit(asked, said="help"))
    card = await here.posted(DESK)
    await here.posted(int(card["id"]))
    await here.answered(await here.press(card, "Take it", author=TEA, channel=DESK))

    assert len(here.double.sent(DESK)) == 1
    assert len(here.double.sent(int(card["id"]))) == 1


async def test_technicians_are_told_whom_their_words_did_not_reach(here: House) -> None:
    card = await here.answered(await here.command("check", address="shop.example.com"))
    asked = await here.press(card, "Ask a technician")
    await here.double.until(lambda: asked in here.double.callbacks)
    await here.submit(asked)
    ticket = await here.posted(DESK)
    await here.answered(await here.press(ticket, "Take it", author=TEA, channel=DESK))
    thread = int(ticket["id"])
    await here.posted(thread)
    here.double.faults.append(Fault(r"POST /users/@me/channels", 403, code=50007))
    here.double.faults.append(Fault(rf"POST /channels/{GENERAL}/messages", 403, code=50001))

    await here.write(thread, "Renewed it.", author=TEA)
    told = await here.posted(thread, 2)

    assert "did not arrive: they take no direct messages" in told["content"]
    assert "Renewed it." in text_of(await here.answered(await here.command("tickets")))


async def test_commands_that_can_not_be_registered_keep_nobody_waiting(
    double: Double, database: str
) -> None:
    for _ in range(5):
        double.faults.append(Fault(r"GET /applications/.*/commands", 500))

    async with house(double, database) as made:
        await until(double, 1)
        channel = double.direct_with(ANN)
        await made.write(channel, REPORT)

        assert "shop.example.com" in text_of(await made.posted(channel))
