"""`certdesk run`: starts everything that is set up, until it is told to stop."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from adapters.commands import UsageError
from adapters.commands.options import add_config

if TYPE_CHECKING:
    import argparse
    import asyncio

    from bot.config import Config


def add_options(parser: argparse.ArgumentParser) -> None:
    """Says what may stand after `run`."""
    add_config(parser)
    parser.set_defaults(ca=[], at=None, tls_only=False)


def run(options: argparse.Namespace) -> int:
    """Serves until a signal comes."""
    import asyncio

    from adapters.commands.loading import end_loading, load_log
    from adapters.commands.settings import config_of

    config = config_of(options)
    demand_safe_bind(config)
    load_log()
    from adapters.commands.conversing import load_words
    from adapters.commands.logs import write_logs

    load_words(options, config)
    write_logs(config.log, sys.stderr)
    end_loading()
    asyncio.run(_serve(options, config))
    return 0


def demand_safe_bind(config: Config) -> None:
    """Nobody opens the chat to a network by mistake.

    Raises:
        UsageError: The settings do so without saying that it is meant.
    """
    web = config.web
    if not web.is_loopback and not web.public_chat:
        raise UsageError(
            f'[web] host = "{web.host}" can be reached from other machines, and then whoever '
            "reaches it may talk to me. If that is meant, set [web] public_chat = true; else "
            'host = "127.0.0.1"'
        )


async def _serve(options: argparse.Namespace, config: Config) -> None:
    from adapters.commands.serving import served

    stopping = _stop_signals()
    async with served(options, config) as running:
        out = sys.stdout
        out.write(f"certdesk answers at {running.url} (settings: {config.source})\n")
        if running.made_token and not out.isatty():
            out.write(f"Technicians: {running.url}/desk; start me in a terminal for their link\n")
        else:
            out.write(f"Technicians: {running.desk_link}\n")
        name = config.contact.name or "nobody"
        out.write(f"Answers name {name} as whom to ask; Ctrl+C stops me\n")
        out.flush()
        await stopping.wait()


def _stop_signals() -> asyncio.Event:
    """Set by Ctrl+C, or by who stops services."""
    import asyncio
    import signal
    from contextlib import suppress

    event, loop = asyncio.Event(), asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows; there Ctrl+C cancels the main task
            loop.add_signal_handler(one, event.set)
    return event
