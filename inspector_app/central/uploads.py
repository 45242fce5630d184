"""Files on their way up: written where the database says they have got to, and believed only when
the hash of the whole is right.

The rules that keep a file right through a kill -9 at any moment:

- A chunk is written at the recorded offset (pwrite) and synced before the new offset is recorded.
  What was written and not recorded is written over by the next chunk.
- The row is locked from reading the offset to recording the new one, so that chunks of two
  requests, also at two processes, come one after the other.
- A file that turns out wrong begins again in a new partial file, so that a reader of the old one
  never sees the new.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from inspector_app.central.database import writing
from inspector_app.central.file_offers import check_offer
from inspector_app.central.intake import Sender
from inspector_app.central.object_store import ObjectStore
from inspector_app.central.refusals import Refusal
from inspector_app.central.tables import case_image, case_version, file_use, stored_file, upload
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.messages import FileKind, FileOffer, FileState

WRONG_CHECKSUM = 460
"""Status of the checksum extension of tus."""

FORGOTTEN_AFTER = timedelta(days=30)
"""An upload that nobody has gone on with for so long is forgotten: its device may be no more. A
station that comes back with it begins again."""

_PIECE_BYTES = 1 << 20
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Row:
    size_bytes: int
    safe_bytes: int
    partial: str


class FileIntake:
    """Takes files from stations. Holds no state of its own, so any thread may call it, and several
    processes may share the database, the folder and the store.

    All raise Refusal, SQLAlchemy's errors, OSError (a full disk) and what the store raises.
    """

    def __init__(
        self,
        engine: Engine,
        store: ObjectStore,
        folder: Path,
        *,
        quota_bytes: int,
        reserve_bytes: int = 0,
    ) -> None:
        """`folder` is for files that are not whole yet. `reserve_bytes` of its disk are left to
        the database, so that findings have room when files have none."""
        self._engine = engine
        self._store = store
        self._folder = folder
        self._quota_bytes = quota_bytes
        self._reserve_bytes = reserve_bytes

    def offer(self, sender: Sender, offer: FileOffer) -> FileState:
        """A station has this file; how much of it is here. Offering again changes nothing.

        Refusals: 400 ``malformed``, 404 ``unknown-case``, 409 ``other-size``, 413 ``too-large`` and
        ``no-room``.
        """
        check_offer(offer)
        size_here = self._store.size(offer.sha256)
        forgotten: list[str] = []
        with writing(self._engine) as connection:
            _check_case(connection, sender, offer.case_id)
            # Before the use is noted, which an offer alone must not prove.
            known = _is_proved(connection, sender.post, offer.sha256)
            # Told to nobody else: how long another post's file is, is part of what is in it.
            if known and size_here not in (None, offer.size_bytes):
                raise Refusal(409, "other-size", f"the file with this hash has {size_here} bytes")
            _note_use(connection, sender, offer, proved=known)
            if known and size_here is not None:
                _forget(connection, sender, offer.sha256)
                return FileState(offer.sha256, offer.size_bytes, whole=True)
            row = _find(connection, sender, offer.sha256)
            if row is None:
                forgotten = _forget_abandoned(connection)
                self._check_quota(connection, offer.size_bytes)
                _begin(connection, sender, offer)
        # Only after the transaction, which might have been undone.
        for name in forgotten:
            (self._folder / name).unlink(missing_ok=True)
        if row is None:
            return FileState(offer.sha256, 0, whole=False)
        if row.size_bytes != offer.size_bytes:
            detail = f"this file was offered with {row.size_bytes} bytes before"
            raise Refusal(409, "other-size", detail)
        return FileState(offer.sha256, row.safe_bytes, whole=False)

    def state(self, sender: Sender, sha256: str) -> tuple[FileState, int]:
        """How far a file has come, and its length. Refusals: 404 ``no-such-upload``."""
        with self._engine.begin() as connection:
            row = _find(connection, sender, sha256)
            if row is not None:
                return FileState(sha256, row.safe_bytes, whole=False), row.size_bytes
            known = _is_proved(connection, sender.post, sha256)
        size_here = self._store.size(sha256) if known else None
        if size_here is None:
            raise Refusal(404, "no-such-upload", "offer the file first")
        return FileState(sha256, size_here, whole=True), size_here

    def take_chunk(
        self, sender: Sender, sha256: str, offset: int, chunk: bytes
    ) -> tuple[FileState, int]:
        """Keep a chunk; how far the file has come, and its length. When this returns, the chunk is
        on the disk. The last one does not make the file whole: `finish` does.

        Refusals: 404 ``no-such-upload``, 409 ``stale-offset``, 413 ``too-large`` for what goes
        beyond the end of the file, 413 ``no-room``.
        """
        self._check_disk(len(chunk))
        with writing(self._engine) as connection:
            row = _find(connection, sender, sha256, locked=True)
            if row is None:
                raise Refusal(404, "no-such-upload", "offer the file first")
            if offset + len(chunk) > row.size_bytes:
                detail = f"the file was offered with {row.size_bytes} bytes"
                raise Refusal(413, "too-large", detail)
            path = self._folder / row.partial
            safe_bytes, is_lost = row.safe_bytes, False
            if safe_bytes < row.size_bytes and _length(path) < safe_bytes:
                # The folder was lost, or this process has another one: begin again.
                _log.error("%s: the partial file is shorter than its offset", sha256)
                safe_bytes, is_lost = 0, True
                _record(connection, sender, sha256, 0, new_id())
            elif offset == safe_bytes and chunk:
                write_chunk(path, offset, chunk)
                _record(connection, sender, sha256, offset + len(chunk), row.partial)
        if is_lost or offset != safe_bytes:
            raise Refusal(409, "stale-offset", f"the file has {safe_bytes} bytes here")
        return FileState(sha256, offset + len(chunk), whole=False), row.size_bytes

    def finish(self, sender: Sender, sha256: str) -> FileState:
        """Look at a file of which all bytes are here: take it in when its hash is right.

        Where bytes are still missing, says so and changes nothing. Refusals: 404
        ``no-such-upload``, 460 ``wrong-hash``; then it begins again at 0.
        """
        with self._engine.begin() as connection:
            row = _find(connection, sender, sha256)
            if row is None:
                known = _is_proved(connection, sender.post, sha256)
        if row is None:
            if known and (size_here := self._store.size(sha256)) is not None:
                return FileState(sha256, size_here, whole=True)
            raise Refusal(404, "no-such-upload", "offer the file first")
        if row.safe_bytes < row.size_bytes:
            return FileState(sha256, row.safe_bytes, whole=False)
        path = self._folder / row.partial
        found = _hash_of(path)
        if found == sha256:
            self._store.put(sha256, path)
        # Without the partial file, somebody died between taking it in and saying so, or is about
        # to say so.
        elif found is not None or self._store.size(sha256) != row.size_bytes:
            self._begin_again(sender, sha256, row)
            raise Refusal(WRONG_CHECKSUM, "wrong-hash", "the whole file is not what it should be")
        if not self._note_whole(sender, sha256, row, was_read=found is not None):
            raise Refusal(WRONG_CHECKSUM, "wrong-hash", "the file has begun again meanwhile")
        return FileState(sha256, row.size_bytes, whole=True)

    def clear_orphans(self) -> int:
        """Remove partial files that no upload knows, which a crash can leave, and those of uploads
        that nobody goes on with; how many."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with writing(self._engine) as connection:
            _forget_abandoned(connection)
        # The names first: a file that is made after this belongs to a row that is there by then.
        names = {path.name for path in self._folder.iterdir() if len(path.name) == _PARTIAL_LENGTH}
        with self._engine.begin() as connection:
            known = set(connection.execute(select(upload.c.partial)).scalars())
        for name in names - known:
            (self._folder / name).unlink(missing_ok=True)
        return len(names - known)

    def _check_quota(self, connection: Connection, more_bytes: int) -> None:
        stored = connection.execute(select(func.sum(stored_file.c.size_bytes))).scalar_one()
        coming = connection.execute(select(func.sum(upload.c.size_bytes))).scalar_one()
        if int(stored or 0) + int(coming or 0) + more_bytes > self._quota_bytes:
            raise Refusal(413, "no-room", "the centre has no room for this file")
        safe = connection.execute(select(func.sum(upload.c.safe_bytes))).scalar_one()
        self._check_disk(int(coming or 0) - int(safe or 0) + more_bytes)

    def _check_disk(self, more_bytes: int) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self._folder).free - more_bytes < self._reserve_bytes:
            raise Refusal(413, "no-room", "the centre's disk has no room for files just now")

    def _begin_again(self, sender: Sender, sha256: str, row: _Row) -> None:
        with writing(self._engine) as connection:
            now = _find(connection, sender, sha256, locked=True)
            if now is None or now.partial != row.partial:
                return  # somebody else saw it too
            _record(connection, sender, sha256, 0, new_id())
        (self._folder / row.partial).unlink(missing_ok=True)

    def _note_whole(self, sender: Sender, sha256: str, row: _Row, *, was_read: bool) -> bool:
        """Whether the station has sent the file: this request has read it, or nothing but taking
        it in can have moved it away."""
        with writing(self._engine) as connection:
            now = _find(connection, sender, sha256, locked=True)
            if not was_read and now is None:
                # Another request has come to an end with it, whatever that end was.
                return _is_proved(connection, sender.post, sha256)
            if not was_read and now != row:
                return False
            _forget(connection, sender, sha256)
            connection.execute(
                update(file_use)
                .where(file_use.c.sha256 == sha256, file_use.c.post == sender.post)
                .values(proved=True)
            )
            known = select(stored_file.c.sha256).where(stored_file.c.sha256 == sha256)
            if connection.execute(known).first() is None:
                connection.execute(
                    insert(stored_file).values(
                        sha256=sha256,
                        size_bytes=row.size_bytes,
                        device_id=sender.device_id,
                        stored_at=datetime.now(UTC),
                    )
                )
        return True


