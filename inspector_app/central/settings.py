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
    tls: whether stations prove themselves by certificates of the centre's own authority.
    names: with TLS, the names and addresses that stations know the centre by; loopback and `host`
        are always among them.
    s3_bucket: where scans, photos and previews lie, on an S3 server; empty for `scans`. The keys
        come from the environment, as for every S3 program.
    s3_endpoint: the address of that server; empty for the one of the region.
    file_quota_bytes: most that stations may send up in all, what is on its way counted whole.
    file_reserve_bytes: with less than this free in `folder` no more files are taken in, so that
        findings still have room.
    reserve_bytes: with less than this free in `folder` the centre says that it is not well.
    metrics_secret: who asks for figures with this as bearer token gets them, from wherever; empty
        for programs on this machine only, and with TLS for nobody.
    """

    folder: Path
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8642
    tls: bool = False
    names: tuple[str, ...] = ()
    s3_bucket: str = ""
    s3_endpoint: str = ""
    s3_region: str = ""
    file_quota_bytes: int = 2_000_000_000_000
    file_reserve_bytes: int = 1_000_000_000
    reserve_bytes: int = 500_000_000
    metrics_secret: str = ""

    @property
    def database(self) -> Path:
        """The SQLite file that is used when there is no `database_url`."""
        return self.folder / "centre.db"

    @property
    def scans(self) -> Path:
        return self.folder / "scans"

    @property
    def uploads(self) -> Path:
        """Files that are not whole yet. All processes of one centre need the same folder here: a
        station's next chunk may come to another process than the one before."""
        return self.folder / "uploads"

    @property
    def authority(self) -> Path:
        """What the certificate authority keeps; the key in it is worth as much as all stations."""
        return self.folder / "authority"
