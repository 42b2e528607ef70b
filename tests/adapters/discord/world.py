"""What Discord knows in these tests: one server, its channels and people; and payloads of them."""

import itertools
from datetime import UTC, datetime
from typing import Any

APP, BOT = 1100, 1101
GUILD = 1200
ROLE = 1300
HELP, GENERAL, DESK, FORUM = 1401, 1402, 1403, 1404
ANN, TEA, BOB = 1501, 1502, 1503
TOKEN = "MTEwMA.secret.secret"  # noqa: S105 - of a double

Json = dict[str, Any]

_NAMES = {ANN: "ann", TEA: "tea", BOB: "bob", BOT: "certdesk"}
_EPOCH_MS = 1_420_070_400_000
_NUMBERS = itertools.count(1)
TEXT, DIRECT, THREAD, IN_FORUM = 0, 1, 11, 15


def snowflake(at: datetime | None = None) -> int:
    """A new id; its upper bits are the time."""
    moment = at or datetime.now(UTC)  # noqa: TID251 - Discord's own clock
    return ((int(moment.timestamp() * 1000) - _EPOCH_MS) << 22) + next(_NUMBERS) % 4096


def user(one: int) -> Json:
    name = _NAMES[one]
    return {
        "id": str(one),
        "username": name,
        "global_name": name.capitalize(),
        "discriminator": "0",
        "avatar": None,
        "bot": one == BOT,
    }


def member(one: int) -> Json:
    return {
        "roles": [str(ROLE)] if one == TEA else [],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        "permissions": "8",
    }


def channel(one: int, **more: Any) -> Json:
    return {
        "id": str(one),
        "type": TEXT,
        "guild_id": str(GUILD),
        "name": f"channel-{one}",
        "position": 1,
        "permission_overwrites": [],
        **more,
    }


def thread(one: int, parent: int, owner: int = BOT) -> Json:
    return {
        "id": str(one),
        "type": THREAD,
        "guild_id": str(GUILD),
        "parent_id": str(parent),
        "owner_id": str(owner),
        "name": "a thread",
        "message_count": 0,
        "member_count": 1,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": "2026-01-01T00:00:00+00:00",
            "locked": False,
        },
    }


def direct(one: int, who: int) -> Json:
    return {"id": str(one), "type": DIRECT, "recipients": [user(who)], "last_message_id": None}


def guild() -> Json:
    role = {
        "name": "technicians",
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": 1,
        "permissions": "8",
        "managed": False,
        "mentionable": True,
        "flags": 0,
    }
    return {
        "id": str(GUILD),
        "name": "the house",
        "owner_id": str(TEA),
        "roles": [{**role, "id": str(GUILD), "name": "@everyone"}, {**role, "id": str(ROLE)}],
        "channels": [
            *(channel(one) for one in (HELP, GENERAL, DESK)),
            channel(FORUM, type=IN_FORUM, available_tags=[], flags=0),
        ],
        "members": [{**member(BOT), "user": user(BOT)}],
        "threads": [],
        "emojis": [],
        "features": [],
        "member_count": 4,
        "unavailable": False,
        "large": False,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "stage_instances": [],
        "guild_scheduled_events": [],
        "presences": [],
        "voice_states": [],
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "system_channel_flags": 0,
        "stickers": [],
    }


def message(channel_id: int, author: int, content: str, **more: Any) -> Json:
    return {
        "id": str(snowflake()),
        "channel_id": str(channel_id),
        "author": user(author),
        "content": content,
        "timestamp": datetime.now(UTC).isoformat(),  # noqa: TID251 - as above
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [user(BOT)] if f"<@{BOT}>" in content else [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "type": 0,
        "flags": 0,
        **more,
    }
