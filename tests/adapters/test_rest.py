"""Templated calls to a real receiver."""

import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from adapters.rest import RestPlace
from bot.config import load
from bot.core.desk import DeliveryFailedError, Receipt
from bot.delivery_settings import RestSection
from bot.settings import InvalidSettingError, Secret
from tests.adapters.parcels import NOW, delivery
from tests.adapters.receivers import HttpReceiver, session

ROOT = Path(__file__).parents[2]
BODY: dict[str, Any] = {
    "title": "{title}",
    "group": "Users",
    "article": {"subject": "#{number}", "body": "{lines}\n{text}", "internal": True},
    "tags": ["certdesk", "{priority}", "{host}", "{problem}"],
    "count": 3,
}


async def deliver(
    section: RestSection, standing: Receipt | None = None, **changed: object
) -> Receipt:
    async with session() as opened:
        return await RestPlace(section, opened, lambda: NOW)(delivery(**changed), standing)


async def test_a_ticket_is_opened_and_its_id_and_link_are_kept() -> None:
    answer = web.json_response({"ticket": {"id": 77, "url": "https://desk.test/77"}}, status=201)
    async with HttpReceiver(answer).listening() as receiver:
        receipt = await deliver(
            RestSection(
                url=receiver.url,
                headers={
                    "Authorization": Secret("Token token=abc"),
                    "Idempotency-Key": Secret("{key}"),
                },
                body=BODY,
                id_path="ticket.id",
                link_path="ticket.url",
            )
        )

    assert receipt == Receipt(message="77", link="https://desk.test/77")
    assert receiver.headers[0]["Authorization"] == "Token token=abc"
    assert receiver.headers[0]["Idempotency-Key"] == "ticket:1:handover:somewhere"
    sent = json.loads(receiver.bodies[0])
    assert sent["title"] == "Expired certificate: shop.example.com"
    assert sent["article"]["subject"] == "#12"
    assert sent["tags"] == ["certdesk", "P2", "shop.example.com", "expired"]
    assert (sent["count"], sent["article"]["internal"]) == (3, True)


async def test_what_is_filled_in_changes_no_shape_and_is_not_filled_in_again() -> None:
    hostile = '", "owner": "root", "x": "{number} {key}'
    async with HttpReceiver().listening() as receiver:
        await deliver(RestSection(url=receiver.url, body={"a": "{text}"}), text=hostile)

    assert json.loads(receiver.bodies[0]) == {"a": hostile}


async def test_a_link_can_be_made_of_the_id() -> None:
    async with HttpReceiver(web.json_response({"id": "A-1"})).listening() as receiver:
        receipt = await deliver(RestSection(url=receiver.url, link="https://desk.test/{id}"))

    assert receipt == Receipt(message="A-1", link="https://desk.test/A-1")


@pytest.mark.parametrize(
    "answer", ["", "<html>", "[]", '{"id": {"x": 1}}', '{"id": null}', "\xff"]
)
async def test_an_answer_without_an_id_is_taken_all_the_same(answer: str) -> None:
    async with HttpReceiver(web.Response(body=answer.encode("latin-1"))).listening() as receiver:
        assert await deliver(RestSection(url=receiver.url)) == Receipt()


async def test_what_stands_there_is_not_opened_again() -> None:
    async with HttpReceiver().listening() as receiver:
        there = Receipt(message="77")

        assert await deliver(RestSection(url=receiver.url), there) == there

    assert receiver.bodies == []


async def test_a_refusal_is_a_failure() -> None:
    async with HttpReceiver(web.Response(status=422)).listening() as receiver:
        with pytest.raises(DeliveryFailedError, match="HTTP 422"):
            await deliver(RestSection(url=receiver.url))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({"body": {"a": ["{password}"]}}, "braces", id="unknown in a body"),
        pytest.param({"headers": {"A": Secret("{title}")}}, "headers", id="words in a header"),
        pytest.param({"headers": {"A": Secret("a\r\nB: c")}}, "headers", id="two headers in one"),
        pytest.param({"url": "file:///etc/passwd"}, "https://", id="no http"),
        pytest.param({"url": "https://user:pw@desk.test/"}, "user name", id="credentials in it"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused(changed: dict[str, Any], expected: str) -> None:
    with pytest.raises(InvalidSettingError, match=expected):
        RestSection(**changed)


def test_the_example_of_the_documents_loads(tmp_path: Path) -> None:
    documents = (ROOT / "docs" / "deliveries.md").read_text(encoding="utf-8")
    [example] = [block for block in documents.split("```toml\n")[1:] if block.startswith("[rest]")]
    path = tmp_path / "config.toml"
    path.write_text(example.split("```")[0], encoding="utf-8")

    section = load(path, {}).rest

    assert section.is_on
    assert section.id_path == "id"
    assert section.body["article"]["body"]
