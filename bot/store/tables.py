"""The tables. Each change needs a step in `migrations/versions`; a test holds the two equal."""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
)

from bot.store.types import Moment, Words

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

people: Final = Table(
    "people",
    metadata,
    Column("key", Words, primary_key=True),
    Column("place", Words, nullable=False),
    Column("id", Words, nullable=False),
    Column("name", Words, nullable=False),
)
"""What people are called; the key is made of place and id."""

cases: Final = Table(
    "cases",
    metadata,
    Column("id", Words, primary_key=True),
    Column("place", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("thread", Words, nullable=False),
    Column("requester", Words, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Column("state", Words, nullable=False),
    Column("record", Words, nullable=False),
    Column("erased_at", Moment),
    Index(None, "place", "channel", "thread", "touched_at"),
    Index(None, "requester"),
)
"""`requester` is a key of `people`; "" where the case was erased."""

transcript: Final = Table(
    "transcript",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("case_id", Words, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("role", Words, nullable=False),
    Column("who", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("reply", Words, nullable=False),
    Column("message", Words, nullable=False),
    Column("is_private", Boolean, nullable=False),
    Index(None, "case_id"),
)

attachments: Final = Table(
    "attachments",
    metadata,
    Column("id", Words, primary_key=True),
    Column("case_id", Words, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("name", Words, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index(None, "case_id"),
)

tickets: Final = Table(
    "tickets",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Words, nullable=False),
    Column("case_id", Words, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("state", Words, nullable=False),
    Column("priority", Words, nullable=False),
    Column("queue", Words, nullable=False),
    Column("owner", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Words, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("id"),
    UniqueConstraint("case_id"),
    Index(None, "state", "priority"),
    sqlite_autoincrement=True,  # a number that people were told is never given again
)

history: Final = Table(
    "history",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("ticket_id", Words, ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("is_private", Boolean, nullable=False),
    Index(None, "ticket_id"),
)

inbox: Final = Table(
    "inbox",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("place", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("event", Words, nullable=False),
    Column("lease_until", Moment),
    Column("attempts", Integer, nullable=False),
    Column("done_at", Moment),
    Column("error", Words, nullable=False),
    UniqueConstraint("place", "key"),
    Index(None, "done_at", "lease_until"),
)
"""The event is emptied once it is done; the row stays for a while, to know duplicates by."""

deliveries: Final = Table(
    "deliveries",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("place", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("lane", Words, nullable=False),
    Column("about", Words, nullable=False),
    Column("case_id", Words, nullable=False),
    Column("parcel", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("attempts", Integer, nullable=False),
    Column("error", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("receipt", Words, nullable=False),
    UniqueConstraint("key"),
    Index(None, "state", "due_at"),
    Index(None, "lane", "number"),
    Index(None, "case_id"),
)

receipts: Final = Table(
    "receipts",
    metadata,
    Column("place", Words, primary_key=True),
    Column("about", Words, primary_key=True),
    Column("channel", Words, nullable=False),
    Column("thread", Words, nullable=False),
    Column("message", Words, nullable=False),
    Column("link", Words, nullable=False),
    Column("case_id", Words, nullable=False),
    Index(None, "place", "channel", "message"),
    Index(None, "case_id"),
)
"""What message stands where, so that edits and replies find it."""

feedback: Final = Table(
    "feedback",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("case_id", Words, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("is_positive", Boolean, nullable=False),
    UniqueConstraint("case_id", "who", "kind"),
)

limits: Final = Table(
    "limits",
    metadata,
    Column("key", Words, primary_key=True),
    Column("window", Moment, primary_key=True),
    Column("count", Integer, nullable=False),
    Index(None, "window"),
)
"""How often something was done in the span that begins at `window`."""

looks: Final = Table(
    "looks",
    metadata,
    Column("key", Words, primary_key=True),
    Column("begun_at", Moment, nullable=False),
    Column("seen", Words, nullable=False),
)
"""What processes that share a database saw of hosts just now; `seen` is "" while one looks."""
