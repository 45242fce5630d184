"""What carrier disks need: the station's side of the conversation, without a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from inspector_app.workflow.file_ports import Uploads
from inspector_app.workflow.log_ports import DeviceLog
from inspector_app.workflow.ports import Cases, Feed, Outbox, ScanStore


class FillNewFile(Protocol):
    """Makes a file that was not there before, whole or not at all and safe from a power cut.

    Raises FileExistsError when the file is there already, and OSError. What `fill` raises comes out
    again; then there is no file.
    """

    def __call__(self, path: Path, fill: Callable[[BinaryIO], None]) -> None: ...


@dataclass(frozen=True, slots=True)
class CarrierPorts:
    """Called on any lane, like the parts themselves.

    Attributes:
        scratch: a folder on the disk of the scan store, for what is being read.
    """

    outbox: Outbox
    log: DeviceLog
    feed: Feed
    cases: Cases
    uploads: Uploads
    scans: ScanStore
    fill_new_file: FillNewFile
    scratch: Path
    now: Callable[[], datetime]
