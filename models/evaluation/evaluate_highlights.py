"""Measure the highlight model on simulated scans it has never seen; count its marks on real ones.

    python models/evaluation/evaluate_highlights.py

Thresholds come from benign simulated validation scans; everything reported comes from test scans
with other seeds. Real scans are only counted, never used to choose anything; where they are absent
that part is left out with a message. Writes results.json, models/manifest.json and the tables of
the card.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import platform
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

from card import write_card  # noqa: E402
from large_scan import measure_large_scan  # noqa: E402
from statistics_of_marks import (  # noqa: E402
    ObjectResult,
    detection_with_interval,
    marks_per_scan,
    rate_at,
    threshold_for,
)

from inspector_app.detection import LoadedModel, ModelRecord, Thresholds, find_highlights  # noqa: E402
from inspector_app.detection.features import air_level, halve, smallest_transmission  # noqa: E402
from inspector_app.detection.highlights import find_peaks  # noqa: E402
from inspector_app.detection.model_file import ONE_ENERGY, TWO_ENERGIES, open_session  # noqa: E402
from inspector_app.detection.score_map import score_map  # noqa: E402
from inspector_app.domain.highlight import Highlight, Tier  # noqa: E402
from inspector_app.domain.region import Box  # noqa: E402
from inspector_app.imaging.physics import load_table, material_curve  # noqa: E402
from inspector_app.imaging.view_pixels import ViewPixels  # noqa: E402
from inspector_app.settings.shipped import models_folder, resources_folder, shared_data_folder  # noqa: E402
from inspector_app.simulator import (  # noqa: E402
    OBJECT_KINDS,
    SIMULATOR_VERSION,
    SimulatedScan,
    scanner_profile,
    simulate_scan,
)

MODES = {TWO_ENERGIES: scanner_profile("dual-9-6"), ONE_ENERGY: scanner_profile("portal-6-jpeg")}
FIRST_SEED = {"validation": 8_000_000, "benign": 9_000_000, "objects": 9_500_000}
OBJECTS_PER_SCAN = 3
RATES = (0.05, 0.1, 0.5, 1.0, 2.0)
LOOK_RATE, ALERT_RATE = 0.5, 0.05
BACKGROUNDS = ((0.0, 0.5), (0.5, 1.0), (1.0, 2.0), (2.0, 3.0), (3.0, 5.0), (5.0, 99.0))
CLEAR_CONTRAST = 0.1
REACH_PX = 16
STRIDE = 8
_WIDTHS_PX = (3.0, 6.0, 12.0)


def provisional_model(path: Path) -> LoadedModel:
    """The model with the lowest thresholds, so that every mark of note is seen."""
    content = path.read_bytes()
    limits = Thresholds(0.02, 1.0, 0.0, 0.0)
    record = ModelRecord(
        "highlights", VERSION, path.name, hashlib.sha256(content).hexdigest(), STRIDE,
        "Apache-2.0", trained_on(), {TWO_ENERGIES: limits, ONE_ENERGY: limits},
    )  # fmt: skip
    table = load_table(resources_folder() / "physics" / "attenuation.json")
    return LoadedModel(record, open_session(content, record), material_curve(table, "iron"))


VERSION = "0.1"


def trained_on() -> str:
    return f"simulated scans only, simulator version {SIMULATOR_VERSION}"


Marks = list[tuple[float, float, float]]
"""(x, y, score) of each mark's centre."""


def model_marks(pixels: ViewPixels, model: LoadedModel) -> Marks:
    """Every separate peak of the model."""
    for scores, done in score_map(pixels, model, lambda _: None, lambda: False):
        if done == scores.shape[1]:
            peaks = find_peaks(scores, 0.02, STRIDE, pixels, most=40)
            return [(*p.box.centre, p.score) for p in peaks]
    return []


