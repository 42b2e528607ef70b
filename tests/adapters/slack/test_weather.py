"""Bad weather: nothing that was acknowledged is lost, and nothing is said twice."""

import asyncio
from pathlib import Path

import pytest

from adapters.slack.events import person
from bot.core.reply import Action
from tests.adapters.slack.running import Running, running, shown
from tests.adapters.slack.test_tickets import asked
from tests.core.compare.scene import HOST
from tests.slack_double.server import workspace
from tests.slack_double.world import BOT, DESK, EVA, HELP, OTHER, TOM, Fault

QUESTION = f"Chrome says NET::ERR_CERT_DATE_INVALID at https://{HOST}"


async def answered(it: Running, ts: str, channel: str = HELP) -> None:
    world = it.world
    await world.until(lambda: any("edited" in m for m in world.ours(channel, ts)))


@pytest.mark.parametrize("fault", [pytest.param(fault, id=fault.value) for fault in Fault])
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
async def test_a_call_that_fails_once_is_made_good(
    tmp_path: Path, fault: Fault, method: str
) -> None:
    async with running(tmp_path) as it:
        it.world.faults[method].append(fault)
        ts = await it.world.say(EVA, HELP, QUESTION)
        await answered(it, ts)

        (answer,) = it.world.ours(HELP)
        assert HOST in shown(answer)
        assert it.world.wrong == []


