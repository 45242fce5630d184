"""Findings, verdicts and annotations: written once, never changed, each with its operation on its
way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import Connection, Engine, Table, func, insert, select

from inspector_app.domain.annotation import Annotation
from inspector_app.domain.errors import FindingRefused
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.domain.operation import Delivery, Operation
from inspector_app.domain.photo import Photo
from inspector_app.protocol.codec import Record, aggregate_id_of, decode
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.operations import make_operation
from inspector_app.storage import tables
from inspector_app.storage.connections import reading, writing
from inspector_app.storage.device_row import signer_of
from inspector_app.storage.uploads import put_photo
from inspector_app.workflow.ports import DeliveryStatus

# Where the revisions of each kind of record lie, and the column of the id that all versions share.
_TABLES: dict[type[Record], tuple[Table, str]] = {
    Finding: (tables.finding_revisions, "finding_id"),
    ScanVerdict: (tables.verdict_revisions, "verdict_id"),
    Annotation: (tables.annotation_revisions, "annotation_id"),
    Photo: (tables.photo_revisions, "photo_id"),
}

_OWN, _BEFORE = tables.device.c, tables.operations.alias("before")
_LAST = (
    select(
        _OWN.device_id,
        _OWN.signing_key,
        select(func.max(tables.operations.c.n)).scalar_subquery().label("row"),
        _BEFORE.c.log_n,
        _BEFORE.c.sha256,
    )
    .select_from(tables.device.outerjoin(_BEFORE, _BEFORE.c.device_id == _OWN.device_id))
    .order_by(_BEFORE.c.log_n.desc())
    .limit(1)
)


class StationRecords:
    """`workflow.ports.Records` over the station's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def findings(self, case_id: str) -> tuple[Finding, ...]:
        """All versions of all findings of a case, in the order in which they were saved.
        Raises StorageUnavailable."""
        bodies = self._bodies(tables.finding_revisions, case_id)
        return tuple(decode(body, Finding) for body in bodies)

    def verdicts(self, case_id: str) -> tuple[ScanVerdict, ...]:
        """All versions of all verdicts of a case, in the order in which they were saved.
        Raises StorageUnavailable."""
        bodies = self._bodies(tables.verdict_revisions, case_id)
        return tuple(decode(body, ScanVerdict) for body in bodies)

    def annotations(self, case_id: str) -> tuple[Annotation, ...]:
        """All versions of all annotations of a case, in the order in which they were saved.
        Raises StorageUnavailable."""
        bodies = self._bodies(tables.annotation_revisions, case_id)
        return tuple(decode(body, Annotation) for body in bodies)

    def photos(self, case_id: str) -> tuple[Photo, ...]:
        """All versions of all photos of a case, in the order in which they were saved.
        Raises StorageUnavailable."""
        bodies = self._bodies(tables.photo_revisions, case_id)
        return tuple(decode(body, Photo) for body in bodies)

    def deliveries(self, case_id: str) -> Mapping[str, DeliveryStatus]:
        """Delivery by revision id, for every revision of the case. Raises StorageUnavailable."""
        operation, outbox = tables.operations, tables.outbox
        query = (
            select(
                operation.c.revision_id,
                outbox.c.delivery,
                outbox.c.reason,
                outbox.c.since,
                outbox.c.theirs,
            )
            .join_from(operation, outbox, operation.c.n == outbox.c.n)
            .where(operation.c.case_id == case_id)
        )
        with reading(self._engine) as connection:
            return {
                row.revision_id: DeliveryStatus(
                    Delivery(row.delivery), row.reason, row.since, row.theirs
                )
                for row in connection.execute(query)
            }

    def save(self, record: Record) -> Operation:
        """Write the record, its signed operation and its outbox row in one transaction.

        When this returns, the record survives a power cut. Raises FindingRefused
        (``changed-meanwhile``) when the record does not amend the newest saved version, and
        StorageUnavailable; nothing is written then.
        """
        with writing(self._engine) as connection:
            _refuse_if_changed(connection, record)
            last_row, operation = _next_operation(connection, record)
            _write(connection, record, operation, row=last_row + 1)
        return operation

    def _bodies(self, table: Table, case_id: str) -> list[str]:
        query = select(table.c.body).where(table.c.case_id == case_id).order_by(table.c.n)
        with reading(self._engine) as connection:
            return list(connection.scalars(query))


def _next_operation(connection: Connection, record: Record) -> tuple[int, Operation]:
    """The last row there is, and the operation that comes after it. Who the station is, is read
    each time: it may have become another device meanwhile."""
    last = connection.execute(_LAST).one()
    operation = make_operation(
        record,
        op_id=new_id(),
        device_id=last.device_id,
        n=(last.log_n or 0) + 1,
        previous_sha256=last.sha256 or "",
        signer=signer_of(last.signing_key),
    )
    return last.row or 0, operation


def _refuse_if_changed(connection: Connection, record: Record) -> None:
    table, key = _TABLES[type(record)]
    newest = connection.execute(
        select(table.c.version, table.c.revision_id)
        .where(table.c[key] == aggregate_id_of(record))
        .order_by(table.c.version.desc())
        .limit(1)
    ).first()
    version, revision_id = (0, None) if newest is None else newest
    if record.version != version + 1 or record.replaces != revision_id:
        raise FindingRefused(
            "changed-meanwhile",
            f"version {record.version} does not follow the newest saved version {version}",
        )


def _write(connection: Connection, record: Record, operation: Operation, *, row: int) -> None:
    # Values go beside the statements, not into them: SQLAlchemy then compiles each only once.
    connection.execute(
        insert(tables.operations),
        {
            **asdict(operation),
            "n": row,
            "log_n": operation.n,
            "kind": operation.kind.value,
            "revision_id": record.revision_id,
        },
    )
    table, key = _TABLES[type(record)]
    revision = {
        "n": row,
        "revision_id": record.revision_id,
        "version": record.version,
        "case_id": record.case_id,
        "scan_id": record.scan_id,
        "body": operation.body,
        key: operation.aggregate_id,
    }
    if isinstance(record, Finding):
        revision["withdrawn"] = record.withdrawn
    connection.execute(insert(table), revision)
    if isinstance(record, Photo) and record.version == 1:
        put_photo(connection, record)
    connection.execute(
        insert(tables.outbox),
        {
            "n": row,
            "op_id": operation.op_id,
            "delivery": Delivery.WAITING.value,
            "reason": "",
            "since": operation.recorded_at,
            "attempts": 0,
        },
    )
