"""Taking in operations: one transaction per batch, one receipt per operation, never twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, Table, insert, select, update

from inspector_app.central.database import writing
from inspector_app.central.rules import (
    Answer,
    EarlierAnswer,
    NewestRevision,
    answer_again,
    answer_by_number,
    answer_by_state,
    read_record,
)
from inspector_app.central.sequence import locked_sequence, store_sequence
from inspector_app.central.tables import (
    annotation_revision,
    case_version,
    device,
    finding_revision,
    received_operation,
    verdict_revision,
)
from inspector_app.domain.annotation import Annotation
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.domain.operation import Operation, Receipt, ReceiptStatus
from inspector_app.protocol.codec import Record, aggregate_id_of, encode


@dataclass(frozen=True, slots=True)
class Sender:
    """A station that has proved itself."""

    device_id: str
    post: str


def take_operations(
    engine: Engine, sender: Sender, operations: Sequence[Operation]
) -> tuple[Receipt, ...]:
    """Answer every operation and keep those with a final answer, all in one transaction.

    Receipts come in the order of the operations. When this returns they are safe on disk. Raises
    SQLAlchemy's errors when the database cannot be written; then nothing of the batch was kept.
    """
    with writing(engine) as connection:
        return _Intake(connection, sender).take(operations)


_TABLES: dict[type[Record], Table] = {
    Finding: finding_revision,
    ScanVerdict: verdict_revision,
    Annotation: annotation_revision,
}


def table_of(record: Record) -> Table:
    """Where revisions of this kind of record lie."""
    return _TABLES[type(record)]


class _Intake:
    """One batch inside one transaction."""

    def __init__(self, connection: Connection, sender: Sender) -> None:
        self._connection = connection
        self._sender = sender
        self._received_at = datetime.now(UTC)
        self._sequence = 0
        self._last_n = 0

    def take(self, operations: Sequence[Operation]) -> tuple[Receipt, ...]:
        # The lock makes batches of different stations wait for one another. Without it two stations
        # could amend the same finding at once, and numbers could become visible out of order.
        self._sequence = locked_sequence(self._connection)
        self._last_n = self._connection.execute(
            select(device.c.last_n).where(device.c.device_id == self._sender.device_id)
        ).scalar_one()
        receipts = tuple(self._take_one(operation) for operation in operations)
        self._connection.execute(
            update(device)
            .where(device.c.device_id == self._sender.device_id)
            .values(last_n=self._last_n)
        )
        store_sequence(self._connection, self._sequence)
        return receipts

    def _take_one(self, operation: Operation) -> Receipt:
        earlier = self._earlier_answer(operation.op_id)
        if earlier is not None:
            answer = answer_again(operation, earlier)
        else:
            answer = self._first_answer(operation)
            if answer.status is not ReceiptStatus.LATER:
                self._keep(operation, answer)
        in_order = operation.n == self._last_n + 1
        if in_order and operation.device_id == self._sender.device_id:
            self._last_n = operation.n
        return Receipt(operation.op_id, answer.status, answer.sequence, answer.reason)

    def _earlier_answer(self, op_id: str) -> EarlierAnswer | None:
        table = received_operation
        row = self._connection.execute(
            select(table.c.sha256, table.c.status, table.c.sequence, table.c.reason).where(
                table.c.device_id == self._sender.device_id, table.c.op_id == op_id
            )
        ).one_or_none()
        if row is None:
            return None
        return EarlierAnswer(row.sha256, ReceiptStatus(row.status), row.sequence, row.reason)

    def _first_answer(self, operation: Operation) -> Answer:
        answer = answer_by_number(operation, device_id=self._sender.device_id, last_n=self._last_n)
        if answer is not None:
            return answer
        record = read_record(operation)
        if isinstance(record, Answer):
            return record
        answer = answer_by_state(
            record, case_known=self._case_known(record.case_id), newest=self._newest(record)
        )
        if answer.status is not ReceiptStatus.APPLIED:
            return answer
        self._sequence += 1
        self._apply(operation, record)
        return Answer(answer.status, sequence=self._sequence)

    def _case_known(self, case_id: str) -> bool:
        # Any version will do: a post may have worked on a case, without a network, before it was
        # given to another post.
        table = case_version
        return (
            self._connection.execute(
                select(table.c.sequence)
                .where(table.c.case_id == case_id, table.c.post == self._sender.post)
                .limit(1)
            ).one_or_none()
            is not None
        )

    def _newest(self, record: Record) -> NewestRevision | None:
        table = table_of(record)
        row = self._connection.execute(
            select(table.c.version, table.c.revision_id, table.c.case_id)
            .where(table.c.aggregate_id == aggregate_id_of(record))
            .order_by(table.c.version.desc())
            .limit(1)
        ).one_or_none()
        return None if row is None else NewestRevision(row.version, row.revision_id, row.case_id)

    def _apply(self, operation: Operation, record: Record) -> None:
        self._connection.execute(
            insert(table_of(record)).values(
                aggregate_id=aggregate_id_of(record),
                version=record.version,
                sequence=self._sequence,
                revision_id=record.revision_id,
                case_id=record.case_id,
                scan_id=record.scan_id,
                withdrawn=not isinstance(record, ScanVerdict) and record.withdrawn,
                author=record.author,
                recorded_at=record.recorded_at,
                device_id=operation.device_id,
                op_id=operation.op_id,
                body=operation.body,
            )
        )

    def _keep(self, operation: Operation, answer: Answer) -> None:
        self._connection.execute(
            insert(received_operation).values(
                device_id=self._sender.device_id,
                op_id=operation.op_id,
                sha256=operation.sha256,
                status=answer.status.value,
                reason=answer.reason,
                sequence=answer.sequence,
                received_at=self._received_at,
                content=encode(operation).decode(),
            )
        )
