"""Bringing a database to the schema this program knows."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from inspector_app.storage.connections import DatabaseFile, reading

# Relative to this file, which is right in a checkout, in a wheel and in a frozen program.
MIGRATIONS = Path(__file__).resolve().parent / "migrations"

# Where Alembic keeps the revision.
_VERSION = "alembic_version"
_STEP = re.compile(r"([0-9]{4})_\w+\.pyc?")


def bring_up_to_date(file: DatabaseFile, *, migrations: Path) -> None:
    """Run the migrations the database lacks, all of them or none.

    An existing database is copied first, to ``station.db.before-<revision>`` beside it. Raises
    StorageUnavailable: ``newer-schema`` when a newer program made the database.
    """
    if is_up_to_date(file, migrations=migrations):
        return
    from inspector_app.storage.migrating import migrate  # noqa: PLC0415 - it takes long to load

    migrate(file, migrations=migrations, present=current_revision(file.engine))


def is_up_to_date(file: DatabaseFile, *, migrations: Path) -> bool:
    """Whether there is nothing to migrate. Raises StorageUnavailable."""
    present = current_revision(file.engine)
    return present is not None and present == newest_revision(migrations)


def current_revision(engine: Engine) -> str | None:
    """The revision a database is at, None for an empty one. Raises StorageUnavailable."""
    with reading(engine) as connection:
        if not inspect(connection).has_table(_VERSION):
            return None
        found: str | None = connection.scalar(text(f"SELECT version_num FROM {_VERSION}"))
        return found


def newest_revision(migrations: Path) -> str:
    """The last step of a folder of migrations, by the numbers in the names of their files; empty
    where there are none."""
    names = (one.name for one in (migrations / "versions").glob("*.py*"))
    return max((match[1] for name in names if (match := _STEP.fullmatch(name))), default="")
