"""The two ends of an upload as processes, each of which can be told where to die by SIGKILL."""

from __future__ import annotations

import io
import logging
import mmap
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from inspector_app.central import object_store
from inspector_app.central import uploads as intake
from inspector_app.central.serving import serve
from inspector_app.central.settings import CentreSettings
from inspector_app.domain.errors import CentreRefused, CentreUnreachable
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage.station import StationDatabase, open_station
from inspector_app.storage.uploads import StationUploads
from inspector_app.sync import http_transport
from inspector_app.sync import uploads as station_uploads
from inspector_app.sync.http_transport import HttpTransport
from inspector_app.sync.steps import OfferFile, SendChunk
from inspector_app.sync.uploads import FEATURE, Uploads
from inspector_app.workflow.file_ports import UploadState
from tests.helpers.builders import a_case, a_photo
from tests.helpers.forked import end_with_parent

# Where the centre can die, in the order in which a chunk and then a file pass them.
CENTRE_POINTS = (
    "before-write",
    "half-written",
    "after-write",
    "after-record",
    "while-hashing",
    "before-put",
    "after-put",
    "after-whole",
)

# Where the station can die, in the same order. Of these a file passes the first two once.
STATION_POINTS = (
    "before-offer",
    "after-offer",
    "before-send",
    "while-sending",
    "after-answer",
    "while-recording",
    "after-record",
)

_LIMIT_S = 60.0
_RETRY_S = 0.02


class Failpoint:
    """Where a process dies, and how often it passes there unharmed first. It lies in a file that
    may be changed while the process runs."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(64))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 64)

    def set(self, place: str, times: int = 0) -> None:
        """Die at `place`; without a place nowhere."""
        self._memory[:] = f"{place}:{times}".encode("ascii").ljust(64, b"\0")

    def close(self) -> None:
        self._memory.close()

    def is_due(self, place: str) -> bool:
        """Whether this is the place and the time."""
        wanted, _, times = self._memory[:].rstrip(b"\0").decode("ascii").partition(":")
        return wanted == place and times == "0"

    def passed(self, place: str) -> None:
        """Die here, if it is due."""
        wanted, _, times = self._memory[:].rstrip(b"\0").decode("ascii").partition(":")
        if wanted != place:
            return
        if times == "0":
            os.kill(os.getpid(), signal.SIGKILL)
        self.set(place, int(times) - 1)


def centre_main(folder: str, database_url: str, port: int, failpoint: str) -> None:
    """The centre's process."""
    logging.disable(logging.CRITICAL)
    end_with_parent()
    sys.stdout = io.StringIO()
    _arm_centre(Failpoint(Path(failpoint)))
    serve(CentreSettings(Path(folder), database_url=database_url, port=port))


