"""The JSON API and what machines ask."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.adapters.test_command_line import KEYS
from tests.web.running import TOKEN, Certdesk

EXPLAINED = {"category", "problem", "confidence", "targets", "reported", "check", "checks"}


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def ask(client: ClientSession, url: str, body: object) -> dict[str, Any]:
    async with client.post(url, json=body) as answer:
        assert answer.status == 200
        assert answer.content_type == "application/json"
        told: dict[str, Any] = json.loads(await answer.read())
        return told


async def test_check_gives_what_the_command_line_gives(
    certdesk: Certdesk, client: ClientSession, expired_site: int
) -> None:
    target = f"https://localhost:{expired_site}/basket?secret=1"
    told = await ask(client, f"{certdesk.url}/api/check", {"target": target})

    assert set(told) >= KEYS
    assert told["category"] == "expired"
    assert told["target"]["host"] == "localhost"
    assert told["contact"]["name"] == "ITConnexx"
    assert "secret" not in json.dumps(told)


async def test_what_is_no_address_gets_an_answer_too(
    certdesk: Certdesk, client: ClientSession
) -> None:
    told = await ask(client, f"{certdesk.url}/api/check", {"target": "no address at all"})

    assert told["primary"] == "address_invalid"


async def test_a_port_that_nobody_allowed_is_not_looked_at(
    certdesk: Certdesk, client: ClientSession
) -> None:
    told = await ask(client, f"{certdesk.url}/api/check", {"target": "localhost:22"})

    assert told["primary"] == "blocked_target"


async def test_explain_looks_unless_told_not_to(
    certdesk: Certdesk, client: ClientSession, healthy_site: int
) -> None:
    url = f"{certdesk.url}/api/explain"
    text = f"https://localhost:{healthy_site}/ NET::ERR_CERT_DATE_INVALID"
    looked = await ask(client, url, {"text": text, "id": 7})
    read = await ask(client, url, {"text": text, "id": "a", "look": False})

    assert set(looked) >= EXPLAINED
    assert looked["id"] == 7
    assert looked["check"]["category"] == "healthy"
    assert read["id"] == "a"
    assert read["check"] is None
    assert read["problem"] == "date_invalid"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("[]", id="no object"),
        pytest.param("{", id="no JSON"),
        pytest.param("{}", id="nothing asked"),
        pytest.param('{"target": 5}', id="a number"),
        pytest.param('{"target": "x.example", "starttls": "fax"}', id="no such protocol"),
        pytest.param('{"target": "' + "x" * 3000 + '"}', id="too long for an address"),
        pytest.param("\xff", id="no UTF-8"),
    ],
)
async def test_a_wrong_question_is_told(
    certdesk: Certdesk, client: ClientSession, body: str
) -> None:
    headers = {"Content-Type": "application/json"}
    url = f"{certdesk.url}/api/check"
    async with client.post(url, data=body.encode("latin-1"), headers=headers) as answer:
        assert answer.status == 400


async def test_from_elsewhere_a_token_is_needed(certdesk: Certdesk, client: ClientSession) -> None:
    url, body = f"{certdesk.url}/api/explain", {"text": "hello", "look": False}
    passed_on = {"X-Forwarded-For": "203.0.113.5"}
    async with client.post(url, json=body, headers=passed_on) as answer:
        assert answer.status == 401
    with_token = {**passed_on, "Authorization": f"Bearer {TOKEN}"}
    async with client.post(url, json=body, headers=with_token) as answer:
        assert answer.status == 200


async def test_machines_learn_how_it_stands(certdesk: Certdesk, client: ClientSession) -> None:
    async with client.get(f"{certdesk.url}/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ok"})
    async with client.get(f"{certdesk.url}/readyz") as answer:
        assert await answer.json() == {"status": "ready", "parts": {"database": "ok"}}
    async with client.get(f"{certdesk.url}/metrics") as answer:
        assert "certdesk_http_requests_total" in await answer.text()


async def test_elsewhere_only_the_bare_state_is_told(
    certdesk: Certdesk, client: ClientSession
) -> None:
    headers = {"X-Forwarded-For": "203.0.113.5"}
    async with client.get(f"{certdesk.url}/readyz", headers=headers) as answer:
        assert await answer.json() == {"status": "ready"}
    async with client.get(f"{certdesk.url}/metrics", headers=headers) as answer:
        assert answer.status == 403
