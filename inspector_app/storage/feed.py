"""What came from the centre, and up to where."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.case import Case
from inspector_app.storage import tables
from inspector_app.storage.cases import take_in
from inspector_app.storage.connections import reading, writing


class StationFeed:
    """`workflow.ports.Feed` over the station's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def cursor(self) -> str:
        """Where to go on, empty at the very first time. Raises StorageUnavailable."""
        with reading(self._engine) as connection:
            return connection.scalar(select(tables.feed_cursor.c.cursor)) or ""

    def take(self, cases: Sequence[Case], *, cursor: str) -> int:
        """Write the cases and the cursor in one transaction; how many cases were new or newer.
        Raises StorageUnavailable."""
        with writing(self._engine) as connection:
            changed = take_in(connection, cases)
            connection.execute(
                insert(tables.feed_cursor)
                .values(id=1, cursor=cursor)
                .on_conflict_do_update(index_elements=["id"], set_={"cursor": cursor})
            )
        return changed
