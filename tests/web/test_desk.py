"""What technicians do, and what the requester sees of it; without a browser."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar

from tests.certificates import Recipe, issue
from tests.databases import new_database
from tests.web.conftest import TECHNICIANS
from tests.web.revoked import Revoked
from tests.web.running import PATIENCE_S, TOKEN, Certdesk, Visitor, free_port, visiting

SOONER_THAN_BY_ASKING_S = 15.0
"""Pages that share a database ask again after 20 seconds in any case."""

SIGNED_WITH = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Technician:
    """Somebody signed in at the desk."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self._session = session
        self._url = f"{url}/desk/api"

    async def read(self, path: str) -> dict[str, Any]:
        async with self._session.get(f"{self._url}/{path}") as answer:
            assert answer.status == 200
            told: dict[str, Any] = await answer.json()
            return told

    async def do(self, path: str, **body: object) -> tuple[int, dict[str, Any]]:
        async with self._session.post(f"{self._url}/{path}", json=body) as answer:
            told = await answer.json() if answer.content_type == "application/json" else {}
            return answer.status, told

    async def ticket(self, case: str) -> dict[str, Any]:
        rows = (await self.read("queue"))["rows"]
        return next(row for row in rows if row["case"] == case)

    async def save(self, path: str) -> tuple[int, str, str]:
        async with self._session.get(f"{self._url}/{path}") as answer:
            name = answer.headers.get("Content-Disposition", "")
            return answer.status, name, await answer.text()

    def watching(self) -> AbstractAsyncContextManager[ClientWebSocketResponse]:
        """The desk's page, left open."""
        return self._session.ws_connect(f"{self._url.removesuffix('/api')}/live")


@asynccontextmanager
async def signed_in(desk: Certdesk) -> AsyncIterator[Technician]:
    jar = CookieJar(unsafe=True)
    async with ClientSession(cookie_jar=jar, headers={"Origin": desk.url}) as session:
        async with session.post(f"{desk.url}/desk/session", json={"token": TOKEN}) as answer:
            assert (await answer.json()) == {"name": "Ada"}
        yield Technician(session, desk.url)


async def escalated(visitor: Visitor, site: int) -> str:
    """A case with a ticket."""
    reply = await visitor.answer(await visitor.say(f"localhost:{site}"))
    case = str(reply["case"])
    handed = await visitor.answer(await visitor.press("ask_person", case))
    assert "#" in str(handed["lines"])
    return case


async def until(visitor: Visitor, case: str, role: str, text: str) -> None:
    while not any(
        moment.get("role") == role and text in moment.get("text", "")
        for moment in visitor.cases[case]["moments"]
    ):
        await visitor.hear("case")


async def test_a_technician_claims_and_answers_and_the_requester_reads_it(
    certdesk: Certdesk, expired_site: int
) -> None:
    async with visiting(certdesk) as visitor, signed_in(certdesk) as ada:
        case = await escalated(visitor, expired_site)
        ticket = (await ada.ticket(case))["ticket"]
        claimed = await ada.do(f"tickets/{ticket}/claim")
        await ada.do(f"tickets/{ticket}/note", text="looks like a forgotten renewal")
        await ada.do(f"tickets/{ticket}/answer", text="We have told the owner.")
        await until(visitor, case, "technician", "We have told the owner.")
        await visitor.say("thank you, I will wait", case=case)
        await until(visitor, case, "requester", "I will wait")
        seen = await ada.read(f"cases/{case}")

    assert claimed[0] == 200
    assert "forgotten renewal" not in str(visitor.heard)
    assert "forgotten renewal" in str(seen["moments"])
    assert "I will wait" in str(seen["moments"])
    assert seen["record"]["check"]["category"] == "expired"
    assert seen["ticket"]["owner_name"] == "Ada"
    assert visitor.cases[case]["moments"][-1]["role"] == "requester"


async def test_of_two_at_once_the_later_is_told(certdesk: Certdesk, expired_site: int) -> None:
    async with visiting(certdesk) as visitor, signed_in(certdesk) as ada:
        case = await escalated(visitor, expired_site)
        row = await ada.ticket(case)
        first = await ada.do(f"tickets/{row['ticket']}/claim", version=row["version"])
        second = await ada.do(f"tickets/{row['ticket']}/claim", version=row["version"])

    assert first[0] == 200
    assert second == (409, {"error": "Ada has this ticket.", "state": "claimed"})


async def test_issuers_word_that_comes_later_changes_the_card_and_tells_who_was_asked(
    certdesk: Certdesk, revoked_site: Revoked
) -> None:
    async with visiting(certdesk) as visitor, signed_in(certdesk) as ada:
        key = await visitor.say(f"is localhost:{revoked_site.port} safe?")
        first = await visitor.answer(key)
        case = str(first["case"])
        await visitor.answer(await visitor.press("ask_person", case))
        revoked_site.may_tell.set()
        changed = first
        while changed == first:
            await visitor.hear("case")
            changed = await visitor.answer(key)
        moments = visitor.cases[case]["moments"]
        shown = await ada.read(f"cases/{case}")

    assert (first["category"], changed["category"]) == ("healthy", "revoked")
    assert (
        len([one for one in moments if one["role"] == "certdesk" and one["kind"] == "line"]) == 2
    )
    assert shown["record"]["category"] == "revoked"
    notes = [moment for moment in shown["moments"] if moment.get("action") == "note"]
    assert [note["text"] for note in notes] == [changed["headline"]]
    assert not [moment for moment in moments if moment.get("action") == "note"]


