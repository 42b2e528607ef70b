"""Presses, forms, commands and shortcuts, as events of the desk. Pure."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from adapters.slack.events import PLACE, files_of, person, told
from adapters.slack.render import pressed
from adapters.slack.words import said
from bot.core.desk import Address, Event

Json = Mapping[str, Any]

SHORTCUT: Final = "explain_message"
"""The callback id of the message shortcut, as the manifest has it."""


def press_of(body: Json) -> Event | None:
    """A button or a menu in a message; None where the press is in something else."""
    action: Json = (body.get("actions") or ({},))[0]
    channel = (body.get("channel") or {}).get("id") or body.get("container", {}).get("channel_id")
    if not channel or not action.get("action_id"):
        return None
    message = body.get("message") or {}
    ts = message.get("ts") or body.get("container", {}).get("message_ts", "")
    name, user = action["action_id"], body["user"]["id"]
    on_card = pressed(name)
    return Event(
        place=PLACE,
        key=_key("press", user, channel, ts, name, action.get("action_ts", "")),
        kind="press" if on_card else name,
        person=person(user),
        address=Address(place=PLACE, channel=channel, thread=message.get("thread_ts", "")),
        facts={
            **on_card,
            "subject": action.get("value", "") or action.get("block_id", ""),
            "chosen": action.get("selected_user", ""),
            "message": ts,
            "trigger": body.get("trigger_id", ""),
        },
    )


def form_of(body: Json) -> Event:
    """A form that was sent; its values by their names."""
    view = body["view"]
    values = {name: _value(fields) for name, fields in view["state"]["values"].items()}
    channel, _, subject = view.get("private_metadata", "").partition(" ")
    return Event(
        place=PLACE,
        key=_key("form", body["user"]["id"], view["id"]),
        kind=view["callback_id"],
        person=person(body["user"]["id"]),
        address=Address(place=PLACE, channel=channel),
        text=values.pop("words", ""),
        facts={**values, "subject": subject},
    )


def command_of(body: Json) -> Event:
    """A slash command with something to look at, or "tickets"."""
    return Event(
        place=PLACE,
        key=_key("command", body["user_id"], body.get("trigger_id", "")),
        kind="command",
        person=person(body["user_id"]),
        address=Address(place=PLACE, channel=body["channel_id"]),
        text=said(body.get("text", "")),
    )


def shortcut_of(body: Json) -> Event:
    """Somebody wants a message explained, their own or another one's."""
    message, channel = body["message"], told(body["channel"], "id")
    return Event(
        place=PLACE,
        key=_key("shortcut", body["user"]["id"], body.get("trigger_id", "")),
        kind="shortcut",
        person=person(body["user"]["id"]),
        address=Address(place=PLACE, channel=channel),
        text=said(told(message, "text")),
        facts={"files": files_of(message)},
    )


def _value(fields: Json) -> str:
    """Of one block; forms of ours have one field in each."""
    field: Json = next(iter(fields.values()), {})
    chosen = (field.get("selected_option") or {}).get("value")
    return str(chosen or field.get("value") or "")


def _key(*parts: str) -> str:
    """Short, whatever a trigger's id is made of."""
    return f"{parts[0]}:{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:40]}"
