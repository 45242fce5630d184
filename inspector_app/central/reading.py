"""What stations sent, as the centre has it. For tests, the demo and an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, select

from inspector_app.central.database import opened
from inspector_app.central.settings import CentreSettings
from inspector_app.central.tables import (
    annotation_revision,
    finding_revision,
    received_operation,
    verdict_revision,
)
from inspector_app.domain.annotation import Annotation
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.domain.operation import Operation, ReceiptStatus
from inspector_app.protocol.codec import decode


@dataclass(frozen=True, slots=True)
class Rejected:
    """An operation that was not applied. It is kept whole: a version conflict is a fact somebody
    must look at, not a mistake to forget."""

    operation: Operation
    reason: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class AtCentre:
    """All versions in the order in which they were applied."""

    findings: tuple[Finding, ...]
    verdicts: tuple[ScanVerdict, ...]
    annotations: tuple[Annotation, ...]
    rejected: tuple[Rejected, ...]


def findings_at_centre(settings: CentreSettings) -> AtCentre:
    """Everything that was applied, and everything that was rejected."""
    with opened(settings) as engine, engine.begin() as connection:
        return AtCentre(
            tuple(decode(body, Finding) for body in _bodies(connection, finding_revision)),
            tuple(decode(body, ScanVerdict) for body in _bodies(connection, verdict_revision)),
            tuple(decode(body, Annotation) for body in _bodies(connection, annotation_revision)),
            _rejected(connection),
        )


def _bodies(connection: Connection, table: Table) -> list[str]:
    return list(connection.execute(select(table.c.body).order_by(table.c.sequence)).scalars())


def _rejected(connection: Connection) -> tuple[Rejected, ...]:
    table = received_operation
    rows = connection.execute(
        select(table.c.content, table.c.reason, table.c.received_at)
        .where(table.c.status == ReceiptStatus.REJECTED.value)
        .order_by(table.c.received_at, table.c.op_id)
    )
    return tuple(
        Rejected(decode(row.content, Operation), row.reason, row.received_at) for row in rows
    )
