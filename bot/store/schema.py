"""Brings a database to the schema of this version, or says that it is another one's.

What upgrades is loaded only where there is something to upgrade.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

from bot.store.database import StoreError
from bot.store.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

STEPS: Final = ("0001", "0002")
"""The revisions in `migrations/versions`, in order; a test holds the two equal."""

NEWEST: Final = STEPS[-1]

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_VERSION: Final = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
"""As Alembic makes it."""

_LOCK: Final = 0x63657274  # "cert": an advisory lock of ours, so that two upgrades queue up


def migrations(connection: Connection) -> "Config":
    """Alembic's view of our steps."""
    from alembic.config import Config  # noqa: PLC0415 - see above

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
    if _known(connection) == NEWEST:
        return
    if not inspect(connection).get_table_names():
        _make(connection)
    else:
        step_up(connection)


def step_up(connection: Connection) -> None:
    """By the migrations, whatever is there."""
    from alembic import command  # noqa: PLC0415 - see above

    command.upgrade(migrations(connection), NEWEST)


def _make(connection: Connection) -> None:
    """From nothing: the same as by the migrations, without what upgrades."""
    metadata.create_all(connection)
    connection.execute(text(_VERSION))
    connection.execute(
        text("INSERT INTO alembic_version (version_num) VALUES (:there)"), {"there": NEWEST}
    )


def demand_newest(connection: Connection) -> None:
    """Refuses another schema.

    Raises:
        StoreError: The text names the command that upgrades, or says that we are too old.
    """
    if _known(connection) != NEWEST:
        raise StoreError("the database has an older schema; run: certdesk db upgrade")


def standing(connection: Connection) -> str | None:
    """The schema that is there; None where there is none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    there: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return there


def _known(connection: Connection) -> str | None:
    there = standing(connection)
    if there is not None and there not in STEPS:
        raise StoreError(f"the database has schema {there}, of a newer certdesk than this one")
    return there
