"""Cases at the centre: taking them in, and the feed of a post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, select

from inspector_app.central.database import opened, writing
from inspector_app.central.object_store import open_object_store
from inspector_app.central.refusals import Refusal
from inspector_app.central.scan_files import take_scan_file
from inspector_app.central.sequence import epoch_and_sequence, locked_sequence, store_sequence
from inspector_app.central.settings import CentreSettings
from inspector_app.central.tables import case_image, case_version
from inspector_app.domain.case import Case
from inspector_app.protocol.codec import decode_case, encode_case
from inspector_app.protocol.messages import FeedEntry, FeedPage

PAGE_LIMIT = 100
"""Most cases in one page of the feed."""


def load_cases(
    settings: CentreSettings, cases: Sequence[Case], scan_files: Mapping[str, Path]
) -> int:
    """Take in cases and the files of their scans, by hash; how many cases were new or newer.

    A case whose scan is not among the files is taken in all the same: the scan may come later.
    Raises ScanUnreadable(``wrong-hash``) for a file that is not what its hash says; then no case is
    taken in.
    """
    with opened(settings) as engine, closing(open_object_store(settings)) as store:
        for sha256, source in scan_files.items():
            take_scan_file(store, settings.uploads, sha256, source)
        with writing(engine) as connection:
            return keep_cases(connection, cases)


def read_feed(engine: Engine, post: str, *, after: str, limit: int) -> FeedPage:
    """The cases of a post that came after a cursor, newest version only.

    A cursor of another epoch, or one that lies ahead of this centre, starts from the beginning:
    the centre was restored from a backup, and a station that takes in again what it already has
    comes to no harm.
    Raises Refusal 400 ``malformed``.
    """
    limit = max(1, min(limit, PAGE_LIMIT))
    with engine.begin() as connection:
        epoch, last = epoch_and_sequence(connection)
        start = _start(after, epoch, last)
        newer = case_version.alias("newer")
        rows = connection.execute(
            select(case_version.c.sequence, case_version.c.body)
            .where(
                case_version.c.post == post,
                case_version.c.sequence > start,
                # What came in while this runs belongs to the next page.
                case_version.c.sequence <= last,
                ~select(newer.c.sequence)
                .where(
                    newer.c.case_id == case_version.c.case_id,
                    newer.c.version > case_version.c.version,
                )
                .exists(),
            )
            .order_by(case_version.c.sequence)
            .limit(limit + 1)
        ).all()
    more = len(rows) > limit
    entries = tuple(FeedEntry(row.sequence, decode_case(row.body)) for row in rows[:limit])
    end = entries[-1].sequence if more else last
    return FeedPage(entries, f"{epoch}:{end}", more)


def may_fetch(engine: Engine, post: str, sha256: str) -> bool:
    """Whether a case of this post has this energy image."""
    with engine.begin() as connection:
        row = connection.execute(
            select(case_image.c.sha256).where(
                case_image.c.sha256 == sha256, case_image.c.post == post
            )
        ).one_or_none()
    return row is not None


def _start(after: str, epoch: str, last: int) -> int:
    if not after:
        return 0
    cursor_epoch, colon, number = after.rpartition(":")
    if not colon or not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Refusal(400, "malformed", "the cursor is not epoch:number")
    sequence = int(number)
    return sequence if cursor_epoch == epoch and sequence <= last else 0


def keep_cases(connection: Connection, cases: Sequence[Case]) -> int:
    """Write those that are new or newer, within a transaction of the caller; how many they were."""
    first = sequence = locked_sequence(connection)
    for case in cases:
        known = connection.execute(
            select(func.max(case_version.c.version)).where(case_version.c.case_id == case.case_id)
        ).scalar_one_or_none()
        if known is not None and known >= case.version:
            continue
        sequence += 1
        connection.execute(
            insert(case_version).values(
                sequence=sequence,
                case_id=case.case_id,
                version=case.version,
                post=case.post,
                body=encode_case(case),
            )
        )
        _keep_images(connection, case)
    store_sequence(connection, sequence)
    return sequence - first


def _keep_images(connection: Connection, case: Case) -> None:
    hashes = {image.sha256 for scan in case.scans for view in scan.views for image in view.images}
    known = set(
        connection.execute(
            select(case_image.c.sha256).where(
                case_image.c.post == case.post, case_image.c.sha256.in_(hashes)
            )
        ).scalars()
    )
    for sha256 in sorted(hashes - known):
        connection.execute(insert(case_image).values(sha256=sha256, post=case.post))
