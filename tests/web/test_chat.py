"""The conversation over a live connection, without a browser."""

import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType

from tests.certificates import Recipe, issue
from tests.web.running import Certdesk, Visitor, visiting


async def told_of(visitor: Visitor, site: int) -> dict[str, object]:
    return await visitor.answer(await visitor.say(f"localhost:{site}"))


async def test_a_message_is_acknowledged_looked_into_and_answered(
    certdesk: Certdesk, expired_site: int
) -> None:
    async with visiting(certdesk) as visitor:
        key = await visitor.say(f"https://localhost:{expired_site}/")
        reply = await visitor.answer(key)

    assert [told["type"] for told in visitor.heard[1:4]] == ["ack", "looking", "case"]
    assert reply["category"] == "expired"
    assert (reply["tone"], reply["mark"]) == ("stop", "Stop")


async def test_the_same_key_is_the_same_message(certdesk: Certdesk) -> None:
    async with visiting(certdesk) as visitor:
        for _ in range(3):
            await visitor.say("hello", key="once")
        reply = await visitor.answer("once")
        await visitor.page.send_json({"type": "again"})
        told = await visitor.hear("all")

    [case] = told["cases"]
    assert case["id"] == reply["case"]
    assert len(case["moments"]) == 2
    assert len([one for one in visitor.heard if one["type"] == "ack"]) == 3


async def test_an_error_first_and_the_address_later_are_one_case(
    certdesk: Certdesk, expired_site: int
) -> None:
    async with visiting(certdesk) as visitor:
        first = await visitor.answer(await visitor.say("NET::ERR_CERT_DATE_INVALID"))
        second = await told_of(visitor, expired_site)

    assert first["question"]
    assert second["case"] == first["case"]
    assert second["category"] == "expired"


async def test_a_new_address_begins_a_new_case(certdesk: Certdesk, expired_site: int) -> None:
    async with visiting(certdesk) as visitor:
        first = await told_of(visitor, expired_site)
        second = await visitor.answer(await visitor.say("127.0.0.2:22"))

    assert second["case"] != first["case"]


async def test_history_is_there_for_who_comes_back(certdesk: Certdesk, expired_site: int) -> None:
    jar = CookieJar(unsafe=True)
    async with visiting(certdesk, jar) as visitor:
        reply = await told_of(visitor, expired_site)
    async with visiting(certdesk, jar) as visitor:
        moments = visitor.cases[str(reply["case"])]["moments"]

    assert [moment["role"] for moment in moments] == ["requester", "certdesk"]
    assert moments[1]["reply"]["headline"] == reply["headline"]


async def test_everything_of_ones_own_can_be_saved_and_nothing_else(
    certdesk: Certdesk, expired_site: int
) -> None:
    async with visiting(certdesk) as owner, visiting(certdesk) as other, ClientSession() as nobody:
        reply = await told_of(owner, expired_site)
        await other.answer(await other.say("What is a certificate?"))
        url = f"{certdesk.url}/chat/export"
        async with owner.session.get(url) as answer:
            saved = await answer.json()
            name = answer.headers["Content-Disposition"]
        async with nobody.get(url) as refused:
            assert refused.status == 401

    assert [case["id"] for case in saved["cases"]] == [reply["case"]]
    assert len(saved["transcript"]) == 2
    assert name == 'attachment; filename="certdesk.json"'


async def test_strangers_get_nothing_by_a_stolen_id(certdesk: Certdesk, expired_site: int) -> None:
    async with visiting(certdesk) as owner, visiting(certdesk) as stranger:
        reply = await told_of(owner, expired_site)
        case = str(reply["case"])
        for action in ("details", "simple", "helped", "draft_owner"):
            await stranger.press(action, case)
        pressed = await stranger.press("ask_person", case)
        asked = await stranger.answer(pressed)
        said = await stranger.answer(await stranger.say("is it safe?", case=case))
        await stranger.page.send_json({"type": "erase", "key": "e", "case": case})
        await stranger.hear("ack", "e")
        await owner.page.send_json({"type": "again"})
        told = await owner.hear("all")

    assert asked["case"] != case
    assert said["case"] != case
    assert not [one for one in stranger.heard if one["type"] == "shown"]
    assert case not in str([one for one in stranger.heard if one["type"] in {"all", "case"}])
    assert [one["id"] for one in told["cases"]] == [case]
    assert len(told["cases"][0]["moments"]) == 2


