"""Looking whether everything that was recorded is still there and still fits together."""

from __future__ import annotations

from itertools import pairwise

from sqlalchemy import Engine, Table, select, text

from inspector_app.domain.operation import Operation
from inspector_app.protocol.operations import is_intact
from inspector_app.protocol.signing import is_signed_by
from inspector_app.storage import tables
from inspector_app.storage.connections import reading
from inspector_app.storage.device_row import device_row, signer_of
from inspector_app.storage.operation_rows import read_logs


def find_faults(engine: Engine) -> tuple[str, ...]:
    """What is wrong with the database, in English; empty when it is sound.

    Looks at SQLite's own integrity, at the chain and the signatures of every log that this station
    has written, and whether every revision has its
    operation and outbox row and the other way round. Raises StorageUnavailable.
    """
    return (
        *_integrity_faults(engine),
        *_log_faults(engine),
        *_pairing_faults(engine),
    )


def _log_faults(engine: Engine) -> list[str]:
    history = tables.device_history.c
    with reading(engine) as connection:
        own = device_row(connection)
        earlier = connection.execute(select(history.device_id, history.public_key)).all()
        heads = select(history.device_id, history.last_n, history.head_sha256)
        ends = {row.device_id: (row.last_n, row.head_sha256) for row in connection.execute(heads)}
    keys = {own["device_id"]: signer_of(own["signing_key"]).public_key}
    keys |= {row.device_id: row.public_key for row in earlier}
    faults: list[str] = []
    for device_id, log in read_logs(engine).items():
        key = keys.get(device_id, "")
        found = [*chain_faults(log), *_signature_faults(log, key)]
        if device_id in ends and (log[-1].n, log[-1].sha256) != ends[device_id]:
            found.append("the log does not end where it was left")
        where = "" if device_id == own["device_id"] else f"log of {device_id}: "
        faults += [where + fault for fault in found]
    return faults


def _signature_faults(log: tuple[Operation, ...], public_key: str) -> list[str]:
    return [
        f"operation {operation.n}: its signature is not this station's"
        for operation in log
        if not is_signed_by(operation, public_key=public_key)
    ]


def chain_faults(operations: tuple[Operation, ...]) -> tuple[str, ...]:
    """Operations, in the order of `n`, whose number, hash or link does not fit."""
    faults = [
        f"operation {operation.n}: its hash does not fit its content"
        for operation in operations
        if not is_intact(operation)
    ]
    if operations and (operations[0].n, operations[0].previous_sha256) != (1, ""):
        faults.append("the first operation is not number 1")
    for before, after in pairwise(operations):
        if (after.n, after.previous_sha256) != (before.n + 1, before.sha256):
            faults.append(f"operation {after.n} does not follow operation {before.n}")
    return tuple(faults)


def _integrity_faults(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        found = list(connection.scalars(text("PRAGMA integrity_check")))
        orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    faults = [] if found == ["ok"] else [f"integrity: {line}" for line in found]
    return faults + [f"row {row[1]} of {row[0]} points nowhere" for row in orphans]


def _pairing_faults(engine: Engine) -> list[str]:
    operations = _identities(engine, tables.operations, "revision_id", "body")
    revisions = _identities(engine, tables.finding_revisions, "revision_id", "body")
    revisions |= _identities(engine, tables.verdict_revisions, "revision_id", "body")
    revisions |= _identities(engine, tables.annotation_revisions, "revision_id", "body")
    revisions |= _identities(engine, tables.photo_revisions, "revision_id", "body")
    sent_ids = _identities(engine, tables.operations, "op_id")
    outbox = _identities(engine, tables.outbox, "op_id")
    faults = [f"operation {row[0]} and its revision differ" for row in operations ^ revisions]
    return faults + [f"operation {row[0]} and its outbox row differ" for row in sent_ids ^ outbox]


def _identities(engine: Engine, table: Table, *columns: str) -> set[tuple[object, ...]]:
    query = select(table.c.n, *(table.c[name] for name in columns))
    with reading(engine) as connection:
        return {tuple(row) for row in connection.execute(query)}
