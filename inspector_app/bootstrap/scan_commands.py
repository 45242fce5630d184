"""`inspector-app scan info` and `inspector-app scan highlight`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inspector_app.bootstrap.compose import OnnxHighlighter
from inspector_app.bootstrap.progress import progress_bar
from inspector_app.domain.errors import ScanUnreadable
from inspector_app.exchange.scan_sidecar import find_sidecar, read_sidecar
from inspector_app.imaging.read_scan import read_view
from inspector_app.imaging.scan_file import scan_header
from inspector_app.imaging.view_pixels import ViewPixels


def print_scan_info(files: Sequence[Path]) -> int:
    """One block per file; 1 when a file could not be read."""
    status = 0
    for file in files:
        try:
            header = scan_header(file)
            pixels = read_with_sidecar(file)
        except ScanUnreadable as error:
            sys.stdout.write(f"{file}: cannot be read ({error.reason}): {error.detail}\n")
            status = 1
            continue
        low = int(pixels.high.min())
        high = int(pixels.high.max())
        energies = 1 if pixels.low is None else 2
        sidecar = find_sidecar(file)
        sys.stdout.write(
            f"{file}\n"
            f"  format    {header.format}\n"
            f"  size      {pixels.width_px} x {pixels.height_px} px, {pixels.bits} bits\n"
            f"  energies  {energies}\n"
            f"  values    {low} to {high}\n"
            f"  sidecar   {sidecar if sidecar is not None else 'none'}\n"
        )
    return status


def print_highlights(files: Sequence[Path], *, as_json: bool) -> int:
    """What the model points at in each file; 1 when a file could not be read."""
    highlighter = OnnxHighlighter()
    results: list[dict[str, Any]] = []
    status = 0
    for file in files:
        result = _look(highlighter, file)
        results.append(result)
        status = status or int("error" in result)
        if not as_json:
            sys.stdout.write(_as_text(result))
    if as_json:
        json.dump(results, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    return status


def read_with_sidecar(file: Path) -> ViewPixels:
    """Read a scan file, with its low energy where a sidecar of ours names one or where a file
    ``...-low`` lies beside ``...-high``. Raises ScanUnreadable."""
    sidecar = find_sidecar(file)
    if sidecar is not None and sidecar.suffix == ".json":
        for view in read_sidecar(sidecar).views:
            high, low = view.paths(file.parent)
            if high == file:
                return read_view(high, low, bits=view.bits)
    elif file.stem.endswith("-high"):
        low = file.with_stem(file.stem.removesuffix("-high") + "-low")
        if low.is_file():
            return read_view(file, low)
    return read_view(file)


def _look(highlighter: OnnxHighlighter, file: Path) -> dict[str, Any]:
    try:
        pixels = read_with_sidecar(file)
    except ScanUnreadable as error:
        return {"file": str(file), "error": error.reason, "detail": error.detail}
    started = time.perf_counter()
    with progress_bar(file.name) as show:
        found = highlighter.find(pixels, view="side", progress=show, should_stop=_never)
    return {
        "file": str(file),
        "width": pixels.width_px,
        "height": pixels.height_px,
        "energies": 1 if pixels.low is None else 2,
        "milliseconds": round((time.perf_counter() - started) * 1000),
        "model": highlighter.model,
        "highlights": [
            {
                "box": [
                    round(highlight.box.x, 1),
                    round(highlight.box.y, 1),
                    round(highlight.box.width, 1),
                    round(highlight.box.height, 1),
                ],
                "score": round(highlight.score, 4),
                "tier": highlight.tier.value,
                "reason": highlight.reason.value,
            }
            for highlight in found
        ],
    }


def _as_text(result: dict[str, Any]) -> str:
    if "error" in result:
        return f"{result['file']}: cannot be read ({result['error']}): {result['detail']}\n"
    lines = [
        f"{result['file']}: {result['width']} x {result['height']} px, "
        f"{result['milliseconds']} ms, {result['model']}"
    ]
    for highlight in result["highlights"]:
        x, y, width, height = highlight["box"]
        lines.append(
            f"  {highlight['tier']:5}  score {highlight['score']:.2f}  "
            f"{width:.0f} x {height:.0f} px at {x:.0f}, {y:.0f}  {highlight['reason']}"
        )
    if not result["highlights"]:
        lines.append("  no highlights; that does not mean the scan is clean")
    return "\n".join(lines) + "\n"


def _never() -> bool:
    return False
