"""Loaded by Alembic, never imported: runs the steps on the connection that the caller opened."""

from alembic import context

from inspector_app.central.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
