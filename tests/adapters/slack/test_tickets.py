"""From a press to a technician and back."""

from pathlib import Path

from adapters.slack.events import person
from bot.core.reply import Action
from tests.adapters.slack.running import GROUP, Running, running, shown
from tests.core.compare.scene import HOST
from tests.slack_double.world import DESK, EVA, GUEST, HELP, TOM, Json

QUESTION = f"Chrome says NET::ERR_CERT_DATE_INVALID at https://{HOST}"


async def asked(it: Running, **answers: str) -> tuple[str, Json]:
    """Eva asks a technician about her question: her thread, and the card among technicians."""
    world = it.world
    ts = await world.say(EVA, HELP, QUESTION)
    await world.until(lambda: world.ours(HELP, ts) and "edited" in world.ours(HELP, ts)[0])
    card, before = world.ours(HELP, ts)[0], len(world.views)
    await world.press(EVA, HELP, card["ts"], f"card.{Action.ASK_PERSON}")
    await world.until(lambda: len(world.views) > before)
    view = list(world.views.values())[-1]
    await world.submit(EVA, view, **answers)
    await world.until(lambda: len(world.ours(HELP, ts)) > 1 and world.ours(DESK))
    return ts, world.ours(DESK)[0]


async def test_a_ticket_holds_everything_and_pings_nobody(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts, card = await asked(it, words="I was paying a bill", impact="cannot_work")

        for part in ("Eva", "#1", HOST, "I was paying a bill", "symptom.codes"):
            assert part in shown(card)
        assert "<!" not in card["text"]
        assert "passed this to" in world.ours(HELP, ts)[1]["text"]
        assert world.wrong == []


async def test_what_is_erased_is_taken_back_among_technicians(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts, card = await asked(it, words="I was paying a bill")
        await world.say(EVA, HELP, "It is blue.", thread=ts)
        await world.until(lambda: len(world.ours(DESK)) > 1)
        await world.say(TOM, DESK, "!reply Please wait.", thread=card["ts"])
        await world.until(lambda: "Please wait." in str(world.ours(HELP, ts)))
        await world.command(EVA, HELP, "Delete what I sent")
        await world.until(lambda: not world.ours(HELP, ts) and "erased" in str(world.ours(DESK)))
        await world.until(lambda: len(world.ours(DESK)) == 1)

        [stub] = world.ours(DESK)
        assert stub["ts"] == card["ts"]
        assert stub["text"].startswith("#1 Who asked this has had it erased")
        assert HOST not in str(stub)
        assert world.wrong == []


async def test_only_the_gravest_pings_and_only_the_configured_group(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        ts, card = await asked(it, typed="yes")
        world = it.world
        mine = world.direct(EVA)
        await world.until(lambda: world.ours(mine))

        assert f"<!subteam^{GROUP}>" in card["text"]
        assert "password" in world.ours(mine)[0]["text"]
        assert all("password" not in shown(m) for m in world.ours(HELP, ts)[1:])
        assert world.wrong == []


async def test_an_answer_reaches_the_thread_of_who_asked(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts, card = await asked(it)
        await world.say(TOM, DESK, "Does she use a proxy?", thread=card["ts"])
        await world.press(TOM, DESK, card["ts"], "desk.claim")
        await world.until(lambda: "Tom" in shown(card))
        await world.say(TOM, DESK, "Please restart the browser.", thread=card["ts"])
        await world.until(lambda: len(world.ours(HELP, ts)) == 3)
        await world.say(EVA, HELP, "It works, thanks!", thread=ts)
        await world.until(lambda: any("It works" in shown(m) for m in world.ours(DESK)))

        answer = world.ours(HELP, ts)[2]
        assert "Tom" in answer["text"]
        assert "restart the browser" in answer["text"]
        assert all("proxy" not in shown(m) for m in world.ours(HELP))
        assert len(world.ours(HELP, ts)) == 3


async def test_answer_note_and_resolve_by_buttons(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts, card = await asked(it)
        await world.press(TOM, DESK, card["ts"], "desk.answer")
        await world.until(lambda: len(world.views) == 2)
        await world.submit(TOM, list(world.views.values())[-1], words="Renewed it just now.")
        await world.until(lambda: len(world.ours(HELP, ts)) == 3)
        await world.press(TOM, DESK, card["ts"], "desk.resolve")
        await world.until(lambda: len(world.ours(HELP, ts)) == 4)
        await world.until(lambda: "resolved" in shown(card))
        await world.press(TOM, DESK, card["ts"], "desk.reopen")
        await world.until(lambda: "claimed" in shown(card))

        assert "Renewed it just now." in world.ours(HELP, ts)[2]["text"]
        assert "closed #1" in world.ours(HELP, ts)[3]["text"]


async def test_a_guest_in_the_channel_is_no_technician(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        _, card = await asked(it)
        before = len(world.ephemeral)
        await world.press(GUEST, DESK, card["ts"], "desk.claim")
        await world.until(lambda: len(world.ephemeral) > before)

        assert "Only technicians" in world.ephemeral[-1]["text"]
        assert "Gus" not in shown(card)


async def test_a_ticket_is_given_to_another_one(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        _, card = await asked(it)
        await world.press(TOM, DESK, card["ts"], "desk.assign", selected_user=EVA)
        await world.until(lambda: "hands of Eva" in shown(card))


async def test_who_asked_can_close_it_and_asks_again_later(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts, card = await asked(it)
        told = world.ours(HELP, ts)[1]
        await world.press(EVA, HELP, told["ts"], "mine.close")
        await world.until(lambda: "resolved" in shown(card))
        await world.command(EVA, HELP, "tickets")
        mine = world.direct(EVA)
        await world.until(lambda: world.ours(mine))

        assert "#1, resolved" in world.ours(mine)[0]["text"]


async def test_pressed_twice_there_is_one_ticket(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts, _ = await asked(it)
        await world.press(EVA, HELP, world.ours(HELP, ts)[0]["ts"], f"card.{Action.ASK_PERSON}")
        await world.until(lambda: len(world.views) == 2)
        for _ in range(3):
            await world.submit(EVA, {**list(world.views.values())[-1], "id": world.trigger()})
        other = await world.say(EVA, HELP, QUESTION)
        await world.until(lambda: world.ours(HELP, other))

        assert len(world.ours(HELP, ts)) == 3
        assert "already has this as #1" in world.ours(HELP, ts)[2]["text"]


async def test_an_archived_channel_is_named_at_the_desk(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        world.archived.add(DESK)
        ts = await world.say(EVA, HELP, f"{QUESTION} I want to talk to a person")
        await world.until(lambda: world.ours(HELP, ts))
        await world.until(lambda: any(a.get("channel") == DESK for _, a in world.calls))
        while not (dead := await it.here.desk.tickets.dead()):
            await world.until(lambda: True)

        assert "archived" in dead[0].error


async def test_changed_and_deleted_words_are_changed_and_deleted_on_both_sides(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts, card = await asked(it)
        await world.press(TOM, DESK, card["ts"], "desk.claim")
        await world.until(lambda: "Tom" in shown(card))
        said = await world.say(TOM, DESK, "Restart your browser.", thread=card["ts"])
        await world.until(lambda: len(world.ours(HELP, ts)) == 3)
        answer = world.ours(HELP, ts)[2]
        await world.edit(DESK, said, "Restart the browser.")
        await world.until(lambda: "the browser" in shown(answer))
        mine = await world.say(EVA, HELP, "I did, no luck", thread=ts)
        await world.until(lambda: any("luck" in shown(m) for m in world.ours(DESK)))
        added = next(m for m in world.ours(DESK) if "luck" in shown(m))
        await world.edit(HELP, mine, "I did, no change")
        await world.until(lambda: "no change" in shown(added))
        await world.delete(HELP, mine)
        await world.until(lambda: added not in world.ours(DESK))
        await world.delete(DESK, said)
        await world.until(lambda: answer not in world.ours(HELP, ts))

        assert len(world.ours(HELP, ts)) == 2
        assert world.wrong == []
        (case,) = await it.here.desk.tickets.own_cases(person(EVA))
        view = await it.here.desk.tickets.case(case.id)
        assert view is not None
        assert "luck" not in repr(view.timeline)
        assert "browser" not in repr(view.timeline)


async def test_a_note_stays_a_note_however_it_is_changed(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        ts, card = await asked(it)
        note = await world.say(TOM, DESK, "she sounds upset", thread=card["ts"])
        await world.press(TOM, DESK, card["ts"], "desk.claim")
        await world.until(lambda: "Tom" in shown(card))
        await world.edit(DESK, note, "she sounds very upset")
        said = await world.say(TOM, DESK, "Restart the browser.", thread=card["ts"])
        await world.until(lambda: len(world.ours(HELP, ts)) == 3)
        answer = world.ours(HELP, ts)[2]
        await world.edit(DESK, said, "!note Restart the browser.")
        await world.until(lambda: answer not in world.ours(HELP, ts))

        assert "upset" not in "".join(shown(m) for m in world.ours(HELP))


async def test_the_home_tab_shows_ones_own_open_tickets_and_whom_to_call(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        await asked(it)
        for user in (EVA, TOM):
            await world.event({"type": "app_home_opened", "user": user, "tab": "home"})
        await world.until(lambda: EVA in world.homes and TOM in world.homes)
        await world.event({"type": "app_home_opened", "user": GUEST, "tab": "messages"})

        assert f"#1, open: Expired certificate: {HOST}" in shown(world.homes[EVA])
        assert "555-0100" in shown(world.homes[EVA])
        assert HOST not in shown(world.homes[TOM])
        assert GUEST not in world.homes
        assert world.wrong == []


async def test_technicians_learn_that_their_words_did_not_arrive(tmp_path: Path) -> None:
    async with running(tmp_path) as it:
        world = it.world
        _, card = await asked(it)
        await world.press(TOM, DESK, card["ts"], "desk.claim")
        await world.until(lambda: "Tom" in shown(card))
        world.archived.add(HELP)
        await world.say(TOM, DESK, "Restart the browser.", thread=card["ts"])
        await world.until(lambda: any("did not arrive" in shown(m) for m in world.ours(DESK)))

        [told] = [m for m in world.ours(DESK) if "did not arrive" in shown(m)]
        assert told["thread_ts"] == card["ts"]
        assert "archived" in shown(told)