async def test_presses_show_without_adding_to_the_conversation(
    certdesk: Certdesk, expired_site: int
) -> None:
    async with visiting(certdesk) as visitor:
        reply = await told_of(visitor, expired_site)
        case = str(reply["case"])
        details = await visitor.hear("shown", await visitor.press("details", case))
        simple = await visitor.hear("shown", await visitor.press("simple", case))
        thanks = await visitor.hear("shown", await visitor.press("helped", case))

    assert any("SHA-256" in line for line in details["lines"])
    assert "licence" in " ".join(simple["lines"])
    assert thanks["lines"] == ["Good to hear. Thank you for telling me."]
    assert len(visitor.cases[case]["moments"]) == 2


async def test_answers_to_the_one_question_go_on(certdesk: Certdesk, healthy_site: int) -> None:
    async with visiting(certdesk) as visitor:
        text = f"https://localhost:{healthy_site}/ NET::ERR_CERT_AUTHORITY_INVALID"
        reply = await visitor.answer(await visitor.say(text))
        [yes] = [b for b in reply["buttons"] if b["choice"] == "yes"]
        more = {"question": yes["question"], "choice": "yes", "text": yes["label"]}
        key = await visitor.press("answer", str(reply["case"]), **more)
        after = await visitor.answer(key)

    moments = visitor.cases[str(reply["case"])]["moments"]
    assert [m["text"] for m in moments if m["role"] == "requester"][-1] == yes["label"]
    assert after["case"] == reply["case"]


async def test_a_private_key_is_refused_and_never_kept(certdesk: Certdesk) -> None:
    key_pem = issue(Recipe()).key_pem.decode()
    body = key_pem.splitlines()[1]
    async with visiting(certdesk) as visitor:
        reply = await visitor.answer(await visitor.say(f"here is my file {key_pem}"))

    assert "key" in str(reply["headline"]).lower()
    assert body not in str(visitor.heard)
    assert body not in certdesk.log
    for file in certdesk.folder.glob("certdesk.db*"):
        assert body.encode() not in file.read_bytes()


async def test_a_certificate_file_is_read(certdesk: Certdesk) -> None:
    file = {"name": "site.pem", "text": issue(Recipe(names=("shop.test",))).pem.decode()}
    async with visiting(certdesk) as visitor:
        reply = await visitor.answer(await visitor.say("", files=[file]))
        [case] = visitor.cases.values()

    assert reply["category"] == "self_signed"
    assert case["moments"][0]["text"] == "[site.pem]"


async def test_a_picture_is_answered_with_how_to_copy(certdesk: Certdesk) -> None:
    async with visiting(certdesk) as visitor:
        await visitor.page.send_json({"type": "picture", "key": "p"})
        reply = await visitor.answer("p")

    assert "Ctrl+C" in reply["lines"][0]


async def test_what_was_sent_can_be_deleted(certdesk: Certdesk, expired_site: int) -> None:
    async with visiting(certdesk) as visitor:
        await told_of(visitor, expired_site)
        await visitor.page.send_json({"type": "erase", "key": "e"})
        told = await visitor.hear("all")

    assert told["cases"] == []


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param("{", id="no JSON"),
        pytest.param('{"type": "dance", "key": "k"}', id="no such kind"),
        pytest.param('{"type": "say", "text": "hello"}', id="no key"),
        pytest.param('{"type": "press", "key": "k", "action": "fly"}', id="no such button"),
    ],
)
async def test_a_page_that_talks_nonsense_is_hung_up_on(certdesk: Certdesk, frame: str) -> None:
    async with visiting(certdesk) as visitor:
        await visitor.page.send_str(frame)
        ended = await visitor.page.receive(timeout=5)

    assert ended.type is WSMsgType.CLOSE
    assert ended.data == 1008


async def test_a_message_that_is_too_large_ends_the_connection(certdesk: Certdesk) -> None:
    async with visiting(certdesk) as visitor:
        await visitor.say("x" * 2_000_000)
        ended = await visitor.page.receive(timeout=5)

    assert ended.data == 1009


async def test_who_floods_us_is_told_to_come_back(certdesk: Certdesk) -> None:
    async with visiting(certdesk) as visitor:
        for number in range(60):
            await visitor.say("hello " * 2_000, key=f"flood-{number}")
        later = await visitor.hear("later")
        await visitor.answer("flood-0")

    assert later["key"].startswith("flood-")


async def test_the_log_holds_nothing_of_what_was_written(
    certdesk: Certdesk, expired_site: int
) -> None:
    async with visiting(certdesk) as visitor:
        await visitor.answer(
            await visitor.say(f"my dog is called Rex, localhost:{expired_site}/rex")
        )

    assert "Rex" not in certdesk.log
    assert "rex" not in certdesk.log
