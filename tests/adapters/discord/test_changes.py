"""Messages that are mended, taken back, hidden, or point at others."""

from collections.abc import Callable

from bot.core.desk import Person
from tests.adapters.discord import world
from tests.adapters.discord.double import Double
from tests.adapters.discord.house import House, house, text_of
from tests.adapters.discord.world import ANN, BOB, BOT, DESK, GENERAL, HELP, TEA, Json

REPORT = "NET::ERR_CERT_DATE_INVALID on shop.example.com"
ALERT = {"type": "rich", "title": "Alert", "description": REPORT}


async def mend(here: House, message: Json, content: str) -> None:
    """Its author writes it anew."""
    author = int(message["author"]["id"])
    is_direct = int(message["channel_id"]) in here.double.directs.values()
    where = {} if is_direct else {"guild_id": str(world.GUILD), "member": world.member(author)}
    changed = {**message, "content": content, "edited_timestamp": "2026-01-01T00:00:00+00:00"}
    await here.double.gateway.emit("MESSAGE_UPDATE", {**changed, **where})


async def take_back(here: House, message: Json) -> None:
    gone = {"id": message["id"], "channel_id": message["channel_id"]}
    await here.double.gateway.emit("MESSAGE_DELETE", gone)


async def hand_over(here: House, channel: int) -> int:
    """A ticket about what was said there, taken by Tea; gives its thread."""
    asked = await here.press(await here.posted(channel), "Ask a technician", channel=channel)
    await here.double.until(lambda: asked in here.double.callbacks)
    await here.submit(asked, said="I must pay")
    card = await here.posted(DESK)
    await here.answered(await here.press(card, "Take it", author=TEA, channel=DESK))
    await here.posted(int(card["id"]))
    return int(card["id"])


async def test_a_message_that_becomes_a_question_is_answered(here: House) -> None:
    said = await here.write(HELP, "hello")

    await mend(here, said, REPORT)
    card = await here.posted(int(said["id"]))

    assert "shop.example.com" in text_of(card)


async def test_discords_previews_of_links_are_no_change(here: House) -> None:
    channel = here.double.direct_with(ANN)
    said = await here.write(channel, REPORT)
    await here.posted(channel)

    await here.double.gateway.emit("MESSAGE_UPDATE", {**said, "embeds": [ALERT]})
    await here.answered(await here.command("help"))

    assert len(here.double.sent(channel)) == 1


async def test_a_mended_message_reaches_the_technicians(here: House) -> None:
    channel = here.double.direct_with(ANN)
    await here.write(channel, REPORT)
    thread = await hand_over(here, channel)

    said = await here.write(channel, "on page A")
    await here.posted(thread, 2)
    await mend(here, said, "on page B")

    assert "(changed) on page B" in text_of(await here.posted(thread, 3))


async def test_a_mended_answer_reaches_who_asked(here: House) -> None:
    channel = here.double.direct_with(ANN)
    await here.write(channel, REPORT)
    thread = await hand_over(here, channel)
    said = await here.write(thread, "Renew A.", author=TEA)
    await here.posted(channel, 2)

    await mend(here, said, "Renew B.")

    assert "Renew B." in text_of(await here.posted(channel, 3))


async def test_what_is_taken_back_is_forgotten(here: House) -> None:
    channel = here.double.direct_with(ANN)
    said = await here.write(channel, REPORT)
    await here.posted(channel)

    assert await holds(here, lambda lines: len(lines) == 2)
    await take_back(here, said)

    assert await holds(here, lambda lines: not lines)


async def holds(here: House, wanted: Callable[[list[Json]], bool]) -> bool:
    """Whether what is kept of Ann becomes so before long."""
    ann = Person(place="discord", id=str(ANN), name="Ann")
    for _ in range(500):
        if wanted((await here.desk.privacy.export(ann))["transcript"]):
            return True
        await here.answered(await here.command("help"))
    return False


async def test_technicians_are_told_where_their_words_can_not_be_read(
    double: Double, database: str
) -> None:
    double.gateway.grants_content = False
    async with house(double, database) as here:
        await double.gateway.ready.wait()
        channel = double.direct_with(ANN)
        await here.write(channel, REPORT)
        thread = await hand_over(here, channel)

        for _ in range(2):
            await here.write(thread, "", author=TEA)  # as Discord hides it
        await here.answered(await here.command("help"))

        assert "can't read" in text_of(await here.posted(thread, 2))
        assert len(double.sent(thread)) == 2


async def test_the_menu_reads_what_another_program_reports(here: House) -> None:
    alert = world.message(GENERAL, BOB, "", embeds=[ALERT])
    await here.double.until(lambda: bool(here.double.commands))
    menu = next(one for one in here.double.commands if one["type"] == 3)
    data = {"id": menu["id"], "name": menu["name"], "type": 3, "target_id": alert["id"]}

    token = await here.act(2, {**data, "resolved": {"messages": {alert["id"]: alert}}})

    assert "shop.example.com" in text_of(await here.answered(token))


async def test_a_reply_that_names_us_asks_about_what_it_replies_to(here: House) -> None:
    alert = world.message(GENERAL, BOB, "", embeds=[ALERT])
    about = {"message_id": alert["id"], "channel_id": str(GENERAL), "type": 0}

    said = await here.write(
        GENERAL,
        f"<@{BOT}> what is this?",
        type=19,
        message_reference=about,
        referenced_message=alert,
    )

    assert "shop.example.com" in text_of(await here.posted(int(said["id"])))


async def test_that_we_are_at_it_is_shown(here: House) -> None:
    channel = here.double.direct_with(ANN)

    await here.write(channel, REPORT)
    await here.posted(channel)

    assert here.double.typed == [channel]
