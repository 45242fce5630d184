"""Where a centre keeps its things and where it listens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CentreSettings:
    """Attributes:
    folder: holds the scans and, unless `database_url` says otherwise, the database file.
    database_url: an SQLAlchemy URL such as ``postgresql+psycopg://...``; empty for a SQLite file.
    host: address to listen on; the default reaches this machine only.
    port: 0 lets the system choose one.
    """

    folder: Path
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8642

    @property
    def database(self) -> Path:
        """The SQLite file that is used when there is no `database_url`."""
        return self.folder / "centre.db"

    @property
    def scans(self) -> Path:
        return self.folder / "scans"