def may_read(engine: Engine, post: str, sha256: str) -> bool:
    """Whether a file was sent up for a case that this post has."""
    with engine.begin() as connection:
        return _is_proved(connection, post, sha256)


def find_previews(engine: Engine, post: str, scan_sha256: str) -> tuple[str, ...]:
    """The previews of a scan file that stations sent for a case of this post, the one that was
    offered last first; at most three."""
    sent = (
        select(file_use.c.sha256)
        .where(
            file_use.c.kind == FileKind.PREVIEW.value,
            file_use.c.belongs_to == scan_sha256,
            file_use.c.proved.is_(True),
            # Not a join: a case has many versions, and each preview would come as often.
            file_use.c.case_id.in_(
                select(case_version.c.case_id).where(case_version.c.post == post)
            ),
        )
        .order_by(file_use.c.offered_at.desc(), file_use.c.sha256)
    )
    with engine.begin() as connection:
        return tuple(connection.execute(sent.limit(3)).scalars())


def write_chunk(path: Path, offset: int, chunk: bytes) -> None:
    """Write at an offset, on the disk when this returns. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "r+b") as file:
        file.seek(offset)
        file.write(chunk)
        # A longer attempt that was never recorded must not stay behind the end.
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


_PARTIAL_LENGTH = len(new_id())


def _check_case(connection: Connection, sender: Sender, case_id: str) -> None:
    known = select(case_version.c.sequence).where(
        case_version.c.case_id == case_id, case_version.c.post == sender.post
    )
    if connection.execute(known.limit(1)).first() is None:
        raise Refusal(404, "unknown-case", "the centre has no such case of this post")


def _is_proved(connection: Connection, post: str, sha256: str) -> bool:
    """Whether a case of this post has the file, by the centre's own word or because a station of
    the case's post sent it."""
    given = select(case_image.c.sha256).where(
        case_image.c.sha256 == sha256, case_image.c.post == post
    )
    if connection.execute(given.limit(1)).first() is not None:
        return True
    sent = (
        select(file_use.c.sha256)
        .join(case_version, case_version.c.case_id == file_use.c.case_id)
        .where(
            file_use.c.sha256 == sha256, file_use.c.proved.is_(True), case_version.c.post == post
        )
    )
    return connection.execute(sent.limit(1)).first() is not None


