"""What a person has set for themselves on this station."""

from __future__ import annotations

from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.errors import PreferenceRefused
from inspector_app.storage import tables
from inspector_app.storage.connections import reading, writing
from inspector_app.workflow.ports import PREFERENCE_LIMIT_BYTES


class StationPreferences:
    """`workflow.ports.Preferences` over the station's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, person: str, key: str) -> str | None:
        """The value, None while there is none. Raises StorageUnavailable."""
        table = tables.preferences
        query = select(table.c.value).where(table.c.person == person, table.c.key == key)
        with reading(self._engine) as connection:
            value: str | None = connection.scalar(query)
        return value

    def put(self, person: str, key: str, value: str) -> None:
        """Keep a value in place of the one before. Raises PreferenceRefused(``too-large``) for one
        above the limit, StorageUnavailable; the one before stays then."""
        length_bytes = len(value.encode())
        if length_bytes > PREFERENCE_LIMIT_BYTES:
            raise PreferenceRefused(
                "too-large", f"{key}: {length_bytes} bytes are more than {PREFERENCE_LIMIT_BYTES}"
            )
        statement = insert(tables.preferences).values(person=person, key=key, value=value)
        with writing(self._engine) as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["person", "key"], set_={"value": statement.excluded.value}
                )
            )
