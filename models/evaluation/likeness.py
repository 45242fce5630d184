"""Compare simulated 8-bit exports with real scans, figure by figure and by a classifier.

    python models/evaluation/likeness.py [--real FOLDER] [--json FILE] [--sheets FOLDER]

FOLDER (default ../shared/data/real-cargo beside the repository) holds real scans with boxes.csv and
labels.csv; without it the script says so and leaves everything as it is. Simulates 100 scans of
the drive-through portal with the carriers and the share of empties of the real set, compares plain
figures, and trains a throw-away classifier (torch, if it is installed) to tell the two apart.
Writes likeness_results.json and likeness.md beside this script, and the figures once more to FILE;
--sheets draws contact sheets of both sets and of what the classifier looks at. The classifier is
trained on real scans: it is never written to a file and never shipped.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import cv2
import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

import likeness_classifier as classifier  # noqa: E402
import likeness_scans as scans  # noqa: E402
from likeness_report import draw_sheet, draw_tiles, write_report  # noqa: E402
from likeness_statistics import compare, figures_of  # noqa: E402

COUNT = 100
_ABLATION_PASSES = 3


def tell_apart(
    real: list[scans.Scan], simulated: list[scans.Scan], sheets: Path | None, quick: bool, each: int
) -> dict[str, Any]:
    """The classifier's figures on whole tiles, and on tiles from which something was taken."""
    tiles = classifier.cut_tiles(real, simulated, each=each)
    whole = classifier.judge(tiles)
    found: dict[str, Any] = {"whole tiles": whole.figures()}
    print(json.dumps(found), flush=True)
    if sheets is not None:
        draw_tiles(tiles, whole, sheets)
    if quick:
        return found
    for name, change in classifier.ABLATIONS.items():
        part = classifier.judge(classifier.changed(tiles, change), (0,), _ABLATION_PASSES)
        found[name] = part.figures()
        print(name, found[name]["auc"], flush=True)
    air = classifier.cut_tiles(real, simulated, air=True, each=each)
    found["air only"] = classifier.judge(air, (0,), _ABLATION_PASSES).figures()
    for name, empty in (("empty containers only", True), ("loaded only", False)):
        kept = [[s for s in side if s.kind.empty is empty] for side in (real, simulated)]
        part = classifier.judge(classifier.cut_tiles(*kept, each=each), (0,), _ABLATION_PASSES)
        found[name] = part.figures()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, default=ROOT.parent / "shared/data/real-cargo")
    parser.add_argument("--json", type=Path, help="where to write the figures once more")
    parser.add_argument("--sheets", type=Path, help="folder for contact sheets")
    parser.add_argument("--quick", action="store_true", help="no ablations; report left as it is")
    parser.add_argument("--count", type=int, default=COUNT, help="scans to simulate")
    parser.add_argument("--tiles", type=int, default=classifier.TILES, help="tiles of each scan")
    parser.add_argument("--keep", type=Path, help="folder for the simulated files, used again")
    parser.add_argument("--worker", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    if options.worker:
        number, workers, folder = options.worker
        scans.work(int(number), int(workers), Path(folder))
        return
    if not (options.real / "boxes.csv").is_file():
        print(f"skipped: {options.real} is absent, so there is nothing to compare with")
        return
    if options.sheets is not None:
        options.sheets.mkdir(parents=True, exist_ok=True)
    real = scans.read_real(options.real)
    plan = scans.planned([scan.kind for scan in real], options.count)
    with tempfile.TemporaryDirectory() as scratch:
        simulated = scans.simulate(plan, options.keep or Path(scratch))
    compared = compare([figures_of(s) for s in real], [figures_of(s) for s in simulated])
    if options.sheets is not None:
        for name, side in (("real", real), ("simulated", simulated)):
            draw_sheet(side, options.sheets / f"{name}.png")
    told = tell_apart(real, simulated, options.sheets, options.quick, options.tiles)
    results = _summed_up(told, compared, real, simulated)
    text = json.dumps(results, indent=1) + "\n"
    whole = options.count == COUNT and options.tiles == classifier.TILES
    if whole and not options.quick:
        (HERE / "likeness_results.json").write_text(text, encoding="utf-8")
        write_report(results, HERE / "likeness.md")
    if options.json is not None:
        options.json.write_text(text, encoding="utf-8")
    print(json.dumps({name: results[name] for name in list(results)[:8]}, indent=1))


def _summed_up(
    told: dict[str, Any],
    compared: dict[str, Any],
    real: list[scans.Scan],
    simulated: list[scans.Scan],
) -> dict[str, Any]:
    return {
        "two_sample_auc": told["whole tiles"]["auc"],
        "two_sample_auc_interval_95": told["whole tiles"]["interval_95"],
        # Plain tiles drown the fine texture in strong greys; a view without them may tell more.
        "strongest_view": max(told, key=lambda name: told[name]["auc"]),
        "strongest_view_auc": max(found["auc"] for found in told.values()),
        "classifier": classifier.classifier_name(),
        "real": len(real),
        "simulated": len(simulated),
        "mean_ks_distance": float(np.mean([f["ks_distance"] for f in compared.values()])),
        "kinds": {
            name: {
                "carriers": dict(Counter(s.kind.carrier for s in side)),
                "empty_share": float(np.mean([s.kind.empty for s in side])),
            }
            for name, side in (("real", real), ("simulated", simulated))
        },
        "told_apart": told,
        "statistics": compared,
    }


if __name__ == "__main__":
    main()
