"""The fault profile: everything that can go wrong on the way of a finding, many times over.

    uv run python tests/faults/run.py --profile short|long --seed S --json OUT

Starts what it needs, two jobs at a time, and leaves nothing behind. Ends with 1 when something was
lost, doubled, overwritten in silence or stuck. ``--only KIND`` does one kind; ``--runs N`` with it
sets how often. A run that failed is done again by its seed::

    uv run python tests/faults/run.py --only histories --seed 4711 --runs 1
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.faults.jobs import KINDS, Report, do_job

ROOT = Path(__file__).resolve().parents[2]

# How often each kind is done, and how many of them one process does.
PROFILES: dict[str, dict[str, tuple[int, int]]] = {
    "short": {
        "process_kills": (6, 6),
        "histories": (60, 30),
        "killed_uploads": (16, 16),
        "power_cuts": (40, 40),
        "proxy_runs": (6, 6),
        "full_disks": (10, 10),
    },
    "long": {
        "process_kills": (200, 50),
        "histories": (7600, 200),
        "killed_uploads": (1000, 125),
        "power_cuts": (1000, 250),
        "proxy_runs": (200, 50),
        "full_disks": (200, 100),
    },
}

_SUMS = (
    "runs",
    "lost",
    "duplicated",
    "silent_conflicts",
    "stuck",
    "power_cuts",
    "power_cut_lost",
    "control_lost",
    "killed_uploads",
    "wrong_files",
    "failed",
)
_PER_JOB_LIMIT_S = 1800


@dataclass(frozen=True)
class Job:
    kind: str
    seed: int
    count: int


def jobs_of(profile: dict[str, tuple[int, int]], seed: int) -> list[Job]:
    """The jobs of a profile; no two of them share a seed."""
    return [
        job
        for kind, (total, together) in profile.items()
        for job in jobs_of_kind(kind, seed * 1_000_000, total=total, together=together)
    ]


def jobs_of_kind(kind: str, first: int, *, total: int, together: int) -> list[Job]:
    """So many runs of one kind from a seed on. A run's own seed is the first one and its place."""
    return [
        Job(kind, first + done, min(together, total - done)) for done in range(0, total, together)
    ]


def do_apart(job: Job) -> Report:
    """Do a job in a process of its own. One that dies or does not end is reported as stuck."""
    command = [sys.executable, __file__, "--job", job.kind, str(job.seed), str(job.count)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    try:
        said, errors = process.communicate(timeout=_PER_JOB_LIMIT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said, errors = process.communicate()
        errors = f"not done after {_PER_JOB_LIMIT_S} s\n{errors}"
    try:
        return Report(**json.loads(said.strip().splitlines()[-1]))
    except (ValueError, IndexError, TypeError):
        tail = " | ".join(errors.strip().splitlines()[-3:])
        return Report(job.kind, stuck=1, failed=1, problems=[f"{job}: {tail}"])


def do_all(jobs: list[Job], *, workers: int) -> list[Report]:
    """Do the jobs, a few at a time; says how it goes."""
    began = time.monotonic()
    reports = []
    with ThreadPoolExecutor(workers) as pool:
        for job, report in zip(jobs, pool.map(do_apart, jobs), strict=True):
            reports.append(report)
            state = report.skipped or f"{report.failed} failed"
            print(
                f"{time.monotonic() - began:6.0f} s  {job.kind} {job.seed} + {job.count}: {state}",
                flush=True,
            )
            for problem in report.problems[:5]:
                print("          ", problem[:600], flush=True)
    return reports


def summed(reports: list[Report]) -> dict[str, Any]:
    """The figures of the whole profile."""
    whole: dict[str, Any] = {name: sum(getattr(one, name) for one in reports) for name in _SUMS}
    whole["max_resent_bytes"] = max((one.max_resent_bytes for one in reports), default=0)
    whole["skipped"] = sorted({f"{one.kind}: {one.skipped}" for one in reports if one.skipped})
    whole["problems"] = [f"{one.kind} {text}" for one in reports for text in one.problems][:200]
    whole["by_kind"] = {}
    for report in reports:
        into = whole["by_kind"].setdefault(report.kind, {})
        for name in _SUMS:
            into[name] = into.get(name, 0) + getattr(report, name)
        _add(into.setdefault("detail", {}), report.detail)
    return whole


def _add(into: dict[str, Any], more: dict[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, dict):
            _add(into.setdefault(name, {}), value)
        elif isinstance(value, int | float) and not name.startswith("largest"):
            into[name] = into.get(name, 0) + value
        elif isinstance(value, int):
            into[name] = max(into.get(name, 0), value)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--profile", choices=PROFILES, default="short")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--runs", type=int, help="with --only")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--job", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        kind, seed, count = options.job
        print(json.dumps(asdict(do_job(kind, int(seed), int(count)))))
        return 0
    if options.only and options.runs:
        _, together = PROFILES["long"][options.only]
        jobs = jobs_of_kind(options.only, options.seed, total=options.runs, together=together)
    else:
        profile = PROFILES[options.profile]
        wanted = {options.only: profile[options.only]} if options.only else profile
        jobs = jobs_of(wanted, options.seed)
    began = time.monotonic()
    figures = summed(do_all(jobs, workers=options.workers))
    figures |= {
        "profile": options.profile,
        "seed": options.seed,
        "seconds": round(time.monotonic() - began, 1),
    }
    for reason in figures["skipped"]:
        print("skipped:", reason)
    shown = {name: figures[name] for name in (*_SUMS, "max_resent_bytes", "seconds")}
    print(json.dumps(shown))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 1 if figures["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
