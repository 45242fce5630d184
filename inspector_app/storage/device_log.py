"""The log as a whole: offering it again, comparing it, and beginning a new one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from inspector_app.domain.operation import Delivery, Operation
from inspector_app.protocol.digests import LogDigests, utc_day
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.messages import DayDigest, successor_message
from inspector_app.protocol.operations import is_intact, sealed
from inspector_app.protocol.signing import Signer, is_signed_by, operation_message
from inspector_app.storage import tables
from inspector_app.storage.connections import reading, writing
from inspector_app.storage.device_row import device_row, new_keys, recipient_of, signer_of
from inspector_app.storage.operation_rows import SELECTED, operation_of
from inspector_app.workflow.log_ports import DeviceIdentity, LogHead, Succession

_UNANSWERED = (Delivery.WAITING.value, Delivery.SENT.value)
_ANSWERED = (Delivery.APPLIED.value, Delivery.CONFLICT.value, Delivery.REJECTED.value)

_LINK = ("device_id", "log_n", "previous_sha256", "sha256", "signature")
_ROWS_AT_ONCE = 500
_FEW = 10

_operation, _outbox, _history = tables.operations.c, tables.outbox.c, tables.device_history.c


class StationLog:
    """`workflow.ports.DeviceLog` over the station's database. Any thread may use it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def identity(self) -> DeviceIdentity:
        """Who this station is. Raises StorageUnavailable, like all of these."""
        row = self._row()
        return DeviceIdentity(
            device_id=row["device_id"],
            public_key=signer_of(row["signing_key"]).public_key,
            sealing_recipient=recipient_of(row["sealing_key"]),
            centre_signing_key=row["centre_signing_key"],
            centre_sealing_key=row["centre_sealing_key"],
            centre_epoch=row["centre_epoch"],
            digests_at=row["digests_at"],
        )

    def signer(self) -> Signer:
        """Signs as this station; after a succession ask again."""
        return signer_of(self._row()["signing_key"])

    def sealing_identity(self) -> str:
        """The private age key. It stays inside the program."""
        key: str = self._row()["sealing_key"]
        return key

    def pin_centre(self, *, signing_key: str, sealing_key: str = "") -> None:
        """From now on this is the centre; empty leaves a key as it is."""
        keys = {"centre_signing_key": signing_key, "centre_sealing_key": sealing_key}
        self._change({name: key for name, key in keys.items() if key})

    def head(self) -> LogHead:
        """The newest operation of the log, and the highest answered number."""
        with reading(self._engine) as connection:
            return _head(connection)

    def sha256_of(self, n: int) -> str:
        """The hash of the log's own operation `n`, empty when there is none."""
        query = select(_operation.sha256).where(
            _operation.device_id == _own_id(), _operation.log_n == n
        )
        with reading(self._engine) as connection:
            return connection.scalar(query) or ""

    def reopen(self, after_n: int, *, at: datetime) -> int:
        """Offer every operation above `after_n` again; how many had an answer. Their receipts are
        kept until there are new ones."""
        above = select(_operation.n).where(
            _operation.device_id == _own_id(), _operation.log_n > after_n
        )
        with writing(self._engine) as connection:
            return _offer_again(connection, _outbox.n.in_(above), at)

    def day_digests(self) -> tuple[DayDigest, ...]:
        """Of the operations that the centre has answered, in the order of days."""
        digests = LogDigests()
        for _, day, sha256, outcome in self._answered_by_day():
            digests.add(day, sha256, outcome)
        return digests.days()

    def reoffer_days(self, days: Collection[str], *, at: datetime) -> int:
        """Offer the operations of these days again; how many had an answer."""
        numbers = [n for n, day, _, _ in self._answered_by_day() if day in days]
        with writing(self._engine) as connection:
            return sum(
                _offer_again(connection, _outbox.n.in_(numbers[start : start + _ROWS_AT_ONCE]), at)
                for start in range(0, len(numbers), _ROWS_AT_ONCE)
            )

    def reoffer_answered_elsewhere(self, epoch: str, *, at: datetime) -> int:
        """Offer again what was answered in another life of the centre than this; how many."""
        own = select(_operation.n).where(_operation.device_id == _own_id())
        with writing(self._engine) as connection:
            return _offer_again(connection, _outbox.n.in_(own) & _answered_elsewhere(epoch), at)

    def note_compared(self, epoch: str, *, at: datetime) -> None:
        """Both logs were compared in this life of the centre."""
        self._change({"centre_epoch": epoch, "digests_at": at})

    def note_epoch(self, epoch: str) -> None:
        """The centre is in this life; both logs are still to be compared in it."""
        self._change({"centre_epoch": epoch, "digests_at": None})

    def stranded(self, epoch: str) -> int:
        """Operations of earlier logs that were answered in another life of the centre only."""
        query = (
            select(func.count())
            .select_from(tables.operations)
            .join(tables.outbox, _outbox.n == _operation.n)
            .where(_operation.device_id != _own_id(), _answered_elsewhere(epoch))
        )
        with reading(self._engine) as connection:
            return connection.scalar(query) or 0

    def succeed(self, *, at: datetime, epoch: str = "") -> Succession:
        """Become a new device, as `workflow.ports.DeviceLog.succeed` says."""
        with writing(self._engine) as connection:
            old, head = device_row(connection), _head(connection)
            moving = _moving(connection, epoch)
            keys = {"device_id": new_id(), **new_keys()}
            signer, old_signer = signer_of(keys["signing_key"]), signer_of(old["signing_key"])
            message = successor_message(old["device_id"], keys["device_id"], signer.public_key)
            succession = Succession(
                old_device_id=old["device_id"],
                ended_at=at,
                offered_again=len(moving),
                device_id=keys["device_id"],
                public_key=signer.public_key,
                signature=signer.sign(message),
                old_signature=old_signer.sign(message),
            )
            _remember(connection, old, head, succession)
            connection.execute(update(tables.device).values(**keys))
            _move(connection, moving, succession, old_signer.public_key, signer)
        return succession

    def succession_moments(self) -> tuple[datetime, ...]:
        """When this station began a new log, the newest first; the last few."""
        query = select(_history.ended_at).order_by(_history.generation.desc())
        with reading(self._engine) as connection:
            return tuple(connection.scalars(query.limit(_FEW)))

    def untold_successions(self) -> tuple[Succession, ...]:
        """Those the centre does not know of yet, the oldest first."""
        query = select(tables.device_history).where(_history.told.is_(False))
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(_history.generation)).mappings().all()
        return tuple(_succession(row) for row in rows)

    def last_successions(self, limit: int) -> tuple[Succession, ...]:
        """The newest `limit` times that this station began a new log, the oldest of these first."""
        query = select(tables.device_history).order_by(_history.generation.desc()).limit(limit)
        with reading(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(_succession(row) for row in reversed(rows))

    def note_told(self, old_device_id: str) -> None:
        """The centre knows who followed this one."""
        with writing(self._engine) as connection:
            connection.execute(
                update(tables.device_history)
                .where(_history.device_id == old_device_id)
                .values(told=True)
            )

    def tell_again(self) -> int:
        """The centre has forgotten all successions; how many there are."""
        with writing(self._engine) as connection:
            return connection.execute(update(tables.device_history).values(told=False)).rowcount

    def _row(self) -> RowMapping:
        with reading(self._engine) as connection:
            return device_row(connection)

    def _change(self, values: dict[str, Any]) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(tables.device).values(**values))

    def _answered_by_day(self) -> list[tuple[int, str, str, str]]:
        """Row number, day, hash and what became of it, of every answered operation of the log, in
        its order."""
        query = (
            select(_operation.n, _operation.recorded_at, _operation.sha256, _outbox.delivery)
            .join_from(tables.operations, tables.outbox, _outbox.n == _operation.n)
            .where(_operation.device_id == _own_id(), _outbox.delivery.not_in(_UNANSWERED))
            .order_by(_operation.log_n)
        )
        with reading(self._engine) as connection:
            return [
                (n, utc_day(moment), sha256, outcome)
                for n, moment, sha256, outcome in connection.execute(query)
            ]


