"""Operations on their way to the centre, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, RowMapping, Select, func, select, update

from inspector_app.domain.operation import (
    Delivery,
    Operation,
    OperationKind,
    Receipt,
    ReceiptStatus,
)
from inspector_app.storage import tables
from inspector_app.storage.connections import reading, writing
from inspector_app.workflow.ports import OutboxEntry, OutboxListing, OutboxSummary

_UNANSWERED = (Delivery.WAITING.value, Delivery.SENT.value)
_AFTER_RECEIPT = {
    ReceiptStatus.APPLIED: Delivery.APPLIED,
    ReceiptStatus.DUPLICATE: Delivery.APPLIED,  # it had arrived; only the answer was lost
    ReceiptStatus.REJECTED: Delivery.REJECTED,
    ReceiptStatus.LATER: Delivery.WAITING,
}


class StationOutbox:
    """`workflow.ports.Outbox` over the station's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def unanswered(self, limit: int, *, after: int = 0) -> tuple[Operation, ...]:
        """The oldest operations that have no final receipt, in the order of `n`; only those whose
        `n` is above `after`. Those that were sent without an answer are among them: the centre
        recognises an operation it has. Raises StorageUnavailable."""
        column = tables.operations.c.n
        with reading(self._engine) as connection:
            numbers = _oldest(connection, limit, after=after)
            query = _operations().where(column.in_(numbers)).order_by(column)
            return tuple(_operation(row) for row in connection.execute(query))

    def list_operations(
        self, limit: int, *, only: Collection[Delivery] = tuple(Delivery)
    ) -> OutboxListing:
        """The newest `limit` operations in one of the states `only`, newest first, and how many
        older ones there are. Raises StorageUnavailable."""
        wanted = tables.outbox.c.delivery.in_([one.value for one in only])
        # The count stands beside every row: counting later could count what came in between.
        count = select(func.count()).select_from(tables.outbox).where(wanted).scalar_subquery()
        query = (
            select(*_LISTED, count.label("count"))
            .join_from(tables.outbox, tables.operations, tables.operations.c.n == tables.outbox.c.n)
            .where(wanted)
            .order_by(tables.outbox.c.n.desc())
            .limit(limit)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        entries = tuple(_entry(row._mapping) for row in rows)
        return OutboxListing(entries, rows[0]._mapping["count"] - len(rows) if rows else 0)

    def note_sent(self, op_ids: Sequence[str], *, at: datetime) -> None:
        """They left here; no answer yet. Raises StorageUnavailable."""
        table = tables.outbox
        with writing(self._engine) as connection:
            connection.execute(
                update(table)
                .where(table.c.op_id.in_(op_ids), table.c.delivery.in_(_UNANSWERED))
                .values(delivery=Delivery.SENT.value, since=at, attempts=table.c.attempts + 1)
            )

    def note_receipts(self, receipts: Sequence[Receipt], *, at: datetime) -> None:
        """The centre's answers. ``later`` puts an operation back to waiting. A final answer stays,
        and an answer to an operation that is not from here changes nothing.
        Raises StorageUnavailable."""
        table = tables.outbox
        with writing(self._engine) as connection:
            for receipt in receipts:
                delivery = _AFTER_RECEIPT[receipt.status]
                connection.execute(
                    update(table)
                    .where(table.c.op_id == receipt.op_id, table.c.delivery.in_(_UNANSWERED))
                    .values(
                        delivery=delivery.value,
                        reason=receipt.reason if delivery is Delivery.REJECTED else "",
                        since=at,
                        sequence=receipt.sequence,
                    )
                )

    def summary(self) -> OutboxSummary:
        """Numbers for the status bar. Raises StorageUnavailable."""
        outbox, operation = tables.outbox.c, tables.operations.c
        counts_query = select(outbox.delivery, func.count()).group_by(outbox.delivery)
        with reading(self._engine) as connection:
            counts: dict[str, int] = dict(connection.execute(counts_query).all())
            oldest = connection.scalar(
                select(operation.recorded_at).where(operation.n.in_(_oldest(connection, 1)))
            )
        return OutboxSummary(
            waiting=counts.get(Delivery.WAITING, 0),
            sent=counts.get(Delivery.SENT, 0),
            applied=counts.get(Delivery.APPLIED, 0),
            rejected=counts.get(Delivery.REJECTED, 0),
            oldest_unsent=oldest,
        )


def read_operations(engine: Engine) -> tuple[Operation, ...]:
    """Every operation of this station, in the order of `n`. Raises StorageUnavailable."""
    with reading(engine) as connection:
        query = _operations().order_by(tables.operations.c.n)
        return tuple(_operation(row) for row in connection.execute(query))


def _oldest(connection: Connection, limit: int, *, after: int = 0) -> list[int]:
    """Numbers of the oldest operations without a final receipt.

    One question per state: each is answered from the index, where one question for both would sort
    the whole outbox, which is long after weeks without a network.
    """
    table = tables.outbox
    numbers: list[int] = []
    for delivery in _UNANSWERED:
        query = select(table.c.n).where(table.c.delivery == delivery, table.c.n > after)
        numbers += connection.scalars(query.order_by(table.c.n).limit(limit))
    return sorted(numbers)[:limit]


_LISTED = (
    tables.operations.c.op_id,
    tables.operations.c.n,
    tables.operations.c.kind,
    tables.operations.c.case_id,
    tables.operations.c.author,
    tables.operations.c.recorded_at,
    tables.outbox.c.delivery,
    tables.outbox.c.reason,
    tables.outbox.c.since,
)


def _entry(row: RowMapping) -> OutboxEntry:
    fields = {column.name: row[column.name] for column in _LISTED}
    fields["kind"] = OperationKind(fields["kind"])
    fields["delivery"] = Delivery(fields["delivery"])
    return OutboxEntry(**fields)


def _operations() -> Select[tuple[object, ...]]:
    columns = tables.operations.c
    return select(
        columns.op_id,
        columns.device_id,
        columns.n,
        columns.kind,
        columns.case_id,
        columns.aggregate_id,
        columns.base_version,
        columns.body,
        columns.author,
        columns.recorded_at,
        columns.previous_sha256,
        columns.sha256,
    )


def _operation(row: Row[tuple[object, ...]]) -> Operation:
    fields = dict(row._mapping)
    return Operation(**{**fields, "kind": OperationKind(fields["kind"])})
