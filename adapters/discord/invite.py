"""The link by which somebody adds the bot, with the rights it needs and no others. Pure."""

import binascii
from base64 import urlsafe_b64decode
from typing import Final

import discord

PERMISSIONS: Final = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    add_reactions=True,
)
SCOPES: Final = ("bot", "applications.commands")


def invite_link(token: str) -> str:
    """For a server's administrators; "" where the token does not say whose it is."""
    application = application_of(token)
    if not application:
        return ""
    return discord.utils.oauth_url(application, permissions=PERMISSIONS, scopes=SCOPES)


def application_of(token: str) -> int:
    """The first part of a token is the bot's id, in base 64; 0 where it is none."""
    first = token.partition(".")[0]
    try:
        text = urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return 0
    return int(text) if text.isdigit() else 0