def _head(connection: Connection) -> LogHead:
    own = select(_operation.log_n, _operation.sha256).where(_operation.device_id == _own_id())
    newest = connection.execute(own.order_by(_operation.log_n.desc()).limit(1)).one_or_none()
    answered_n = connection.scalar(
        select(_operation.log_n)
        .join_from(tables.operations, tables.outbox, _outbox.n == _operation.n)
        .where(_operation.device_id == _own_id(), _outbox.delivery.not_in(_UNANSWERED))
        .order_by(_operation.log_n.desc())
        .limit(1)
    )
    return LogHead() if newest is None else LogHead(newest.log_n, newest.sha256, answered_n or 0)


def _own_id() -> Any:
    return select(tables.device.c.device_id).scalar_subquery()


def _answered_elsewhere(epoch: str) -> Any:
    # What was rejected, too: the centre of today may have judged it anew, and otherwise.
    return _outbox.delivery.in_(_ANSWERED) & _outbox.receipt_epoch.not_in(("", epoch))


def _offer_again(connection: Connection, which: Any, at: datetime) -> int:
    return connection.execute(
        update(tables.outbox)
        .where(which, _outbox.delivery.not_in(_UNANSWERED))
        .values(delivery=Delivery.WAITING.value, reason="", since=at)
    ).rowcount


