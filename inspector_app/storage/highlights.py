"""Highlights that were computed here, kept with the model that made them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, delete, insert, select

from inspector_app.domain.highlight import Highlight
from inspector_app.protocol.codec import decode, encode
from inspector_app.storage import tables
from inspector_app.storage.connections import reading, writing


class StationHighlights:
    """`workflow.ports.Highlights` over the station's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, scan_id: str, *, model: str) -> tuple[Highlight, ...] | None:
        """What this model made of this scan, None while it was not run.
        Raises StorageUnavailable."""
        table = tables.scan_highlights
        query = select(table.c.body).where(table.c.scan_id == scan_id, table.c.model == model)
        with reading(self._engine) as connection:
            body = connection.scalar(query)
        return None if body is None else decode(body, tuple[Highlight, ...])

    def keep(
        self, scan_id: str, case_id: str, *, model: str, highlights: Sequence[Highlight]
    ) -> None:
        """Keep what this model made of this scan, in place of what it made before.
        Raises StorageUnavailable."""
        table = tables.scan_highlights
        with writing(self._engine) as connection:
            # Not an update: a fresh row id says that this model ran last.
            connection.execute(
                delete(table).where(table.c.scan_id == scan_id, table.c.model == model)
            )
            connection.execute(
                insert(table).values(
                    scan_id=scan_id,
                    case_id=case_id,
                    model=model,
                    count=len(highlights),
                    body=encode(list(highlights)).decode(),
                )
            )
