"""The centre's one counter: without gaps, and no number becomes visible before a lower one.

A database sequence has neither property: two transactions that commit in the other order than they
took their numbers would hide a row from a reader who has already gone past it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, select, update

from inspector_app.central.database import opened, writing
from inspector_app.central.settings import CentreSettings
from inspector_app.central.tables import centre

# Built once, as in `facts`.
_LOCKED = select(centre).where(centre.c.id == 1).with_for_update()
_STORED = update(centre).where(centre.c.id == 1).values(last_sequence=bindparam("last"))


@dataclass(frozen=True, slots=True)
class CentreState:
    """Attributes:
    epoch: one life of this centre's database.
    last_sequence: the last number given.
    restored: whether it was ever restored from a backup.
    signing_key: private.
    """

    epoch: str
    last_sequence: int
    restored: bool
    signing_key: str


def locked_state(connection: Connection) -> CentreState:
    """The centre's one row; nobody else gets a number until this transaction ends."""
    row = connection.execute(_LOCKED).one()
    return CentreState(row.epoch, row.last_sequence, row.restored_at is not None, row.signing_key)


def locked_sequence(connection: Connection) -> int:
    """The last number given; nobody else gets one until this transaction ends."""
    return locked_state(connection).last_sequence


def store_sequence(connection: Connection, last: int) -> None:
    """Remember the last number given. Do it last in a transaction."""
    connection.execute(_STORED, {"last": last})


def epoch_and_sequence(connection: Connection) -> tuple[str, int]:
    """The epoch, which changes when the centre was restored from a backup, and the last number."""
    row = connection.execute(select(centre.c.epoch, centre.c.last_sequence)).one()
    return row.epoch, row.last_sequence


def raise_epoch(settings: CentreSettings) -> str:
    """Begin a new life of the centre, after its database was restored from a backup: stations then
    compare what they sent with what is here, and offer again what is missing. The new epoch.

    Call it before the first station is answered, and once for every restoring. From then on an
    operation about a case that no post has is taken in all the same: cases of the last hours before
    the loss may not be back, and what people found must not wait for them.
    """
    epoch = uuid.uuid4().hex
    with opened(settings) as engine, writing(engine) as connection:
        locked_state(connection)
        connection.execute(
            update(centre)
            .where(centre.c.id == 1)
            .values(epoch=epoch, restored_at=datetime.now(UTC))
        )
    return epoch
