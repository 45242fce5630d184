"""What stations sent, as the centre has it. For tests, the demo and an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, Table, and_, select

from inspector_app.central.database import opened
from inspector_app.central.settings import CentreSettings
from inspector_app.central.tables import (
    annotation_revision,
    audit,
    conflict,
    finding_revision,
    photo_revision,
    received_content,
    received_operation,
    review_revision,
    verdict_revision,
)
from inspector_app.domain.annotation import Annotation
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.domain.operation import Operation, ReceiptStatus
from inspector_app.domain.photo import Photo
from inspector_app.domain.review import ReviewDecision
from inspector_app.protocol.codec import decode
from inspector_app.protocol.messages import BATCH_LIMIT, Conflict, ConflictPage


@dataclass(frozen=True, slots=True)
class Rejected:
    """An operation that was not applied. It is kept whole."""

    operation: Operation
    reason: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Audited:
    """Something that was not believed. `content` is JSON: the operation, or what did not fit."""

    device_id: str
    what: str
    content: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AtCentre:
    """All versions in the order in which they were applied."""

    findings: tuple[Finding, ...]
    verdicts: tuple[ScanVerdict, ...]
    annotations: tuple[Annotation, ...]
    rejected: tuple[Rejected, ...]
    reviews: tuple[ReviewDecision, ...] = ()
    photos: tuple[Photo, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    audited: tuple[Audited, ...] = ()


def findings_at_centre(settings: CentreSettings) -> AtCentre:
    """Everything that was applied, rejected, kept as a conflict or not believed."""
    with opened(settings) as engine, engine.begin() as connection:
        return AtCentre(
            tuple(decode(body, Finding) for body in _bodies(connection, finding_revision)),
            tuple(decode(body, ScanVerdict) for body in _bodies(connection, verdict_revision)),
            tuple(decode(body, Annotation) for body in _bodies(connection, annotation_revision)),
            _rejected(connection),
            tuple(decode(body, ReviewDecision) for body in _bodies(connection, review_revision)),
            tuple(decode(body, Photo) for body in _bodies(connection, photo_revision)),
            _conflicts(connection, None, after=0, limit=None),
            _audited(connection),
        )


def read_conflicts(engine: Engine, post: str, *, after: int, limit: int) -> ConflictPage:
    """The conflicts of a post behind the number `after`, at most `BATCH_LIMIT` of them."""
    limit = max(1, min(limit, BATCH_LIMIT))
    after = max(0, min(after, (1 << 63) - 1))
    with engine.begin() as connection:
        found = _conflicts(connection, post, after=after, limit=limit + 1)
    return ConflictPage(found[:limit], more=len(found) > limit)


def list_conflicts(settings: CentreSettings, post: str = "") -> tuple[Conflict, ...]:
    """All conflicts, or those of one post, oldest first."""
    with opened(settings) as engine, engine.begin() as connection:
        return _conflicts(connection, post or None, after=0, limit=None)


def _conflicts(
    connection: Connection, post: str | None, *, after: int, limit: int | None
) -> tuple[Conflict, ...]:
    table = conflict
    wanted = select(table).where(table.c.sequence > after).order_by(table.c.sequence).limit(limit)
    if post is not None:
        wanted = wanted.where(table.c.post == post)
    return tuple(
        Conflict(row.sequence, decode(row.content, Operation), row.theirs, row.received_at)
        for row in connection.execute(wanted)
    )


def _audited(connection: Connection) -> tuple[Audited, ...]:
    rows = connection.execute(select(audit).order_by(audit.c.audit_id))
    return tuple(Audited(row.device_id, row.what, row.content, row.at) for row in rows)


def _bodies(connection: Connection, table: Table) -> list[str]:
    return list(connection.execute(select(table.c.body).order_by(table.c.sequence)).scalars())


def content_of(table: Table) -> ColumnElement[bool]:
    """What joins `received_content` to the rows of `received_operation`."""
    return and_(
        received_content.c.device_id == table.c.device_id,
        received_content.c.op_id == table.c.op_id,
        received_content.c.received_at == table.c.received_at,
    )


def _rejected(connection: Connection) -> tuple[Rejected, ...]:
    table = received_operation
    rows = connection.execute(
        select(received_content.c.content, table.c.reason, table.c.received_at)
        .join(received_content, content_of(table))
        .where(
            table.c.status == ReceiptStatus.REJECTED.value,
            # Else it would be here once more for every time that its station was set back.
            table.c.first_device_id.is_(None),
        )
        .order_by(table.c.received_at, table.c.op_id)
    )
    return tuple(
        Rejected(decode(row.content, Operation), row.reason, row.received_at) for row in rows
    )
