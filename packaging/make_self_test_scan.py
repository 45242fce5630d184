"""Make what `inspector-app self-test` reads: a small simulated scan and what must be found in it.

    python packaging/make_self_test_scan.py           # scan and expected values
    python packaging/make_self_test_scan.py --values  # expected values only, after a new model

Nothing in `resources/self_test` is a real scan. The scan is two 16-bit PNG files, one for each
energy; PNG goes through the decoding child process, so reading it proves that the child works.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inspector_app.bootstrap.compose import OnnxHighlighter
from inspector_app.bootstrap.self_test_rooms import (
    EXPECTED_NAME,
    HIGH_NAME,
    LOW_NAME,
    pixels_sha256,
)
from inspector_app.domain.errors import ModelRefused
from inspector_app.imaging.physics import load_table
from inspector_app.imaging.read_scan import read_view
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.settings.shipped import resources_folder
from inspector_app.simulator import SIMULATOR_VERSION, scanner_profile, simulate_scan

SEED = 4
CARGO = "cartons"
HIDDEN = ("heavy-block",)
# The model looks at pixels of the size that scanners make, so the picture is a part of a scan at
# full scale and not a whole one made smaller.
WIDTH_PX, HEIGHT_PX = 420, 320


def write_png(path: Path, pixels: NDArray[np.uint16]) -> None:
    packed = io.BytesIO()
    Image.fromarray(pixels).save(packed, "PNG", compress_level=9)
    path.write_bytes(packed.getvalue())


def make_scan(folder: Path) -> dict[str, Any]:
    """Write the scan; returns how it was made."""
    table = load_table(resources_folder() / "physics" / "attenuation.json")
    scan = simulate_scan(SEED, scanner_profile("dual-9-6"), table, cargo=CARGO, inserted=HIDDEN)
    (truth,) = scan.truth
    left = _start(truth.box.centre[0], WIDTH_PX, scan.pixels.width_px)
    top = _start(truth.box.centre[1], HEIGHT_PX, scan.pixels.height_px)
    part = (slice(top, top + HEIGHT_PX), slice(left, left + WIDTH_PX))
    if scan.pixels.low is None:
        sys.exit("the profile has one energy; the self-test wants two")
    write_png(folder / HIGH_NAME, scan.pixels.high[part])
    write_png(folder / LOW_NAME, scan.pixels.low[part])
    box = (truth.box.x - left, truth.box.y - top, truth.box.width, truth.box.height)
    return {
        "made_by": f"inspector_app.simulator {SIMULATOR_VERSION}; simulated, never a real scan",
        "seed": SEED,
        "profile": scan.profile,
        "cargo": CARGO,
        "hidden": truth.kind,
        "hidden_box": box,
    }


def _start(centre: float, length: int, whole: int) -> int:
    """Where a part of `length` pixels around `centre` begins, inside the whole."""
    return max(0, min(round(centre - length / 2), whole - length))


def peak_of(pixels: ViewPixels) -> tuple[str, float]:
    """The model's name and its highest score on the scan."""
    model = OnnxHighlighter()
    found = model.find(pixels, view="side", progress=lambda _: None, should_stop=lambda: False)
    if not found:
        sys.exit("the model points at nothing here; choose another seed or object")
    return model.model, max(highlight.score for highlight in found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--values", action="store_true", help="keep the scan that is there")
    options = parser.parse_args()
    folder = resources_folder() / "self_test"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / EXPECTED_NAME
    if options.values:
        scan = json.loads(path.read_text(encoding="utf-8"))["scan"]
    else:
        scan = make_scan(folder)
    pixels = read_view(folder / HIGH_NAME, folder / LOW_NAME, bits=16)
    model, score = "", None
    try:
        model, score = peak_of(pixels)
    except ModelRefused as error:
        print(f"no score yet: {error.detail}")
    expected = {
        "scan": scan,
        "width_px": pixels.width_px,
        "height_px": pixels.height_px,
        "pixels_sha256": pixels_sha256(pixels),
        "model": model,
        "peak_score": score,
    }
    path.write_text(json.dumps(expected, indent=2) + "\n", encoding="utf-8")
    for file in sorted(folder.iterdir()):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        print(f"{digest}  {file.name}  {file.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
