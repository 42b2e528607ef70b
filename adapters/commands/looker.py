"""The process that looks for `certdesk run`; started by it alone, as a module.

Loads what looks need and nothing else, and makes room for conversations: it has a lower priority.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Final

from adapters.commands.loading import begin_loading, end_loading
from adapters.commands.settings import now
from bot.catalogue.pages import page_forms
from bot.probe.anchors import load_anchors
from bot.probe.apart.child import serve
from bot.probe.apart.frames import TERMS, Depth, Terms, received
from bot.probe.look import Prober
from bot.probe.resolve import Policy
from bot.probe.upstream import Upstream

if TYPE_CHECKING:
    from bot.core.facts import Observation
    from bot.probe.apart.child import Look
    from bot.probe.apart.frames import Wanted
    from bot.probe.look import Soon

_NICE: Final = 15
"""A handshake that comes a little later is noticed by nobody, an acknowledgement is."""


def main() -> None:
    """Looks until the bot is gone, however it went."""
    begin_loading()
    # The bot ends us, by ending our line: what a terminal or a service manager sends it comes here
    # too, while somebody may still be answered.
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)
    asyncio.run(_serve(socket.socket(fileno=int(sys.argv[1]))))


async def _serve(line: socket.socket) -> None:
    reader, writer = await asyncio.open_connection(sock=line)
    terms = await received(reader, TERMS)
    if terms is not None:
        look = _look_by(terms)
        end_loading()
        os.nice(_NICE)
        await serve(reader, writer, look)


def _look_by(terms: Terms) -> Look:
    store = load_anchors(map(Path, terms.ca_files), system_store=terms.system_store)
    upstream = Upstream(store, now)
    allowed = tuple(map(ip_network, terms.allow))
    looks = {}
    for may_be_private in (False, True):
        policy = Policy(allow=allowed if may_be_private else (), ports=terms.ports)
        prober = Prober(policy, terms.limits, page_forms=page_forms, upstream=upstream)
        looks[may_be_private, Depth.WHOLE] = prober.look
        for depth in (Depth.ONWARD, Depth.GLANCE):
            lighter = prober.lighter(tls_only=depth is Depth.GLANCE)
            looks[may_be_private, depth] = lighter.look

    async def look(wanted: Wanted, soon: Soon) -> Observation:
        chosen = looks[wanted.may_be_private, wanted.depth]
        is_whole = wanted.depth is Depth.WHOLE
        return await chosen(
            wanted.target, public_only=wanted.public_only, soon=soon if is_whole else None
        )

    return look


if __name__ == "__main__":
    main()