def baseline_marks(pixels: ViewPixels, container: Box) -> Marks:
    """A plain blob detector on the attenuation: differences of Gaussians at three widths.

    It is told where the container is, which the model is not: without that, wheels and corner posts
    would take all its marks.
    """
    inset_x, inset_y = 0.03 * container.width, 0.05 * container.height
    left, right = (container.x + inset_x) / 2, (container.right - inset_x) / 2
    above, below = (container.y + inset_y) / 2, (container.bottom - 2 * inset_y) / 2
    share = halve(even(pixels.high).astype(np.float32)) / np.float32(air_level(pixels.high))
    alpha = -np.log(np.clip(share, smallest_transmission(pixels.bits), 1.0))
    best = np.zeros_like(alpha)
    for width in _WIDTHS_PX:
        blob = cv2.GaussianBlur(alpha, (0, 0), width) - cv2.GaussianBlur(alpha, (0, 0), 1.6 * width)
        np.maximum(best, blob, out=best)
    top = cv2.dilate(best, np.ones((15, 15), np.uint8))
    inside = np.zeros(best.shape, np.bool_)
    inside[max(int(above), 0) : int(below), max(int(left), 0) : int(right)] = True
    rows, columns = np.nonzero((best >= top) & (best > 0.01) & inside)
    order = np.argsort(-best[rows, columns])[:80]
    return [(2.0 * columns[i], 2.0 * rows[i], float(best[rows[i], columns[i]])) for i in order]


def even(image: NDArray[np.uint16]) -> NDArray[np.uint16]:
    return image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2]


def best_on(scan: SimulatedScan, marks: Marks) -> list[float]:
    """For each hidden object the best score of a mark whose centre lies on it, or within reach."""
    best = []
    for truth in scan.truth:
        box = truth.box
        on = [
            score
            for x, y, score in marks
            if box.x - REACH_PX <= x <= box.right + REACH_PX
            and box.y - REACH_PX <= y <= box.bottom + REACH_PX
        ]
        best.append(max(on, default=0.0))
    return best


def examine(task: tuple[str, str, int, str]) -> dict[str, Any]:
    """Simulate one scan and mark it with both methods (runs in a worker process)."""
    split, mode, index, model_path = task
    cv2.setNumThreads(1)
    model = _MODELS.setdefault(model_path, None) or provisional_model(Path(model_path))
    _MODELS[model_path] = model
    seed = FIRST_SEED[split] + index + (100_000 if mode == ONE_ENERGY else 0)
    kinds: list[str] = []
    if split == "objects":
        kinds = [str(k) for k in np.random.default_rng(seed).choice(OBJECT_KINDS, OBJECTS_PER_SCAN)]
    table = load_table(resources_folder() / "physics" / "attenuation.json")
    scan = simulate_scan(seed, MODES[mode], table, inserted=kinds)
    begun = time.process_time()
    marks = model_marks(scan.pixels, model)
    seconds = time.process_time() - begun
    container = scan.geometry.container
    if container is None:
        raise ValueError("a simulated scan knows its container")
    plain = baseline_marks(scan.pixels, container)
    return {
        "split": split, "mode": mode, "scan": index, "family": scan.load.family,
        "megapixels": scan.pixels.high.size / 1e6, "cpu_seconds": seconds,
        "model": [m[2] for m in marks], "baseline": [m[2] for m in plain],
        "truth": [asdict(t) for t in scan.truth],
        "model_on": best_on(scan, marks), "baseline_on": best_on(scan, plain),
    }  # fmt: skip


_MODELS: dict[str, Any] = {}


def objects_of(records: list[dict[str, Any]], method: str) -> list[ObjectResult]:
    """One entry per hidden object."""
    return [
        ObjectResult(
            r["scan"], t["kind"], t["material"], t["background_attenuation"], t["contrast"], s
        )
        for r in records
        for t, s in zip(r["truth"], r[f"{method}_on"], strict=True)
    ]


