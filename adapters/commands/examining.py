"""Examines an installation: each part, how it stands, and what to do about it."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

from adapters.commands import UsageError
from adapters.commands.composition import checker_of, policy_of
from adapters.commands.desking import store_url
from adapters.commands.knowing import knowledge_of
from adapters.commands.run import demand_safe_bind
from adapters.commands.settings import now
from bot.config import Contact, Place
from bot.core.desk import StoreAwayError
from bot.core.target import InvalidTargetError, Target
from bot.core.vocabulary import Category
from bot.store.database import StoreError
from bot.store.store import Store

if TYPE_CHECKING:
    import argparse

    from bot.config import Config

_SQLITE: Final = "sqlite:///"


class Found(Struct, frozen=True, kw_only=True):
    """One part.

    Attributes:
        state: "missing" is a choice, "broken" keeps `certdesk run` from doing its work.
        mend: What to do; "" where there is nothing to do.
    """

    what: str
    state: Literal["well", "missing", "broken"]
    text: str
    mend: str = ""


async def examine(options: argparse.Namespace, config: Config) -> list[Found]:
    """Everything, in the order in which it matters."""
    return [
        Found(what="Settings", state="well", text=config.source),
        _contact(config),
        _web(config),
        _port(config),
        _technicians(config),
        await _database(config),
        _anchors(options, config),
        await _control(options, config),
        await _slack(config),
        await _mail(config),
        *_places(config),
        _discord(config),
    ]


def _contact(config: Config) -> Found:
    if config.contact == Contact():
        return Found(
            what="Contact",
            state="missing",
            text=f"answers name {config.contact.name}, the example",
            mend="Set [contact] name, phone and email to your own help desk.",
        )
    return Found(what="Contact", state="well", text=config.contact.name)


def _web(config: Config) -> Found:
    web = config.web
    try:
        demand_safe_bind(config)
    except UsageError as error:
        return Found(what="Web", state="broken", text="not safe to start", mend=str(error))
    where = web.public_url or f"http://{web.host}:{web.port}"
    if web.public_chat and not web.public_url and not web.is_loopback:
        return Found(
            what="Web",
            state="missing",
            text=f"{where}; only this address and this machine's own names are answered",
            mend="Set [web] public_url to what people type.",
        )
    return Found(what="Web", state="well", text=where)


def _port(config: Config) -> Found:
    web = config.web
    family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
    try:
        socket.create_server((web.host, web.port), family=family).close()
    except OSError as error:
        return Found(
            what="Port",
            state="missing",
            text=f"{web.port} on {web.host}: {error.strerror}",
            mend="If that is not certdesk itself, set another [web] port or host.",
        )
    return Found(what="Port", state="well", text=f"{web.port} is free")


def _technicians(config: Config) -> Found:
    names = ", ".join(technician.name for technician in config.web.technicians)
    if names:
        return Found(what="Technicians", state="well", text=names)
    return Found(
        what="Technicians",
        state="missing",
        text="none set; whoever starts certdesk in a terminal is shown one link",
        mend="For several people, give each a [[web.technicians]] with a name and token_sha256.",
    )


async def _database(config: Config) -> Found:
    url = store_url(config)
    if url.startswith(_SQLITE):
        return _file(Path(url.removeprefix(_SQLITE)))
    try:
        async with Store(url) as store:
            await store.answers()
    except (StoreError, StoreAwayError) as error:
        return Found(
            what="Database",
            state="broken",
            text=str(error) if isinstance(error, StoreError) else f"PostgreSQL: {error}",
            mend="Is [store] url right and the server up? New or old schema: certdesk db upgrade",
        )
    return Found(what="Database", state="well", text="PostgreSQL answers, its schema is new")


def _file(file: Path) -> Found:
    """Nothing is made here; that is for `run`."""
    near = next(folder for folder in (file, *file.absolute().parents) if folder.exists())
    if not os.access(near, os.W_OK):
        return Found(
            what="Database",
            state="broken",
            text=f"{near} cannot be written",
            mend="Give certdesk's user the right to, or set another [store] url.",
        )
    text = f"{file}" if file.exists() else f"{file} will be made on the first start"
    return Found(what="Database", state="well", text=text)


def _anchors(options: argparse.Namespace, config: Config) -> Found:
    files = ", ".join(str(file) for file in config.probe.ca_files)
    try:
        knowledge_of(options, config)
    except UsageError as error:
        return Found(
            what="Own issuers",
            state="broken",
            text=str(error).removeprefix("--ca "),
            mend="Set [probe] ca_files to PEM files that exist.",
        )
    return Found(what="Own issuers", state="well", text=files or "none; Mozilla's list alone")


async def _control(options: argparse.Namespace, config: Config) -> Found:
    host = config.probe.control_host
    if not host:
        return Found(
            what="Control host",
            state="missing",
            text="none; a box that re-signs what leaves here would not be noticed",
            mend="Set [probe] control_host to a public site of your own.",
        )
    try:
        target = Target.parse(host)
    except InvalidTargetError:
        mend = "Set [probe] control_host to a name such as www.example.com."
        return Found(what="Control host", state="broken", text=f"{host} is no address", mend=mend)
    checker = checker_of(
        options, config, clock=now, policy=policy_of(config, Place.WEB in config.probe.allow_from)
    )
    checked = await checker.check_target(target)
    if checked.diagnosis.category is Category.UNREACHABLE:
        return Found(
            what="Control host",
            state="missing",
            text=f"{host} cannot be reached from here: {checked.diagnosis.problem}",
            mend="Does this machine get out to the internet? Else choose another host.",
        )
    await checker.look_at_control(target)
    if checker.own_path:
        return Found(
            what="Control host",
            state="missing",
            text=checker.own_path,
            mend="Until that is mended, verdicts on public sites are withheld.",
        )
    return Found(what="Control host", state="well", text=f"{host} looks as it should")


async def _mail(config: Config) -> Found:
    """Whether the server takes us; no mail is sent."""
    section = config.mail
    if not section.is_on:
        text = "off; [mail] host, sender and to would switch it on"
        return Found(what="Mail", state="missing", text=text)
    from adapters.commands.desking import mail_trust
    from adapters.mail import greet

    try:
        wrong = await greet(section, mail_trust(config))
    except OSError as error:  # a file of issuers
        wrong = str(error)
    if wrong:
        mend = "Check [mail] host, port, security, user and password, and that the server is up."
        return Found(what="Mail", state="broken", text=wrong, mend=mend)
    return Found(what="Mail", state="well", text=f"{section.host} takes mail for {section.to}")


def _places(config: Config) -> list[Found]:
    """What is off by choice, and the keys that switch it on."""
    places = (
        ("Webhook", config.webhook.is_on, "[webhook] url and secret"),
        ("REST", config.rest.is_on, "[rest] url"),
    )
    return [
        Found(what=name, state="well", text="set up")
        if is_on
        else Found(what=name, state="missing", text=f"off; {keys} would switch it on")
        for name, is_on, keys in places
    ]


async def _slack(config: Config) -> Found:
    """With each scope that the workspace did not give."""
    section = config.slack
    if not section.bot_token:
        keys = "[slack] bot_token and app_token"
        return Found(what="Slack", state="missing", text=f"off; {keys} would switch it on")
    from adapters.slack.checkup import checkup

    found = await checkup(section)
    if found.wrong:
        mend = (
            "Copy the tokens anew from api.slack.com/apps, and check that this machine gets out."
        )
        return Found(what="Slack", state="broken", text=found.wrong, mend=mend)
    if found.missing:
        return Found(
            what="Slack",
            state="broken",
            text=f"scopes are missing: {', '.join(found.missing)}",
            mend="Put what `certdesk slack-manifest` prints into the app, and install it again.",
        )
    where = "" if section.technicians_channel else "; no technicians_channel is set"
    return Found(what="Slack", state="well", text=f"workspace {found.team}{where}")


def _discord(config: Config) -> Found:
    """With the link by which a server's administrator adds the bot."""
    section = config.discord
    if not section.token:
        return Found(
            what="Discord", state="missing", text="off; [discord] token would switch it on"
        )
    from adapters.discord.invite import PERMISSIONS, SCOPES, invite_link

    link = invite_link(section.token)
    if not link:
        return Found(
            what="Discord",
            state="broken",
            text="the token is not of a bot's form",
            mend="Copy it from the developer portal, under Bot, into [discord] token.",
        )
    rights = ", ".join(name for name, is_wanted in PERMISSIONS if is_wanted)
    return Found(
        what="Discord",
        state="well",
        text=f"set up; scopes {', '.join(SCOPES)}; rights {rights}",
        mend=f"To add it to a server, open {link}",
    )
