"""What is easily forgotten: questions that wait, keys, pictures, guests in threads."""

from pathlib import Path

from adapters.slack.tickets import summary
from bot.core.desk import Parcel, ParcelKind, Person
from bot.core.message import Question
from tests.adapters.slack.running import running, sentence, shown
from tests.core.compare.scene import HOST
from tests.slack_double.blocks import wrong_in
from tests.slack_double.world import BOT, EVA, HELP, OTHER, TOM

KEY = (
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIHunter2Hunter2Hunter2\n"
    "-----END PRIVATE KEY-----"
)


def database(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("certdesk.db*"))


async def test_a_question_that_waits_is_answered_at_the_top_of_the_channel(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts = await world.say(EVA, OTHER, f"<@{BOT}> I get NET::ERR_CERT_DATE_INVALID")
        while it.app.under_way:
            await world.until(lambda: world.ours(OTHER, ts))
            await it.here.desk.tickets.own_cases(Person(place="slack", id=EVA))
        await world.say(TOM, OTHER, f"{HOST} looks nice")
        await world.say(EVA, OTHER, f"it is {HOST}")
        await world.until(lambda: any("edited" in m for m in world.ours(OTHER, ts)))

        assert len(world.ours(OTHER)) == 2
        assert it.talk.looked == [HOST]


async def test_an_answer_to_a_question_by_button_counts(tmp_path: Path) -> None:
    async with running(tmp_path, {}) as it:
        world = it.world
        mine = world.direct(EVA)
        await world.say(EVA, mine, f"NET::ERR_CERT_AUTHORITY_INVALID at https://{HOST}")
        await world.until(lambda: any("edited" in m for m in world.ours(mine)))
        card = world.ours(mine)[0]
        offered = [
            element["action_id"]
            for block in card["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
        ]
        answers = [one for one in offered if one.startswith("card.answer.")]

        assert {one.split(".")[2] for one in answers} <= {question.value for question in Question}
        if answers:
            await world.press(EVA, mine, card["ts"], answers[0])
            await world.until(lambda: len(world.ours(mine)) == 2)
        assert world.wrong == []


async def test_a_private_key_is_refused_and_neither_kept_nor_repeated(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        mine = world.direct(EVA)
        await world.say(EVA, mine, f"is this right?\n{KEY}")
        await world.until(lambda: world.ours(mine))

        assert "Hunter2" not in shown(world.ours(mine)[0])
    assert b"Hunter2" not in database(tmp_path)


async def test_a_picture_is_answered_with_how_to_copy_the_text(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        picture = {"id": "F1", "name": "shot.png", "mimetype": "image/png", "url_private": ""}
        await world.say(EVA, HELP, "", files=[picture])
        await world.until(lambda: world.ours(HELP))

        assert "pictures" in world.ours(HELP)[0]["text"]


async def test_others_join_by_mentioning_us(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts = await world.say(EVA, HELP, "I get NET::ERR_CERT_DATE_INVALID")
        await world.until(lambda: world.ours(HELP, ts))
        await world.say(TOM, HELP, f"she means {HOST}", thread=ts)
        await world.say(TOM, HELP, f"<@{BOT}> she means {HOST}", thread=ts)
        await world.until(lambda: any("edited" in m for m in world.ours(HELP, ts)))

        assert it.talk.looked == [HOST]
        assert len(world.ours(HELP, ts)) == 2


async def test_a_thread_in_a_direct_message_is_answered_there(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        mine = world.direct(EVA)
        first = await world.say(EVA, mine, "I get NET::ERR_CERT_DATE_INVALID")
        await world.until(lambda: world.ours(mine))
        await world.say(EVA, mine, f"it is {HOST}", thread=first)
        await world.until(lambda: any("edited" in m for m in world.ours(mine, first)))

        cases = await it.here.desk.tickets.own_cases(Person(place="slack", id=EVA))
        assert len(cases) == 1


def test_a_summary_names_what_it_stands_for() -> None:
    lines = ("#1 P3: shop.example", "#2 P1: <!channel>")
    post = summary(Parcel(kind=ParcelKind.SUMMARY, lines=lines), sentence)

    assert "#2 P1" in post.text
    assert "<!channel>" not in post.text
    assert wrong_in(post.blocks) == []