def measure(records: list[dict[str, Any]], mode: str) -> dict[str, Any]:
    """All figures of one mode."""
    of = {s: [r for r in records if r["mode"] == mode and r["split"] == s] for s in FIRST_SEED}
    validation = [r["model"] for r in of["validation"]]
    benign = [r["model"] for r in of["benign"]]
    look, alert = threshold_for(validation, LOOK_RATE), threshold_for(validation, ALERT_RATE)
    found = objects_of(of["objects"], "model")
    plain = objects_of(of["objects"], "baseline")
    plain_benign = [r["baseline"] for r in of["benign"]]
    clear = [o for o in found if o.contrast >= CLEAR_CONTRAST]
    clear_plain = [o for o in plain if o.contrast >= CLEAR_CONTRAST]
    families = sorted({r["family"] for r in of["benign"]})
    return {
        "validation_scans": len(validation), "benign_test_scans": len(benign),
        "object_test_scans": len(of["objects"]), "objects": len(found), "clear_objects": len(clear),
        "tiers": {
            name: {
                "score": limit, "false_marks_per_scan": marks_per_scan(benign, limit),
                "benign_scans_marked": float(np.mean([max(s, default=0) >= limit for s in benign])),
                "all_objects": rate_at(found, limit), "clear_objects": rate_at(clear, limit),
            }
            for name, limit in (("look", look), ("alert", alert))
        },
        "froc": [
            {
                "false_marks_per_scan": rate,
                "model": detection_with_interval(found, benign, rate),
                "baseline": detection_with_interval(plain, plain_benign, rate),
                "model_clear": detection_with_interval(clear, benign, rate),
                "baseline_clear": detection_with_interval(clear_plain, plain_benign, rate),
            }
            for rate in RATES
        ],
        "by_kind": {k: rate_at([o for o in found if o.kind == k], look) for k in OBJECT_KINDS},
        "by_background": {
            f"{low:g} to {high:g}": rate_at([o for o in found if low <= o.background < high], look)
            for low, high in BACKGROUNDS
        },
        "false_marks_by_family": {
            f: marks_per_scan([r["model"] for r in of["benign"] if r["family"] == f], look)
            for f in families
        },
        "cpu_seconds_per_megapixel": float(
            sum(r["cpu_seconds"] for r in records if r["mode"] == mode)
            / sum(r["megapixels"] for r in records if r["mode"] == mode)
        ),
    }  # fmt: skip


def write_manifest(model: LoadedModel, modes: dict[str, Any], path: Path) -> None:
    """What the app checks before it runs the model."""
    record = model.record
    entry = {
        "name": record.name, "version": record.version, "file": record.file_name,
        "sha256": record.sha256, "stride": record.stride, "licence": record.licence,
        "trained_on": record.trained_on,
        "inputs": [{
            "name": "features", "shape": ["n", 4, "h", "w"],
            "channels": [
                    "transmission", "attenuation / 4", "material difference * 4", "two energies",
                ],
            "pixels": "scan averaged over 2x2; h and w multiples of 32",
        }],
        "outputs": [{"name": "scores", "shape": ["n", 1, "h / 4", "w / 4"]}],
        "thresholds": {
            mode: {
                tier: {
                    key: figures["tiers"][tier][key] for key in ("score", "false_marks_per_scan")
                }
                for tier in ("look", "alert")
            }
            for mode, figures in modes.items()
        },
        "card": "highlights.card.md",
    }  # fmt: skip
    path.write_text(json.dumps({"models": [entry]}, indent=1) + "\n", encoding="utf-8")