async def test_a_delivery_that_fails_after_its_effect_is_found_again(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts = await world.say(EVA, HELP, QUESTION)
        await answered(it, ts)
        world.faults["chat.postMessage"].extend([Fault.AFTER])
        await world.say(EVA, HELP, "I want to talk to a person please", thread=ts)
        await world.until(lambda: len(world.ours(HELP, ts)) == 2)
        await world.until(lambda: world.ours(DESK))
        card = world.ours(DESK)[0]
        world.faults["chat.postMessage"].append(Fault.AFTER)
        await world.press(TOM, DESK, card["ts"], "desk.claim")
        await world.until(lambda: "hands of Tom" in shown(card))
        await world.say(TOM, DESK, "On my way.", thread=card["ts"])
        await world.until(lambda: len(world.ours(HELP, ts)) == 3)
        posts = sum(m == "chat.postMessage" for m, _ in world.calls)
        while sum(m == "conversations.replies" for m, _ in world.calls) < 2:
            it.here.clock.pass_by(minutes=1)
            await it.here.desk.courier.deliver_due("slack")

        assert len(world.ours(HELP, ts)) == 3
        assert sum(m == "chat.postMessage" for m, _ in world.calls) == posts


async def test_the_same_event_again_is_answered_once(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts = await world.say(EVA, OTHER, f"<@{BOT}> {QUESTION}", times=3)
        await answered(it, ts, OTHER)
        other = await world.say(EVA, HELP, QUESTION)
        await answered(it, other)

        assert len(world.ours(OTHER)) == 1
        assert it.talk.looked == [HOST, HOST]


async def test_a_press_that_is_sent_again_counts_once(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts = await world.say(EVA, HELP, QUESTION)
        await answered(it, ts)
        card = world.ours(HELP)[0]
        for _ in range(2):
            await world.press(EVA, HELP, card["ts"], f"card.{Action.AGAIN}", action_ts="1.000001")
        await world.until(lambda: len(world.ours(HELP)) == 2)
        await world.until(lambda: "edited" in world.ours(HELP)[1])

        assert it.talk.looked == [HOST, HOST]


async def test_a_dropped_connection_is_made_anew(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        (socket,) = world.sockets
        await socket.close()
        await world.until(lambda: world.sockets and socket not in world.sockets)
        ts = await world.say(EVA, HELP, QUESTION)
        await answered(it, ts)


async def test_a_socket_that_is_refused_is_asked_for_anew(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        world.refusals = 1
        (socket,) = world.sockets
        await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
        await world.until(lambda: world.sockets and socket not in world.sockets)
        ts = await world.say(EVA, HELP, QUESTION)
        await answered(it, ts)


async def test_a_refresh_that_slack_asks_for_loses_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        (socket,) = world.sockets
        await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
        await world.until(lambda: world.sockets and socket not in world.sockets)
        ts = await world.say(EVA, HELP, QUESTION)
        await answered(it, ts)


async def test_what_a_dead_process_left_is_finished_by_the_next(tmp_path: Path) -> None:
    async with workspace() as world:
        world.faults["chat.update"].extend([Fault.BUSY] * 50)
        async with running(tmp_path, world=world):
            ts = await world.say(EVA, HELP, QUESTION)
            await world.until(lambda: any(m == "chat.update" for m, _ in world.calls))
        world.faults.clear()
        async with running(tmp_path, world=world) as again:
            again.here.clock.pass_by(minutes=2)
            await again.here.desk.inbox.take_up(again.app.handle, "slack")

        assert len(world.ours(HELP, ts)) == 1
        assert HOST in shown(world.ours(HELP, ts)[0])
        assert "edited" in world.ours(HELP, ts)[0]


async def test_before_the_row_is_written_nothing_is_acknowledged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(tmp_path) as it:
        world = it.world
        await it.here.store.__aexit__(None, None, None)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await world.say(EVA, HELP, QUESTION)

        assert world.ours(HELP) == []
        assert it.here.failed == []
    caplog.clear()


async def test_a_missing_scope_is_named_in_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with workspace() as world:
        world.scopes = world.scopes.replace(",users:read", "")
        async with running(tmp_path, world=world):
            pass

    assert "users:read" in capsys.readouterr().out


async def test_nothing_that_was_asked_in_a_rush_is_lost(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        it.world.faults["chat.postMessage"].extend([Fault.AFTER, Fault.BUSY, Fault.BEFORE] * 2)
        async with asyncio.TaskGroup() as group:
            asking = [group.create_task(world.say(EVA, HELP, QUESTION)) for _ in range(8)]
        for one in asking:
            await answered(it, one.result())

        assert len(world.ours(HELP)) == 8


async def test_tickets_survive_it_too(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        world.faults["views.open"].append(Fault.AFTER)
        ts = await world.say(EVA, HELP, QUESTION)
        await answered(it, ts)
        await world.press(EVA, HELP, world.ours(HELP)[0]["ts"], f"card.{Action.ASK_PERSON}")
        await world.until(lambda: world.ephemeral or world.views)
        world.faults.clear()
        await asked(it)

        assert it.here.failed == []


async def test_a_reply_counts_that_comes_before_what_it_answers(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        root = {"type": "message", "user": EVA, "channel": OTHER, "ts": world.ts()}
        world.messages[OTHER].append(root)
        reply = {**root, "ts": world.ts(), "thread_ts": root["ts"], "text": f"it is {HOST}"}
        async with asyncio.TaskGroup() as group:
            group.create_task(world.event(reply))
            text = f"<@{BOT}> NET::ERR_CERT_DATE_INVALID"
            group.create_task(world.event({**root, "text": text}))
        await world.until(
            lambda: any(HOST in shown(m) and "edited" in m for m in world.ours(OTHER))
        )

        assert it.talk.looked == [HOST]


async def test_what_is_deleted_before_it_comes_is_not_answered(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        message = {"type": "message", "user": EVA, "ts": world.ts(), "text": QUESTION}
        world.messages[HELP].append(message)
        await world.delete(HELP, message["ts"])
        await world.event({**message, "channel": HELP})
        ts = await world.say(EVA, HELP, QUESTION)
        await answered(it, ts)

        assert len(world.ours(HELP)) == 1


async def test_a_message_counts_as_it_reads_by_now(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        message = {"type": "message", "user": EVA, "ts": world.ts(), "text": "is typo.test ok?"}
        world.messages[HELP].append(message)
        before = {**message, "channel": HELP}
        await world.edit(HELP, message["ts"], QUESTION)
        await world.event(before)
        await answered(it, message["ts"])

        assert it.talk.looked == [HOST]


async def test_an_edit_reaches_technicians(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts, _ = await asked(it)
        await world.edit(HELP, ts, "I meant the other printer")
        await world.until(lambda: any("other printer" in shown(m) for m in world.ours(DESK)))


async def test_words_below_a_card_count_before_we_know_that_it_stands(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts = await world.say(EVA, HELP, QUESTION)
        await answered(it, ts)
        world.faults["chat.postMessage"].extend([Fault.AFTER])  # what is said to Eva
        await world.say(EVA, HELP, "I want to talk to a person please", thread=ts)
        await world.until(lambda: len(world.ours(HELP, ts)) == 2)
        world.faults["chat.postMessage"].append(Fault.AFTER)
        await world.until(lambda: world.ours(DESK))
        card = world.ours(DESK)[0]
        await world.say(TOM, DESK, "!reply On my way.", thread=card["ts"])
        await world.until(lambda: len(world.ours(HELP, ts)) == 3)

        assert "On my way" in shown(world.ours(HELP, ts)[2])


async def test_a_reply_begins_the_case_where_what_it_answers_never_came(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        root = {"type": "message", "user": EVA, "ts": world.ts(), "text": "my bank warns me"}
        world.messages[HELP].append(root)
        await world.say(EVA, HELP, QUESTION, thread=root["ts"])
        await answered(it, root["ts"])
        await world.event({**root, "channel": HELP})
        await world.say(EVA, HELP, f"is {HOST} safe now?", thread=root["ts"])
        await world.until(lambda: len(world.ours(HELP, root["ts"])) == 2)


async def test_chatter_in_a_thread_of_a_help_channel_is_left_alone(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        lunch = await world.say(EVA, HELP, "Lunch, anyone?")
        await world.say(TOM, HELP, "At noon?", thread=lunch)
        await world.say(EVA, HELP, "Noon it is.", thread=lunch)
        ts = await world.say(EVA, HELP, QUESTION)
        await answered(it, ts)

        assert len(world.ours(HELP)) == 1


async def test_what_is_deleted_while_it_is_answered_is_not_kept(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        world.faults["chat.update"].append(Fault.BUSY)
        ts = await world.say(EVA, HELP, QUESTION)
        await world.until(lambda: world.ours(HELP))
        await world.delete(HELP, ts)
        await world.until(lambda: world.ours(HELP) and "edited" in world.ours(HELP)[0])
        while it.app.under_way:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0)

        assert await it.here.desk.tickets.own_cases(person(EVA)) == ()


async def test_words_that_reached_technicians_do_so_once_when_the_rest_is_done_again(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts, _ = await asked(it)
        world.archived.add(HELP)
        await world.say(EVA, HELP, f"It is the same at https://{HOST}", thread=ts)
        await world.until(lambda: any("the same" in shown(m) for m in world.ours(DESK)))
        while not it.here.failed:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0)
        world.archived.clear()
        it.here.clock.pass_by(minutes=5)
        await it.here.desk.inbox.take_up(it.app.handle, "slack")
        await it.here.desk.courier.deliver_due("slack")

        assert sum("the same" in shown(m) for m in world.ours(DESK)) == 1


ODD = (
    pytest.param({"text": None}, id="no text"),
    pytest.param({"user": None}, id="nobody"),
    pytest.param({"channel": None}, id="nowhere"),
    pytest.param({"files": [None, {}]}, id="files that are none"),
    pytest.param({"ts": "x", "thread_ts": "y"}, id="no moments"),
    pytest.param({"ts": 1.5}, id="a moment as a number"),
    pytest.param({"subtype": "message_changed"}, id="a change of nothing"),
    pytest.param({"subtype": "message_deleted"}, id="nothing deleted"),
    pytest.param({"type": "app_mention", "text": 5}, id="a mention in numbers"),
)


@pytest.mark.parametrize("odd", ODD)
async def test_what_cannot_be_read_is_acknowledged_all_the_same(
    tmp_path: Path, odd: dict[str, object]
) -> None:
    async with running(tmp_path) as it:
        world = it.world
        plain = {"type": "message", "user": EVA, "channel": HELP, "text": "hi"}
        await world.event({**plain, "ts": world.ts(), **odd})
