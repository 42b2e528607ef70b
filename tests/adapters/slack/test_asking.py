"""People ask in Slack, and are answered where they asked."""

import asyncio
import json
from pathlib import Path

from adapters.slack.events import Own, event_of
from bot.core.desk import Address
from bot.core.reply import Action
from tests.adapters.slack.running import running, shown
from tests.core.compare.scene import HOST, expired_here, healthy
from tests.slack_double.world import BOT, DESK, EVA, GUEST, HELP, OTHER, TEAM, TOM, Json

QUESTION = f"Chrome says NET::ERR_CERT_DATE_INVALID at https://{HOST}"


async def test_a_mention_is_answered_once_in_its_thread(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts = await world.say(EVA, OTHER, f"<@{BOT}> {QUESTION}")
        await world.until(lambda: world.ours(OTHER) and _is_done(world.ours(OTHER)[0]))

        (answer,) = world.ours(OTHER)
        assert answer["thread_ts"] == ts
        assert HOST in shown(answer)
        assert "Raven Desk" in answer["text"]
        assert world.wrong == []


async def test_it_says_at_once_that_it_looks(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        await world.say(EVA, world.direct(EVA), QUESTION)
        await world.until(lambda: world.ours(world.direct(EVA)))
        posted = next(a for m, a in world.calls if m == "chat.postMessage")

        assert f"looking at {HOST}" in posted["text"]
        assert "thread_ts" not in posted
        await world.until(lambda: world.ours(world.direct(EVA))[0].get("edited"))


async def test_issuers_word_that_comes_later_edits_the_card(tmp_path: Path) -> None:
    async with running(tmp_path, {HOST: healthy()}) as it:
        world = it.world
        it.talk.said_later = {HOST: expired_here()}
        mine = world.direct(EVA)
        await world.say(EVA, mine, f"is {HOST} safe?")
        await world.until(lambda: "changed this answer" in str(world.ours(mine)))
        case = await it.here.desk.cases.current(Address(place="slack", channel=mine))

        assert len(world.ours(mine)) == 1
        assert case is not None
        assert json.loads(case.record)["category"] == "expired"
        lines = await it.here.store.cases.lines(case.id)
        assert [line.role for line in lines] == ["requester", "certdesk"]
        assert "ran out" in lines[1].text


async def test_in_a_help_channel_no_mention_is_needed(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts = await world.say(EVA, HELP, QUESTION)
        await world.until(lambda: world.ours(HELP, ts))


async def test_what_people_say_to_one_another_is_left_alone(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        await world.say(EVA, OTHER, QUESTION)
        await world.say(EVA, HELP, "Good morning!")
        await world.event(
            {"type": "message", "channel": HELP, "bot_id": "B9", "text": QUESTION, "ts": "1.1"}
        )
        await world.event({"type": "reaction_added", "user": EVA})
        asked = await world.say(EVA, HELP, QUESTION)
        await world.until(lambda: world.ours(HELP, asked))

        assert len(world.ours(HELP)) == 1
        assert world.ours(OTHER) == []


async def test_a_reply_in_the_thread_goes_on_with_the_case(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts = await world.say(EVA, OTHER, f"<@{BOT}> I get NET::ERR_CERT_DATE_INVALID")
        await world.until(lambda: world.ours(OTHER))
        await world.say(TOM, OTHER, "Lunch?", thread=ts)
        await world.say(EVA, OTHER, f"it is {HOST}", thread=ts)
        await world.until(lambda: len(world.ours(OTHER)) == 2 and _is_done(world.ours(OTHER)[1]))

        assert HOST in shown(world.ours(OTHER)[1])
        assert it.talk.looked == [HOST]


async def test_the_command_is_answered_privately(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        told = await world.command(EVA, OTHER, HOST)
        mine = world.direct(EVA)
        await world.until(lambda: world.ours(mine) and _is_done(world.ours(mine)[0]))

        assert "direct message" in str(told)
        assert HOST in shown(world.ours(mine)[0])
        assert world.ours(OTHER) == []


async def test_the_command_says_how_it_is_used(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        told = await it.world.command(EVA, OTHER, "help")

        assert "/cert tickets" in str(told)


async def test_anybodys_message_can_be_explained_to_one(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts = await world.say(TOM, OTHER, QUESTION)
        await world.shortcut(EVA, OTHER, ts)
        mine = world.direct(EVA)
        await world.until(lambda: world.ours(mine) and _is_done(world.ours(mine)[0]))

        assert HOST in shown(world.ours(mine)[0])


async def test_details_are_for_the_presser_alone(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        await world.say(EVA, HELP, QUESTION)
        await world.until(lambda: world.ours(HELP) and _is_done(world.ours(HELP)[0]))
        await world.press(TOM, HELP, world.ours(HELP)[0]["ts"], f"card.{Action.DETAILS}")
        await world.until(lambda: world.views)

        (view,) = world.views.values()
        assert HOST in shown(view)
        assert len(world.ours(HELP)) == 1


async def test_buttons_work_after_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        await world.say(EVA, HELP, QUESTION)
        await world.until(lambda: world.ours(HELP) and _is_done(world.ours(HELP)[0]))
        card = world.ours(HELP)[0]
        async with running(tmp_path, world=world):
            await world.press(EVA, HELP, card["ts"], f"card.{Action.SIMPLE}")
            await world.until(lambda: any("licence" in shown(v) for v in world.views.values()))


async def test_only_who_asked_can_have_it_checked_again(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        await world.say(EVA, HELP, QUESTION)
        await world.until(lambda: world.ours(HELP) and _is_done(world.ours(HELP)[0]))
        card = world.ours(HELP)[0]
        await world.press(GUEST, HELP, card["ts"], f"card.{Action.AGAIN}")
        await world.until(lambda: world.ephemeral)
        assert it.talk.looked == [HOST]

        await world.press(EVA, HELP, card["ts"], f"card.{Action.AGAIN}")
        await world.until(
            lambda: world.ours(HELP)[-1] is not card and _is_done(world.ours(HELP)[-1])
        )
        assert it.talk.looked == [HOST, HOST]


async def test_an_attached_log_is_read_as_if_pasted(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        world.files["F1"] = ("text/plain", QUESTION.encode())
        file = {
            "id": "F1",
            "name": "error.log",
            "mimetype": "text/plain",
            "url_private": f"{world.url}/files/F1/error.log",
        }
        await world.say(EVA, HELP, "please help", files=[file])
        await world.until(lambda: world.ours(HELP) and _is_done(world.ours(HELP)[0]))

        assert HOST in shown(world.ours(HELP)[0])


async def test_a_file_elsewhere_never_sees_the_token(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        port = world.url.rpartition(":")[2]
        file = {
            "id": "F1",
            "name": "error.log",
            "mimetype": "text/plain",
            "url_private": f"http://localhost:{port}/files/F1/error.log",
        }
        await world.say(EVA, HELP, f"<@{BOT}> what is this?", files=[file])
        await world.until(lambda: world.ours(HELP))

        assert world.tokens_at == []


async def test_a_deleted_message_is_deleted_here_too(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts = await world.say(EVA, HELP, QUESTION)
        await world.until(lambda: world.ours(HELP) and _is_done(world.ours(HELP)[0]))
        press = world.ours(HELP)[0]["ts"]
        await world.delete(HELP, ts)
        await world.press(EVA, HELP, press, f"card.{Action.HELPED}")
        await world.until(lambda: world.ephemeral)

        assert "no longer" in world.ephemeral[0]["text"]


async def test_all_of_somebodys_is_erased_when_they_say_so(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts = await world.say(EVA, HELP, QUESTION)
        await world.until(lambda: world.ours(HELP) and _is_done(world.ours(HELP)[0]))
        other = await world.say(TOM, HELP, QUESTION)
        await world.until(lambda: any(_is_done(m) for m in world.ours(HELP, other)))
        await world.command(EVA, HELP, "Delete what I sent")
        mine = world.direct(EVA)
        await world.until(lambda: world.ours(mine))

        assert "Gone" in world.ours(mine)[0]["text"]
        assert world.ours(HELP, ts) == []
        assert len(world.ours(HELP, other)) == 1


async def test_the_technicians_channel_is_not_listened_to_beside_tickets(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        await world.say(TOM, DESK, QUESTION)
        await world.say(EVA, HELP, QUESTION)
        await world.until(lambda: world.ours(HELP))

        assert world.ours(DESK) == []


def _is_done(message: Json) -> bool:
    """The card has taken the place of the words that we look."""
    return "edited" in message


async def test_an_answer_is_heard_that_comes_while_the_question_is_made(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        async with asyncio.TaskGroup() as group:
            group.create_task(world.say(EVA, HELP, "NET::ERR_CERT_DATE_INVALID"))
            group.create_task(world.say(EVA, HELP, HOST))
        await world.until(lambda: any("edited" in m for m in world.ours(HELP)))

        assert it.talk.looked == [HOST]


async def test_what_is_nobodys_business_is_not_even_written_down(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts = await world.say(EVA, HELP, "Is anybody else waiting for the printer?")
        other = await world.say(EVA, OTHER, QUESTION)

        for channel, said in ((HELP, ts), (OTHER, other)):
            message = {**world.at(channel, said), "channel": channel}
            event = event_of(message, Own(user=BOT, bot="B0", team=TEAM))
            assert event is not None
            assert await it.here.desk.inbox.accept(event) is not None
