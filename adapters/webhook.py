"""Tells a URL of every step of a ticket, signed as Standard Webhooks says."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec
from aiohttp import ClientSession
from standardwebhooks import Webhook

from adapters.calling import Call, call
from bot.core.desk import Delivery, Parcel, ParcelKind, Receipt
from bot.delivery_settings import WebhookSection

_TYPES: Final = {
    ParcelKind.HANDOVER: "ticket.opened",
    ParcelKind.ADDED: "ticket.added",
    ParcelKind.CHANGED: "ticket.changed",
    ParcelKind.SUMMARY: "tickets.summary",
    ParcelKind.ANSWER: "ticket.answered",
    ParcelKind.CLOSING: "ticket.closed",
    ParcelKind.ERASED: "ticket.erased",
}


class WebhookPlace:
    """Delivers by a signed POST; the receiver knows repeats by their webhook-id."""

    def __init__(
        self, section: WebhookSection, session: ClientSession, clock: Callable[[], datetime]
    ) -> None:
        """`clock` dates the signature, which receivers take for five minutes."""
        self._url = section.url
        self._webhook = Webhook(str(section.secret))
        self._session = session
        self._clock = clock

    async def __call__(self, delivery: Delivery, standing: Receipt | None) -> Receipt:
        """Any 2xx means that it has arrived.

        Raises:
            DeliveryFailedError: It has not.
        """
        body = _body(delivery)
        now = self._clock()
        headers = {
            "webhook-id": delivery.key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._webhook.sign(delivery.key, now, body.decode()),
        }
        wanted = Call(url=self._url, method="POST", headers=headers, body=body)
        await call(self._session, wanted, self._clock)
        return standing or Receipt(message=delivery.key)


def _body(delivery: Delivery) -> bytes:
    """The same bytes at every try: the moment is that of the step."""
    parcel = delivery.parcel
    event = {
        "type": _TYPES[parcel.kind],
        "timestamp": delivery.created_at,
        "data": _data(parcel),
    }
    return msgspec.json.encode(event)


def _data(parcel: Parcel) -> dict[str, object]:
    return {
        "ticket": parcel.ticket,
        "number": parcel.number,
        "case": parcel.case,
        "title": parcel.title,
        "state": parcel.state,
        "priority": parcel.priority,
        "queue": parcel.queue,
        "owner": parcel.owner,
        "who": parcel.who,
        "text": parcel.text,
        "lines": parcel.lines,
        "fields": parcel.fields,
        "files": [{"name": name, "text": text} for name, text in parcel.files],
        "link": parcel.link,
    }
