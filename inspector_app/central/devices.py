"""What the centre has of a device's log, and how one log follows another."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from inspector_app.central.database import writing
from inspector_app.central.facts import Log, line_of, load_logs
from inspector_app.central.intake import Sender
from inspector_app.central.keeping import Kept, keep_audits
from inspector_app.central.refusals import Refusal
from inspector_app.central.sequence import epoch_and_sequence, locked_state
from inspector_app.central.stations import NEW_LOGS_A_DAY, check_device_id, keep_device, utc_now
from inspector_app.central.tables import device, received_operation, station
from inspector_app.protocol.codec import encode
from inspector_app.protocol.digests import LogDigests
from inspector_app.protocol.messages import (
    DayDigests,
    DeviceState,
    Successor,
    successor_message,
)
from inspector_app.protocol.signing import is_signed

_ROWS_AT_ONCE = 2000

_log = logging.getLogger(__name__)


def device_state(engine: Engine, sender: Sender, *, log: str = "") -> DeviceState:
    """What the centre has of the sender's log, or of one that it descends from.

    Raises Refusal 404 ``no-such-log``.
    """
    with engine.begin() as connection:
        return _state(connection, sender, _log_of(connection, sender, log))


def day_digests(engine: Engine, sender: Sender, *, log: str = "", since: str = "") -> DayDigests:
    """The operations of a log, day by day, in the order of the days; from the day `since` on where
    one is given. Only what has a place in the log counts. Raises Refusal 404 ``no-such-log``."""
    table = received_operation
    digests = LogDigests()
    with engine.begin() as connection:
        device_id = _log_of(connection, sender, log).device_id
        epoch, _ = epoch_and_sequence(connection)
        rows = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(
            select(table.c.day, table.c.sha256, table.c.status)
            .where(table.c.device_id == device_id, table.c.n.is_not(None), table.c.day >= since)
            .order_by(table.c.n)
        )
        for day, sha256, outcome in rows:
            digests.add(day, sha256, outcome)
    return DayDigests(device_id, epoch, digests.days())


def succeed(
    engine: Engine,
    proved: Row[Any],
    old_device_id: str,
    successor: Successor,
    *,
    by_disk: bool = False,
    now: Callable[[], datetime] = utc_now,
) -> DeviceState:
    """Begin a new log for a station, and bind its token and certificate to the new device.

    `proved` is the station's row, as `stations.station_behind` gave it. Done once; said again, as
    after a lost answer, it changes nothing. Where the station was set back twice, the second new
    log follows the first: whatever came under any of them is recognised. So it is where the station
    was let in by a code as the new device before the centre heard what that came from.

    A device with a known key has to sign who follows it: a token or certificate alone, which lies
    on the station's disk as it is, makes nobody an inspector's device. A station without its old
    key needs a new code. On a disk (`by_disk`) the old key takes the place of the token, and that
    of any earlier log will do: each one that was heard so leaves a fact behind.

    Raises Refusal: 400 ``no-device``, 403 ``forged``, 409 ``token-in-use``, 409 ``device-known``.
    """
    check_device_id(old_device_id)
    check_device_id(successor.device_id)
    message = successor_message(old_device_id, successor.device_id, successor.public_key)
    if not is_signed(message, successor.signature, public_key=successor.public_key):
        raise Refusal(403, "forged", "the new device has not signed this")
    with writing(engine) as connection:
        # No batch of the old device may be half taken in meanwhile.
        locked_state(connection)
        bound = _bound_device(connection, proved, old_device_id)
        logs = load_logs(connection, {bound, successor.device_id, old_device_id})
        known = logs.get(successor.device_id)
        if known is None:
            if old_device_id not in line_of(logs, bound):
                raise Refusal(409, "token-in-use", "another device uses this station's proof")
            if not _is_agreed(logs[old_device_id], message, successor):
                raise Refusal(403, "forged", "the old device has not signed this")
            _begin_log(connection, proved, logs[bound], successor, now())
        elif _is_said_late(connection, proved, logs, bound, old_device_id, successor) and (
            _is_agreed(logs[old_device_id], message, successor)
        ):
            connection.execute(
                update(device)
                .where(device.c.device_id == known.device_id)
                .values(descends_from=old_device_id)
            )
        elif not _is_said_again(logs, bound, old_device_id, known, successor):
            raise Refusal(409, "device-known", "there is another device with this id")
        if by_disk and (known is None or known.descends_from is None):
            _note_heard_by_disk(connection, proved.station_id, old_device_id, successor, now())
        sender = Sender(successor.device_id, proved.post)
        return _state(connection, sender, _log_of(connection, sender, ""))


def _log_of(connection: Connection, sender: Sender, device_id: str) -> Log:
    logs = load_logs(connection, {sender.device_id})
    wanted = device_id or sender.device_id
    if wanted not in line_of(logs, sender.device_id):
        raise Refusal(404, "no-such-log", "this station has no such log")
    return logs[wanted]


def _state(connection: Connection, sender: Sender, log: Log) -> DeviceState:
    epoch, _ = epoch_and_sequence(connection)
    ends: datetime | None = connection.execute(
        select(station.c.certificate_ends)
        .where(station.c.device_id == sender.device_id)
        .order_by(station.c.station_id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return DeviceState(
        device_id=log.device_id,
        post=sender.post,
        epoch=epoch,
        last_n=log.last_n,
        head_sha256=log.head_sha256,
        signed=bool(log.public_key),
        certificate_ends=ends,
    )


def _bound_device(connection: Connection, proved: Row[Any], old_device_id: str) -> str:
    """The device that the station's token and certificate are bound to; the old one where none is,
    as in a centre that was restored from before the station first came."""
    bound: str | None = connection.execute(
        select(station.c.device_id).where(station.c.station_id == proved.station_id)
    ).scalar_one()
    if bound is None:
        keep_device(connection, proved.station_id, proved.post, old_device_id)
        return old_device_id
    return bound


def _is_said_again(
    logs: dict[str, Log], bound: str, old_device_id: str, known: Log, successor: Successor
) -> bool:
    return (
        known.device_id in line_of(logs, bound)
        and old_device_id in line_of(logs, known.device_id)
        and known.public_key == successor.public_key
    )


def _is_said_late(
    connection: Connection,
    proved: Row[Any],
    logs: dict[str, Log],
    bound: str,
    old_device_id: str,
    successor: Successor,
) -> bool:
    """Whether the new device was let in by a code before the centre heard of the succession. Only
    of two devices of this very station, and only where the old one has a key to agree with."""
    new, old = logs.get(bound), logs.get(old_device_id)
    if new is None or old is None or new.device_id != successor.device_id or not old.public_key:
        return False
    if new.descends_from is not None or new.public_key != successor.public_key:
        return False
    if new.device_id in line_of(logs, old.device_id):
        return False
    of_station = select(device.c.device_id).where(
        device.c.device_id == old.device_id,
        device.c.station_id == proved.station_id,
        device.c.post == proved.post,
    )
    return connection.execute(of_station).first() is not None


def _is_agreed(old: Log, message: bytes, successor: Successor) -> bool:
    if not old.public_key:
        return True
    return is_signed(message, successor.old_signature, public_key=old.public_key)


def _begin_log(
    connection: Connection, proved: Row[Any], before: Log, successor: Successor, at: datetime
) -> None:
    sealing_key = connection.execute(
        select(device.c.sealing_key).where(device.c.device_id == before.device_id)
    ).scalar_one()
    connection.execute(
        insert(device).values(
            device_id=successor.device_id,
            post=proved.post,
            last_n=0,
            head_sha256="",
            public_key=successor.public_key,
            sealing_key=sealing_key,
            descends_from=before.device_id,
            station_id=proved.station_id,
            begun_at=at,
        )
    )
    connection.execute(
        update(station)
        .where(station.c.station_id == proved.station_id)
        .values(device_id=successor.device_id)
    )
    _note_new_logs(connection, proved.station_id, successor.device_id, at)


def _note_heard_by_disk(
    connection: Connection,
    station_id: int,
    old_device_id: str,
    successor: Successor,
    at: datetime,
) -> None:
    """A thief of an old key could take the station's place like this, and nobody would see it."""
    told = {"station_id": station_id, "old_device_id": old_device_id}
    kept = Kept(received_at=at)
    content = encode(told).decode()
    kept.audit(successor.device_id, "succession-by-disk", sha256="", content=content)
    keep_audits(connection, kept)


def _note_new_logs(connection: Connection, station_id: int, device_id: str, at: datetime) -> None:
    """Leave a trace where a station begins more new logs than any restoring explains."""
    begun = select(func.count()).where(
        device.c.station_id == station_id, device.c.begun_at > at - timedelta(days=1)
    )
    count = connection.execute(begun).scalar_one()
    if count > NEW_LOGS_A_DAY:
        _log.warning("station %d has begun %d new logs within a day", station_id, count)
        kept = Kept(received_at=at)
        told = encode({"station_id": station_id, "new_logs": count}).decode()
        kept.audit(device_id, "many-new-logs", sha256="", content=told)
        keep_audits(connection, kept)
