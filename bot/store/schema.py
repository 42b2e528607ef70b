"""Brings a database to the schema of this version, or says that it is another one's."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.store.database import StoreError

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 0x63657274  # "cert": an advisory lock of ours, so that two upgrades queue up


def config_of(connection: Connection) -> Config:
    """Alembic's view of our migrations."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """To the newest schema, in the transaction that is open.

    Raises:
        StoreError: It is a newer one than we know.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    there, _ = standing(connection)
    _demand_known(connection, there)
    command.upgrade(config_of(connection), "head")


def standing(connection: Connection) -> tuple[str | None, str]:
    """The schema that is there, None where there is none; and the newest."""
    newest = ScriptDirectory.from_config(config_of(connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision(), newest or ""


def demand_newest(connection: Connection) -> None:
    """Refuses another schema.

    Raises:
        StoreError: The text names the command that upgrades, or says that we are too old.
    """
    there, newest = standing(connection)
    _demand_known(connection, there)
    if there != newest:
        raise StoreError("the database has an older schema; run: certdesk db upgrade")


def _demand_known(connection: Connection, there: str | None) -> None:
    steps = ScriptDirectory.from_config(config_of(connection)).walk_revisions()
    if there is not None and there not in {step.revision for step in steps}:
        raise StoreError(f"the database has schema {there}, of a newer certdesk than this one")