async def test_what_one_process_stores_is_seen_live_at_another(
    postgres: str, tmp_path: Path, expired_site: int
) -> None:
    url = await new_database(postgres, "certdesk")
    one, other = (
        Certdesk(tmp_path / name, TECHNICIANS, (expired_site,), store=url) for name in "ab"
    )
    with one.running(), other.running():
        async with visiting(one) as visitor, signed_in(other) as ada, ada.watching() as page:
            case = await escalated(visitor, expired_site)
            async with asyncio.timeout(SOONER_THAN_BY_ASKING_S):
                while (await page.receive_json())["case"] != case:
                    pass
            row = await ada.ticket(case)
            await ada.do(f"tickets/{row['ticket']}/answer", text="From the other side.")
            async with asyncio.timeout(SOONER_THAN_BY_ASKING_S):
                await until(visitor, case, "technician", "From the other side.")


async def test_a_ticket_is_assigned_resolved_and_opened_again(
    certdesk: Certdesk, expired_site: int
) -> None:
    async with visiting(certdesk) as visitor, signed_in(certdesk) as ada:
        case = await escalated(visitor, expired_site)
        ticket = (await ada.ticket(case))["ticket"]
        people = (await ada.read("me"))["people"]
        grace = next(key for key, name in people.items() if name == "Grace")
        states = [
            (await ada.do(f"tickets/{ticket}/{action}", **body))[1].get("state")
            for action, body in (
                ("claim", {}),
                ("release", {}),
                ("assign", {"to": grace}),
                ("resolve", {}),
                ("reopen", {}),
            )
        ]
        owner = (await ada.ticket(case))["owner_name"]

    assert states == ["claimed", "open", "claimed", "resolved", "claimed"]
    assert owner == "Grace"


async def test_the_chain_that_was_pasted_can_be_saved(certdesk: Certdesk) -> None:
    pem = issue(Recipe(names=("shop.test",))).pem.decode()
    async with visiting(certdesk) as visitor, signed_in(certdesk) as ada:
        reply = await visitor.answer(await visitor.say(f"What is this?\n{pem}"))
        case = reply["case"]
        shown = await ada.read(f"cases/{case}")
        saved = await ada.save(f"cases/{case}/files/shown-chain.pem")
        nothing = await ada.save(f"cases/{case}/files/other")
        stranger = f"{certdesk.url}/desk/api/cases/{case}/files/shown-chain.pem"
        async with visitor.session.get(stranger) as refused:
            assert refused.status == 401

    assert shown["attachments"] == [{"id": "shown-chain.pem", "name": "shown-chain.pem"}]
    assert saved == (200, 'attachment; filename="shown-chain.pem"', pem)
    assert nothing[0] == 404


async def test_a_verdict_can_be_judged(certdesk: Certdesk, expired_site: int) -> None:
    async with visiting(certdesk) as visitor, signed_in(certdesk) as ada:
        case = await escalated(visitor, expired_site)

        assert await ada.do(f"cases/{case}/verdict", right=False) == (200, {})
        assert (await ada.do("cases/nothing/verdict", right=True))[0] == 404


async def test_wrong_wishes_are_told(certdesk: Certdesk, expired_site: int) -> None:
    async with visiting(certdesk) as visitor, signed_in(certdesk) as ada:
        case = await escalated(visitor, expired_site)
        ticket = (await ada.ticket(case))["ticket"]
        wrong = [
            (f"tickets/{ticket}/fly", {}, 404),
            ("tickets/nothing/claim", {}, 404),
            (f"tickets/{ticket}/answer", {"text": "  "}, 400),
            (f"tickets/{ticket}/answer", {"text": "x" * 9000}, 400),
            (f"tickets/{ticket}/assign", {"to": "nobody"}, 400),
            (f"tickets/{ticket}/reopen", {}, 409),
            ("dead", {}, 400),
        ]

        assert [(await ada.do(path, **body))[0] for path, body, _ in wrong] == [
            status for *_, status in wrong
        ]


async def test_nothing_was_given_up(certdesk: Certdesk) -> None:
    async with signed_in(certdesk) as ada:
        assert await ada.read("dead") == {"rows": []}
        assert await ada.do("dead", key="nothing") == (200, {"retried": False})


async def test_what_could_not_be_delivered_is_seen_and_tried_again(
    tmp_path: Path, expired_site: int
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/"
    webhook = f'[webhook]\nurl = "{nobody}"\nsecret = "whsec_{SIGNED_WITH}"'
    more = f"{TECHNICIANS}\n{webhook}\n[desk]\ndelivery_tries = 1\n"
    desk = Certdesk(tmp_path, more, (expired_site,))
    with desk.running():
        async with visiting(desk) as visitor, signed_in(desk) as ada:
            await escalated(visitor, expired_site)
            async with asyncio.timeout(PATIENCE_S):
                while not (rows := (await ada.read("dead"))["rows"]):
                    await visitor.hear("ack", await visitor.say("still there"))
            retried = await ada.do("dead", key=rows[0]["key"])

    assert (rows[0]["place"], rows[0]["attempts"]) == ("webhook", 1)
    assert rows[0]["error"]
    assert retried == (200, {"retried": True})


async def test_a_visitor_is_no_technician(certdesk: Certdesk) -> None:
    async with (
        visiting(certdesk) as visitor,
        visitor.session.get(f"{certdesk.url}/desk/api/queue") as answer,
    ):
        assert answer.status == 401