def _note_use(connection: Connection, sender: Sender, offer: FileOffer, *, proved: bool) -> None:
    key = {
        "sha256": offer.sha256,
        "post": sender.post,
        "case_id": offer.case_id,
        "kind": offer.kind.value,
        "belongs_to": offer.finding_id or offer.preview_of,
    }
    known = select(file_use.c.sha256).filter_by(**key)
    if connection.execute(known).first() is None:
        connection.execute(
            insert(file_use).values(
                **key,
                device_id=sender.device_id,
                proved=proved,
                offered_at=datetime.now(UTC),
            )
        )


def _find(
    connection: Connection, sender: Sender, sha256: str, *, locked: bool = False
) -> _Row | None:
    query = select(upload.c.size_bytes, upload.c.safe_bytes, upload.c.partial).where(
        upload.c.sha256 == sha256, upload.c.device_id == sender.device_id
    )
    # SQLite knows no row locks and needs none: there is one writer at a time.
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return None if row is None else _Row(row.size_bytes, row.safe_bytes, row.partial)


def _begin(connection: Connection, sender: Sender, offer: FileOffer) -> None:
    now = datetime.now(UTC)
    connection.execute(
        insert(upload).values(
            sha256=offer.sha256,
            device_id=sender.device_id,
            size_bytes=offer.size_bytes,
            safe_bytes=0,
            partial=new_id(),
            offered_at=now,
            changed_at=now,
        )
    )


def _record(
    connection: Connection, sender: Sender, sha256: str, safe_bytes: int, partial: str
) -> None:
    connection.execute(
        update(upload)
        .where(upload.c.sha256 == sha256, upload.c.device_id == sender.device_id)
        .values(safe_bytes=safe_bytes, partial=partial, changed_at=datetime.now(UTC))
    )


def _forget(connection: Connection, sender: Sender, sha256: str) -> None:
    connection.execute(
        delete(upload).where(upload.c.sha256 == sha256, upload.c.device_id == sender.device_id)
    )


def _forget_abandoned(connection: Connection) -> list[str]:
    """Forget uploads that nobody has gone on with; the names of their partial files."""
    ended = datetime.now(UTC) - FORGOTTEN_AFTER
    query = delete(upload).where(upload.c.changed_at < ended).returning(upload.c.partial)
    return list(connection.execute(query).scalars())


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _hash_of(path: Path) -> str | None:
    """The SHA-256 of a file, None when there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
