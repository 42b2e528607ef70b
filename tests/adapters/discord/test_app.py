"""certdesk and the real discord.py over the wire, with a Discord that is strict."""

from functools import partial

import pytest

from tests.adapters.discord import world
from tests.adapters.discord.double import Fault
from tests.adapters.discord.house import House, text_of
from tests.adapters.discord.world import ANN, BOB, BOT, DESK, GENERAL, HELP, TEA
from tests.core.compare.scene import expired_here

REPORT = "NET::ERR_CERT_DATE_INVALID on shop.example.com"


async def test_a_command_is_deferred_and_edited_into_the_card(here: House) -> None:
    token = await here.command("check", address="shop.example.com")
    answer = await here.answered(token)

    assert here.double.callbacks[token]["type"] == 5
    assert "shop.example.com" in text_of(answer)
    assert "800-797-0345" in text_of(answer)


async def test_a_direct_message_is_answered_with_a_card_and_buttons(here: House) -> None:
    channel = here.double.direct_with(ANN)

    await here.write(channel, REPORT)
    card = await here.posted(channel)

    assert "shop.example.com" in text_of(card)
    assert card["components"]
    assert card["allowed"] == {"parse": []}


async def test_a_mention_is_answered_in_a_thread_under_it(here: House) -> None:
    said = await here.write(GENERAL, f"<@{BOT}> {REPORT}")

    card = await here.posted(int(said["id"]))

    assert here.double.threads[int(said["id"])]["parent_id"] == str(GENERAL)
    assert "shop.example.com" in text_of(card)
    assert here.double.sent(GENERAL) == []


async def test_a_help_channel_is_read_without_being_addressed(here: House) -> None:
    await here.write(HELP, "good morning all")
    await here.write(GENERAL, REPORT)
    said = await here.write(HELP, REPORT)
    await here.posted(int(said["id"]))

    assert list(here.double.threads) == [int(said["id"])]


async def test_where_no_thread_can_be_made_the_message_is_replied_to(here: House) -> None:
    here.double.faults.append(Fault(r"POST .*/threads", 403, code=50013))

    said = await here.write(HELP, REPORT)
    card = await here.posted(HELP)

    assert str(card["reference"]["message_id"]) == said["id"]


async def test_issuers_word_that_comes_later_edits_the_message(here: House) -> None:
    here.later["shop.example.com"] = expired_here()
    channel = here.double.direct_with(ANN)

    await here.write(channel, "is shop.example.com safe?")
    card = await here.posted(channel)
    await here.double.until(lambda: "changed this answer" in text_of(card))

    assert "Expired" in text_of(card)
    assert len(here.double.sent(channel)) == 1


async def test_issuers_word_that_comes_later_edits_what_an_interaction_was_told(
    here: House,
) -> None:
    here.later["shop.example.com"] = expired_here()

    token = await here.command("check", address="shop.example.com")
    answer = await here.answered(token)
    await here.double.until(lambda: "changed this answer" in text_of(answer))


async def test_details_are_shown_to_who_pressed_alone(here: House) -> None:
    card = await here.answered(await here.command("check", address="shop.example.com"))

    token = await here.press(card, "Details")
    shown = await here.answered(token)

    assert here.double.callbacks[token]["data"]["flags"] == 64
    assert "Details" in text_of(shown)


async def test_another_persons_press_shows_nothing_of_the_case(here: House) -> None:
    card = await here.answered(await here.command("check", address="shop.example.com"))

    token = await here.press(card, "Details", author=BOB)
    await here.double.until(lambda: token in here.double.callbacks)

    told = here.double.callbacks[token]["data"]
    assert told["flags"] == 64
    assert "shop.example.com" not in str(told)


async def test_a_question_is_answered_by_a_button(here: House) -> None:
    channel = here.double.direct_with(ANN)
    await here.write(channel, "https://shop.example.com NET::ERR_CERT_AUTHORITY_INVALID")
    card = await here.posted(channel)

    token = await here.press(card, "On many", channel=channel)
    answer = await here.answered(token)

    assert "phone" in text_of(answer)


async def test_a_ticket_becomes_a_thread_and_its_answer_reaches_who_asked(here: House) -> None:
    said = await here.write(GENERAL, f"<@{BOT}> {REPORT}")
    thread = int(said["id"])
    asked = await here.press(await here.posted(thread), "Ask a technician", channel=thread)
    await here.double.until(lambda: asked in here.double.callbacks)
    told = await here.answered(await here.submit(asked, impact="cannot_work", said="I pay here"))
    card = await here.posted(DESK)
    claimed = await here.press(card, "Take it", author=TEA, channel=DESK)
    await here.answered(claimed)
    form = await here.press(card, "Answer", author=TEA, channel=DESK)
    await here.double.until(lambda: form in here.double.callbacks)
    await here.answered(await here.submit(form, author=TEA, said="Use the other one."))
    answer = await here.posted(thread, 2)

    whole = await here.posted(int(card["id"]))
    assert "#1" in text_of(told)
    assert "I pay here" in text_of(whole)
    assert "shop.example.com" in text_of(whole)
    assert "Tea, technician: Use the other one." in answer["content"]
    assert answer["allowed"]["users"] == [ANN]
    await here.double.until(lambda: "waiting" in text_of(card))