def _moving(connection: Connection, epoch: str) -> Sequence[RowMapping]:
    which: ColumnElement[bool] = _outbox.delivery.in_(_UNANSWERED)
    if epoch:
        which = or_(which, _answered_elsewhere(epoch))
    query = select(_operation.n, *SELECTED).join_from(
        tables.operations, tables.outbox, _outbox.n == _operation.n
    )
    return connection.execute(query.where(which).order_by(_operation.n)).mappings().all()


def _remember(
    connection: Connection, old: RowMapping, head: LogHead, succession: Succession
) -> None:
    connection.execute(
        insert(tables.device_history).values(
            device_id=succession.old_device_id,
            public_key=signer_of(old["signing_key"]).public_key,
            sealing_recipient=recipient_of(old["sealing_key"]),
            last_n=head.n,
            head_sha256=head.sha256,
            ended_at=succession.ended_at,
            successor_id=succession.device_id,
            successor_public_key=succession.public_key,
            successor_signature=succession.signature,
            old_signature=succession.old_signature,
            offered_again=succession.offered_again,
            told=False,
        )
    )


def _move(
    connection: Connection,
    moving: Sequence[RowMapping],
    succession: Succession,
    old_key: str,
    signer: Signer,
) -> None:
    befores, afters = [], []
    previous_sha256 = ""
    for number, row in enumerate(moving, 1):
        before = operation_of(row)
        new_id, previous = succession.device_id, previous_sha256
        moved = replace(before, device_id=new_id, n=number, previous_sha256=previous)
        if before.device_id != succession.old_device_id or _is_sound(before, old_key):
            moved = sealed(moved, signer)
        else:
            # Its hash must go on not fitting: sealed anew, what somebody has changed in this
            # database would look like the inspector's own word.
            signature = signer.sign(operation_message(before.sha256))
            moved = replace(moved, signature=signature)
        previous_sha256 = moved.sha256
        befores.append({**_link(before), "n": row["n"]})
        afters.append({**_link(moved), "row": row["n"]})
    if not moving:
        return
    # Each in one go: there can be the work of months.
    connection.execute(insert(tables.earlier_links), befores)
    for start in range(0, len(afters), _ROWS_AT_ONCE):
        rows = [one["row"] for one in afters[start : start + _ROWS_AT_ONCE]]
        _offer_again(connection, _outbox.n.in_(rows), succession.ended_at)
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _LINK}
    connection.execute(
        update(tables.operations).where(_operation.n == bindparam("row")).values(values),
        [{"row": one["row"], **{f"new_{name}": one[name] for name in _LINK}} for one in afters],
    )


def _is_sound(operation: Operation, public_key: str) -> bool:
    return is_intact(operation) and is_signed_by(operation, public_key=public_key)


def _link(operation: Operation) -> dict[str, Any]:
    values = (operation.device_id, operation.n, operation.previous_sha256)
    return dict(zip(_LINK, (*values, operation.sha256, operation.signature), strict=True))


def _succession(row: RowMapping) -> Succession:
    return Succession(
        old_device_id=row["device_id"],
        ended_at=row["ended_at"],
        offered_again=row["offered_again"],
        device_id=row["successor_id"],
        public_key=row["successor_public_key"],
        signature=row["successor_signature"],
        old_signature=row["old_signature"],
    )
