"""`inspector-app outbox carry-out`, `outbox carry-in` and `central carrier`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector_app.bootstrap.compose import carrier_ports, utc_now
from inspector_app.bootstrap.progress import progress_bar
from inspector_app.domain.errors import CarrierRefused, CentreRefused, ExportFailed
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage.durable_files import fill_new_durably
from inspector_app.storage.errors import storage_errors
from inspector_app.storage.station import open_station
from inspector_app.workflow.carrier_ports import CarrierPorts
from inspector_app.workflow.carry_in import CarriedIn, carry_in
from inspector_app.workflow.carry_out import DEFAULT_LIMIT_BYTES, carry_out

_MB = 1_000_000


def carry_out_disk(folder: DataFolder, target: Path, size_mb: int | None) -> int:
    """Write a carrier disk, with a progress bar."""
    limit_bytes = DEFAULT_LIMIT_BYTES if size_mb is None else size_mb * _MB
    with _opened(folder) as ports, progress_bar("carrier disk") as show:
        carried = carry_out(
            ports, target, limit_bytes=limit_bytes, progress=show, should_stop=_never
        )
    if carried is None:
        raise ExportFailed("stopped", "stopped; no file was made")
    sys.stdout.write(
        f"{target}: {carried.operations} operations, {carried.files} files, "
        f"{carried.size_bytes / _MB:.1f} MB; {carried.wanted} scans are asked for\n"
    )
    for count, what in (
        (carried.operations_left, "operations are left for a later disk"),
        (carried.left_out, "files do not fit in this size"),
        (carried.damaged, "files are damaged or gone from the scan store"),
    ):
        if count:
            sys.stderr.write(f"inspector-app: {count} {what}\n")
    return 0


def carry_in_answer(folder: DataFolder, source: Path) -> int:
    """Take the answer to a carrier disk in; 1 where the centre doubts this station's log."""
    with _opened(folder) as ports, progress_bar("answer") as show:
        carried = carry_in(ports, source, progress=show, should_stop=_never)
    if carried is None:
        raise CarrierRefused("stopped", "stopped; nothing was taken in")
    sys.stdout.write(
        f"{carried.applied} operations applied, {carried.conflicts} conflicts, "
        f"{carried.rejected} rejected, {carried.files} files safe, {carried.cases} new cases, "
        f"{carried.scans} scans\n"
    )
    return _print_trouble(carried)


def answer_carrier(folder: DataFolder, options: argparse.Namespace) -> int:
    """Take a carrier disk in at the centre and write the answer; 1 where the station is revoked."""
    from inspector_app.bootstrap.central_commands import centre_settings  # noqa: PLC0415
    from inspector_app.central.carrier import answer_disk  # noqa: PLC0415

    settings = centre_settings(folder, options)
    limit_bytes = None if options.size_mb is None else options.size_mb * _MB
    size_bytes = max(1, options.disk.stat().st_size)
    with progress_bar("carrier disk") as show:
        answered = answer_disk(
            settings,
            options.disk,
            options.answer,
            fill_new_file=fill_new_durably,
            limit_bytes=limit_bytes,
            now=utc_now,
            watch=lambda done: show(done / size_bytes),
        )
    if answered.refused:
        raise CentreRefused(
            answered.refused,
            f"device {answered.device_id} is shut out: nothing was taken from it, what it wrote is "
            f"kept as audit facts, and {options.answer} tells it so",
        )
    counts = Counter(one.receipt.status.value for one in answered.receipts)
    told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    whole = sum(one.whole for one in answered.files)
    sys.stdout.write(
        f"device {answered.device_id}, post {answered.post}: {len(answered.receipts)} operations"
        f"{f' ({told})' if told else ''}, {whole} of {len(answered.files)} files; "
        f"{options.answer}: {answered.cases} cases, {answered.scans} scans, "
        f"{answered.left_out} left out\n"
    )
    return 0


@contextmanager
def _opened(folder: DataFolder) -> Iterator[CarrierPorts]:
    with storage_errors():
        folder.make()
    with open_station(folder) as database:
        yield carrier_ports(folder, database)


def _print_trouble(carried: CarriedIn) -> int:
    for count, what in (
        (carried.later, "operations have to wait for earlier ones"),
        (carried.unproved, "receipts are not signed by the centre and changed nothing"),
        (carried.reopened, "operations had been lost at the centre; make another disk"),
        (carried.offered_again, "operations go again to the restored centre; make another disk"),
        (carried.files_refused, "files were not taken"),
        (carried.unreadable_cases, "cases cannot be read by this program"),
        (carried.scans_left, "scans did not fit"),
    ):
        if count:
            sys.stderr.write(f"inspector-app: {count} {what}\n")
    if carried.new_log:
        sys.stderr.write(
            "inspector-app: this station or the centre was restored from a backup, and the station "
            "has begun a new log; make another disk\n"
        )
    if carried.log_trouble:
        sys.stderr.write(
            "inspector-app: the centre has other records of this station "
            f"({carried.log_trouble}); only a link can settle that\n"
        )
    return 1 if carried.log_trouble or carried.unproved else 0


def _never() -> bool:
    return False