async def test_words_in_a_tickets_thread_are_relayed_once_it_is_claimed(here: House) -> None:
    channel = here.double.direct_with(ANN)
    await here.write(channel, REPORT)
    asked = await here.press(await here.posted(channel), "Ask a technician", channel=channel)
    await here.double.until(lambda: asked in here.double.callbacks)
    await here.answered(await here.submit(asked))
    card = await here.posted(DESK)
    thread = int(card["id"])
    await here.posted(thread)
    noted = await here.write(thread, "who takes it?", author=TEA)
    await here.double.until(lambda: "signs" in noted)
    await here.answered(await here.press(card, "Take it", author=TEA, channel=DESK))
    await here.write(thread, "I am nobody", author=BOB)
    await here.write(thread, "Try **again**.", author=TEA)
    answer = await here.posted(channel, 2)
    await here.write(channel, "It works, thank you")
    added = await here.posted(thread, 2)

    assert r"Try \*\*again\*\*." in answer["content"]
    assert "It works, thank you" in added["content"]
    assert len(here.double.sent(channel)) == 2


async def test_who_has_not_the_role_can_do_nothing_with_a_ticket(here: House) -> None:
    asked = await here.command("ticket")
    await here.double.until(lambda: asked in here.double.callbacks)
    await here.answered(await here.submit(asked, said="help"))
    card = await here.posted(DESK)

    token = await here.press(card, "Take it", author=BOB, channel=DESK)
    await here.double.until(lambda: token in here.double.callbacks)

    [row] = await here.desk.tickets.queue()
    assert here.double.callbacks[token]["data"]["flags"] == 64
    assert row.ticket.owner == ""


async def test_only_the_gravest_calls_the_role_and_nobody_else(here: House) -> None:
    for who, typed in ((ANN, "no"), (BOB, "yes")):
        asked = await here.command("ticket", author=who)
        await here.double.until(partial(here.double.callbacks.__contains__, asked))
        await here.answered(await here.submit(asked, author=who, secret=typed))
    calm, grave = await here.posted(DESK), await here.posted(DESK, 2)

    assert calm["allowed"] == {"parse": []}
    assert f"<@&{world.ROLE}>" not in calm["content"]
    assert grave["allowed"] == {"parse": [], "roles": [world.ROLE]}
    assert f"<@&{world.ROLE}>" in grave["content"]


async def test_closed_direct_messages_lead_to_a_notice_without_the_words(here: House) -> None:
    asked = await here.command("ticket")
    await here.double.until(lambda: asked in here.double.callbacks)
    await here.answered(await here.submit(asked, said="help"))
    card = await here.posted(DESK)
    direct = here.double.direct_with(ANN)
    here.double.faults.append(Fault(rf"POST /channels/{direct}/messages", 403, code=50007))
    form = await here.press(card, "Answer", author=TEA, channel=DESK)
    await here.double.until(lambda: form in here.double.callbacks)
    await here.answered(await here.submit(form, author=TEA, said="The secret word"))
    notice = await here.posted(GENERAL)
    listed = await here.answered(await here.command("tickets"))

    assert "The secret word" not in text_of(notice)
    assert notice["allowed"]["users"] == [ANN]
    assert "The secret word" in text_of(listed)


async def test_a_text_file_is_read_as_if_pasted(here: House) -> None:
    here.double.files["log.txt"] = REPORT.encode()
    channel = here.double.direct_with(ANN)
    file = {"id": "9", "filename": "log.txt", "size": 9, "proxy_url": "", "content_type": "text"}
    url = f"{here.double.url}/files/log.txt"

    await here.write(channel, "", attachments=[{**file, "url": url}])
    card = await here.posted(channel)

    assert "shop.example.com" in text_of(card)


async def test_a_file_on_another_host_is_not_fetched(here: House) -> None:
    channel = here.double.direct_with(ANN)
    file = {"id": "9", "filename": "log.txt", "size": 9, "proxy_url": "", "content_type": "text"}

    await here.write(channel, "", attachments=[{**file, "url": "http://127.0.0.1:1/log.txt"}])
    card = await here.posted(channel)

    assert "shop.example.com" not in text_of(card)


@pytest.mark.parametrize("name", ["contact", "help", "tickets"])
async def test_a_plain_command_answers_who_called_it(here: House, name: str) -> None:
    token = await here.command(name)
    answer = await here.answered(token)

    assert here.double.callbacks[token]["data"]["flags"] == 64
    assert text_of(answer).strip()


async def test_hosts_that_were_asked_about_are_offered_again(here: House) -> None:
    with here.desk.changes.listen() as kept:
        await here.command("check", address="shop.example.com")
        await kept.get()

    offered = await here.offered("check", "address", "SHOP")
    others = await here.offered("check", "address", "bank")

    assert [choice["value"] for choice in offered] == ["shop.example.com"]
    assert others == []


