"""One HTTP call that delivers something: no redirects, a bounded answer, a failure that says when.

What is called was set by who runs this; people in a chat can never set it.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientConnectorSSLError,
    ClientError,
    ClientResponse,
    ClientSession,
)
from msgspec import Struct

from bot.core.desk import DeliveryFailedError

_MOST = 262_144
"""Bytes of an answer that are read; enough for a ticket as JSON."""


class Call(Struct, frozen=True, kw_only=True):
    """What is sent where; the body is JSON, as bytes, the same at every try."""

    url: str
    method: str
    headers: Mapping[str, str]
    body: bytes


async def call(session: ClientSession, wanted: Call, clock: Callable[[], datetime]) -> bytes:
    """The answer's first bytes.

    Raises:
        DeliveryFailedError: Nobody answered, or with anything but a 2xx.
    """
    headers = {"Content-Type": "application/json", **wanted.headers}
    try:
        async with session.request(
            wanted.method,
            wanted.url,
            data=wanted.body,
            headers=headers,
            allow_redirects=False,
        ) as response:
            _demand_success(response, clock())
            return await _read(response)
    except (ClientError, TimeoutError, OSError) as error:
        raise DeliveryFailedError(_in_words(error)) from error


def _in_words(error: Exception) -> str:
    """What technicians read."""
    match error:
        case TimeoutError():
            return "no answer in time"
        case ClientConnectorCertificateError() | ClientConnectorSSLError():
            return f"no secure connection to {error.host}:{error.port} ({error})"
        case ClientConnectorError():
            return f"nobody answers at {error.host}:{error.port}"
        case _:
            return f"{type(error).__name__}: {error}"


def _demand_success(response: ClientResponse, now: datetime) -> None:
    if response.ok and response.status < HTTPStatus.MULTIPLE_CHOICES:
        return
    raise DeliveryFailedError(
        f"HTTP {response.status}",
        retry_after_s=_retry_after_s(response.headers.get("Retry-After", ""), now),
        is_final=response.status == HTTPStatus.GONE,
    )


def _retry_after_s(text: str, now: datetime) -> float | None:
    """RFC 9110 section 10.2.3: seconds, or a date."""
    if text.strip().isascii() and text.strip().isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


async def _read(response: ClientResponse) -> bytes:
    read = bytearray()
    async for chunk in response.content.iter_chunked(16_384):
        read += chunk
        if len(read) >= _MOST:
            break
    return bytes(read[:_MOST])
