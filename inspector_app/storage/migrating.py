"""Running migrations. Apart from `schema`, because Alembic takes a third of a second to load, and
nearly always there is nothing to migrate."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.storage.connections import DatabaseFile, writing


def migrate(file: DatabaseFile, *, migrations: Path, present: str | None) -> None:
    """Run the migrations that come after `present`, all of them or none; an existing database is
    copied first. Raises StorageUnavailable as `schema.bring_up_to_date`."""
    config = config_of(migrations)
    script = ScriptDirectory.from_config(config)
    newest = script.get_current_head()
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


def config_of(migrations: Path) -> Config:
    """What Alembic asks for."""
    config = Config()
    config.set_main_option("path_separator", "os")
    # The option goes through interpolation, where a percent sign in a path would mean something.
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    return config
