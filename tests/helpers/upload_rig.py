"""One upload from a real station process to a real centre process, of which one or both are killed
on the way, and what came of it.

They die by SIGKILL at a place that the seed chooses, in the middle of a chunk as well as before or
after its offset is recorded at either end. The one that died is started again over the same
database, the other goes on. A station that goes on after its centre's death does so as its program
does: it asks anew how far the file has come (`sync.uploads`).
"""

from __future__ import annotations

import hashlib
import random
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Self

from inspector_app.central.cases import load_cases
from inspector_app.central.scan_files import scan_path
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.protocol.ids import new_id
from tests.helpers.builders import a_case
from tests.helpers.forked import answers, forking, free_port, kill
from tests.helpers.upload_processes import (
    CENTRE_POINTS,
    SAFE,
    STATION_POINTS,
    Failpoint,
    centre_main,
    station_main,
)

_WAIT_S = 90.0
# A file passes these once; the other places once for each chunk.
_ONCE = {"while-hashing", "before-put", "after-put", "after-whole", "before-offer", "after-offer"}


@dataclass(frozen=True)
class Plan:
    """Where the centre dies and where the station does; empty for the one that is left alive."""

    centre: str = ""
    station: str = ""

    @property
    def name(self) -> str:
        ends = (("centre", self.centre), ("station", self.station))
        return ", ".join(f"{who} {place}" for who, place in ends if place)


# Each place by itself, and then some of both.
PLANS = (
    *(Plan(centre=place) for place in CENTRE_POINTS),
    *(Plan(station=place) for place in STATION_POINTS),
    Plan("before-write", "before-offer"),
    Plan("half-written", "while-sending"),
    Plan("after-write", "after-answer"),
    Plan("after-record", "before-send"),
    Plan("after-put", "after-record"),
)


@dataclass
class KilledUpload:
    """Attributes:
    wrong: whether the file at the centre is not byte for byte the one that was sent.
    lost: what the station saved or calls safe and is not there, or what never became safe.
    kills: who died, in this order.
    resent: of each kill, how many bytes were sent once more after it.
    largest_chunk: of all chunks that were sent, in bytes.
    failures: what the station was told instead of an answer.
    """

    plan: Plan
    size_bytes: int
    wrong: bool = False
    lost: str = ""
    kills: list[str] = field(default_factory=list)
    resent: list[int] = field(default_factory=list)
    largest_chunk: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def resent_bytes(self) -> int:
        """After one kill, at most. What was sent again without any counts as well."""
        return max(self.resent, default=0)

    @property
    def is_well(self) -> bool:
        return not self.wrong and not self.lost and self.resent_bytes <= self.largest_chunk


