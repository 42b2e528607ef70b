"""Puts together what `certdesk run` serves, and ends it in good order."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import socket
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog
from msgspec import Struct
from msgspec.structs import asdict, replace
from platformdirs import user_data_path

from adapters.commands import UsageError
from adapters.commands.answering import answers_of
from adapters.commands.conversing import conversing_by
from adapters.commands.desking import Chat, Front, desk_at, store_url
from adapters.commands.discording import discord_chat, discord_of, discord_work, with_discord
from adapters.commands.knowing import knowledge_of
from adapters.commands.looking import looking
from adapters.commands.settings import now
from adapters.commands.slacking import slack_at
from adapters.commands.tokens import token_in
from adapters.web.app import Parts, serving
from adapters.web.health import Figures
from adapters.web.security import Gate
from adapters.web.sessions import Technicians
from adapters.web.voice import Voice, Words
from bot.catalogue.desk import say
from bot.catalogue.talk import CatalogueTalk
from bot.config import Place
from bot.core.desk import Receipt, StoreAwayError
from bot.slack_settings import SlackMode
from bot.web_settings import Technician

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from adapters.commands.conversing import Conversing
    from adapters.commands.looking import Looking
    from adapters.slack.app import SlackApp
    from bot.config import Config
    from bot.core.desk import Delivery, Held
    from bot.desk.desk import Desk
    from bot.desk.seams import LookStore

_LOG: Final = structlog.get_logger("certdesk")
_SQLITE: Final = "sqlite:///"


class Served(Struct, frozen=True, kw_only=True):
    """What runs.

    Attributes:
        url: Where the chat is.
        desk_link: Where technicians sign in; holds a token where one was made for them.
        made_token: That it does: for a terminal alone.
    """

    url: str
    desk_link: str
    made_token: bool


@asynccontextmanager
async def served(options: argparse.Namespace, config: Config) -> AsyncIterator[Served]:
    """Everything that is set up, while the block lasts.

    Raises:
        UsageError: It cannot be started; the text says why.
    """
    listener = _listener(config)
    url = _url(config, listener.getsockname()[1])
    knowledge = knowledge_of(options, config)
    technicians, token = _technicians(config)
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        slack = await enter(slack_at(config))
        discord = discord_of(config)
        web = {"web": Chat(deliver=_deliver, has_technicians=False, edits=True)}
        front = Front(
            chats={
                **web,
                **({"slack": slack.chat} if slack else {}),
                **discord_chat(config, discord),
            },
            link=lambda case_id: f"{url}/desk#{case_id}",
            failed=_failed,
        )
        desk = await enter(desk_at(config, front))
        look = await enter(looking(options, config, knowledge, _shared_looks(config, desk)))
        talk = conversing_by(look.way_from(Place.WEB), knowledge, config)
        there = conversing_by(look.way_from(Place.SLACK), knowledge, config)
        in_discord = conversing_by(look.way_from(Place.DISCORD), knowledge, config)
        app = slack.app(desk, there) if slack else None
        parts = with_discord(_parts(config, desk, technicians, talk, look), discord)
        if app is not None:
            parts = _with_slack(parts, app, config.slack.mode)
        handle = await enter(serving(parts, listener))
        async with asyncio.TaskGroup() as group:
            endless = [
                group.create_task(doing)
                for doing in (
                    desk.courier.run(),
                    desk.privacy.run(),
                    desk.changes.run(),
                    desk.inbox.run(handle, "web"),
                    look.watch(),
                    *([app.run()] if app is not None else []),
                    *discord_work(config, discord, parts, in_discord),
                )
            ]
            link = f"{url}/desk?token={token}" if token else f"{url}/desk"
            try:
                yield Served(url=url, desk_link=link, made_token=bool(token))
            finally:
                for task in endless:
                    task.cancel()


def _with_slack(parts: Parts, app: SlackApp, mode: SlackMode) -> Parts:
    """Slack's health counts, and over HTTP it is reached through the web server."""
    mounts = {"/slack": app.http("/events")} if mode is SlackMode.HTTP else {}

    async def readiness() -> dict[str, str]:
        return {**await parts.readiness(), "slack": app.health()}

    return replace(parts, readiness=readiness, mounts=mounts)


def _shared_looks(config: Config, desk: Desk) -> LookStore | None:
    """Only one process uses a file."""
    return None if store_url(config).startswith(_SQLITE) else desk.looks


def _technicians(config: Config) -> tuple[Technicians, str]:
    """Those who are configured; else one, and the token that was made for them."""
    try:
        made = token_in(data_folder(config))
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}") from error
    if config.web.technicians:
        return Technicians(config.web.technicians, made, now), ""
    sole = Technician(name="Technician", token_sha256=hashlib.sha256(made.encode()).hexdigest())
    return Technicians((sole,), made, now), made


def data_folder(config: Config) -> Path:
    """Where the database is, if it is a file; else the user's own folder for data."""
    url = store_url(config)
    if url.startswith(_SQLITE):
        return Path(url.removeprefix(_SQLITE)).absolute().parent
    return user_data_path("certdesk", appauthor=False)


def _parts(
    config: Config, desk: Desk, technicians: Technicians, talk: Conversing, look: Looking
) -> Parts:
    contact, figures, words = asdict(config.contact), Figures(), CatalogueTalk()

    def count(category: str) -> None:
        figures.answers.labels(place="web", category=category).inc()

    async def readiness() -> dict[str, str]:
        try:
            await desk.tickets.queue(limit=1)
        except StoreAwayError:
            return {"database": "it does not answer"}
        return {"database": ""}

    return Parts(
        desk=desk,
        voice=Voice(
            conversation=talk.conversation,
            side=talk.side,
            words=Words(talk=words.say, desk=say, mark=words.mark),
            contact=contact,
            clock=now,
            count=count,
        ),
        answers=answers_of(talk, look, contact),
        technicians=technicians,
        gate=_gate(config),
        figures=figures,
        readiness=readiness,
        contact=contact,
        is_shared=not store_url(config).startswith(_SQLITE),
    )


def _gate(config: Config) -> Gate:
    """Who binds to one address is also reached by it."""
    web = config.web
    is_any = web.host in {"0.0.0.0", "::", ""}  # noqa: S104 - compared, not bound
    own = f"[{web.host}]" if ":" in web.host else web.host
    return Gate(
        names=frozenset() if is_any else frozenset({own.lower()}),
        public_url=web.public_url.lower().rstrip("/"),
        behind_proxy=web.behind_proxy,
    )


def _listener(config: Config) -> socket.socket:
    """Opened before anything else: whoever starts a second one is told at once."""
    web = config.web
    family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
    try:
        return socket.create_server((web.host, web.port), family=family, backlog=512)
    except OSError as error:
        raise UsageError(
            f"cannot listen on {web.host} port {web.port}: {error.strerror}. "
            "Is certdesk running already? Another port: [web] port"
        ) from error


def _url(config: Config, port: int) -> str:
    web = config.web
    host = f"[{web.host}]" if ":" in web.host else web.host
    return web.public_url or f"http://{host}:{port}"


async def _deliver(delivery: Delivery, standing: Receipt | None) -> Receipt:
    """Pages read the conversation itself, where the words already stand."""
    return standing or Receipt(message=delivery.key)


def _failed(held: Held, error: Exception) -> None:
    """The kind and the place; never the words."""
    event = held.event
    _LOG.error(
        "an event failed",
        place=event.place,
        kind=event.kind,
        attempt=held.attempts,
        reference=secrets.token_hex(4),
        exc_info=error,
    )
