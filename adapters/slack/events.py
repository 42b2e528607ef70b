"""What Slack sends, as events of the desk.

Keys are made of what Slack itself never uses twice: the channel and the timestamp of a message,
which an app_mention and a message share; the moment of a press; the id of a window. Never of the
retry number, and not of event_id: one mention comes with two.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog
from msgspec import Struct

from adapters.slack.words import said
from bot.core.desk import Address, Event, Person

PLACE: Final = "slack"
_LOG: Final = structlog.get_logger("certdesk.slack")
_WORDS: Final = frozenset({"", "file_share", "thread_broadcast", "me_message"})
"""Subtypes of messages that people write; everything else is Slack's own or a program's."""

Json = Mapping[str, Any]


class Own(Struct, frozen=True, kw_only=True):
    """Who we are in this workspace."""

    user: str
    bot: str
    team: str


def event_of(event: Json, own: Own) -> Event | None:
    """Of the Events API; None for what concerns us not.

    Raises:
        KeyError, TypeError: It is no event as Slack describes them.
    """
    if event.get("type") not in {"message", "app_mention"}:
        return None
    match event.get("subtype", ""):
        case "message_changed":
            return _changed(event, own)
        case "message_deleted":
            return _deleted(event, event.get("previous_message") or {}, event["deleted_ts"])
        case subtype if subtype in _WORDS and _is_person(event, own):
            return _message(event, own)
        case _:
            return None


def readable(read: Callable[[], Event | None]) -> Event | None:
    """None for what is not as Slack describes it: it would be no better when sent again."""
    try:
        return read()
    except (KeyError, TypeError, AttributeError) as error:
        _LOG.warning("slack: unreadable", error=repr(error)[:100])
        return None


def opens_home(event: Json) -> str:
    """Who opened the Home tab; "" where it is something else."""
    is_home = event.get("type") == "app_home_opened" and event.get("tab") == "home"
    return str(event.get("user", "")) if is_home else ""


def person(user: str, name: str = "") -> Person:
    """Somebody in Slack."""
    return Person(place=PLACE, id=user, name=name)


def is_direct(channel: str) -> bool:
    """Ids of direct messages begin with D."""
    return channel.startswith("D")


def files_of(message: Json) -> str:
    """Of attached files what is needed to fetch them, as JSON."""
    kept = ("id", "name", "mimetype", "mode", "size", "url_private", "file_access")
    attached = [file for file in message.get("files") or () if isinstance(file, dict)]
    files = [{key: file[key] for key in kept if key in file} for file in attached]
    return json.dumps(files) if files else ""


def told(message: Json, key: str) -> str:
    """A text in what Slack sent; "" where there is none.

    Raises:
        TypeError: It is something else.
    """
    value = message.get(key) or ""
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _is_person(message: Json, own: Own) -> bool:
    user = told(message, "user")
    is_program = bool(message.get("bot_id") or message.get("bot_profile"))
    return bool(user) and not is_program and user not in {own.user, "USLACKBOT"}


def _message(event: Json, own: Own) -> Event:
    channel, ts, text = told(event, "channel"), told(event, "ts"), told(event, "text")
    if not channel or not ts:
        raise KeyError("ts")
    is_mention = event["type"] == "app_mention" or f"<@{own.user}" in text
    return Event(
        place=PLACE,
        key=f"message:{channel}:{ts}",
        kind="message",
        person=person(event["user"]),
        address=_address(event),
        text=said(text, own.user),
        facts={
            "ts": ts,
            "thread": told(event, "thread_ts"),
            "parent": told(event, "parent_user_id"),
            "mention": "1" if is_mention else "",
            "files": files_of(event),
        },
    )


def _address(message: Json) -> Address:
    """A thread is a conversation; direct messages are one, threads in them aside."""
    channel = message["channel"]
    own = "" if is_direct(channel) else message["ts"]
    return Address(place=PLACE, channel=channel, thread=message.get("thread_ts") or own)


def _changed(event: Json, own: Own) -> Event | None:
    """Unfurled links and our own edits come as changes too."""
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    if now.get("subtype") == "tombstone":
        return _deleted(event, before, now.get("ts", ""))
    text = told(now, "text")
    if text == before.get("text") or not _is_person(now, own) or not now.get("edited"):
        return None
    full = {**now, "channel": event["channel"]}
    return Event(
        place=PLACE,
        key=f"edit:{event['channel']}:{now['ts']}:{now['edited'].get('ts', '')}",
        kind="edit",
        person=person(now["user"]),
        address=_address(full),
        text=said(text, own.user),
        facts={
            "ts": now["ts"],
            "thread": told(now, "thread_ts"),
            "parent": told(now, "parent_user_id"),
        },
    )


def _deleted(event: Json, before: Json, ts: str) -> Event | None:
    channel = event["channel"]
    if not ts:
        return None
    return Event(
        place=PLACE,
        key=f"delete:{channel}:{ts}",
        kind="delete",
        person=person(before.get("user", "")),
        address=_address({**before, "ts": ts, "channel": channel}),
        facts={
            "ts": ts,
            "thread": told(before, "thread_ts"),
            "parent": told(before, "parent_user_id"),
        },
    )
