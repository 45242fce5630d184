"""One upload to a real centre process that is killed on the way, and what came of it.

The centre dies by SIGKILL at a place that the seed chooses: before, in the middle of or after
writing a chunk, before or after recording its offset, while the whole file is looked at, before or
after it is taken in. Then it is started again over the same folder and the upload goes on as the
station's own code (`sync.uploads`) does it.
"""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psutil

from inspector_app.central.cases import load_cases
from inspector_app.central.scan_files import scan_path
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.domain.errors import CentreRefused, CentreUnreachable
from inspector_app.protocol.messages import FileKind
from inspector_app.sync.http_transport import HttpTransport
from inspector_app.sync.steps import OfferFile, SendChunk
from inspector_app.sync.uploads import FEATURE, Uploads
from inspector_app.workflow.file_ports import UploadState
from tests.helpers.builders import AT, a_case
from tests.helpers.fake_store import FakeStation

# Where the centre can die, in the order in which a chunk and then a file pass them.
POINTS = (
    "before-write",
    "half-written",
    "after-write",
    "after-record",
    "while-hashing",
    "before-put",
    "after-put",
    "after-whole",
)

_TRIES = 200

_PROGRAM = """
import json, os, signal, sys
from pathlib import Path

from inspector_app.central import object_store, uploads
from inspector_app.central.serving import serve
from inspector_app.central.settings import CentreSettings

point, wait = "never", [0]


def die(here):
    if here != point:
        return
    if not wait[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    wait[0] -= 1


write, hashed = uploads.write_chunk, uploads._hash_of
taken, whole = uploads.FileIntake.take_chunk, uploads.FileIntake._note_whole
put = object_store.FolderStore.put


def write_chunk(path, offset, chunk):
    die("before-write")
    if point == "half-written" and not wait[0]:
        with open(path, "r+b" if path.exists() else "w+b") as file:
            file.seek(offset)
            file.write(chunk[: len(chunk) // 2] + b"torn")
    die("half-written")
    write(path, offset, chunk)
    die("after-write")


def take_chunk(self, *args):
    answer = taken(self, *args)
    die("after-record")
    return answer


def _hash_of(path):
    die("while-hashing")
    return hashed(path)


def put_file(self, sha256, source):
    die("before-put")
    put(self, sha256, source)
    die("after-put")


def _note_whole(self, *args, **named):
    noted = whole(self, *args, **named)
    die("after-whole")
    return noted


uploads.write_chunk, uploads._hash_of = write_chunk, _hash_of
uploads.FileIntake.take_chunk = take_chunk
object_store.FolderStore.put = put_file
uploads.FileIntake._note_whole = _note_whole
signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no dead child stays behind
for line in sys.stdin:
    folder, database_url, point, wait[0] = json.loads(line)
    child = os.fork()
    if child:
        print("forked", child, flush=True)
        continue
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    serve(CentreSettings(Path(folder), port=0, database_url=database_url))
    os._exit(0)
"""


@dataclass(frozen=True)
class KilledUpload:
    """Attributes:
    point: where the centre was killed.
    wrong: whether the file at the centre is not byte for byte the one that was sent.
    lost: whether the station calls it safe and it is not there, or it never became safe.
    resent_bytes: bytes sent more than once.
    largest_chunk: of all chunks that were sent, in bytes.
    failures: what the station was told instead of an answer; empty if the centre did not die.
    """

    point: str
    size_bytes: int
    wrong: bool
    lost: bool
    resent_bytes: int
    largest_chunk: int
    failures: tuple[str, ...]


@dataclass
class _Line:
    """Counts what goes over it."""

    sent_bytes: int = 0
    largest: int = 0
    failures: list[str] = field(default_factory=list)


class UploadRig:
    """One centre, which is started as often as it is killed. Starting is forking a process that
    has everything loaded: a thousand starts take minutes and not hours. A context manager."""

    def __init__(self, folder: Path, *, database_url: str = "") -> None:
        """`folder` is empty; `database_url` is of an empty PostgreSQL database, SQLite without."""
        self.settings = CentreSettings(folder / "centre", port=0, database_url=database_url)
        self.settings.folder.mkdir(parents=True)
        load_cases(self.settings, [a_case(scans=())], {})
        self._token = add_station(self.settings, "ZU", "lane 1")
        self._forker = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._forker.stdin is not None
        assert self._forker.stdout is not None
        self._forker.stdin.close()
        self._forker.wait(30)
        self._forker.stdout.close()

    def killed_upload(self, seed: int) -> KilledUpload:
        """Send one file and kill the centre once on the way. All that chance decides comes from
        `seed`; every seed must be another one."""
        rng = random.Random(seed)
        # More than one chunk, because the first is 64 kB.
        content = rng.randbytes(rng.randint(80_000, 400_000))
        sha256 = hashlib.sha256(content).hexdigest()
        station = FakeStation(files={sha256: content})
        station.uploads.put(FileKind.PHOTO, sha256, len(content), finding_id="finding-1")
        point = POINTS[seed % len(POINTS)]
        first_whole = POINTS.index("while-hashing")
        nth = rng.randint(0, 1) if POINTS.index(point) < first_whole else 0
        line = _Line()
        for kill_at in (point, "never"):
            with self._running(kill_at, nth) as url:
                _send(station, url, self._token, line)
        place = scan_path(self.settings.scans, sha256)
        there = place.read_bytes() if place.is_file() else None
        return KilledUpload(
            point=point,
            size_bytes=len(content),
            wrong=there is not None and there != content,
            lost=there is None or station.uploads.rows[0].state is not UploadState.SAFE,
            resent_bytes=line.sent_bytes - len(content),
            largest_chunk=line.largest,
            failures=tuple(line.failures),
        )

    @contextmanager
    def _running(self, point: str, nth: int) -> Iterator[str]:
        assert self._forker.stdin is not None
        assert self._forker.stdout is not None
        wanted = [str(self.settings.folder), self.settings.database_url, point, nth]
        self._forker.stdin.write(json.dumps(wanted) + "\n")
        self._forker.stdin.flush()
        said = sorted(self._forker.stdout.readline() for _ in range(2))
        assert said[0].startswith("centre ready at "), said
        process = psutil.Process(int(said[1].split()[1]))
        try:
            yield said[0].split()[-1]
        finally:
            with suppress(psutil.NoSuchProcess):
                process.kill()
                process.wait(15)


def _send(station: FakeStation, url: str, token: str, line: _Line) -> None:
    """As the core does it, until the file is safe or the centre is gone."""
    uploads = Uploads(station.uploads, station, now=lambda: AT, monotonic=time.monotonic)
    uploads.use_centre((FEATURE,), restored=False)
    with HttpTransport(url, token=token, device_id=station.device_id) as transport:
        for _ in range(_TRIES):
            step = uploads.next_step(scans=True)
            if step is None:
                return
            if isinstance(step, SendChunk):
                line.sent_bytes += len(step.content)
                line.largest = max(line.largest, len(step.content))
            if not _carry(uploads, transport, step, line):
                return


def _carry(
    uploads: Uploads, transport: HttpTransport, step: OfferFile | SendChunk, line: _Line
) -> bool:
    try:
        answer = transport.carry(step, should_stop=lambda: False)
    except (CentreUnreachable, CentreRefused) as error:
        line.failures.append(error.reason)
        return uploads.failed(step, error)
    uploads.taken(step, answer)
    return True
