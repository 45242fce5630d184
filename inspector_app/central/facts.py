"""What the centre already has that bears on some operations, read in a few statements for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from inspector_app.central.acts import acts_from_contents
from inspector_app.central.rules import EarlierAnswer, NewestRevision, Person, Role, Roll
from inspector_app.central.tables import (
    annotation_revision,
    case_version,
    conflict,
    device,
    finding_revision,
    person,
    photo_revision,
    received_operation,
    review_revision,
    verdict_revision,
)
from inspector_app.domain.annotation import Annotation
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.domain.operation import Operation, ReceiptStatus
from inspector_app.domain.photo import Photo
from inspector_app.domain.review import ReviewDecision
from inspector_app.protocol.codec import Record, aggregate_id_of

_TABLES: dict[type[Record], Table] = {
    Finding: finding_revision,
    ScanVerdict: verdict_revision,
    Annotation: annotation_revision,
    ReviewDecision: review_revision,
    Photo: photo_revision,
}


def _in(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column.in_(bindparam(name, expanding=True))


def _newest_in(table: Table) -> Select[Any]:
    other = table.alias("other")
    last = (
        select(func.max(other.c.version))
        .where(other.c.aggregate_id == table.c.aggregate_id)
        .scalar_subquery()
    )
    return select(
        table.c.aggregate_id, table.c.version, table.c.revision_id, table.c.case_id
    ).where(_in(table.c.aggregate_id, "ids"), table.c.version == last)


# Built once: to build a statement takes the program longer than to run it takes the database.
_LOGS = select(
    device.c.device_id,
    device.c.public_key,
    device.c.last_n,
    device.c.head_sha256,
    device.c.descends_from,
).where(_in(device.c.device_id, "device_ids"))
_EARLIER = select(
    received_operation.c.device_id,
    received_operation.c.op_id,
    received_operation.c.sha256,
    received_operation.c.status,
    received_operation.c.sequence,
    received_operation.c.reason,
    received_operation.c.received_at,
    received_operation.c.act_sha256,
).where(
    _in(received_operation.c.device_id, "device_ids"), _in(received_operation.c.op_id, "op_ids")
)
_CASES = (
    select(case_version.c.post, case_version.c.case_id)
    .distinct()
    .where(_in(case_version.c.case_id, "case_ids"))
)
_NEWEST = {table.name: _newest_in(table) for table in _TABLES.values()}
_ROLLS = select(person.c.post, person.c.name, person.c.role, person.c.ended_at).where(
    _in(person.c.post, "posts")
)


def table_of(record: Record) -> Table:
    """Where revisions of this kind of record lie."""
    return _TABLES[type(record)]


@dataclass(slots=True)
class Log:
    """One device's log as far as the centre has it. `last_n` and `head_sha256` move on."""

    device_id: str
    public_key: str
    last_n: int
    head_sha256: str
    descends_from: str | None
    changed: bool = False


Logs = dict[str, Log]


def load_logs(connection: Connection, device_ids: Iterable[str]) -> Logs:
    """The logs of these devices and of all that they descend from."""
    logs: Logs = {}
    wanted = set(device_ids)
    while wanted:
        rows = connection.execute(_LOGS, {"device_ids": list(wanted)})
        found = {row.device_id: Log(*row) for row in rows}
        logs.update(found)
        wanted = {log.descends_from for log in found.values() if log.descends_from} - logs.keys()
    return logs


def line_of(logs: Logs, device_id: str) -> tuple[str, ...]:
    """A device and those that it descends from, itself first; nothing for an unknown one."""
    line: list[str] = []
    older: str | None = device_id
    while older is not None and older in logs and older not in line:
        line.append(older)
        older = logs[older].descends_from
    return tuple(line)


@dataclass(slots=True)
class Facts:
    """Attributes:
    earlier: answers by device and operation id.
    taken: numbers, at or below a log's last one, that have an operation.
    cases: by post and case.
    newest: by name of the table and id of the thing.
    rolls: by post; absent where nobody is on it.
    verdict_authors: by verdict and revision, of verdicts that are being reviewed.
    """

    earlier: dict[tuple[str, str], EarlierAnswer] = field(default_factory=dict)
    taken: set[tuple[str, int]] = field(default_factory=set)
    cases: set[tuple[str, str]] = field(default_factory=set)
    newest: dict[tuple[str, str], NewestRevision] = field(default_factory=dict)
    rolls: dict[str, Roll] = field(default_factory=dict)
    verdict_authors: dict[tuple[str, str], str] = field(default_factory=dict)

    def case_is_anywhere(self, case_id: str) -> bool:
        """Whether any post has it, of the cases that were asked for."""
        return any(known == case_id for _, known in self.cases)


