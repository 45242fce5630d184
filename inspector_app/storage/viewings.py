"""The log of what was looked at: append-only like the records, but it is never sent.

It says how a person works, which nothing at the centre asks for. It lies in the same encrypted
database, so that it has one owner and one life with the cases it is about.
"""

from __future__ import annotations

from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.viewing import ViewingRecord
from inspector_app.protocol.codec import decode, encode, prepare
from inspector_app.storage import tables
from inspector_app.storage.connections import reading, writing

prepare(ViewingRecord)


class StationViewings:
    """`workflow.ports.Viewings` over the station's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, record: ViewingRecord) -> None:
        """Add to the log. The same `viewing_id` again changes nothing.
        Raises StorageUnavailable."""
        statement = insert(tables.viewings).values(
            viewing_id=record.viewing_id, case_id=record.case_id, body=encode(record).decode()
        )
        with writing(self._engine) as connection:
            connection.execute(statement.on_conflict_do_nothing(index_elements=["viewing_id"]))

    def viewings_of(self, case_id: str) -> tuple[ViewingRecord, ...]:
        """All viewings of a case, in the order in which they were logged.
        Raises StorageUnavailable."""
        table = tables.viewings
        query = select(table.c.body).where(table.c.case_id == case_id).order_by(table.c.id)
        with reading(self._engine) as connection:
            return tuple(decode(body, ViewingRecord) for body in connection.scalars(query))
