"""Writes the likeness figures as a page, and draws the pictures to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from likeness_classifier import Judgement, Tiles, sensitivity
from likeness_scans import Grey, Scan

Figures = dict[str, Any]
_SHEET_PX, _SHOWN, _COLUMNS = 620, 24, 3


def write_report(results: Figures, path: Path) -> None:
    """Replace the page at `path`; every figure on it comes from `results`."""
    parts = [
        "# How much the simulation looks like real scans",
        "Written by `models/evaluation/likeness.py`; all figures are in `likeness_results.json`.",
        *_sets(results),
        *_told(results),
        *_statistics(results["statistics"]),
        *_limits(),
    ]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _sets(results: Figures) -> list[str]:
    kinds = results["kinds"]
    names = sorted({name for side in kinds.values() for name in side["carriers"]})
    rows = [
        [name, *(str(side["carriers"].get(name, 0)) for side in kinds.values())] for name in names
    ]
    rows.append(["empty", *(f"{100 * side['empty_share']:.0f} %" for side in kinds.values())])
    return [
        f"{results['simulated']} simulated exports of the profile `portal-6-jpeg` (fixed seeds) "
        f"beside {results['real']} real scans of container trucks. The simulated ones were given "
        "the carriers and the share of empties of the real set, as their own shares follow "
        "another border; what the loaded ones carry is the simulator's own mixture. Both are "
        "read from JPEG files by the app's own reader.",
        _table(["carrier", *kinds], rows),
    ]


def _told(results: Figures) -> list[str]:
    rows = [
        [
            name,
            f"{f['auc']:.3f}",
            " to ".join(f"{bound:.3f}" for bound in f["interval_95"]),
            f"{f['scan_auc']:.3f}",
            f"{f['tested_tiles']} of {f['tested_scans']}",
        ]
        for name, f in results["told_apart"].items()
    ]
    return [
        "## Told apart by a classifier",
        f"Classifier: {results['classifier']}, trained on tiles of 256 px of half the scans and "
        "tested on the other half; for whole tiles both ways round. 0.5 is chance, 1 means that "
        "every simulated tile is recognised. The interval is a bootstrap over scans. It is "
        "trained on real scans and thrown away. The changed tiles are tested one way round only, "
        "after fewer passes.",
        _table(["tiles", "AUC", "95 %", "AUC per scan", "tiles of scans tested"], rows),
        f"The strongest view is *{results['strongest_view']}* with "
        f"{results['strongest_view_auc']:.3f}: where it exceeds whole tiles, these hide from the "
        "network what is there to be found, and the larger figure is the fairer one.",
        "Low-passed leaves nothing finer than about 20 px, high-passed nothing coarser than "
        "about 10. Outlines are drawn edges without greys. Exported once more: a coarser JPEG "
        "with other block borders on top, which hides traces of the first export.",
    ]


def _statistics(compared: Figures) -> list[str]:
    def side(found: Figures) -> str:
        return f"{found['median']:.4g} ({found['p10']:.4g} to {found['p90']:.4g})"

    ordered = sorted(compared.items(), key=lambda item: -item[1]["ks_distance"])
    rows = [
        [name, f["meaning"], side(f["real"]), side(f["simulated"]), f"{f['ks_distance']:.2f}"]
        for name, f in ordered
    ]
    return [
        "## Figure by figure",
        "Median and range of the middle 80 % of the scans; the distance is that of Kolmogorov and "
        "Smirnov, 0 for equal distributions and 1 for ranges that do not overlap. Most different "
        "first.",
        _table(["figure", "what", "real", "simulated", "distance"], rows),
    ]


def _limits() -> list[str]:
    return [
        "## What these figures do not show",
        "* The real scans come from one port and a few machines, mostly one; a simulator that "
        "could not be told from them would imitate those machines, not cargo scanners as such.\n"
        "* The ranges of the profile were chosen with these scans in view, so that they are no "
        "blind test of the profile.\n"
        "* The cargo of the real loaded scans is not that of Mongolia's borders, which the "
        "simulator follows; a part of what tells loaded scans apart is this difference.",
    ]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def draw_sheet(side: list[Scan], path: Path) -> None:
    """A contact sheet of 24 of the scans, evenly chosen."""
    at = np.linspace(0, len(side) - 1, min(_SHOWN, len(side))).astype(int)
    cells = [_cell(side[i]) for i in at]
    cells += [np.full_like(cells[0], 60)] * (-len(cells) % _COLUMNS)
    rows = [np.hstack(cells[i : i + _COLUMNS]) for i in range(0, len(cells), _COLUMNS)]
    cv2.imwrite(str(path), np.vstack(rows))


def _cell(scan: Scan) -> Grey:
    cell = np.full((250, _SHEET_PX), 60, np.uint8)
    height, width = scan.grey.shape
    scale = min((_SHEET_PX - 6) / width, 230 / height)
    size = (int(width * scale), int(height * scale))
    cell[18 : 18 + size[1], : size[0]] = cv2.resize(scan.grey, size, interpolation=cv2.INTER_AREA)
    text = f"{scan.name} {scan.kind.carrier}{' empty' if scan.kind.empty else ''}"
    cv2.putText(cell, text, (4, 13), cv2.FONT_HERSHEY_SIMPLEX, 0.42, 255, 1, cv2.LINE_AA)
    return cell


def draw_tiles(tiles: Tiles, judged: Judgement, folder: Path) -> None:
    """Tiles that were most and least recognised, and where the network looked."""
    order = np.argsort(judged.scores)
    rows = []
    for side in (0, 1):
        own = order[tiles.simulated[order] == side]
        for chosen in (own[:: max(len(own) // 5, 1)][:5], own[-5:] if side else own[:5]):
            greys = [tiles.greys[i] for i in chosen]
            rows.append(np.hstack([cv2.cvtColor(g, cv2.COLOR_GRAY2BGR) for g in greys]))
            if judged.network is not None:
                rows.append(np.hstack([_heat(judged.network, g) for g in greys]))
    cv2.imwrite(str(folder / "tiles.png"), np.vstack(rows))


def _heat(network: Any, grey: Grey) -> Grey:
    levels = np.rint(255 * sensitivity(network, grey)).astype(np.uint8)
    colours = cv2.applyColorMap(levels, cv2.COLORMAP_INFERNO)
    return np.asarray(colours, np.uint8)