def load_facts(
    connection: Connection,
    operations: Sequence[Operation],
    records: Sequence[Record],
    *,
    logs: Logs,
    posts: set[str],
) -> Facts:
    """Everything that bears on these operations, whatever order they are judged in."""
    facts = Facts()
    if not operations:
        return facts
    _load_earlier(connection, facts, logs, {one.op_id for one in operations})
    _load_taken(connection, facts, logs, operations)
    if not records:
        return facts
    case_ids = {one.case_id for one in records}
    for row in connection.execute(_CASES, {"case_ids": list(case_ids)}):
        facts.cases.add((row.post, row.case_id))
    _load_newest(connection, facts, records)
    _load_rolls(connection, facts, posts)
    reviews = [one for one in records if isinstance(one, ReviewDecision)]
    if reviews:
        _load_verdict_authors(connection, facts, reviews)
    return facts


def _load_earlier(connection: Connection, facts: Facts, logs: Logs, op_ids: set[str]) -> None:
    asked = {"device_ids": list(logs), "op_ids": list(op_ids)}
    rows = connection.execute(_EARLIER, asked).all()
    if not rows:
        return
    theirs = _theirs_of(connection, rows)
    # Asked only of what a successor sends again.
    has_line = any(log.descends_from for log in logs.values())
    nameless = [row for row in rows if has_line and not row.act_sha256]
    acts = acts_from_contents(connection, nameless)
    for row in rows:
        status = ReceiptStatus(row.status)
        met = theirs.get(row.sequence, "") if status is ReceiptStatus.CONFLICT else ""
        key = (row.device_id, row.op_id)
        act_sha256 = row.act_sha256 or acts.get(key, "")
        facts.earlier[key] = EarlierAnswer(
            row.sha256, status, row.sequence, row.reason, met, act_sha256
        )


def _theirs_of(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[int, str]:
    sequences = [row.sequence for row in rows if row.status == ReceiptStatus.CONFLICT.value]
    if not sequences:
        return {}
    found = connection.execute(
        select(conflict.c.sequence, conflict.c.theirs).where(conflict.c.sequence.in_(sequences))
    )
    return {row.sequence: row.theirs for row in found}


def _load_taken(
    connection: Connection, facts: Facts, logs: Logs, operations: Sequence[Operation]
) -> None:
    asked: dict[str, set[int]] = {}
    for one in operations:
        log = logs.get(one.device_id)
        if log is None or not 1 <= one.n <= log.last_n:
            continue
        if (one.device_id, one.op_id) not in facts.earlier:
            asked.setdefault(one.device_id, set()).add(one.n)
    if not asked:
        return
    table = received_operation
    rows = connection.execute(
        select(table.c.device_id, table.c.n).where(
            or_(
                *(
                    and_(table.c.device_id == device_id, table.c.n.in_(numbers))
                    for device_id, numbers in asked.items()
                )
            )
        )
    )
    facts.taken.update((row.device_id, row.n) for row in rows)


def _load_newest(connection: Connection, facts: Facts, records: Sequence[Record]) -> None:
    asked: dict[str, set[str]] = {}
    for one in records:
        asked.setdefault(table_of(one).name, set()).add(aggregate_id_of(one))
    for name, ids in asked.items():
        rows = connection.execute(_NEWEST[name], {"ids": list(ids)})
        for row in rows:
            newest = NewestRevision(row.version, row.revision_id, row.case_id)
            facts.newest[name, row.aggregate_id] = newest


def _load_rolls(connection: Connection, facts: Facts, posts: set[str]) -> None:
    rows = connection.execute(_ROLLS, {"posts": list(posts)})
    rolls: dict[str, dict[str, Person]] = {}
    for row in rows:
        rolls.setdefault(row.post, {})[row.name] = Person(Role(row.role), row.ended_at)
    facts.rolls.update(rolls)


def _load_verdict_authors(
    connection: Connection, facts: Facts, reviews: Sequence[ReviewDecision]
) -> None:
    table = verdict_revision
    rows = connection.execute(
        select(table.c.aggregate_id, table.c.revision_id, table.c.author).where(
            table.c.aggregate_id.in_({one.verdict_id for one in reviews}),
            table.c.revision_id.in_({one.verdict_revision_id for one in reviews}),
        )
    )
    for row in rows:
        facts.verdict_authors[row.aggregate_id, row.revision_id] = row.author
