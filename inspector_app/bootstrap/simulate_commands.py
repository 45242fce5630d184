"""`inspector-app simulate`: scans with truth and declarations into a folder, on all cores.

The work is shared out to processes of this same program. Each writes a scan's files into a folder
of its own and then moves them, the case file last, so that a scan whose case file lies in the
folder is whole. A run that was stopped goes on where it was when it is asked for again.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import cv2
import msgspec

from inspector_app.bootstrap.folder_lock import LOCK_FILE, hold_folder
from inspector_app.bootstrap.progress import progress_bar
from inspector_app.bootstrap.simulated_bags import write_bag
from inspector_app.bootstrap.simulated_files import (
    CASE_SUFFIX,
    TRUTH_SUFFIX,
    Wanted,
    to_json,
    write_scan,
)
from inspector_app.domain.errors import ExportFailed
from inspector_app.imaging.scanner_profile import profile_keys, scanner_profile, table_of
from inspector_app.simulator import (
    BAG_FAMILIES,
    BAG_KINDS,
    CARGO_FAMILIES,
    SIMULATOR_VERSION,
)
from inspector_app.simulator.carrier_cargo import takes
from inspector_app.simulator.carriers import CARRIERS

RUN_FILE = "simulation.json"
_PARTS = ".unfinished-"
BAG_VIEWS = ("side", "top")
_LOOK_EVERY_S = 0.2
_STOPPED = 130
_FULL = {errno.ENOSPC, errno.EDQUOT}
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Share:
    """What one process does: every `step`-th scan from `first` on, below `count`."""

    wanted: Wanted
    folder: str
    first: int
    step: int
    count: int
    parent: int


def simulate_into(wanted: Wanted, count: int, folder: Path, jobs: int | None) -> int:
    """Write `count` scans into `folder`.

    Raises:
        ExportFailed: the names are unknown, the folder holds something else, another run is
            writing into it, or it is full.
    """
    _check(wanted, count, jobs)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with hold_folder(folder):
            return _simulate_into(wanted, count, folder, jobs)
    except OSError as error:
        raise _explained(error, folder, wanted, count) from error


def _simulate_into(wanted: Wanted, count: int, folder: Path, jobs: int | None) -> int:
    _claim(folder, wanted)
    _sweep(folder)
    before = len(_whole(folder, wanted, count))
    jobs = min(jobs or _cores(), max(count - before, 1))
    try:
        with progress_bar("scans") as show:
            if jobs == 1:
                _work_here(wanted, count, folder, show)
            else:
                _work_in_processes(wanted, count, folder, jobs, show)
    finally:
        _sweep(folder)
    done = _whole(folder, wanted, count)
    hidden = sum(_hidden_in(folder / f"{wanted.case_id(n)}{TRUTH_SUFFIX}") for n in done)
    earlier = f", {before} of them from an earlier run" if before else ""
    sys.stdout.write(f"simulated: {len(done)} scans with {hidden} hidden objects{earlier}\n")
    return 0


def work_on_share(argument: str) -> int:
    """The hidden command of a process that does one share; errors go to standard error."""
    share = msgspec.json.decode(argument, type=Share)
    cv2.setNumThreads(1)
    try:
        _work(share, lambda: os.name == "posix" and os.getppid() != share.parent)
    except KeyboardInterrupt:
        return _STOPPED
    except OSError as error:
        sys.stderr.write(f"{error.errno or 0} {error}")
        return 1
    return 0


def _check(wanted: Wanted, count: int, jobs: int | None) -> None:
    if wanted.scanner not in profile_keys():
        known = ", ".join(profile_keys())
        raise ExportFailed("no-scanner", f"there is no scanner {wanted.scanner}; known: {known}")
    for_vehicles = scanner_profile(wanted.scanner).sees_vehicles
    families = CARGO_FAMILIES if for_vehicles else BAG_FAMILIES
    carriers = tuple(CARRIERS) if for_vehicles else BAG_KINDS
    if wanted.cargo is not None and wanted.cargo not in families:
        known = ", ".join(families)
        raise ExportFailed("no-cargo", f"there is no cargo {wanted.cargo}; known: {known}")
    if wanted.carrier is not None and wanted.carrier not in carriers:
        known = ", ".join(carriers)
        raise ExportFailed("no-carrier", f"there is no carrier {wanted.carrier}; known: {known}")
    both = for_vehicles and wanted.carrier and wanted.cargo
    if both and not takes(str(wanted.carrier), str(wanted.cargo)):
        raise ExportFailed("no-cargo", f"{wanted.carrier} never takes {wanted.cargo}")
    if not 0.05 <= wanted.shrink <= 1:
        raise ExportFailed("no-number", "--shrink lies between 0.05 and 1")
    if count < 1 or wanted.seed < 0 or (jobs is not None and jobs < 1):
        raise ExportFailed("no-number", "--count and --jobs start at 1 and --seed at 0")


def _claim(folder: Path, wanted: Wanted) -> None:
    """Make the folder this run's, or see that it is already."""
    run_file = folder / RUN_FILE
    description = {"simulator_version": SIMULATOR_VERSION, **json.loads(to_json(wanted))}
    if run_file.is_file():
        try:
            earlier = json.loads(run_file.read_text(encoding="utf-8"))
        except ValueError:
            earlier = None
        if earlier != description:
            raise ExportFailed("other-run", f"{folder} holds the scans of another run")
        return
    if any(file.name != LOCK_FILE for file in folder.iterdir()):
        raise ExportFailed("not-empty", f"{folder} is not empty; choose a new folder")
    try:
        run_file.write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")
    except OSError:
        run_file.unlink(missing_ok=True)
        raise


