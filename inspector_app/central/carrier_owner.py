"""Whose a carrier disk is. A station that became another device since the centre last heard of it
brings the proof on the disk: its old key has signed who follows it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, select

from inspector_app.central.devices import succeed
from inspector_app.central.facts import line_of, load_logs
from inspector_app.central.intake import Sender
from inspector_app.central.refusals import Refusal
from inspector_app.central.stations import check_device_id
from inspector_app.central.tables import device, station
from inspector_app.domain.errors import CarrierRefused
from inspector_app.protocol.carrier import (
    SUCCESSIONS_LIMIT,
    CarriedSuccession,
    DiskManifest,
    SignedManifest,
    check_signature,
)
from inspector_app.protocol.messages import successor_message
from inspector_app.protocol.signing import is_signed

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose disk it is. `sender` is None where the centre has shut that station out."""

    device_id: str
    post: str
    sender: Sender | None


def check_maker(engine: Engine, manifest: DiskManifest, signed: SignedManifest) -> str:
    """The public key of the device that has made this disk: one that the centre knows, or that
    follows such a one.

    Changes nothing: the rest of the disk was not read yet. Raises CarrierRefused: ``malformed``,
    ``unknown-device``, ``forged``.
    """
    if len(manifest.successions) > SUCCESSIONS_LIMIT:
        # Before the database is asked about all of them: nobody has signed this yet.
        raise CarrierRefused("malformed", "it carries more successions than a disk may")
    named = {manifest.device_id}
    for one in manifest.successions:
        named |= {one.old_device_id, one.successor.device_id}
    try:
        for device_id in named:
            check_device_id(device_id)
    except Refusal as refusal:
        raise CarrierRefused("unknown-device", refusal.detail) from refusal
    with engine.begin() as connection:
        query = select(device.c.device_id, device.c.public_key)
        rows = connection.execute(query.where(device.c.device_id.in_(named)))
        keys: dict[str, str] = {row.device_id: row.public_key for row in rows}
    doubtful = False
    for one in manifest.successions:
        old_key, new_id = keys.get(one.old_device_id, ""), one.successor.device_id
        if _is_agreed(one, old_key):
            # Not where the centre knows the device, with whatever key or with none: else a station
            # could sign itself into the place of another.
            keys.setdefault(new_id, one.successor.public_key)
        elif old_key and new_id == manifest.device_id:
            doubtful = True
    # Without a key there is nothing by which a disk could be told from a forged one.
    key = keys.get(manifest.device_id, "")
    if not key and doubtful:
        raise CarrierRefused("forged", "the old device has not signed who follows it")
    if not key:
        raise CarrierRefused("unknown-device", "the centre does not know this station")
    check_signature(manifest, signed, public_key=key)
    return key


def find_owner(engine: Engine, manifest: DiskManifest, key: str) -> Owner:
    """The station whose disk was read to its end, after the centre has heard which devices it has
    become. `key` is what `check_maker` gave. Raises CarrierRefused ``unknown-device``."""
    for one in manifest.successions:
        _hear(engine, one)
    with engine.begin() as connection:
        known = _device(connection, manifest.device_id)
        if known is not None and known.public_key == key:
            return _owner_of(connection, known)
        for one in reversed(manifest.successions):
            old = _device(connection, one.old_device_id)
            if old is not None and _owner_of(connection, old).sender is None:
                return Owner(manifest.device_id, old.post, None)
    raise CarrierRefused("unknown-device", "the centre does not believe whom this station follows")


def _hear(engine: Engine, told: CarriedSuccession) -> None:
    """As when it is told over the line. One that is not believed, or was heard of long ago, does
    not keep the rest of the disk out: whose that is, is judged without it."""
    with engine.begin() as connection:
        heard = _device(connection, told.successor.device_id)
        if heard is not None and heard.descends_from is not None:
            # Every disk carries them again; what a device came of is settled once.
            return
        proved = connection.execute(
            select(station)
            .join(device, device.c.station_id == station.c.station_id)
            # Its signature takes the place of the token or certificate that a line would ask for.
            .where(device.c.device_id == told.old_device_id, device.c.public_key != "")
        ).one_or_none()
    if proved is None or proved.revoked_at is not None:
        return
    try:
        succeed(engine, proved, told.old_device_id, told.successor, by_disk=True)
    except Refusal as refusal:
        _log.warning("the successor of %s: %s", told.old_device_id, refusal.reason)


def _is_agreed(told: CarriedSuccession, old_key: str) -> bool:
    new = told.successor
    message = successor_message(told.old_device_id, new.device_id, new.public_key)
    return (
        bool(old_key)
        and is_signed(message, new.signature, public_key=new.public_key)
        and is_signed(message, new.old_signature, public_key=old_key)
    )


def _device(connection: Connection, device_id: str) -> Row[Any] | None:
    return connection.execute(select(device).where(device.c.device_id == device_id)).one_or_none()


def _owner_of(connection: Connection, known: Row[Any]) -> Owner:
    """Whose it is. A disk may come after its station became another device: then it is taken in
    under the new one, whose line it belongs to, so that nothing counts twice."""
    row = connection.execute(
        select(station).where(station.c.station_id == known.station_id)
    ).one_or_none()
    if row is None or row.revoked_at is not None:
        return Owner(known.device_id, known.post, None)
    now = row.device_id or known.device_id
    # Of a station that was enrolled anew on another machine, the earlier one may be stolen.
    is_its_own = known.device_id in line_of(load_logs(connection, {now}), now)
    return Owner(known.device_id, known.post, Sender(now, known.post) if is_its_own else None)
