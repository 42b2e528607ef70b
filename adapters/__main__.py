"""The composition root and the command line: the only place that chooses implementations.

It owns the clock, reads settings and the environment, and starts the loop. Imports stand inside
the commands so that each pays only for what it uses; `--help` needs none of them.
"""

from __future__ import annotations

import argparse
import gc
import io
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from adapters.console.check import Show
    from bot.config import Config
    from bot.core.knowledge import Knowledge
    from bot.core.target import StartTls, Target
    from bot.desk.check import Checker
    from bot.probe.look import Prober

_STARTTLS: Final = ("smtp", "imap", "pop3", "ftp", "xmpp", "ldap", "postgres", "mysql")
_USAGE: Final = 2
_PIPE_CLOSED: Final = 141  # what a shell reports for a program that SIGPIPE ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 0
    _accept_any_terminal()
    # Whatever is made while loading stays: collecting then finds nothing and costs a sixth of it.
    gc.disable()
    try:
        status: int = options.run(options)
    except UsageError as error:
        print(f"certdesk: {error}", file=sys.stderr)  # noqa: T201 - the command line's own voice
        return _USAGE
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _abandon_output()
        return _PIPE_CLOSED
    finally:
        _end_loading()
    return status


def _accept_any_terminal() -> None:
    """An output that cannot hold a character gets a question mark instead of ending the program.

    Redirected output on Windows is in the system's code page, which lacks most of Unicode.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _abandon_output() -> None:
    """Whoever read our output went away.

    Python would flush what is left once more while it ends, and complain; the signal module's
    "Note on SIGPIPE" says to give it a place to go.
    """
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _end_loading() -> None:
    """Garbage is collected again, and never sought among what was loaded."""
    gc.freeze()
    gc.enable()


class UsageError(Exception):
    """Nothing could be started; the text says why and what to do."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="certdesk",
        description="A help desk for certificate errors: looks at a site itself and says what is "
        "wrong, whether to go on, and who must fix it.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_check(commands.add_parser("check", help="look at one or more addresses"))
    _add_inspect(commands.add_parser("inspect", help="judge a certificate chain from a file"))
    return parser


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_check)
    add = parser.add_argument
    add("targets", nargs="*", metavar="TARGET", help="an address as you would type it")
    add("-f", dest="file", metavar="FILE", help="more addresses, one a line; - is standard input")
    add("--details", action="store_true", help="also show the evidence for IT")
    add("--allow-private", action="store_true", help="permit private and loopback addresses")
    add("--starttls", choices=_STARTTLS, metavar="PROTO", help=", ".join(_STARTTLS))
    add("--tls-only", action="store_true", help="first address only, nothing beyond the handshake")
    add("--timeout", type=_positive, metavar="S", help="seconds for one look")
    add("--no-revocation", action="store_true", help="do not ask issuers about revocation")
    add("--concurrency", type=_count, metavar="N", help="looks at the same time")
    add("--control", action="store_true", help="first look at the control host")
    _add_shared(parser)


def _add_inspect(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_inspect)
    parser.add_argument("chain", metavar="CHAIN.pem", help="the chain, leaf first; - is stdin")
    parser.add_argument("--host", default="", help="the name that was asked for")
    parser.add_argument("--details", action="store_true", help="also show the evidence for IT")
    _add_shared(parser)


