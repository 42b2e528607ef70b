"""What one process stores, whoever looks at a page of another one is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from bot.desk.changes import MISSED, Changes
from bot.store.database import database_of, url_of
from bot.store.store import Store
from tests.databases import new_database


@asynccontextmanager
async def two(postgres: str) -> AsyncIterator[tuple[Changes, Changes]]:
    """As two processes have them, on one database."""
    url = await new_database(postgres, "certdesk")
    async with Store(url) as one, Store(url) as other:
        both = Changes(one.bell), Changes(other.bell)
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(changes.run()) for changes in both]
            for changes in both:
                await changes.hears_others.wait()
            yield both
            for task in running:
                task.cancel()


async def test_a_change_is_heard_once_in_each_process(postgres: str) -> None:
    async with two(postgres) as (here, there):
        with here.listen() as own, there.listen() as others:
            here.tell("a case")
            first = await others.get()
            there.tell("another")
            heard = [await own.get(), await own.get()]

    assert first == "a case"
    assert heard == ["a case", "another"]


async def test_where_the_connection_was_lost_everything_is_read_again(postgres: str) -> None:
    url = await new_database(postgres, "certdesk")
    async with Store(url) as store, asyncio.TaskGroup() as group:
        changes = Changes(store.bell, again_s=0.0)
        running = group.create_task(changes.run())
        await changes.hears_others.wait()
        with changes.listen() as heard:
            async with database_of(url_of(url)) as database:
                cut = text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND query LIKE 'LISTEN%'"
                )
                await database.write(lambda connection: connection.execute(cut).all())
            told = await heard.get()
        running.cancel()

    assert told == MISSED


async def test_on_a_file_there_is_nobody_else() -> None:
    await Changes().run()
