"""A station's database as the first program left it, for checking that this one can open it."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path

from inspector_app.domain.case import Case
from inspector_app.domain.finding import Finding
from inspector_app.protocol.codec import encode_case
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.operations import make_operation
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage.connections import DatabaseFile, writing
from inspector_app.storage.key_file import read_or_make_key
from inspector_app.storage.schema import MIGRATIONS, bring_up_to_date


def make_old_station(station: DataFolder, case: Case, finding: Finding) -> None:
    """Make the database with one case and one finding in it, by the first migration alone and in
    plain SQL: today's program knows only today's tables. Raises StorageUnavailable and OSError."""
    station.make()
    key = read_or_make_key(station.database_key, database=station.database)
    file = DatabaseFile(station.database, key)
    try:
        bring_up_to_date(file, migrations=_first_migrations(station.path / "first-migrations"))
        _fill(file, case, finding)
    finally:
        file.close()


def _first_migrations(folder: Path) -> Path:
    """The migrations that the first program had."""
    shutil.copytree(MIGRATIONS, folder)
    for script in (folder / "versions").glob("[0-9]*.py"):
        if not script.name.startswith("0001"):
            script.unlink()
    return folder


def _fill(file: DatabaseFile, case: Case, finding: Finding) -> None:
    at = finding.recorded_at.isoformat()
    device_id = new_id()
    operation = make_operation(
        finding, op_id=new_id(), device_id=device_id, n=1, previous_sha256=""
    )
    written = {**asdict(operation), "kind": operation.kind.value, "recorded_at": at}
    del written["signature"]
    rows = {
        "device": {"id": 1, "device_id": device_id},
        "case": {
            "case_id": case.case_id,
            "version": case.version,
            "assigned_at": case.assigned_at.isoformat(),
            "body": encode_case(case),
        },
        "operation": {**written, "revision_id": finding.revision_id},
        "finding_revision": {
            "n": 1,
            "revision_id": finding.revision_id,
            "finding_id": finding.finding_id,
            "version": finding.version,
            "case_id": finding.case_id,
            "scan_id": finding.scan_id,
            "withdrawn": 0,
            "body": operation.body,
        },
        "outbox": {
            "n": 1,
            "op_id": operation.op_id,
            "delivery": "waiting",
            "reason": "",
            "since": at,
            "attempts": 0,
        },
    }
    with writing(file.engine) as connection:
        for table, values in rows.items():
            names = ", ".join(values)
            places = ", ".join("?" * len(values))
            connection.exec_driver_sql(
                f'INSERT INTO "{table}" ({names}) VALUES ({places})',
                tuple(values.values()),
            )
