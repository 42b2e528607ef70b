"""What is kept is the same afterwards, in both databases."""

import asyncio
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from msgspec.structs import replace
from sqlalchemy import Connection, inspect, text

from bot.core.desk import Address, Case, Line, Person
from bot.core.ticket import Role
from bot.store.database import StoreError, database_of, url_of
from bot.store.schema import NEWEST, STEPS, migrations, standing, step_up, upgrade
from bot.store.store import Store
from bot.store.tables import metadata
from tests.databases import new_database

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVA = Person(place="web", id="session", name="Eva")
HERE = Address(place="web", channel="session")


def case(case_id: str = "c1", at: datetime = NOW) -> Case:
    return Case(id=case_id, address=HERE, requester=EVA, opened_at=at, touched_at=at)


def line(said: str) -> Line:
    return Line(case="c1", at=NOW, role=Role.REQUESTER, who=EVA, text=said)


async def test_a_case_comes_back_as_it_was_kept(store_url: str) -> None:
    async with Store(store_url) as store:
        await store.cases.begin(case(), [line("hello")])
    async with Store(store_url) as store:
        assert await store.cases.by_id("c1") == case()
        assert [said.text for said in await store.cases.lines("c1")] == ["hello"]


async def test_the_latest_case_of_a_conversation_is_found(store_url: str) -> None:
    async with Store(store_url) as store:
        await store.cases.begin(case("old"))
        await store.cases.begin(case("new", NOW + timedelta(seconds=1)))
        other = Person(place="web", id="other")

        found = await store.cases.latest(HERE, EVA)

        assert found is not None
        assert found.id == "new"
        assert await store.cases.latest(HERE, other) is None


@pytest.mark.parametrize("said", ["a\x00b", "a\ud800b", "\U0001f512 über", "'); DROP TABLE x;--"])
async def test_any_text_can_be_kept(store_url: str, said: str) -> None:
    async with Store(store_url) as store:
        await store.cases.begin(replace(case(), requester=replace(EVA, name=said)), [line(said)])

        [kept] = await store.cases.lines("c1")

    assert kept.text == said.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")


async def test_the_tables_are_what_the_migrations_make(store_url: str) -> None:
    def differences(connection: Connection) -> object:
        return compare_metadata(MigrationContext.configure(connection), metadata)

    async with database_of(url_of(store_url)) as database:
        await database.write(step_up)

        assert await database.read(differences) == []


async def test_a_new_file_is_what_the_migrations_make(tmp_path: Path) -> None:
    def tables(connection: Connection) -> dict[str, object]:
        made = connection.execute(text("SELECT name, sql FROM sqlite_master"))
        counts_on = {name for name, sql in made if "AUTOINCREMENT" in (sql or "")}
        return {
            "counts_on": counts_on,
            "columns": {
                (table, str(column)) for table, columns in seen(connection) for column in columns
            },
            **{
                f"{part} of {table}": sorted(map(str, getattr(inspect(connection), part)(table)))
                for table, _ in seen(connection)
                for part in ("get_indexes", "get_unique_constraints", "get_foreign_keys")
            },
        }

    def seen(connection: Connection) -> list[tuple[str, list[object]]]:
        looking = inspect(connection)
        return [(name, list(looking.get_columns(name))) for name in looking.get_table_names()]

    found = []
    for name, make in (("new", upgrade), ("migrated", step_up)):
        async with database_of(url_of(f"sqlite:///{tmp_path / name}.db")) as database:
            await database.write(make)
            found.append(await database.read(tables))

    assert found[0] == found[1]


async def test_an_upgrade_of_what_is_newest_changes_nothing(store_url: str) -> None:
    async with database_of(url_of(store_url)) as database:
        await database.write(upgrade)
        await database.write(upgrade)

        assert await database.read(standing) == NEWEST


async def test_the_steps_are_those_of_the_migrations(tmp_path: Path) -> None:
    def steps(connection: Connection) -> list[str]:
        found = ScriptDirectory.from_config(migrations(connection)).walk_revisions()
        return [step.revision for step in found][::-1]

    async with database_of(url_of(f"sqlite:///{tmp_path / 'certdesk.db'}")) as database:
        assert tuple(await database.read(steps)) == STEPS


async def test_a_server_with_an_older_schema_is_refused_with_the_command(postgres: str) -> None:
    url = await new_database(postgres)

    with pytest.raises(StoreError, match="run: certdesk db upgrade"):
        async with Store(url):
            pass


async def test_a_schema_of_a_newer_version_is_refused(store_url: str) -> None:
    async with database_of(url_of(store_url)) as database:
        await database.write(upgrade)
        await database.write(
            lambda c: c.execute(text("UPDATE alembic_version SET version_num='z'"))
        )

    with pytest.raises(StoreError, match="newer certdesk"):
        async with Store(store_url):
            pass


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", "expected sqlite:///file"),
        ("mysql://x/y", "got mysql"),
        ("sqlite://", "expected a file"),
        ("/var/lib/x.db", "expected sqlite:///file"),
    ],
)
def test_a_url_of_no_known_database_is_refused(url: str, expected: str) -> None:
    with pytest.raises(StoreError, match=expected):
        url_of(url)


async def test_many_writers_at_once_all_get_through(store_url: str) -> None:
    async with Store(store_url) as store:
        async with asyncio.TaskGroup() as group:
            for number in range(200):
                group.create_task(store.cases.begin(case(f"c{number}")))

        assert len(await store.cases.of_person(EVA, limit=500)) == 200


async def test_one_that_fails_takes_no_other_with_it(store_url: str) -> None:
    async with Store(store_url) as store:
        async with asyncio.TaskGroup() as group:
            good = [group.create_task(store.cases.begin(case(f"c{n}"))) for n in range(20)]
            bad = group.create_task(_twice(store))

        assert await bad == "refused"
        assert all(task.done() for task in good)
        assert len(await store.cases.of_person(EVA)) == 21


async def _twice(store: Store) -> str:
    try:
        await store.cases.begin(case("twice"))
        await store.cases.begin(case("twice"))
    except Exception as error:  # noqa: BLE001
        return "refused" if "UNIQUE" in str(error).upper() else str(error)
    return "taken"


async def test_what_people_said_is_for_the_owner_of_the_file_alone(tmp_path: Path) -> None:
    file = tmp_path / "certdesk.db"
    async with Store(f"sqlite:///{file}"):
        assert {stat.S_IMODE(f.stat().st_mode) for f in os.scandir(tmp_path)} == {0o600}


async def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    async with Store(f"sqlite:///{tmp_path / 'a' / 'b' / 'certdesk.db'}") as store:
        assert await store.answers()
