"""`certdesk check`: looks at addresses."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from adapters.commands import UsageError
from adapters.commands.options import add_judging, count, seconds

if TYPE_CHECKING:
    import argparse

    from bot.config import Config
    from bot.core.target import Target

_STARTTLS: Final = ("smtp", "imap", "pop3", "ftp", "xmpp", "ldap", "postgres", "mysql")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Says what may stand after `check`."""
    add = parser.add_argument
    add("targets", nargs="*", metavar="TARGET", help="an address as you would type it")
    add("-f", dest="file", metavar="FILE", help="more addresses, one a line; - is standard input")
    add("--details", action="store_true", help="also show the evidence for IT")
    add("--allow-private", action="store_true", help="permit private and loopback addresses")
    add("--starttls", choices=_STARTTLS, metavar="PROTO", help=", ".join(_STARTTLS))
    add("--tls-only", action="store_true", help="first address only, nothing beyond the handshake")
    add("--timeout", type=seconds, metavar="S", help="seconds for one look")
    add("--no-revocation", action="store_true", help="do not ask issuers about revocation")
    add("--concurrency", type=count, metavar="N", help="looks at the same time")
    add("--control", action="store_true", help="first look at the control host")
    add_judging(parser)


def run(options: argparse.Namespace) -> int:
    """Looks at every target, and gives the exit status."""
    from adapters.commands.loading import end_loading, load_event_loop

    if options.tls_only:
        load_event_loop()
    import asyncio
    from functools import partial

    from adapters.commands.composition import checker_of, show_of
    from adapters.commands.settings import config_of
    from adapters.console.check import check_all, read_targets, working
    from bot.core.target import StartTls

    try:
        targets = read_targets(options.targets, options.file, sys.stdin)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {options.file}: {error}") from error
    if not targets:
        raise UsageError("no address given; try: certdesk check example.com")
    config = config_of(options)
    checker = checker_of(options, config)
    control = _control(options, config)
    starttls = StartTls(options.starttls) if options.starttls else None
    check = partial(checker.check, starttls=starttls)
    show = show_of(options, config, len(targets))
    work = working(check, show, checker.apologise)

    async def look() -> int:
        if control is not None:
            await checker.look_at_control(control)
        return await check_all(targets, work, options.concurrency or config.probe.concurrency)

    end_loading()
    return asyncio.run(look())


def _control(options: argparse.Namespace, config: Config) -> Target | None:
    from bot.core.target import InvalidTargetError, Target

    if not options.control:
        return None
    if not config.probe.control_host:
        raise UsageError("--control needs a [probe] control_host in the settings")
    try:
        return Target.parse(config.probe.control_host)
    except InvalidTargetError as error:
        raise UsageError("[probe] control_host is no address") from error
