"""Puts together the desk: its store, and the places where it delivers."""

from __future__ import annotations

import secrets
import ssl
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from platformdirs import user_data_path

from adapters.commands import UsageError
from adapters.commands.settings import now
from bot.catalogue.desk import say
from bot.core.desk import ParcelKind
from bot.core.desk.parcels import ALL_KINDS, Receiver
from bot.core.ticket import Queue
from bot.desk.courier import Persistence
from bot.desk.desk import Desk, Terms, desk_of
from bot.desk.house import House
from bot.store.database import StoreError
from bot.store.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from aiohttp import ClientSession

    from bot.config import Config
    from bot.core.desk import Held
    from bot.desk.seams import Deliver
    from bot.desk_settings import DeskSection

_FILE = "certdesk.db"
_CALL_S = 15.0


class Chat(Struct, frozen=True, kw_only=True):
    """A platform where people talk.

    Attributes:
        has_technicians: It has a channel of theirs.
        edits: It edits what it has posted when the words in it change.
    """

    deliver: Deliver
    has_technicians: bool
    edits: bool = False


class Front(Struct, frozen=True, kw_only=True):
    """What the desk needs to know of the adapters in front of it.

    Attributes:
        chats: By place: "web", "slack", "discord".
        link: Where technicians open a case, by its id.
        failed: Told of events whose work failed by a mistake of ours.
    """

    chats: Mapping[str, Chat]
    link: Callable[[str], str]
    failed: Callable[[Held, Exception], None]


def store_url(config: Config) -> str:
    """Where the desk keeps what it must not forget."""
    return config.store.url or f"sqlite:///{user_data_path('certdesk', appauthor=False) / _FILE}"


@asynccontextmanager
async def desk_at(config: Config, front: Front) -> AsyncIterator[Desk]:
    """The desk, for as long as its store is open.

    Raises:
        UsageError: The store cannot be used; the text says what to do.
    """
    try:
        store = Store(store_url(config))
        await store.__aenter__()
    except StoreError as error:
        raise UsageError(str(error)) from error
    try:
        if store.is_alone:
            await store.inbox.forget_leases()
            await store.outbox.forget_leases()
        async with _session() as session:
            places = dict(_places(config, session))
            chats = {name: chat.deliver for name, chat in front.chats.items()}
            terms = _terms(config, front, tuple(places))
            yield desk_of(store, {**chats, **places}, terms)
    finally:
        await store.__aexit__(None, None, None)


@asynccontextmanager
async def _session() -> AsyncIterator[ClientSession]:
    from aiohttp import ClientSession, ClientTimeout

    from bot import __version__

    async with ClientSession(
        timeout=ClientTimeout(total=_CALL_S),
        headers={"User-Agent": f"certdesk/{__version__}"},
        trust_env=True,
    ) as session:
        yield session


def _places(config: Config, session: ClientSession) -> Iterator[tuple[str, Deliver]]:
    """The one-way places that are set up."""
    if config.mail.is_on:
        from adapters.mail import MailPlace

        yield "mail", MailPlace(config.mail, mail_trust(config))
    if config.webhook.is_on:
        from adapters.webhook import WebhookPlace

        yield "webhook", WebhookPlace(config.webhook, session, now)
    if config.rest.is_on:
        from adapters.rest import RestPlace

        yield "rest", RestPlace(config.rest, session, now)


def mail_trust(config: Config) -> ssl.SSLContext:
    """Mail servers in the house have certificates of the house."""
    context = ssl.create_default_context()
    for file in config.probe.ca_files:
        context.load_verify_locations(cafile=file)
    return context


def _terms(config: Config, front: Front, one_way: tuple[str, ...]) -> Terms:
    own = config.registry.entries.own_domains
    return Terms(
        house=House(
            receivers=tuple(_receivers(config.desk, front, one_way)),
            section=config.desk,
            is_own=lambda host: any(host == d or host.endswith(f".{d}") for d in own),
            say=say,
            link=front.link,
            edits=frozenset(name for name, chat in front.chats.items() if chat.edits),
        ),
        limits=config.limits,
        kept=timedelta(days=config.store.retention_days),
        chains_kept=timedelta(days=config.store.chain_days),
        clock=now,
        new_id=lambda: secrets.token_urlsafe(16),
        failed=front.failed,
        persistence=Persistence(tries=config.desk.delivery_tries),
    )


_WANTS = {
    "mail": frozenset({ParcelKind.HANDOVER, ParcelKind.ADDED}),
    "rest": frozenset({ParcelKind.HANDOVER}),
}


def _receivers(section: DeskSection, front: Front, one_way: tuple[str, ...]) -> Iterator[Receiver]:
    chats = [name for name, chat in front.chats.items() if chat.has_technicians]
    for place in (*chats, *one_way):
        queues = queues_of(section, place)
        if queues:
            yield Receiver(
                place=place,
                wants=_WANTS.get(place, ALL_KINDS),
                queues=queues,
                leaves=place in one_way and section.redact_outgoing,
                is_channel=place in chats,
            )


def queues_of(section: DeskSection, place: str) -> frozenset[Queue]:
    """Those that are told at this place: without a route of its own a queue is told everywhere."""
    routed = {route.queue for route in section.routes}
    here = {route.queue for route in section.routes if place in route.places}
    return frozenset(queue for queue in Queue if queue not in routed or queue in here)
