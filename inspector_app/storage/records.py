"""Findings, verdicts and annotations: written once, never changed, each with its operation on its
way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import Connection, Engine, Table, insert, select

from inspector_app.domain.annotation import Annotation
from inspector_app.domain.errors import FindingRefused
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.domain.operation import Delivery, Operation
from inspector_app.protocol.codec import Record, aggregate_id_of, decode
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.operations import make_operation
from inspector_app.storage import tables
from inspector_app.storage.connections import reading, writing
from inspector_app.workflow.ports import DeliveryStatus

# Where the revisions of each kind of record lie, and the column of the id that all versions share.
_TABLES: dict[type[Record], tuple[Table, str]] = {
    Finding: (tables.finding_revisions, "finding_id"),
    ScanVerdict: (tables.verdict_revisions, "verdict_id"),
    Annotation: (tables.annotation_revisions, "annotation_id"),
}


class StationRecords:
    """`workflow.ports.Records` over the station's database."""

    def __init__(self, engine: Engine, device_id: str) -> None:
        self._engine = engine
        self._device_id = device_id

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

    def deliveries(self, case_id: str) -> Mapping[str, DeliveryStatus]:
        """Delivery by revision id, for every revision of the case. Raises StorageUnavailable."""
        operation, outbox = tables.operations, tables.outbox
        query = (
            select(operation.c.revision_id, outbox.c.delivery, outbox.c.reason, outbox.c.since)
            .join_from(operation, outbox, operation.c.n == outbox.c.n)
            .where(operation.c.case_id == case_id)
        )
        with reading(self._engine) as connection:
            return {
                revision_id: DeliveryStatus(Delivery(delivery), reason, since)
                for revision_id, delivery, reason, since in connection.execute(query)
            }

    def save(self, record: Record) -> Operation:
        """Write the record, its operation and its outbox row in one transaction.

        When this returns, the record survives a power cut. Raises FindingRefused
        (``changed-meanwhile``) when the record does not amend the newest saved version, and
        StorageUnavailable; nothing is written then.
        """
        with writing(self._engine) as connection:
            _refuse_if_changed(connection, record)
            operation = self._next_operation(connection, record)
            _write(connection, record, operation)
        return operation

    def _bodies(self, table: Table, case_id: str) -> list[str]:
        query = select(table.c.body).where(table.c.case_id == case_id).order_by(table.c.n)
        with reading(self._engine) as connection:
            return list(connection.scalars(query))

    def _next_operation(self, connection: Connection, record: Record) -> Operation:
        table = tables.operations
        last = connection.execute(
            select(table.c.n, table.c.sha256).order_by(table.c.n.desc()).limit(1)
        ).first()
        return make_operation(
            record,
            op_id=new_id(),
            device_id=self._device_id,
            n=1 if last is None else last.n + 1,
            previous_sha256="" if last is None else last.sha256,
        )


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


def _write(connection: Connection, record: Record, operation: Operation) -> None:
    # Values go beside the statements, not into them: SQLAlchemy then compiles each only once.
    connection.execute(
        insert(tables.operations),
        {
            **asdict(operation),
            "kind": operation.kind.value,
            "revision_id": record.revision_id,
        },
    )
    table, key = _TABLES[type(record)]
    revision = {
        "n": operation.n,
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
    connection.execute(
        insert(tables.outbox),
        {
            "n": operation.n,
            "op_id": operation.op_id,
            "delivery": Delivery.WAITING.value,
            "reason": "",
            "since": operation.recorded_at,
            "attempts": 0,
        },
    )
