"""What alembic runs: brings the connection that it is handed to the schema it is told."""

from alembic import context

from bot.store.tables import metadata

connection = context.config.attributes["connection"]
# SQLite can alter hardly anything in place, so that steps copy tables there.
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
