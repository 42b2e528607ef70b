"""What people are called, by their key."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Union

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import sqlite

from bot.core.desk import Person
from bot.store.tables import people

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

Insert = Union["postgresql.Insert", sqlite.Insert]


def insert_into(connection: Connection, table: object) -> Insert:
    """An insert that can say what happens on a conflict; both databases spell it alike."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)  # type: ignore[arg-type]
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - most use a file

    return postgresql.insert(table)  # type: ignore[arg-type]


def remember(connection: Connection, person: Person) -> str:
    """Their key; what they are called now is kept."""
    if not person.id:
        return ""
    values = {"key": person.key, "place": person.place, "id": person.id, "name": person.name}
    insert = insert_into(connection, people).values(values)
    connection.execute(insert.on_conflict_do_nothing(index_elements=["key"]))
    # A row is locked only where a name has changed: many write of the same person at once.
    here = people.c.key == person.key
    if person.name:
        other = update(people).where(here, people.c.name != person.name)
        connection.execute(other.values(name=person.name))
    return person.key


def people_of(connection: Connection, keys: Iterable[str]) -> dict[str, Person]:
    """Those that are known."""
    found = connection.execute(select(people).where(people.c.key.in_(set(keys))))
    return {row.key: Person(place=row.place, id=row.id, name=row.name) for row in found}


def person_of(known: dict[str, Person], key: str) -> Person:
    """Somebody, also one whose name is no longer kept."""
    place, _, identity = key.partition(":")
    return known.get(key) or Person(place=place, id=identity)
