"""What the answer to a carrier disk holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Engine

from inspector_app.central.cases import may_fetch, read_feed
from inspector_app.central.devices import device_state
from inspector_app.central.intake import Sender
from inspector_app.central.object_store import ObjectStore
from inspector_app.central.refusals import Refusal
from inspector_app.central.sequence import epoch_and_sequence
from inspector_app.central.uploads import may_read
from inspector_app.protocol.carrier import (
    ANSWER_FORMAT,
    FEED,
    PART_LIMIT_BYTES,
    RECEIPTS,
    AnsweredOperation,
    AnswerManifest,
    DiskManifest,
    Part,
    TakenFile,
)
from inspector_app.protocol.codec import encode
from inspector_app.protocol.messages import FeedEntry, FeedPage

_PAGE = 50
# What the tar and age add to a file, at most.
_EXTRA_BYTES = 4096

Content = tuple[Part, Callable[[], Iterable[bytes]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """`contents` are the parts of the manifest with their bytes."""

    manifest: AnswerManifest
    contents: tuple[Content, ...]
    cases: int = 0
    scans: int = 0


class AnswerMaker:
    """Puts answers together. All raise SQLAlchemy's errors and what the store raises."""

    def __init__(self, engine: Engine, store: ObjectStore) -> None:
        self._engine = engine
        self._store = store

    def refuse(self, disk: DiskManifest, reason: str, *, at: datetime) -> Answer:
        """Nothing was taken from this station."""
        return Answer(self._manifest(disk, at, refused=reason), ())

    def make(
        self,
        disk: DiskManifest,
        sender: Sender,
        receipts: Sequence[AnsweredOperation],
        files: Sequence[TakenFile],
        limit_bytes: int,
        *,
        at: datetime,
    ) -> Answer:
        """Receipts, the cases since the station's cursor, and scans that fit: first those that the
        station asked for, then those of the new cases."""
        page = self._feed(sender.post, disk.cursor)
        lines = b"".join(encode(one) + b"\n" for one in receipts)
        contents = [_content(RECEIPTS, lines), _content(FEED, encode(page))]
        room = limit_bytes - sum(part.size_bytes + _EXTRA_BYTES for part, _ in contents)
        left_out = 0
        for sha256 in _wanted(disk, page):
            size_bytes = self._size(sender.post, sha256)
            if size_bytes is None:
                continue
            if size_bytes + _EXTRA_BYTES > room:
                left_out += 1
                continue
            room -= size_bytes + _EXTRA_BYTES
            read = partial(self._store.read, sha256, 0, size_bytes)
            contents.append((Part(f"scans/{sha256}", size_bytes, sha256), read))
        manifest = self._manifest(
            disk,
            at,
            state=device_state(self._engine, sender, log=disk.device_id),
            parts=tuple(part for part, _ in contents),
            files=tuple(files),
            left_out=left_out,
        )
        return Answer(manifest, tuple(contents), len(page.entries), len(contents) - 2)

    def _manifest(self, disk: DiskManifest, at: datetime, **more: object) -> AnswerManifest:
        with self._engine.begin() as connection:
            epoch, _ = epoch_and_sequence(connection)
        return AnswerManifest(
            format=ANSWER_FORMAT,
            device_id=disk.device_id,
            epoch=epoch,
            made_at=at,
            answered_n=disk.answered_n,
            after=disk.cursor,
            known_epoch=disk.centre_epoch,
            **more,  # type: ignore[arg-type]
        )

    def _feed(self, post: str, cursor: str) -> FeedPage:
        """All pages that fit into one part, as one."""
        entries: list[FeedEntry] = []
        taken_bytes, after = 0, cursor
        while True:
            page = self._page(post, after)
            taken_bytes += len(encode(page))
            # Half of a part, so that one page more than that still fits.
            entries += page.entries
            after = page.cursor
            if not page.more or taken_bytes > PART_LIMIT_BYTES // 2:
                return FeedPage(tuple(entries), page.cursor, page.more)

    def _page(self, post: str, after: str) -> FeedPage:
        try:
            return read_feed(self._engine, post, after=after, limit=_PAGE)
        except Refusal:
            # No cursor at all: from the beginning, which does no harm.
            return read_feed(self._engine, post, after="", limit=_PAGE)

    def _size(self, post: str, sha256: str) -> int | None:
        """How long a file is that this post may read and that is here."""
        if may_fetch(self._engine, post, sha256) or may_read(self._engine, post, sha256):
            return self._store.size(sha256)
        return None


def _content(name: str, content: bytes) -> Content:
    digest = hashlib.sha256(content).hexdigest()
    return Part(name, len(content), digest), lambda: [content]


def _wanted(disk: DiskManifest, page: FeedPage) -> list[str]:
    new = [
        image.sha256
        for entry in page.entries
        for scan in entry.case.scans
        for view in scan.views
        for image in view.images
    ]
    return list(dict.fromkeys([*disk.wanted, *new]))