def count_real(model: LoadedModel, overlays: Path | None) -> dict[str, Any] | None:
    """Marks per real scan with the frozen thresholds; None where the scans are absent."""
    shared = shared_data_folder()
    folder = None if shared is None else shared / "real-cargo"
    if folder is None or not folder.is_dir():
        print("real scans: ../shared/data/real-cargo is not there, this part is left out")
        return None
    rows = []
    for path in sorted(folder.glob("*.jpg")):
        grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE).astype(np.uint16)
        pixels = ViewPixels(grey, None, 8)
        begun, wall = time.process_time(), time.monotonic()
        marks = find_highlights(pixels, view="side", model=model, progress=lambda _: None,
                                should_stop=lambda: False)  # fmt: skip
        rows.append({
            "file": path.name, "megapixels": round(grey.size / 1e6, 3),
            "look": sum(m.tier is Tier.LOOK for m in marks),
            "alert": sum(m.tier is Tier.ALERT for m in marks),
            "cpu_seconds": round(time.process_time() - begun, 3),
            "wall_seconds": round(time.monotonic() - wall, 3),
        })  # fmt: skip
        if overlays is not None:
            draw_overlay(grey, marks, overlays / f"{path.stem}.jpg")
    both = [r["look"] + r["alert"] for r in rows]
    return {
        "scans": len(rows),
        "marks_mean": float(np.mean(both)), "marks_median": float(np.median(both)),
        "alerts_mean": float(np.mean([r["alert"] for r in rows])),
        "alerts_median": float(np.median([r["alert"] for r in rows])),
        "scans_without_marks": float(np.mean([b == 0 for b in both])),
        "scans_with_alert": float(np.mean([r["alert"] > 0 for r in rows])),
        "cpu_seconds_median": float(np.median([r["cpu_seconds"] for r in rows])),
        "wall_seconds_median": float(np.median([r["wall_seconds"] for r in rows])),
        "per_scan": rows,
    }  # fmt: skip


def draw_overlay(grey: NDArray[np.uint16], marks: tuple[Highlight, ...], path: Path) -> None:
    picture = cv2.cvtColor(grey.astype(np.uint8), cv2.COLOR_GRAY2BGR)
    for mark in marks:
        colour = (0, 0, 255) if mark.tier is Tier.ALERT else (0, 140, 255)
        box = mark.box
        corner, opposite = (int(box.x), int(box.y)), (int(box.right), int(box.bottom))
        cv2.rectangle(picture, corner, opposite, colour, 3)
        note = f"{mark.score:.2f} {mark.reason.value.split('-')[0]}"
        cv2.putText(picture, note, (corner[0], corner[1] - 4), 0, 0.6, colour, 2)
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), picture)


def run_simulated(options: argparse.Namespace) -> list[dict[str, Any]]:
    tasks = [
        (split, mode, i, str(options.model))
        for mode in MODES
        for split in FIRST_SEED
        for i in range(options.scans)
    ]
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        records = []
        for record in pool.imap_unordered(examine, tasks, chunksize=4):
            records.append(record)
            if len(records) % 40 == 0:
                print(f"{len(records)} of {len(tasks)}", flush=True)
    return records


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=models_folder() / "highlights.onnx")
    parser.add_argument("--scans", type=int, default=60, help="scans per split and mode")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=HERE / "results.json")
    parser.add_argument("--overlays", type=Path, help="folder for pictures of the real scans")
    parser.add_argument("--trial", action="store_true", help="do not touch manifest and card")
    options = parser.parse_args()
    records = run_simulated(options)
    modes = {mode: measure(records, mode) for mode in MODES}
    model = provisional_model(options.model)
    limits = {
        mode: Thresholds(f["tiers"]["look"]["score"], f["tiers"]["alert"]["score"], 0.0, 0.0)
        for mode, f in modes.items()
    }
    record = ModelRecord(
        **{
            **{name: getattr(model.record, name) for name in ModelRecord.__dataclass_fields__},
            "thresholds": limits,
        }
    )
    frozen = LoadedModel(record, model.session, model.steel)
    results = {
        "model_sha256": record.sha256, "version": VERSION, "simulator_version": SIMULATOR_VERSION,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, shared with other work",
        "seeds": FIRST_SEED, "simulated": modes, "real": count_real(frozen, options.overlays),
    }  # fmt: skip
    if not options.trial:
        write_manifest(model, modes, options.model.parent / "manifest.json")
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            results["large_scan"] = pool.apply(measure_large_scan)
        write_card(results, options.model.parent / "highlights.card.md")
    options.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    short = {m: (f["tiers"], [(p["false_marks_per_scan"], p["model"]["detected"],
             p["baseline"]["detected"]) for p in f["froc"]]) for m, f in modes.items()}  # fmt: skip
    print(json.dumps(short, indent=1))
    if results["real"]:
        print({k: v for k, v in results["real"].items() if k != "per_scan"})


if __name__ == "__main__":
    main()
