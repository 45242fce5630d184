"""What one large simulated scan costs on one core.

    python tests/benchmarks/simulator.py --json OUT

Scans of 2000 x 6000 pixels and two energies, each in a process of its own that keeps to one core.
The floor is the time of one `numpy.exp` over as many numbers as there are pixels times bins of the
spectrum, which a simulator that integrates the spectrum in full could not go below. Processor time
is given beside wall-clock time, because a machine may be busy with other work.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import cv2  # noqa: E402
import numpy as np  # noqa: E402

from inspector_app.imaging.scanner_profile import scanner_profile, table_of  # noqa: E402
from inspector_app.simulator import simulate_scan  # noqa: E402
from inspector_app.simulator.scene import build_scene  # noqa: E402

HEIGHT_PX, WIDTH_PX = 2000, 6000
SCANS = (
    (3, "pallets", ()),
    (4, "bulk", ()),
    (5, "coils", ()),
    (6, "household", ("rifle", "organic-mass")),
    (7, None, ()),
)
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_BLOCK = 1 << 17


def measure_one(seed: int, cargo: str | None, kinds: tuple[str, ...]) -> dict[str, object]:
    """One scan in this process."""
    cv2.setNumThreads(1)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    profile = replace(
        scanner_profile("dual-9-6"),
        height_px=HEIGHT_PX,
        mm_per_px_y=(2.0, 2.0),
        mm_per_px_x=(3.0, 3.0),
        truncation_chance=0.0,
    )
    table = table_of(profile)
    # How long the vehicle is follows from the seed: choose the pitch that fills the width.
    stream = np.random.SeedSequence(seed).spawn(3)[0]
    coarse = build_scene(profile, np.random.default_rng(stream), cargo, 0.1)
    pitch = 3.0 * 10 * coarse.canvas.width_px / WIDTH_PX
    profile = replace(profile, mm_per_px_x=(pitch, pitch))
    del coarse
    wall, cpu = time.perf_counter(), time.process_time()
    scan = simulate_scan(seed, profile, table, cargo=cargo, inserted=kinds)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    numbers = np.linspace(-8, 0, _BLOCK, dtype=np.float32)
    out = np.empty_like(numbers)
    blocks = scan.pixels.high.size * len(table.weights[profile.beams[0]]) // _BLOCK
    started = time.process_time()
    for _ in range(blocks):
        np.exp(numbers, out=out)
    return {
        "seed": seed,
        "cargo": scan.load.family,
        "objects": len(kinds),
        "width_px": scan.pixels.width_px,
        "height_px": scan.pixels.height_px,
        "seconds": round(wall, 2),
        "cpu_seconds": round(cpu, 2),
        "peak_bytes": peak,
        "floor_cpu_seconds": round(time.process_time() - started, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one is not None:
        print(json.dumps(measure_one(*SCANS[options.one])))
        return
    found = []
    for number in range(len(SCANS)):
        child = subprocess.run(
            [sys.executable, __file__, "--one", str(number)],
            env=os.environ | _ONE_THREAD,
            stdout=subprocess.PIPE,
            check=True,
        )
        found.append(json.loads(child.stdout))
        print(found[-1], flush=True)
    figures = {
        "seconds": max(one["seconds"] for one in found),
        "cpu_seconds": max(one["cpu_seconds"] for one in found),
        "peak_bytes": max(one["peak_bytes"] for one in found),
        "floor_cpu_seconds": min(one["floor_cpu_seconds"] for one in found),
        "scans": found,
    }
    print({name: value for name, value in figures.items() if name != "scans"})
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
