"""`inspector-app outbox list`, `outbox export` and `outbox check`."""

from __future__ import annotations

import sys
from pathlib import Path

from inspector_app.bootstrap.compose import open_composed
from inspector_app.bootstrap.progress import progress_bar
from inspector_app.domain.errors import ExportFailed
from inspector_app.settings.data_folder import DataFolder
from inspector_app.workflow.export_unsent import export_unsent, read_export

LISTED = 2_000


def list_outbox(folder: DataFolder) -> int:
    """Print every operation with its state, newest first."""
    station = open_composed(folder, highlighter=None)
    try:
        listing = station.ports.outbox.list_operations(LISTED)
        summary = station.ports.outbox.summary()
    finally:
        station.close()
    for entry in listing.entries:
        state = f"{entry.delivery} ({entry.reason})" if entry.reason else entry.delivery
        when = entry.recorded_at.isoformat(timespec="seconds")
        sys.stdout.write(
            f"{entry.n:>7}  {when}  {entry.kind:<19}  {entry.case_id}  {entry.author}  {state}\n"
        )
    if listing.older:
        sys.stdout.write(f"and {listing.older} older ones\n")
    sys.stdout.write(
        f"waiting {summary.waiting}, sent {summary.sent}, applied {summary.applied}, "
        f"rejected {summary.rejected}\n"
    )
    return 0


def export_outbox(folder: DataFolder, target: Path) -> int:
    """Write unsent work into a new file, with a progress bar."""
    station = open_composed(folder, highlighter=None)
    try:
        ports = station.ports
        with progress_bar("unsent work") as show:
            exported = export_unsent(
                ports.outbox, ports.write_new_file, target, progress=show, should_stop=_never
            )
    finally:
        station.close()
    if exported is None:
        raise ExportFailed("stopped", "stopped; no file was made")
    header = exported.header
    sys.stdout.write(
        f"{target}: {header.count} operations, {header.first_n} to {header.last_n}, "
        f"device {header.device_id}\n"
    )
    for n in exported.damaged:
        sys.stderr.write(f"inspector-app: operation {n} does not fit its hash\n")
    return 1 if exported.damaged else 0


def check_export(source: Path) -> int:
    """Say whether an exported file is whole; 1 when it is not."""
    read = read_export(source)
    for fault in read.faults:
        sys.stderr.write(f"{source}:{fault.line}: {fault.reason}\n")
    sys.stdout.write(f"{source}: {len(read.operations)} whole operations\n")
    return 1 if read.faults else 0


def _never() -> bool:
    return False
