"""Opening and closing the station's database."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage.cases import StationCases
from inspector_app.storage.connections import DatabaseFile, reading, writing
from inspector_app.storage.device_log import StationLog
from inspector_app.storage.device_row import device_row, prepare_device
from inspector_app.storage.durable_files import sync_folder
from inspector_app.storage.errors import storage_errors
from inspector_app.storage.feed import StationFeed
from inspector_app.storage.highlights import StationHighlights
from inspector_app.storage.key_file import read_or_make_key
from inspector_app.storage.outbox import StationOutbox
from inspector_app.storage.preferences import StationPreferences
from inspector_app.storage.records import StationRecords
from inspector_app.storage.scan_store import ScanFolder
from inspector_app.storage.schema import MIGRATIONS, bring_up_to_date, is_up_to_date
from inspector_app.storage.soundness import find_faults
from inspector_app.storage.uploads import StationUploads
from inspector_app.storage.viewings import StationViewings
from inspector_app.workflow.file_ports import Uploads
from inspector_app.workflow.log_ports import DeviceLog
from inspector_app.workflow.ports import (
    Cases,
    Feed,
    Highlights,
    Outbox,
    Preferences,
    Records,
    ScanStore,
    Viewings,
)


class StationDatabase:
    """An open database and its scan store, as the parts that `workflow.ports` asks for.

    Attributes:
        log: all of its operations as one log, and who this station is to the centre.
    """

    def __init__(self, file: DatabaseFile, scans: ScanFolder) -> None:
        self._file = file
        engine = file.engine
        # The Protocols as types: here mypy holds the two rooms to each other.
        self.scans: ScanStore = scans
        self.cases: Cases = StationCases(engine, scans)
        self.records: Records = StationRecords(engine)
        self.outbox: Outbox = StationOutbox(engine)
        self.log: DeviceLog = StationLog(engine)
        self.feed: Feed = StationFeed(engine)
        self.highlights: Highlights = StationHighlights(engine)
        self.preferences: Preferences = StationPreferences(engine)
        self.viewings: Viewings = StationViewings(engine)
        self.uploads: Uploads = StationUploads(engine)

    @property
    def device_id(self) -> str:
        """Who this station is to the centre. Made with the database; becomes another one when the
        station begins a new log. Raises StorageUnavailable."""
        with reading(self._file.engine) as connection:
            return str(device_row(connection)["device_id"])

    def check(self) -> None:
        """Look through the whole file; other calls may go on meanwhile. Raises StorageUnavailable
        (``damaged``)."""
        self._file.check()

    def find_faults(self) -> tuple[str, ...]:
        """What is wrong with the recorded data, in English; empty when it is sound. Reads
        everything: seconds on a large database. Raises StorageUnavailable."""
        return find_faults(self._file.engine)

    def close(self) -> None:
        """Give back the file. Any thread may do it once no other call is running; twice does no
        harm. Later calls raise RuntimeError."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_station(
    folder: DataFolder, *, migrations: Path = MIGRATIONS, is_checked_later: bool = False
) -> StationDatabase:
    """Open the database of a data folder, making it, its key and the folder where they are missing.

    Checks the file, and migrates a database of an older program after copying it. Who calls
    `StationDatabase.check` before anything is written may say `is_checked_later`: it takes a third
    of a second for 20,000 findings. A file that has to be migrated is checked here all the same.
    `migrations` is the folder of migration scripts. Raises StorageUnavailable with a reason of
    STORAGE_REASONS.
    """
    scans = ScanFolder(folder.scans)
    with storage_errors():
        if not folder.path.exists():
            folder.path.mkdir(parents=True, mode=0o700)
        folder.make()
        # Its own name has to be on the disk too, or a power cut takes it with all that is in it.
        sync_folder(folder.path.parent)
        scans.prepare()
        key = read_or_make_key(folder.database_key, database=folder.database)
    file = DatabaseFile(folder.database, key)
    try:
        if not (is_checked_later and is_up_to_date(file, migrations=migrations)):
            file.check()
            bring_up_to_date(file, migrations=migrations)
        with writing(file.engine) as connection:
            prepare_device(connection)
        return StationDatabase(file, scans)
    except BaseException:
        file.close()
        raise
