"""Files on their way to the centre. A row is written in the transaction that writes the record or
the case it belongs to, so that a cut can never leave a photo that nobody will send."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, case, func, select, update
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.case import Case
from inspector_app.domain.photo import Photo
from inspector_app.domain.scan import EnergyImage
from inspector_app.protocol.messages import FileKind
from inspector_app.storage import tables
from inspector_app.storage.connections import reading, writing
from inspector_app.workflow.file_ports import Upload, UploadListing, UploadState, UploadSummary

_PRIORITIES = {FileKind.PREVIEW: 0, FileKind.PHOTO: 1, FileKind.SCAN: 2}
_OPEN = (UploadState.WAITING, UploadState.SENDING)


def put_photo(connection: Connection, photo: Photo) -> None:
    """Let the file of a photo go up, inside the caller's transaction."""
    image = (photo.sha256, photo.size_bytes, photo.file_name)
    _put(
        connection, FileKind.PHOTO, image, photo.case_id, at=photo.recorded_at, of=photo.finding_id
    )


def put_scans(connection: Connection, cases: Iterable[Case]) -> None:
    """Let the scan files of cases go up, inside the caller's transaction."""
    for one in cases:
        for image in _images(one):
            file = (image.sha256, image.size_bytes, image.file_name)
            _put(connection, FileKind.SCAN, file, one.case_id, at=one.assigned_at)


class StationUploads:
    """`workflow.file_ports.Uploads` over the station's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def waiting(self) -> tuple[Upload, ...]:
        """What is neither safe nor refused, in the order in which it should go.
        Raises StorageUnavailable."""
        table = tables.uploads
        query = (
            select(table)
            .where(table.c.state.in_([one.value for one in _OPEN]))
            .order_by(table.c.priority, table.c.id)
        )
        return self._read(query)

    def note(
        self, upload_id: int, *, offset: int, state: UploadState, reason: str = "", at: datetime
    ) -> None:
        """How far it has come. A file that is safe stays so. Raises StorageUnavailable."""
        table = tables.uploads
        known = table.c.state == state.value
        with writing(self._engine) as connection:
            connection.execute(
                update(table)
                .where(table.c.id == upload_id, table.c.state != UploadState.SAFE.value)
                .values(
                    offset_at_centre=offset,
                    state=state.value,
                    reason=reason,
                    # Every chunk is noted; the state is as old as its first one.
                    since=case((known, table.c.since), else_=at.isoformat()),
                )
            )

    def offer_again(self, *, at: datetime) -> None:
        """The centre may have lost files: all are offered once more. Raises StorageUnavailable."""
        with writing(self._engine) as connection:
            connection.execute(
                update(tables.uploads).values(
                    offset_at_centre=0, state=UploadState.WAITING.value, reason="", since=at
                )
            )

    def keep_preview(
        self, scan: EnergyImage, preview: EnergyImage, *, case_id: str, at: datetime
    ) -> None:
        """Let a preview of `scan` go up. A second one of the same scan changes nothing.
        Raises StorageUnavailable."""
        table = tables.uploads
        file = (preview.sha256, preview.size_bytes, preview.file_name)
        there = select(table.c.id).where(
            table.c.preview_of == scan.sha256, table.c.case_id == case_id
        )
        with writing(self._engine) as connection:
            if connection.execute(there).first() is None:
                _put(connection, FileKind.PREVIEW, file, case_id, at=at, of=scan.sha256)

    def lacking_previews(self, case_id: str) -> frozenset[str]:
        """Hashes of the scan files of a case that go up from here and have no preview yet.
        Raises StorageUnavailable."""
        table = tables.uploads
        preview = table.alias("preview")
        query = select(table.c.sha256).where(
            table.c.case_id == case_id,
            table.c.kind == FileKind.SCAN.value,
            ~select(preview.c.id)
            .where(preview.c.preview_of == table.c.sha256, preview.c.case_id == table.c.case_id)
            .exists(),
        )
        with reading(self._engine) as connection:
            return frozenset(connection.scalars(query))

    def of_case(self, case_id: str) -> tuple[Upload, ...]:
        """All files of a case, in the order in which they were put here.
        Raises StorageUnavailable."""
        table = tables.uploads
        return self._read(select(table).where(table.c.case_id == case_id).order_by(table.c.id))

    def list_uploads(
        self, limit: int, *, only: Sequence[UploadState] = tuple(UploadState)
    ) -> UploadListing:
        """The first `limit` files in one of the states `only`. Raises StorageUnavailable."""
        table = tables.uploads
        chosen = table.c.state.in_([one.value for one in only])
        is_safe = table.c.state == UploadState.SAFE.value
        query = (
            select(table)
            .where(chosen)
            .order_by(
                is_safe,
                case((is_safe, -table.c.id), else_=table.c.priority),
                table.c.id,
            )
            .limit(limit)
        )
        with reading(self._engine) as connection:
            total = connection.scalar(select(func.count()).select_from(table).where(chosen)) or 0
        shown = self._read(query)
        return UploadListing(shown, max(0, total - len(shown)))

    def summary(self) -> UploadSummary:
        """Numbers for a line of text. Raises StorageUnavailable."""
        table = tables.uploads
        left = case(
            (
                table.c.state.in_([one.value for one in _OPEN]),
                table.c.size_bytes - table.c.offset_at_centre,
            ),
            else_=0,
        )
        query = select(
            func.count(),
            func.coalesce(func.sum(table.c.state == UploadState.SAFE.value), 0),
            func.coalesce(func.sum(table.c.state == UploadState.REFUSED.value), 0),
            func.coalesce(func.sum(left), 0),
        )
        with reading(self._engine) as connection:
            files, safe, refused, bytes_left = connection.execute(query).one()
        return UploadSummary(files, safe, refused, bytes_left)

    def _read(self, query: Select[Any]) -> tuple[Upload, ...]:
        with reading(self._engine) as connection:
            return tuple(_upload(row) for row in connection.execute(query))


def _put(
    connection: Connection,
    kind: FileKind,
    file: tuple[str, int, str],
    case_id: str,
    *,
    at: datetime,
    of: str = "",
) -> None:
    """`of` is the finding of a photo, the scan file of a preview."""
    sha256, size_bytes, file_name = file
    row = {
        "sha256": sha256,
        "size_bytes": size_bytes,
        "kind": kind.value,
        "case_id": case_id,
        "finding_id": of if kind is FileKind.PHOTO else "",
        "preview_of": of if kind is FileKind.PREVIEW else "",
        "file_name": file_name,
        "priority": _PRIORITIES[kind],
        "offset_at_centre": 0,
        "state": UploadState.WAITING.value,
        "reason": "",
        "since": at,
    }
    connection.execute(insert(tables.uploads).on_conflict_do_nothing(), row)


def _upload(row: Row[Any]) -> Upload:
    return Upload(
        upload_id=row.id,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        kind=FileKind(row.kind),
        case_id=row.case_id,
        finding_id=row.finding_id,
        preview_of=row.preview_of,
        file_name=row.file_name,
        offset=row.offset_at_centre,
        state=UploadState(row.state),
        reason=row.reason,
        since=row.since,
    )


def _images(one: Case) -> list[EnergyImage]:
    return [image for scan in one.scans for view in scan.views for image in view.images]
