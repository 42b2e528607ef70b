"""The app's manifest: exactly the events, scopes and entries that this adapter uses. Pure."""

from collections.abc import Iterable
from typing import Any, Final

from adapters.slack.interactions import SHORTCUT
from bot.slack_settings import SlackMode, SlackSection

EVENTS: Final = (
    "app_home_opened",
    "app_mention",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
)
SCOPES: Final = {
    "app_mentions:read": "to hear who mentions it",
    "channels:history": "to hear public channels, and find what it posted",
    "chat:write": "to answer",
    "commands": "for the slash command and the shortcut",
    "files:read": "to read attached text and certificates",
    "groups:history": "the same in private channels",
    "im:history": "the same in direct messages",
    "im:write": "to open a direct message with who asks privately",
    "mpim:history": "the same in group messages",
    "users:read": "to know names, and guests from members",
}
"""Each with what it is for."""

AGENT_SCOPE: Final = "assistant:write"
"""Needed where the app is listed among Slack's agents, and for nothing else."""

_AGENT: Final = {
    "agent_description": "Explains certificate errors, and brings in a technician",
    "suggested_prompts": [
        {"title": "A warning on my screen", "message": "My screen shows a warning"},
        {"title": "Is a site safe?", "message": "Is https://example.com safe?"},
        {"title": "What is a certificate?", "message": "What is a certificate?"},
        {"title": "A person, please", "message": "I want to talk to a person"},
    ],
}

ENDPOINT: Final = "/slack/events"


def manifest(section: SlackSection, public_url: str) -> dict[str, Any]:
    """For "Create an app from a manifest"; `public_url` counts in HTTP mode alone."""
    is_http = section.mode is SlackMode.HTTP
    address = {"request_url": f"{public_url.rstrip('/')}{ENDPOINT}"} if is_http else {}
    command = {
        "command": section.command,
        "description": "Look at a site, or explain a certificate error",
        "usage_hint": "example.com, the text of an error, tickets, or help",
        "should_escape": False,
    }
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "certdesk",
            "description": "A help desk for certificate errors",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "certdesk", "always_online": True},
            "shortcuts": [
                {
                    "name": "Explain this cert error",
                    "type": "message",
                    "callback_id": SHORTCUT,
                    "description": "Explain this certificate error, to you alone",
                }
            ],
            "slash_commands": [{**command, "url": address["request_url"]} if is_http else command],
            **({"agent_view": _AGENT} if section.agent_view else {}),
        },
        "oauth_config": {"scopes": {"bot": list(scopes_of(section))}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS), **address},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not is_http,
            "token_rotation_enabled": False,
        },
    }


def scopes_of(section: SlackSection) -> tuple[str, ...]:
    """Those that the app needs as it is set up."""
    return tuple(sorted({*SCOPES, *([AGENT_SCOPE] if section.agent_view else [])}))


def missing_scopes(section: SlackSection, granted: Iterable[str]) -> tuple[str, ...]:
    """Those that the app needs and the workspace did not give."""
    return tuple(sorted(set(scopes_of(section)) - set(granted)))
