"""Signed calls to a real receiver, which checks them with the scheme's own library."""

import json
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from aiohttp import web
from standardwebhooks import Webhook

from adapters.webhook import WebhookPlace
from bot.core.desk import DeliveryFailedError, ParcelKind, Receipt
from bot.delivery_settings import WebhookSection
from bot.settings import Secret
from tests.adapters.parcels import NOW, delivery
from tests.adapters.receivers import HttpReceiver, session

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - the example of the scheme


def real_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the library compares with the real clock


async def deliver(receiver: HttpReceiver, **changed: object) -> Receipt:
    section = WebhookSection(url=receiver.url, secret=Secret(SECRET))
    async with session() as opened:
        return await WebhookPlace(section, opened, real_now)(delivery(**changed), None)


async def test_a_step_arrives_signed_and_whole() -> None:
    async with HttpReceiver().listening() as receiver:
        receipt = await deliver(receiver)

    told = Webhook(SECRET).verify(receiver.bodies[0], dict(receiver.headers[0]))
    assert receipt.message == receiver.headers[0]["webhook-id"] == "ticket:1:handover:somewhere"
    assert told["type"] == "ticket.opened"
    assert told["data"]["number"] == 12
    assert told["data"]["fields"]["judgement"]["problem"] == "expired"


async def test_a_repeat_has_the_same_id_and_the_same_body() -> None:
    async with HttpReceiver().listening() as receiver:
        await deliver(receiver)
        await deliver(receiver)

    assert receiver.bodies[0] == receiver.bodies[1]
    assert len({headers["webhook-id"] for headers in receiver.headers}) == 1


@pytest.mark.parametrize("kind", sorted(set(ParcelKind) - {ParcelKind.REVISED}))
async def test_every_kind_has_a_type(kind: ParcelKind) -> None:
    async with HttpReceiver().listening() as receiver:
        await deliver(receiver, kind=kind)

    assert json.loads(receiver.bodies[0])["type"].startswith("ticket")


async def test_no_redirect_is_followed() -> None:
    elsewhere = web.Response(status=307, headers={"Location": "/elsewhere"})
    async with HttpReceiver(elsewhere).listening() as receiver:
        with pytest.raises(DeliveryFailedError, match="HTTP 307"):
            await deliver(receiver)

    assert receiver.paths == ["/hook"]


@pytest.mark.parametrize(
    ("status", "headers", "retry_after_s", "is_final"),
    [
        pytest.param(500, {}, None, False, id="a broken receiver may recover"),
        pytest.param(429, {"Retry-After": "120"}, 120, False, id="seconds"),
        pytest.param(503, {"Retry-After": "soon"}, None, False, id="neither seconds nor a date"),
        pytest.param(410, {}, None, True, id="gone for good"),
    ],
)
async def test_a_refusal_says_when_to_try_again(
    status: int, headers: dict[str, str], retry_after_s: float | None, *, is_final: bool
) -> None:
    async with HttpReceiver(web.Response(status=status, headers=headers)).listening() as receiver:
        with pytest.raises(DeliveryFailedError) as caught:
            await deliver(receiver)

    assert (caught.value.retry_after_s, caught.value.is_final) == (retry_after_s, is_final)


async def test_a_date_to_try_again_is_counted_from_now() -> None:
    later = format_datetime(NOW.replace(minute=10), usegmt=True)
    answer = web.Response(status=503, headers={"Retry-After": later})
    section = WebhookSection(url="http://127.0.0.1/", secret=Secret(SECRET))
    async with HttpReceiver(answer).listening() as receiver, session() as opened:
        place = WebhookPlace(
            WebhookSection(url=receiver.url, secret=section.secret), opened, _noon
        )
        with pytest.raises(DeliveryFailedError) as caught:
            await place(delivery(), None)

    assert caught.value.retry_after_s == 600


def _noon() -> datetime:
    return NOW


async def test_nobody_there_is_a_failure_to_be_tried_again() -> None:
    async with HttpReceiver().listening() as receiver:
        pass

    with pytest.raises(DeliveryFailedError) as caught:
        await deliver(receiver)

    assert not caught.value.is_final
