"""Operations on their way to the centre, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, func, select, update

from inspector_app.domain.operation import (
    Delivery,
    Operation,
    OperationKind,
    Receipt,
    ReceiptStatus,
)
from inspector_app.protocol.codec import encode
from inspector_app.storage import tables
from inspector_app.storage.connections import reading, writing
from inspector_app.storage.operation_rows import operation_of, select_operations
from inspector_app.workflow.ports import OutboxEntry, OutboxListing, OutboxSummary

_UNANSWERED = (Delivery.WAITING.value, Delivery.SENT.value)
_AFTER_RECEIPT = {
    ReceiptStatus.APPLIED: Delivery.APPLIED,
    ReceiptStatus.DUPLICATE: Delivery.APPLIED,  # it had arrived; only the answer was lost
    ReceiptStatus.CONFLICT: Delivery.CONFLICT,
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
            numbers = _oldest(connection, limit, after=_row_of(connection, after))
            query = select_operations().where(column.in_(numbers)).order_by(column)
            return tuple(operation_of(row) for row in connection.execute(query).mappings())

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

    def note_receipts(
        self,
        receipts: Sequence[Receipt],
        *,
        at: datetime,
        epoch: str = "",
        reasons: Mapping[str, str] | None = None,
    ) -> None:
        """The centre's answers, kept as they came. ``later`` puts an operation back to waiting. A
        final answer stays, and an answer to an operation that is not from here changes nothing.
        `epoch` and `reasons` as in `workflow.ports.Outbox`. Raises StorageUnavailable."""
        table = tables.outbox
        with writing(self._engine) as connection:
            for receipt in receipts:
                values = _after(receipt, epoch, (reasons or {}).get(receipt.op_id, receipt.reason))
                connection.execute(
                    update(table)
                    .where(table.c.op_id == receipt.op_id, table.c.delivery.in_(_UNANSWERED))
                    .values(since=at, **values)
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
            history = tables.device_history.c
            new_device_since = connection.scalar(
                select(history.ended_at)
                .where(history.told)
                .order_by(history.generation.desc())
                .limit(1)
            )
        return OutboxSummary(
            waiting=counts.get(Delivery.WAITING, 0),
            sent=counts.get(Delivery.SENT, 0),
            applied=counts.get(Delivery.APPLIED, 0),
            rejected=counts.get(Delivery.REJECTED, 0),
            oldest_unsent=oldest,
            conflicts=counts.get(Delivery.CONFLICT, 0),
            new_device_since=new_device_since,
        )


def _after(receipt: Receipt, epoch: str, reason: str) -> dict[str, str | int | None]:
    """What becomes of an operation's row."""
    delivery = _AFTER_RECEIPT[receipt.status]
    values: dict[str, str | int | None] = {
        "delivery": delivery.value,
        "reason": reason if delivery is Delivery.REJECTED else "",
        "sequence": receipt.sequence,
        "theirs": receipt.theirs,
    }
    if delivery is not Delivery.WAITING:
        values |= {"receipt": encode(receipt).decode(), "receipt_epoch": epoch}
    return values


def _row_of(connection: Connection, n: int) -> int:
    """The row of operation `n` of the present log, 0 when there is none."""
    columns, own = tables.operations.c, select(tables.device.c.device_id).scalar_subquery()
    row: int | None = connection.scalar(
        select(columns.n).where(columns.device_id == own, columns.log_n == n)
    )
    return row or 0


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