def _explained(error: OSError, folder: Path, wanted: Wanted, count: int) -> ExportFailed:
    if error.errno in _FULL:
        done = len(_whole(folder, wanted, count))
        return ExportFailed(
            "disk-full", f"the disk is full; {done} of {count} scans in {folder} are whole"
        )
    return ExportFailed("not-written", f"{folder} cannot be written to: {error}")


def _whole(folder: Path, wanted: Wanted, count: int) -> list[int]:
    """Numbers of the scans that are there with all their files."""
    return [n for n in range(count) if (folder / f"{wanted.case_id(n)}{CASE_SUFFIX}").is_file()]


def _hidden_in(truth: Path) -> int:
    return len(json.loads(truth.read_text(encoding="utf-8"))["objects"])


def _sweep(folder: Path) -> None:
    """Remove what a stopped process left: its own folder, and files whose case never came."""
    for part in folder.glob(f"{_PARTS}*"):
        shutil.rmtree(part, ignore_errors=True)
    for truth in folder.glob(f"SIM-*{TRUTH_SUFFIX}"):
        case_id = truth.name.removesuffix(TRUTH_SUFFIX)
        if not (folder / f"{case_id}{CASE_SUFFIX}").is_file():
            for name in _names(case_id):
                (folder / name).unlink(missing_ok=True)


def _names(case_id: str) -> tuple[str, ...]:
    """Files of a scan in the order in which they come: the truth first, the case last."""
    ends = ("-mask.png", "-high.png", "-low.png", ".png", ".jpg")
    # A vehicle is seen from one side only, and its files do not name it.
    views = ("", *(f"-{view}" for view in BAG_VIEWS))
    pictures = tuple(f"{case_id}{view}{end}" for view in views for end in ends)
    return (f"{case_id}{TRUTH_SUFFIX}", *pictures, f"{case_id}{CASE_SUFFIX}")


def _work(
    share: Share, should_stop: Callable[[], bool], done: Callable[[], None] = lambda: None
) -> None:
    folder = Path(share.folder)
    profile = scanner_profile(share.wanted.scanner)
    table = table_of(profile)
    write = write_scan if profile.sees_vehicles else write_bag
    for number in range(share.first, share.count, share.step):
        case_id = share.wanted.case_id(number)
        if (folder / f"{case_id}{CASE_SUFFIX}").is_file():
            continue
        if should_stop():
            return
        with tempfile.TemporaryDirectory(prefix=_PARTS, dir=folder) as part:
            write(share.wanted, number, table, Path(part))
            for name in _names(case_id):
                if (Path(part) / name).is_file():
                    (Path(part) / name).replace(folder / name)
        done()


def _work_here(wanted: Wanted, count: int, folder: Path, show: Callable[[float], None]) -> None:
    share = Share(wanted, str(folder), 0, 1, count, os.getpid())
    _work(share, lambda: False, lambda: show(len(_whole(folder, wanted, count)) / count))


def _work_in_processes(
    wanted: Wanted, count: int, folder: Path, jobs: int, show: Callable[[float], None]
) -> None:
    with ExitStack() as stack:
        workers: list[tuple[subprocess.Popen[bytes], IO[bytes]]] = []
        for first in range(jobs):
            share = Share(wanted, str(folder.resolve()), first, jobs, count, os.getpid())
            said = stack.enter_context(tempfile.TemporaryFile())
            process = _start(share, said)
            stack.callback(_end, process)
            workers.append((process, said))
        while any(process.poll() is None for process, _ in workers):
            _raise_first_failure(workers)
            show(len(_whole(folder, wanted, count)) / count)
            time.sleep(_LOOK_EVERY_S)
        _raise_first_failure(workers)
        show(1.0)


def _start(share: Share, said: IO[bytes]) -> subprocess.Popen[bytes]:
    # The frozen program has no -m; there the hidden command of the app itself does it.
    start = [] if getattr(sys, "frozen", False) else ["-m", "inspector_app"]
    argument = msgspec.json.encode(share).decode()
    return subprocess.Popen(
        [sys.executable, *start, "simulate-share", argument],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=said,
        env=os.environ | _ONE_THREAD,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _raise_first_failure(workers: Iterable[tuple[subprocess.Popen[bytes], IO[bytes]]]) -> None:
    """Raises OSError with what a worker said, or ExportFailed where it said nothing of the kind."""
    for process, said in workers:
        if process.poll() in (None, 0):
            continue
        if process.returncode == _STOPPED:
            raise KeyboardInterrupt
        said.seek(0)
        text = said.read().decode("utf-8", "replace").strip()
        number, _, message = text.partition(" ")
        if process.returncode == 1 and number.isdecimal():
            raise OSError(int(number), message)
        last = text.splitlines()[-1] if text else f"status {process.returncode}"
        raise ExportFailed("worker-died", f"a process that simulates has ended: {last}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    process.wait()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
