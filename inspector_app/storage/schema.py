"""Bringing a database to the schema this program knows."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.storage.connections import DatabaseFile, reading, writing

# Relative to this file, which is right in a checkout, in a wheel and in a frozen program.
MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def bring_up_to_date(file: DatabaseFile, *, migrations: Path) -> None:
    """Run the migrations the database lacks, all of them or none.

    An existing database is copied first, to ``station.db.before-<revision>`` beside it. Raises
    StorageUnavailable: ``newer-schema`` when a newer program made the database.
    """
    config = _config(migrations)
    script = ScriptDirectory.from_config(config)
    newest = script.get_current_head()
    present = current_revision(file.engine)
    if present == newest:
        return
    known = {entry.revision for entry in script.walk_revisions()}
    if present is not None and present not in known:
        raise StorageUnavailable(
            "newer-schema", f"{file.path} has schema {present}; this program knows up to {newest}"
        )
    if present is not None:
        file.copy_to(file.path.with_name(f"{file.path.name}.before-{newest}"))
    with writing(file.engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def current_revision(engine: Engine) -> str | None:
    """The revision a database is at, None for an empty one. Raises StorageUnavailable."""
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config(migrations: Path) -> Config:
    config = Config()
    config.set_main_option("path_separator", "os")
    # The option goes through interpolation, where a percent sign in a path would mean something.
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    return config
