"""Operations between rows and values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, RowMapping, Select, select

from inspector_app.domain.operation import Operation, OperationKind
from inspector_app.storage import tables
from inspector_app.storage.connections import reading

_COLUMNS = tables.operations.c

SELECTED = (
    _COLUMNS.op_id,
    _COLUMNS.device_id,
    _COLUMNS.log_n,
    _COLUMNS.kind,
    _COLUMNS.case_id,
    _COLUMNS.aggregate_id,
    _COLUMNS.base_version,
    _COLUMNS.body,
    _COLUMNS.author,
    _COLUMNS.recorded_at,
    _COLUMNS.previous_sha256,
    _COLUMNS.sha256,
    _COLUMNS.signature,
)


def select_operations() -> Select[Any]:
    """All that an operation is made of."""
    return select(*SELECTED)


def operation_of(row: RowMapping) -> Operation:
    """The operation in a row of `select_operations`, with its number in the log."""
    fields: dict[str, Any] = {column.name: row[column.name] for column in SELECTED}
    fields["n"] = fields.pop("log_n")
    return Operation(**{**fields, "kind": OperationKind(fields["kind"])})


def read_logs(engine: Engine) -> dict[str, tuple[Operation, ...]]:
    """Every log that this station has written, each in the order of its numbers, by device id.

    An operation that moved into a later log is in both, in each as it was there. Raises
    StorageUnavailable.
    """
    links = tables.earlier_links.c
    moved = select(*(links.get(one.name, one) for one in SELECTED)).join_from(
        tables.earlier_links, tables.operations, links.n == _COLUMNS.n
    )
    with reading(engine) as connection:
        rows = [
            *connection.execute(select_operations()).mappings(),
            *connection.execute(moved).mappings(),
        ]
    logs: dict[str, list[Operation]] = {}
    for operation in sorted(map(operation_of, rows), key=lambda one: one.n):
        logs.setdefault(operation.device_id, []).append(operation)
    return {device_id: tuple(log) for device_id, log in logs.items()}