class UploadRig:
    """One centre and one station, started as often as they are killed. A context manager."""

    def __init__(self, folder: Path, *, database_url: str = "") -> None:
        """`folder` is empty; `database_url` is of an empty PostgreSQL database, SQLite without."""
        self._folder = folder
        self.settings = CentreSettings(
            folder / "centre", port=free_port(), database_url=database_url
        )
        self.settings.folder.mkdir(parents=True)
        load_cases(self.settings, [a_case(scans=())], {})
        self._token = add_station(self.settings, "ZU", "lane 1")
        self._centre: Any = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._context = self._stack.enter_context(
            forking("tests.helpers.upload_processes", __name__)
        )
        self._stack.callback(self._end_centre)
        self._at_centre = Failpoint(self._folder / "centre-failpoint")
        self._stack.callback(self._at_centre.close)
        self._at_station = Failpoint(self._folder / "station-failpoint")
        self._stack.callback(self._at_station.close)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def killed_upload(self, seed: int) -> KilledUpload:
        """Send one file, with kills on the way. All that chance decides comes from `seed`; every
        seed must be another one."""
        dice = random.Random(seed)
        # More than one chunk, because the first is 64 kB.
        content = dice.randbytes(dice.randint(80_000, 400_000))
        plan = PLANS[seed % len(PLANS)]
        if self._centre is None:
            self._at_centre.set("")
            self._start_centre()
        for failpoint, place in ((self._at_centre, plan.centre), (self._at_station, plan.station)):
            failpoint.set(place, 0 if place in _ONCE else dice.randint(0, 1))
        upload = KilledUpload(plan, len(content))
        run = _Run(upload)
        photo = (new_id(), content)
        pace_s = dice.choice((0.005, 0.05, 4.0))
        while not run.ended and not upload.lost:
            self._live_once(run, photo, pace_s)
        file = scan_path(self.settings.scans, hashlib.sha256(content).hexdigest())
        there = file.read_bytes() if file.is_file() else None
        upload.wrong = there is not None and there != content
        if there is None:
            upload.lost = upload.lost or "the file is not at the centre"
        return upload

    def _live_once(self, run: _Run, photo: tuple[str, bytes], pace_s: float) -> None:
        """One life of the station, with all deaths of the centre in it."""
        hears, says = self._context.Pipe(duplex=False)
        where = (f"http://127.0.0.1:{self.settings.port}", self._token)
        failpoint = str(self._folder / "station-failpoint")
        arguments = (str(self._folder / "station"), where, photo, failpoint, pace_s, says)
        station = self._context.Process(target=station_main, args=arguments, daemon=True)
        station.start()
        says.close()
        try:
            while not run.gone:
                ready = wait((hears, self._centre.sentinel), _WAIT_S)
                if not ready:
                    run.upload.lost = "nothing goes on"
                    return
                # First what was said: the death may be of a chunk that is announced in there.
                if hears in ready:
                    run.hear(hears)
                elif self._centre.sentinel in ready:
                    run.note_kill("centre")
                    self._at_centre.set("")
                    self._end_centre()
                    self._start_centre()
            self._at_station.set("")
            if not run.ended:
                run.note_kill("station")
        finally:
            run.gone = False
            hears.close()
            kill(station)

    def _start_centre(self) -> None:
        arguments = (
            str(self.settings.folder),
            self.settings.database_url,
            self.settings.port,
            str(self._folder / "centre-failpoint"),
        )
        self._centre = self._context.Process(target=centre_main, args=arguments, daemon=True)
        self._centre.start()
        assert answers(self._centre, self.settings.port), "the centre does not start"

    def _end_centre(self) -> None:
        if self._centre is not None:
            kill(self._centre)
            self._centre = None


class _Run:
    """What the stations of one run say."""

    def __init__(self, upload: KilledUpload) -> None:
        self.upload = upload
        self.ended = False
        self.gone = False
        self._is_saved = False
        self._sent_to = 0

    def note_kill(self, who: str) -> None:
        self.upload.kills.append(who)
        self.upload.resent.append(0)

    def hear(self, pipe: Any) -> None:
        """Take one thing that the station says, or that it is gone."""
        try:
            said = pipe.recv()
        except (EOFError, OSError):
            self.gone = True
            return
        match said:
            case ("chunk", offset, length):
                self._note_chunk(offset, length)
            case ("saved",):
                if self._is_saved:
                    self.upload.lost = "the station lost what it had saved"
                self._is_saved = True
            case ("found", _, faults):
                if faults:
                    self.upload.lost = f"unsound: {faults}"
            case ("failed", reason):
                self.upload.failures.append(reason)
            case ("ended", state):
                self.ended = True
                if state != SAFE:
                    self.upload.lost = f"the file ends as {state}"

    def _note_chunk(self, offset: int, length: int) -> None:
        again = max(0, min(self._sent_to, offset + length) - offset)
        if again and not self.upload.resent:
            self.upload.resent.append(0)
        if again:
            self.upload.resent[-1] += again
        self._sent_to = max(self._sent_to, offset + length)
        self.upload.largest_chunk = max(self.upload.largest_chunk, length)
