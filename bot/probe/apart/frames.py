"""What the bot and the process that looks for it say to one another, one frame a message."""

import asyncio
from enum import StrEnum
from typing import Final, TypeVar

from msgspec import Struct, field
from msgspec.msgpack import Decoder, Encoder

from bot.core.facts import Observation
from bot.core.target import Target
from bot.probe.visit import Limits

T = TypeVar("T")

_LENGTH: Final = 4
_ENCODER: Final = Encoder()


class Depth(StrEnum):
    """How much of a place is looked at."""

    WHOLE = "everything that one look can establish"
    ONWARD = "no more than handshake and page: a place that a redirect leads to"
    GLANCE = "the handshake alone"


class Terms(Struct, frozen=True, kw_only=True):
    """What holds for all looks; said once, before any is wanted.

    Attributes:
        allow: Networks in CIDR that are permitted for looks that may be private.
        ports: The only ones that may be looked at.
        ca_files: Trust anchors of the operator, PEM.
        system_store: Trust what this computer trusts, too.
    """

    limits: Limits = field(default_factory=Limits)
    allow: tuple[str, ...] = ()
    ports: frozenset[int]
    ca_files: tuple[str, ...] = ()
    system_store: bool = False


class Wanted(Struct, frozen=True, kw_only=True, tag=True):
    """A look that somebody waits for.

    Attributes:
        may_be_private: Asked from where the networks of the settings may be looked at.
        public_only: No person named the place, so that these networks don't count after all.
        number: Told back with what was seen.
    """

    target: Target
    depth: Depth
    may_be_private: bool = False
    public_only: bool = False
    number: int = 0


class Dropped(Struct, frozen=True, kw_only=True, tag=True):
    """Nobody waits for that look any more."""

    number: int


class Seen(Struct, frozen=True, kw_only=True, tag=True):
    """What a look has brought home so far; `is_all` where nothing more comes."""

    number: int
    observation: Observation
    is_all: bool


class Failed(Struct, frozen=True, kw_only=True, tag=True):
    """A mistake of ours ended a look; `trace` is for the log."""

    number: int
    trace: str


TERMS: Final = Decoder(Terms)
WISHES: Final[Decoder[Wanted | Dropped]] = Decoder(Wanted | Dropped)
NEWS: Final[Decoder[Seen | Failed]] = Decoder(Seen | Failed)


def frame(message: Struct) -> bytes:
    """As it goes over the line: its length in four bytes, then MessagePack."""
    body = _ENCODER.encode(message)
    return len(body).to_bytes(_LENGTH, "big") + body


async def received(reader: asyncio.StreamReader, messages: Decoder[T]) -> T | None:
    """The next message; None where the other side has gone."""
    try:
        length = int.from_bytes(await reader.readexactly(_LENGTH), "big")
        return messages.decode(await reader.readexactly(length))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