def _arm_centre(failpoint: Failpoint) -> None:
    write, hashed, put = intake.write_chunk, intake._hash_of, object_store.FolderStore.put
    taken, whole = intake.FileIntake.take_chunk, intake.FileIntake._note_whole

    def write_chunk(path: Path, offset: int, chunk: bytes) -> None:
        failpoint.passed("before-write")
        if failpoint.is_due("half-written"):
            with path.open("r+b" if path.exists() else "w+b") as file:
                file.seek(offset)
                file.write(chunk[: len(chunk) // 2] + b"torn")
        failpoint.passed("half-written")
        write(path, offset, chunk)
        failpoint.passed("after-write")

    def put_file(store: object_store.FolderStore, sha256: str, source: Path) -> None:
        failpoint.passed("before-put")
        put(store, sha256, source)
        failpoint.passed("after-put")

    store: Any = object_store.FolderStore
    takes: Any = intake.FileIntake
    intake.write_chunk = write_chunk
    intake._hash_of = _with_failpoint(hashed, before=lambda: failpoint.passed("while-hashing"))
    takes.take_chunk = _with_failpoint(taken, after=lambda: failpoint.passed("after-record"))
    takes._note_whole = _with_failpoint(whole, after=lambda: failpoint.passed("after-whole"))
    store.put = put_file


def _nothing() -> None:
    """Instead of a failpoint."""


def _with_failpoint(
    call: Callable[..., Any],
    *,
    before: Callable[[], None] = _nothing,
    after: Callable[[], None] = _nothing,
) -> Callable[..., Any]:
    def called(*values: Any, **named: Any) -> Any:
        before()
        answer = call(*values, **named)
        after()
        return answer

    return called


def station_main(
    folder: str,
    where: tuple[str, str],
    photo: tuple[str, bytes],
    failpoint: str,
    pace_s: float,
    says: Connection,
) -> None:
    """The station's process: saves a photo, if it is not saved yet, and sends it.

    It says ``("saved",)``, ``("found", row)`` for a photo that was saved by one before it,
    ``("chunk", offset, length)`` before each chunk, ``("failed", reason)`` and at the end
    ``("ended", state)``.

    Args:
        where: URL and token.
        photo: its finding, which is its name here, and its content.
        failpoint: the path of its own.
        pace_s: how long a chunk may take on the line; shorter than the real one, so that a file is
            several chunks.
    """
    logging.disable(logging.CRITICAL)
    end_with_parent()
    station_uploads._CHUNK_S = pace_s
    died = Failpoint(Path(failpoint))
    _arm_station(died)
    finding_id, content = photo
    with open_station(DataFolder(Path(folder))) as station:
        state = _state_of(station, finding_id)
        if state is None:
            _save(station, finding_id, content)
            says.send(("saved",))
        else:
            says.send(("found", state, station.find_faults()))
        with HttpTransport(where[0], token=where[1], device_id=station.device_id) as transport:
            _send_all(station, transport, died, says)
        says.send(("ended", _state_of(station, finding_id)))


def _arm_station(failpoint: Failpoint) -> None:
    in_pieces, note = http_transport._in_pieces, StationUploads.note
    recording: list[bool] = []

    async def pieces(content: bytes) -> AsyncIterator[bytes]:
        sent = 0
        async for piece in in_pieces(content):
            if sent:
                # The one before is in the socket by now.
                failpoint.passed("while-sending")
            yield piece
            sent += len(piece)

    def note_it(*values: Any, **named: Any) -> None:
        recording.append(True)
        note(*values, **named)
        recording.clear()

    def on_commit(_: object) -> None:
        if recording:
            failpoint.passed("while-recording")

    http_transport._in_pieces = pieces
    StationUploads.note = note_it  # type: ignore[method-assign]
    event.listen(Engine, "commit", on_commit)


def _save(station: StationDatabase, finding_id: str, content: bytes) -> None:
    station.cases.keep([a_case(scans=())])
    kept = station.scans.take_content(content, f"{finding_id}.jpg")
    station.records.save(
        a_photo(finding_id=finding_id, sha256=kept.sha256, size_bytes=kept.size_bytes)
    )


def _state_of(station: StationDatabase, finding_id: str) -> str | None:
    """The state of the row in the database, None where there is none."""
    rows = station.uploads.of_case(a_case().case_id)
    return next((one.state.value for one in rows if one.finding_id == finding_id), None)


def _send_all(
    station: StationDatabase, transport: HttpTransport, failpoint: Failpoint, says: Connection
) -> None:
    """As the core does it, until nothing is waiting; after a failure begins as a program does."""
    until = time.monotonic() + _LIMIT_S
    uploads = None
    while time.monotonic() < until:
        if uploads is None:
            uploads = Uploads(
                station.uploads,
                station.scans,
                now=lambda: datetime.now(UTC),
                monotonic=time.monotonic,
            )
            uploads.use_centre((FEATURE,), restored=False)
        step = uploads.next_step(scans=True)
        if step is None:
            if not station.uploads.waiting():
                return
            uploads = None
        elif (reason := _carry(uploads, transport, step, failpoint, says)) is not None:
            says.send(("failed", reason))
            time.sleep(_RETRY_S)


def _carry(
    uploads: Uploads,
    transport: HttpTransport,
    step: OfferFile | SendChunk,
    failpoint: Failpoint,
    says: Connection,
) -> str | None:
    """Why it could not be done, None when it was."""
    is_chunk = isinstance(step, SendChunk)
    if isinstance(step, SendChunk):
        says.send(("chunk", step.offset, len(step.content)))
    failpoint.passed("before-send" if is_chunk else "before-offer")
    try:
        answer: Any = transport.carry(step, should_stop=lambda: False)
    except (CentreUnreachable, CentreRefused) as error:
        uploads.failed(step, error)
        return error.reason
    failpoint.passed("after-answer" if is_chunk else "after-offer")
    uploads.taken(step, answer)
    failpoint.passed("after-record")
    return None


SAFE = UploadState.SAFE.value
