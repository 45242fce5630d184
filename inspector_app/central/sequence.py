"""The centre's one counter: without gaps, and no number becomes visible before a lower one.

A database sequence has neither property: two transactions that commit in the other order than they
took their numbers would hide a row from a reader who has already gone past it.
"""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from inspector_app.central.tables import centre


def locked_sequence(connection: Connection) -> int:
    """The last number given; nobody else gets one until this transaction ends."""
    return int(
        connection.execute(
            select(centre.c.last_sequence).where(centre.c.id == 1).with_for_update()
        ).scalar_one()
    )


def store_sequence(connection: Connection, last: int) -> None:
    """Remember the last number given. Do it last in a transaction."""
    connection.execute(update(centre).where(centre.c.id == 1).values(last_sequence=last))


def epoch_and_sequence(connection: Connection) -> tuple[str, int]:
    """The epoch, which changes when the centre was restored from a backup, and the last number."""
    row = connection.execute(select(centre.c.epoch, centre.c.last_sequence)).one()
    return row.epoch, row.last_sequence
