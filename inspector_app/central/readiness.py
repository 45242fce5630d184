"""Whether this process of the centre can do its work just now."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, false, select, update
from sqlalchemy.exc import SQLAlchemyError

from inspector_app.central.backup import warnings_about
from inspector_app.central.database import writing
from inspector_app.central.object_store import ObjectStore
from inspector_app.central.refusals import Refusal
from inspector_app.central.settings import CentreSettings
from inspector_app.central.tables import centre
from inspector_app.domain.errors import StorageUnavailable
from inspector_app.protocol.messages import Health

# Asked for only to see whether there is an answer.
_NO_SUCH_FILE = "0" * 64


@dataclass(frozen=True, slots=True)
class Readiness:
    """Looks at everything that taking in needs."""

    engine: Engine
    store: ObjectStore
    settings: CentreSettings
    free_bytes_of: Callable[[os.PathLike[str]], int] = lambda path: shutil.disk_usage(path).free

    def check(self) -> Health:
        """What a proxy or a watcher asks every few seconds.

        Raises Refusal 503: ``database-unusable`` where nothing can be written, as on a standby,
        ``files-unreachable``, ``disk-low``.
        """
        health = self._check_database()
        self._check_files()
        free_bytes = self.free_bytes_of(self.settings.folder)
        if free_bytes < self.settings.reserve_bytes:
            raise Refusal(503, "disk-low", f"only {free_bytes} bytes are free")
        return health

    def _check_database(self) -> Health:
        try:
            with writing(self.engine) as connection:
                # Changes nothing, and is refused where nothing can be changed.
                connection.execute(update(centre).where(false()).values(last_sequence=0))
                row = connection.execute(select(centre)).one()
        except SQLAlchemyError as error:
            detail = f"the database cannot be written: {type(error).__name__}"
            raise Refusal(503, "database-unusable", detail) from error
        now = datetime.now(UTC)
        return Health(
            row.epoch,
            row.last_sequence,
            now,
            last_backup=row.last_backup,
            restored_at=row.restored_at,
            warnings=warnings_about(row.last_backup, now=now),
        )

    def _check_files(self) -> None:
        try:
            self.store.size(_NO_SUCH_FILE)
        except (OSError, StorageUnavailable) as error:
            detail = f"the object store does not answer: {type(error).__name__}"
            raise Refusal(503, "files-unreachable", detail) from error
        # Of the folder store a missing folder and a missing file look the same.
        folders = [self.settings.uploads]
        if not self.settings.s3_bucket:
            folders.append(self.settings.scans)
        for folder in folders:
            if not os.access(folder, os.W_OK | os.X_OK):
                raise Refusal(503, "files-unreachable", f"{folder.name} cannot be written")