async def test_own_tickets_are_offered_by_number(here: House) -> None:
    asked = await here.command("ticket")
    await here.double.until(lambda: asked in here.double.callbacks)
    await here.answered(await here.submit(asked, said="help"))

    offered = await here.offered("tickets", "ticket", "1")
    of_others = await here.offered("tickets", "ticket", "", author=BOB)

    assert [choice["value"] for choice in offered] == [1]
    assert of_others == []


async def test_what_somebody_sent_is_erased_when_they_say_so(here: House) -> None:
    with here.desk.changes.listen() as kept:
        card = await here.answered(await here.command("check", address="shop.example.com"))
        await kept.get()

    told = await here.answered(await here.command("forget"))
    token = await here.press(card, "Details")
    await here.double.until(lambda: token in here.double.callbacks)

    assert "Gone" in text_of(told)
    assert "shop.example.com" not in str(here.double.callbacks[token])


async def test_what_is_erased_is_taken_back_wherever_it_stands(here: House) -> None:
    direct = here.double.direct_with(ANN)
    await here.write(direct, REPORT)
    card = await here.posted(direct)
    form = await here.press(card, "Ask a technician", channel=direct)
    await here.double.until(lambda: form in here.double.callbacks)
    await here.answered(await here.submit(form, said="It is urgent"))
    ticket = await here.posted(DESK)
    thread = int(ticket["id"])
    await here.posted(thread)
    await here.answered(await here.command("forget", channel=direct))
    await here.double.until(lambda: "erased" in here.double.sent(DESK)[0]["content"])

    assert here.double.threads[thread]["name"] == "#1"
    assert here.double.sent(thread) == []
    assert [message["content"] for message in here.double.sent(DESK)] == [
        "\\#1 Who asked this has had it erased. Please delete what you have of it elsewhere."
    ]
    assert here.double.sent(DESK)[0]["embeds"] == []
    assert card not in here.double.sent(direct)


async def test_others_in_a_thread_join_by_calling_us(here: House) -> None:
    said = await here.write(GENERAL, f"<@{BOT}> {REPORT}")
    thread = int(said["id"])
    await here.posted(thread)

    await here.write(thread, "and https://bank.example.com too", author=BOB)
    await here.write(thread, f"<@{BOT}> and https://other.example.com", author=BOB)
    card = await here.posted(thread, 2)

    assert "other.example.com" in text_of(card)
    assert len(here.double.sent(thread)) == 2


async def test_a_command_in_anothers_thread_is_a_case_of_ones_own(here: House) -> None:
    said = await here.write(GENERAL, f"<@{BOT}> {REPORT}")
    thread = int(said["id"])
    await here.posted(thread)

    token = await here.command("check", author=BOB, channel=thread, address="shop.example.com")
    card = await here.answered(token)
    shown = await here.answered(await here.press(card, "Details", author=BOB, channel=thread))

    assert "shop.example.com" in text_of(shown)


async def test_what_follows_at_once_in_a_channel_answers_the_question_there(here: House) -> None:
    said = await here.write(HELP, "NET::ERR_CERT_DATE_INVALID")
    await here.write(HELP, "https://shop.example.com")
    thread = int(said["id"])
    card = await here.posted(thread, 2)

    assert "shop.example.com" in text_of(card)
    assert list(here.double.threads) == [thread]


async def test_a_file_that_can_not_be_read_is_said_so(here: House) -> None:
    await here.double.until(lambda: bool(here.double.commands))
    cert = next(c for c in here.double.commands if c["name"] == "cert")
    file = {"id": "77", "filename": "a.exe", "size": 3, "url": "x", "proxy_url": "x"}
    option = {"name": "file", "type": 11, "value": "77"}
    sub = {"name": "explain", "type": 1, "options": [option]}
    data = {"id": cert["id"], "name": "cert", "type": 1, "options": [sub]}

    token = await here.act(2, {**data, "resolved": {"attachments": {"77": file}}})

    assert "no text" in text_of(await here.answered(token))


async def test_pictures_in_the_form_reach_the_technicians_and_nothing_else_does(
    here: House,
) -> None:
    picture, double = b"\x89PNG\r\n\x1a\n" + b"0" * 99, here.double
    double.files |= {"screen.png": picture, "virus.png": b"MZ", "elsewhere.png": picture}
    files = {
        str(number): {
            "id": str(number),
            "filename": name,
            "size": 1,
            "url": f"{host}/files/{name}",
        }
        for number, (host, name) in enumerate(
            [
                (double.url, "screen.png"),
                (double.url, "virus.png"),
                (double.url.replace("127.0.0.1", "localhost"), "elsewhere.png"),
            ]
        )
    }
    card = await here.answered(await here.command("check", address="shop.example.com"))
    asked = await here.press(card, "Ask a technician")
    await double.until(lambda: asked in double.callbacks)

    await here.submit(asked, files=files)
    ticket = await here.posted(DESK)
    await here.posted(int(ticket["id"]))

    assert {name: data for name, data in double.uploads.items() if name.endswith("png")} == {
        "screen.png": picture
    }
