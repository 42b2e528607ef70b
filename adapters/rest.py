"""Opens a ticket in another system by a call whose shape is a setting."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from aiohttp import ClientSession

from adapters.calling import Call, call
from bot.core.desk import Delivery, Parcel, ParcelKind, Receipt
from bot.delivery_settings import RestSection, filled


class RestPlace:
    """Delivers by a templated call."""

    def __init__(
        self, section: RestSection, session: ClientSession, clock: Callable[[], datetime]
    ) -> None:
        """`clock` is for answers that say when to come back."""
        self._section = section
        self._session = session
        self._clock = clock

    async def __call__(self, delivery: Delivery, standing: Receipt | None) -> Receipt:
        """The other system's id and link of the ticket.

        Raises:
            DeliveryFailedError: It did not take it.
        """
        if standing is not None or delivery.parcel.kind is ParcelKind.ERASED:
            return standing or Receipt()  # its ticket stands there already, and is theirs
        section = self._section
        values = values_of(delivery)
        key = {"key": delivery.key}
        wanted = Call(
            url=section.url,
            method=section.method,
            headers={name: filled(value, key) for name, value in section.headers.items()},
            body=msgspec.json.encode(_filled(section.body, values)),
        )
        return self._receipt(await call(self._session, wanted, self._clock))

    def _receipt(self, answer: bytes) -> Receipt:
        """Whatever came back: the call was taken, so that it must not be repeated."""
        try:
            told = msgspec.json.decode(answer)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return Receipt()
        number = _at(told, self._section.id_path)
        made = filled(self._section.link, {"id": number}) if number else ""
        return Receipt(message=number, link=made or _at(told, self._section.link_path))


def values_of(delivery: Delivery) -> dict[str, str]:
    """What stands for the names in braces."""
    parcel = delivery.parcel
    judgement = _table(parcel, "judgement")
    return {
        "number": str(parcel.number),
        "title": parcel.title,
        "priority": parcel.priority,
        "queue": parcel.queue,
        "state": parcel.state,
        "owner": parcel.owner,
        "who": parcel.who,
        "text": parcel.text,
        "lines": "\n".join(parcel.lines),
        "fields": msgspec.json.format(msgspec.json.encode(parcel.fields)).decode(),
        "host": str(_table(parcel, "target").get("host") or ""),
        "category": str(judgement.get("category") or ""),
        "problem": str(judgement.get("problem") or ""),
        "verdict": str(judgement.get("verdict") or ""),
        "link": parcel.link,
        "key": delivery.key,
    }


def _table(parcel: Parcel, name: str) -> Mapping[str, Any]:
    found = parcel.fields.get(name)
    return found if isinstance(found, dict) else {}


def _filled(value: object, values: dict[str, str]) -> object:
    """Only inside texts, and after parsing: what is filled in cannot change the shape."""
    match value:
        case str():
            return filled(value, values)
        case dict():
            return {key: _filled(inner, values) for key, inner in value.items()}
        case list():
            return [_filled(inner, values) for inner in value]
        case _:
            return value


def _at(told: object, path: str) -> str:
    for name in path.split(".") if path else ():
        told = told.get(name) if isinstance(told, dict) else None
    return str(told) if path and isinstance(told, str | int) else ""