def _add_shared(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--json", action="store_true", help="one JSON object a line")
    add("--ca", action="append", default=[], metavar="FILE", help="more trust anchors (PEM)")
    add("--at", metavar="ISO8601", help="judge as of this moment")
    add("-c", dest="config", metavar="FILE", help="settings (default: ./config.toml)")


def _positive(text: str) -> float:
    with suppress(ValueError):
        if 0 < (value := float(text)) <= 3600:  # noqa: PLR2004 - an hour is already absurd
            return value
    raise argparse.ArgumentTypeError(f"expected seconds between 0 and 3600, not {text}")


def _count(text: str) -> int:
    with suppress(ValueError):
        if 1 <= (value := int(text)) <= 1000:  # noqa: PLR2004
            return value
    raise argparse.ArgumentTypeError(f"expected a number from 1 to 1000, not {text}")


def _check(options: argparse.Namespace) -> int:
    import asyncio
    from functools import partial

    from adapters.console.check import check_all, read_targets

    try:
        targets = read_targets(options.targets, options.file, sys.stdin)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {options.file}: {error}") from error
    if not targets:
        raise UsageError("no address given; try: certdesk check example.com")
    config = _config(options)
    checker = _checker(options, config)
    control = _control(options, config)
    check = partial(checker.check, starttls=_starttls(options.starttls))
    show = _show(options, config, len(targets))
    concurrency = options.concurrency or config.probe.concurrency

    async def run() -> int:
        if control is not None:
            await checker.look_at_control(control)
        return await check_all(targets, check, show, concurrency)

    _end_loading()
    return asyncio.run(run())


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


def _inspect(options: argparse.Namespace) -> int:
    from pathlib import Path

    from adapters.console.check import status_of
    from bot.core.x509 import read_pem

    try:
        stdin = options.chain == "-"
        data = sys.stdin.buffer.read() if stdin else Path(options.chain).read_bytes()
        chain = read_pem(data)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {options.chain}: {error}") from error
    config = _config(options)
    checked = _checker(options, config).inspect(chain, _host(options.host))
    _show(options, config, 1)(checked)
    return status_of(checked)


def _host(text: str) -> str:
    from bot.catalogue.cards import CatalogueWording
    from bot.core.target import InvalidTargetError, Target

    try:
        return Target.parse(text).host if text else ""
    except InvalidTargetError as error:
        refusal = CatalogueWording().refusal(error.reason)
        raise UsageError(f"--host: {refusal.wrong} {refusal.instead}") from error


def _starttls(text: str | None) -> StartTls | None:
    from bot.core.target import StartTls

    return StartTls(text) if text else None


def _config(options: argparse.Namespace) -> Config:
    import os
    from pathlib import Path

    from bot.config import ConfigError, load

    try:
        return load(Path(options.config) if options.config else None, os.environ)
    except ConfigError as error:
        raise UsageError(str(error)) from error


def _checker(options: argparse.Namespace, config: Config) -> Checker:
    from bot.catalogue.cards import CatalogueWording
    from bot.desk.check import Checker
    from bot.desk.surroundings import Surroundings

    moment = _moment(options.at)
    knowledge = _knowledge(options, config)
    prober = _prober(options, config, knowledge, lambda: moment)
    surroundings = None
    if not vars(options).get("tls_only", True):
        follow, glance = (prober.lighter(tls_only=brief).look for brief in (False, True))
        surroundings = Surroundings(follow, glance, knowledge, lambda: moment)
    return Checker(
        look=prober.look,
        knowledge=knowledge,
        wording=CatalogueWording(),
        clock=lambda: moment,
        surroundings=surroundings,
    )


def _moment(text: str | None) -> datetime:
    """`--at`, or now; one moment for the whole run, so that answers can be compared."""
    from datetime import UTC, datetime

    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:  # a zone can lead out of the years 1 to 9999
        raise UsageError(f"--at {text}: expected a moment such as 2026-11-24T12:00Z") from error


def _knowledge(options: argparse.Namespace, config: Config) -> Knowledge:
    from pathlib import Path

    from bot.catalogue.issuers import distrusts, known_issuers, policy
    from bot.catalogue.sensitive import is_sensitive
    from bot.catalogue.suffixes import suffixes
    from bot.core.knowledge import Knowledge
    from bot.probe.anchors import AnchorFileError, load_anchors

    files = [*config.probe.ca_files, *(Path(file) for file in options.ca)]
    try:
        store = load_anchors(files, system_store=config.probe.system_store)
    except AnchorFileError as error:
        raise UsageError(f"--ca {error}") from error
    return Knowledge(
        store=store,
        suffixes=suffixes,
        policy=policy,
        issuers=known_issuers,
        distrusts=distrusts,
        registry=config.registry.entries,
        is_sensitive=is_sensitive,
    )


def _prober(
    options: argparse.Namespace,
    config: Config,
    knowledge: Knowledge,
    clock: Callable[[], datetime],
) -> Prober:
    from bot.config import Place
    from bot.probe.look import Limits, Prober
    from bot.probe.resolve import Policy
    from bot.probe.upstream import Upstream

    probe = config.probe
    asked = vars(options)
    return Prober(
        Policy(
            allow_private=bool(asked.get("allow_private")),
            allow=probe.allowed_networks if Place.TERMINAL in probe.allow_from else (),
        ),
        Limits(
            total_s=asked.get("timeout") or probe.timeout_s,
            connect_s=min(probe.connect_timeout_s, asked.get("timeout") or probe.timeout_s),
            addresses=probe.max_addresses,
            tls_only=bool(asked.get("tls_only")),
        ),
        upstream=Upstream(knowledge.store, clock, revocation=not asked.get("no_revocation")),
    )


def _show(options: argparse.Namespace, config: Config, expected: int) -> Show:
    from dataclasses import asdict

    from adapters.console.check import show_cards, show_json

    contact = asdict(config.contact)
    if options.json:
        return show_json(contact, sys.stdout)
    return show_cards(contact, sys.stdout, with_details=options.details, expected=expected)


if __name__ == "__main__":
    sys.exit(main())
