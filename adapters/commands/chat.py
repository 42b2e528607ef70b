"""`certdesk chat`: the conversation in the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_options(parser: argparse.ArgumentParser) -> None:
    """Says what may stand after `chat`."""
    add = parser.add_argument
    add("--allow-private", action="store_true", help="permit private and loopback addresses")
    add("--ca", action="append", default=[], metavar="FILE", help="more trust anchors (PEM)")
    add("-c", dest="config", metavar="FILE", help="settings (default: ./config.toml)")
    parser.set_defaults(tls_only=False, at=None)


def run(options: argparse.Namespace) -> int:
    """Talks until the person leaves."""
    import asyncio

    from msgspec.structs import asdict

    from adapters.commands.conversing import conversing
    from adapters.commands.loading import end_loading
    from adapters.commands.settings import config_of
    from adapters.console.chat import Chat, lines_of

    config = config_of(options)
    contact = asdict(config.contact)

    async def talk() -> None:
        async with conversing(options, config, may_be_private=True) as held:
            await Chat(held.conversation, held.side, contact, sys.stdout).hold(lines_of)

    end_loading()
    asyncio.run(talk())
    return 0
