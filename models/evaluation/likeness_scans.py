"""Real scans and simulated ones of the same kinds, read alike, for `likeness`."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging.read_scan import read_view
from inspector_app.imaging.scanner_profile import scanner_profile, table_of
from inspector_app.simulator import simulate_scan
from inspector_app.simulator.grey_export import from_jpeg

Grey = NDArray[np.uint8]
Box = tuple[int, int, int, int]

PROFILE = "portal-6-jpeg"
FIRST_SEED = 40_000
_ANOTHER_LOAD = 10_000
_WORKERS = 2
# Of the real boxes; those of forty-foot containers begin at about 2.2 times their height.
_SHORT_BOX = 1.9
_AIR = 238


@dataclass(frozen=True, slots=True)
class Kind:
    """What a simulated scan shall have in common with one real scan: carrier and load state."""

    carrier: str
    empty: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """One 8-bit picture.

    Attributes:
        name: file name, or seed.
        box: x, y, width, height of the container or of both, whole pixels within the picture;
            None where nobody has drawn it, as for the real reefers.
        grey: (H, W) uint8.
    """

    name: str
    kind: Kind
    box: Box | None
    grey: Grey


def real_kinds(folder: Path) -> list[tuple[str, Kind, Box | None]]:
    """File, kind and container outline of every real scan, by boxes.csv and labels.csv."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as lines:
        labels = {row["file"]: row for row in csv.DictReader(lines)}
    found: list[tuple[str, Kind, Box | None]] = []
    with (folder / "boxes.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            boxes = [
                [int(number) for number in box.split()]
                for box in row["container_boxes_x_y_w_h_px"].split(";")
                if box.strip()
            ]
            if row["file"] not in labels:
                continue
            label = labels[row["file"]]
            empty = label["load"].split(";")[0] == "empty"
            kind = Kind(_carrier_of(row["file"], label, boxes), empty)
            if not boxes:
                found.append((row["file"], kind, None))
                continue
            left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
            right = max(b[0] + b[2] for b in boxes)
            bottom = max(b[1] + b[3] for b in boxes)
            found.append((row["file"], kind, (left, top, right - left, bottom - top)))
    return found


def _carrier_of(file: str, label: dict[str, str], boxes: list[list[int]]) -> str:
    if file.startswith("reefer"):
        return "reefer-40"
    if "two-containers" in label["flags"]:
        return "two-containers"
    if "tank container" in label["note"]:
        return "tank-container"
    return "container-20" if boxes[0][2] < _SHORT_BOX * boxes[0][3] else "container-40"


def read_real(folder: Path) -> list[Scan]:
    """All real scans, read as the app reads them."""
    return [
        _framed(file, kind, box, read_view(folder / file, colour_as_luminance=True).high)
        for file, kind, box in real_kinds(folder)
        if (folder / file).is_file()
    ]


def _framed(name: str, kind: Kind, box: Box | None, pixels: NDArray[np.uint16]) -> Scan:
    grey = np.asarray(pixels, np.uint8)
    if box is None:
        return Scan(name, kind, None, grey)
    height, width = grey.shape
    left, top = min(max(box[0], 0), width - 16), min(max(box[1], 0), height - 16)
    right, bottom = min(box[0] + box[2], width), min(box[1] + box[3], height)
    right, bottom = max(right, left + 16), max(bottom, top + 16)
    return Scan(name, kind, _without_air(grey, (left, top, right, bottom)), grey)


def _without_air(grey: Grey, corners: Box) -> Box:
    """Trim the outline while more than half of a border row or column is air.

    The outlines drawn round the real containers leave some 20 px of air, the simulator's none.
    """
    left, top, right, bottom = corners
    air = grey[top:bottom, left:right] >= _AIR
    rows = np.flatnonzero(air.mean(axis=1) < 0.5)
    columns = np.flatnonzero(air.mean(axis=0) < 0.5)
    if len(rows) < 16 or len(columns) < 16:
        return left, top, right - left, bottom - top
    return (
        left + int(columns[0]), top + int(rows[0]),
        int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1,
    )  # fmt: skip


def planned(kinds: list[Kind], count: int) -> list[Kind]:
    """`count` of the kinds, evenly chosen, so that carriers and empties have the real shares."""
    ordered = sorted(kinds, key=lambda kind: (kind.carrier, kind.empty))
    return [ordered[int((i + 0.5) * len(ordered) / count)] for i in range(count)]


def simulate(kinds: list[Kind], folder: Path) -> list[Scan]:
    """Simulate one scan of each kind in worker processes; JPEG files appear in `folder`.

    Seeds are fixed. Where `folder` holds a finished file of a seed already, it is taken as it is.

    Raises:
        RuntimeError: a worker failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.json").write_text(json.dumps([asdict(kind) for kind in kinds]))
    command = [sys.executable, str(Path(__file__).with_name("likeness.py")), "--worker"]
    workers = [
        subprocess.Popen([*command, str(number), str(_WORKERS), str(folder)])
        for number in range(_WORKERS)
    ]
    codes = [worker.wait() for worker in workers]
    if any(codes):
        raise RuntimeError("a simulating process failed")
    scans = []
    for number, kind in enumerate(kinds):
        path = folder / f"{FIRST_SEED + number}.jpg"
        box = json.loads(path.with_suffix(".json").read_text())["box"]
        scans.append(_framed(path.stem, kind, box, from_jpeg(path.read_bytes())))
    return scans


def work(number: int, workers: int, folder: Path) -> None:
    """What one of the worker processes does: every `workers`-th scan of the plan."""
    profile = scanner_profile(PROFILE)
    table = table_of(profile)
    plan = [Kind(**kind) for kind in json.loads((folder / "plan.json").read_text())]
    for index in range(number, len(plan), workers):
        seed, kind = FIRST_SEED + index, plan[index]
        path = folder / f"{seed}.jpg"
        if path.with_suffix(".json").is_file():
            continue
        cargo = "empty" if kind.empty else None
        scan = simulate_scan(seed, profile, table, carrier=kind.carrier, cargo=cargo)
        while not kind.empty and scan.load.family == "empty":
            seed += _ANOTHER_LOAD
            scan = simulate_scan(seed, profile, table, carrier=kind.carrier, cargo=cargo)
        if scan.jpeg is None or scan.geometry.container is None:
            raise ValueError(f"{PROFILE} must export JPEG files of containers")
        path.write_bytes(scan.jpeg)
        box = scan.geometry.container
        found = {"box": [round(v) for v in (box.x, box.y, box.width, box.height)],
                 "family": scan.load.family}  # fmt: skip
        path.with_suffix(".json").write_text(json.dumps(found))
