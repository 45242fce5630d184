"""What Alembic runs for every command. The connection comes from `storage.schema`."""

from __future__ import annotations

from alembic import context

from inspector_app.storage.tables import metadata

# The caller's transaction is already open, so a migration happens whole or not at all.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
