"""`certdesk db upgrade`: brings the database to the schema of this version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.commands import UsageError
from adapters.commands.options import add_config

if TYPE_CHECKING:
    import argparse


def add_options(parser: argparse.ArgumentParser) -> None:
    """Says what may stand after `db`."""
    parser.add_argument("step", choices=["upgrade"], help="bring it to the newest schema")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """Upgrades, and says where."""
    import asyncio

    from sqlalchemy.engine import make_url

    from adapters.commands.desking import store_url
    from adapters.commands.settings import config_of
    from bot.core.desk import StoreAwayError
    from bot.store.database import StoreError
    from bot.store.store import upgrade_store

    url = store_url(config_of(options))
    try:
        schema = asyncio.run(upgrade_store(url))
    except (StoreError, StoreAwayError) as error:
        raise UsageError(str(error)) from error
    where = make_url(url).render_as_string(hide_password=True)
    print(f"{where} has schema {schema}, the newest")  # noqa: T201 - the command's answer
    return 0
