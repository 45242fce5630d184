"""Where a station keeps what must not be lost."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The one folder a station writes to. Everything under it belongs to one station."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "station.db"

    @property
    def database_key(self) -> Path:
        return self.path / "station.key"

    @property
    def scans(self) -> Path:
        return self.path / "scans"

    @property
    def scratch(self) -> Path:
        """Decoded values of the scan on screen; nothing in it outlives the program."""
        return self.path / "scratch"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def settings(self) -> Path:
        return self.path / "station.json"

    @property
    def identity(self) -> Path:
        """What this station proves itself with to a centre with TLS, and whom it takes for it."""
        return self.path / "identity"

    def make(self) -> None:
        """Create the folders. Raises OSError when the disk or the rights do not allow it."""
        for folder in (self.path, self.scans, self.scratch, self.logs):
            folder.mkdir(parents=True, exist_ok=True)


def default_data_folder() -> DataFolder:
    """The data folder of this person on this machine."""
    return DataFolder(user_data_path("inspector-app", appauthor=False))
