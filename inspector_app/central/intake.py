"""Taking in operations: one transaction, one receipt per operation, never twice.

Batches that wait at the same moment share a transaction: what a transaction costs, above all its
place on disk, is then paid once for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Engine, bindparam, or_, select

from inspector_app.central.batches import Batch
from inspector_app.central.database import writing
from inspector_app.central.facts import Facts, Log, Logs, line_of, load_facts, load_logs, table_of
from inspector_app.central.keeping import Kept, keep_all
from inspector_app.central.receipts import signed_receipts
from inspector_app.central.refusals import Refusal
from inspector_app.central.rules import (
    Answer,
    EarlierAnswer,
    NewestRevision,
    act_hash,
    answer_again,
    answer_by_number,
    answer_by_roll,
    answer_by_state,
    answer_of_line,
    flaw_of_proof,
    for_protocol,
    read_record,
    rejected,
)
from inspector_app.central.sequence import locked_state
from inspector_app.central.tables import device, station
from inspector_app.domain.operation import Operation, ReceiptStatus
from inspector_app.domain.review import ReviewDecision
from inspector_app.protocol.codec import Record, aggregate_id_of, encode
from inspector_app.protocol.messages import ReceiptBatch

_NO_LONGER = (
    select(station.c.revoked_at)
    .join_from(device, station, station.c.station_id == device.c.station_id)
    .where(
        device.c.device_id.in_(bindparam("device_ids", expanding=True)),
        or_(station.c.revoked_at.is_not(None), station.c.device_id != device.c.device_id),
    )
)


@dataclass(frozen=True, slots=True)
class Sender:
    """A station that has proved itself."""

    device_id: str
    post: str


def take_batch(engine: Engine, sender: Sender, batch: Batch) -> ReceiptBatch:
    """Answer every operation and keep those with a final answer, all in one transaction.

    Receipts come in the order of the operations, signed unless the batch is of protocol 1. When
    this returns they are safe on disk. Raises SQLAlchemy's errors when the database cannot be
    written; then nothing of the batch was kept. Raises Refusal 401 ``unknown-device``.
    """
    return take_batches(engine, [(sender, batch)])[0]


def take_batches(
    engine: Engine, requests: Sequence[tuple[Sender, Batch]]
) -> tuple[ReceiptBatch, ...]:
    """The same for batches of several stations, all of them in one transaction, in this order."""
    # Before the transaction, because it takes long and nothing in the database bears on it.
    contents = [[_Inside.of(one) for one in batch.operations] for _, batch in requests]
    with writing(engine) as connection:
        intake = _Intake(connection, requests, contents)
        answers = [[intake.take(item) for item in items] for items in intake.items]
        intake.write()
    # After the transaction: what was not kept must not be signed for.
    return tuple(
        signed_receipts(batch, given, intake.state)
        for (_, batch), given in zip(requests, answers, strict=True)
    )


class _Inside(NamedTuple):
    """What is inside an operation, or why it cannot be had, and its `act_hash`."""

    content: Record | Answer
    act_sha256: str

    @classmethod
    def of(cls, operation: Operation) -> _Inside:
        return cls(read_record(operation), act_hash(operation))


@dataclass(frozen=True, slots=True)
class _Item:
    """One operation with all that can be known of it before the one before it is answered.

    Attributes:
        log: the one that it belongs to; None where that is not the sender's, nor one of those that
            the sender descends from.
        others: the rest of the sender's line.
        flaw: what is wrong with its signature.
        content, act_sha256: see `_Inside`.
    """

    sender: Sender
    protocol: int
    operation: Operation
    written: str
    log: Log | None
    others: tuple[str, ...]
    flaw: str
    content: Record | Answer
    act_sha256: str


class _Intake:
    """Some batches inside one transaction."""

    def __init__(
        self,
        connection: Connection,
        requests: Sequence[tuple[Sender, Batch]],
        contents: Sequence[Sequence[_Inside]],
    ) -> None:
        self._connection = connection
        self._kept = Kept(received_at=datetime.now(UTC))
        # With the post whose device wrote it.
        self._bodies: dict[tuple[str, str], tuple[str, str]] = {}
        self._forked: set[str] = set()
        # The lock makes batches of different stations wait for one another. Without it two stations
        # could amend the same finding at once, and numbers could become visible out of order.
        self.state = locked_state(connection)
        self._sequence = self.state.last_sequence
        senders = {sender.device_id for sender, _ in requests}
        self._logs = load_logs(connection, senders)
        if senders - self._logs.keys():
            raise Refusal(401, "unknown-device", "the centre does not know this device")
        _check_still_let_in(connection, senders)
        self.items = [
            _read(sender, batch, inside, self._logs)
            for (sender, batch), inside in zip(requests, contents, strict=True)
        ]
        self._facts = self._load_facts(requests)
        for sender, batch in requests:
            self._compare_heads(self._logs[sender.device_id], batch)

    def _load_facts(self, requests: Sequence[tuple[Sender, Batch]]) -> Facts:
        items = [item for items in self.items for item in items]
        return load_facts(
            self._connection,
            [item.operation for item in items],
            [item.content for item in items if not isinstance(item.content, Answer)],
            logs=self._logs,
            posts={sender.post for sender, _ in requests},
        )

    def write(self) -> None:
        """Write all that was decided; the counter last."""
        changed = [log for log in self._logs.values() if log.changed]
        keep_all(self._connection, self._kept, changed, last_sequence=self._sequence)

    def take(self, item: _Item) -> Answer:
        """What becomes of one operation."""
        operation, log = item.operation, item.log
        if log is None:
            return self._set_aside(item, "wrong-device")
        key = (operation.device_id, operation.op_id)
        earlier = self._facts.earlier.get(key)
        if earlier is not None and earlier.sha256 == operation.sha256:
            return for_protocol(answer_again(operation, earlier), item.protocol)
        if item.flaw:
            return self._set_aside(item, item.flaw)
        if earlier is not None:
            self._advance(log, operation)
            return self._set_aside(item, answer_again(operation, earlier).reason)
        by_number = self._answer_by_number(log, item)
        if by_number is not None:
            if by_number.status is ReceiptStatus.REJECTED:
                self._keep(item, by_number, n=None)
            return by_number
        self._compare_with_previous(log, item)
        return self._answer_in_place(log, item)

    def _answer_by_number(self, log: Log, item: _Item) -> Answer | None:
        operation = item.operation
        answer = answer_by_number(
            operation,
            device_id=log.device_id,
            last_n=log.last_n,
            place_free=(log.device_id, operation.n) not in self._facts.taken,
            protocol=item.protocol,
        )
        if answer is not None and answer.reason == "number-taken":
            self._forked.add(log.device_id)
        if answer is None and log.device_id in self._forked:
            # Its log goes on from another past than the centre's. Were this one taken in, the
            # newest of both logs would agree again, and nobody would find out about the rest.
            return Answer(ReceiptStatus.LATER, "number-taken")
        return answer

    def _answer_in_place(self, log: Log, item: _Item) -> Answer:
        """The answer to an operation whose number is in order; it uses the number up."""
        operation = item.operation
        for device_id in item.others:
            earlier = self._facts.earlier.get((device_id, operation.op_id))
            repeated = None if earlier is None else answer_of_line(item.act_sha256, earlier)
            if earlier is not None and repeated is not None:
                is_new = repeated.reason == "op-id-reused"
                as_first = repeated if is_new else _as_first_answered(earlier)
                self._keep(item, as_first, n=operation.n, first="" if is_new else device_id)
                self._advance(log, operation)
                return for_protocol(repeated, item.protocol)
        answer = self._answer_by_content(item)
        self._keep(item, answer, n=operation.n)
        self._advance(log, operation)
        return answer

    def _answer_by_content(self, item: _Item) -> Answer:
        record = item.content
        if isinstance(record, Answer):
            return record
        facts, name = self._facts, table_of(record).name
        verdict_author = None
        if isinstance(record, ReviewDecision):
            reviewed = (record.verdict_id, record.verdict_revision_id)
            verdict_author = facts.verdict_authors.get(reviewed)
        roll = facts.rolls.get(item.sender.post, {})
        reason = answer_by_roll(record, roll, verdict_author=verdict_author)
        if reason:
            return rejected(reason)
        newest = facts.newest.get((name, aggregate_id_of(record)))
        known = self._case_known(item.sender.post, record.case_id)
        answer = answer_by_state(record, case_known=known, newest=newest)
        is_review = isinstance(record, ReviewDecision)
        if answer.status is ReceiptStatus.APPLIED and is_review and verdict_author is None:
            # Four eyes cannot be shown. The verdict may still be on its way from another station,
            # so this is kept for a supervisor to look at, and not refused.
            answer = Answer(ReceiptStatus.CONFLICT, "unknown-verdict")
        return self._numbered(item, record, for_protocol(answer, item.protocol))

    def _numbered(self, item: _Item, record: Record, answer: Answer) -> Answer:
        if answer.status is ReceiptStatus.APPLIED:
            self._sequence += 1
            self._apply(item, record)
            return replace(answer, sequence=self._sequence)
        if answer.status is ReceiptStatus.CONFLICT:
            self._sequence += 1
            theirs = self._newest_body(record, item.sender.post)
            answer = replace(answer, sequence=self._sequence, theirs=theirs)
            self._kept.conflict(item.operation, item.written, post=item.sender.post, answer=answer)
        return answer

    def _case_known(self, post: str, case_id: str) -> bool:
        # Any version will do: a post may have worked on a case, without a network, before it was
        # given to another post. After a restore the case itself may be among what was lost.
        if (post, case_id) in self._facts.cases:
            return True
        return self.state.restored and not self._facts.case_is_anywhere(case_id)

    def _newest_body(self, record: Record, post: str) -> str:
        """What a conflict met. Empty also where it is another post's: to know the id of a thing is
        no right to read it."""
        table, aggregate_id = table_of(record), aggregate_id_of(record)
        newest = self._facts.newest.get((table.name, aggregate_id))
        if newest is None:
            return ""
        key = (table.name, aggregate_id)
        if key not in self._bodies:
            row = self._connection.execute(
                select(table.c.body, device.c.post)
                .join_from(table, device, device.c.device_id == table.c.device_id, isouter=True)
                .where(table.c.aggregate_id == aggregate_id, table.c.version == newest.version)
            ).one()
            self._bodies[key] = (row.body, row.post or "")
        body, written_at = self._bodies[key]
        # A case that came here from another post came with all that was recorded on it.
        is_ours = written_at == post or (post, newest.case_id) in self._facts.cases
        return body if is_ours else ""

    def _apply(self, item: _Item, record: Record) -> None:
        self._kept.apply(item.operation, record, sequence=self._sequence)
        key = (table_of(record).name, aggregate_id_of(record))
        newest = NewestRevision(record.version, record.revision_id, record.case_id)
        self._facts.newest[key] = newest
        self._bodies[key] = (item.operation.body, item.sender.post)
        if key[0] == "verdict_revision":
            self._facts.verdict_authors[key[1], record.revision_id] = record.author

    def _keep(self, item: _Item, answer: Answer, *, n: int | None, first: str = "") -> None:
        operation = item.operation
        self._kept.answer(
            operation,
            item.written,
            answer,
            n=n,
            first_device_id=first,
            act_sha256=item.act_sha256,
        )
        key = (operation.device_id, operation.op_id)
        self._facts.earlier[key] = EarlierAnswer(
            operation.sha256,
            answer.status,
            answer.sequence,
            answer.reason,
            answer.theirs,
            item.act_sha256,
        )
        if n is not None:
            self._facts.taken.add((operation.device_id, n))

    def _advance(self, log: Log, operation: Operation) -> None:
        if operation.n == log.last_n + 1:
            log.last_n, log.head_sha256, log.changed = operation.n, operation.sha256, True

    def _set_aside(self, item: _Item, reason: str) -> Answer:
        self._kept.audit(
            item.sender.device_id, reason, sha256=item.operation.sha256, content=item.written
        )
        return rejected(reason)

    def _compare_with_previous(self, log: Log, item: _Item) -> None:
        """Note where the log of a device does not hang together.

        The operation is taken in all the same. Its own hash and signature are right, so the device
        did write it; that something before it is missing or was changed is for people to look into,
        and neither takes a true finding away nor may it stop all that comes after.
        """
        operation = item.operation
        if operation.n != log.last_n + 1 or not log.head_sha256:
            return
        if operation.previous_sha256 != log.head_sha256:
            self._kept.audit(
                log.device_id, "broken-chain", sha256=operation.sha256, content=item.written
            )

    def _compare_heads(self, log: Log, batch: Batch) -> None:
        """Note where a station's log is shorter than what the centre has of it, or another."""
        shortened = 0 < batch.head_n < log.last_n
        changed = batch.head_n == log.last_n > 0 and batch.head_sha256 != log.head_sha256
        if shortened or (changed and log.head_sha256):
            told = {"head_n": batch.head_n, "last_n": log.last_n, "last_sha256": log.head_sha256}
            self._kept.audit(
                log.device_id,
                "log-shortened" if shortened else "log-changed",
                sha256=batch.head_sha256,
                content=encode(told).decode(),
            )


def _check_still_let_in(connection: Connection, senders: set[str]) -> None:
    """Since a station proved itself, its request may have waited for the rest of its body and for
    others: it may have been revoked, or have become another device. Raises Refusal."""
    for (revoked_at,) in connection.execute(_NO_LONGER, {"device_ids": list(senders)}):
        if revoked_at is not None:
            raise Refusal(403, "device-revoked", "this station was revoked")
        raise Refusal(409, "token-in-use", "this station has become another device")


def _read(sender: Sender, batch: Batch, contents: Sequence[_Inside], logs: Logs) -> list[_Item]:
    line = line_of(logs, sender.device_id)
    items = []
    for operation, written, inside in zip(batch.operations, batch.written, contents, strict=True):
        log = logs[operation.device_id] if operation.device_id in line else None
        flaw = "" if log is None else flaw_of_proof(operation, public_key=log.public_key)
        others = tuple(one for one in line if one != operation.device_id)
        items.append(_Item(sender, batch.protocol, operation, written, log, others, flaw, *inside))
    return items


def _as_first_answered(earlier: EarlierAnswer) -> Answer:
    return Answer(earlier.status, earlier.reason, earlier.sequence, earlier.theirs)
