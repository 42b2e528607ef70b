"""Who somebody in Slack is. Values only."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct


class Profile(Struct, frozen=True, kw_only=True):
    """Somebody in Slack.

    Attributes:
        is_member: A full member of this workspace: no guest, no stranger, not disabled, no bot.
    """

    name: str
    is_member: bool


def profile_of(user: Mapping[str, Any]) -> Profile:
    """As Slack describes them."""
    shown = user.get("profile") or {}
    name = shown.get("display_name") or shown.get("real_name") or user.get("name", "")
    barred = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
    return Profile(name=str(name)[:100], is_member=not any(user.get(key) for key in barred))
