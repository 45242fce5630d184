"""Write the demo's simulated scans to resources/demo with a description of each.

    python models/training/make_demo_scans.py

Pictures are made at a coarser pitch than the scanners imitated, and 16-bit pixels are rounded to
steps of about the noise that a usual dose causes at their brightness, because noise does not
compress. The steps are too fine to see, but whoever measures noise should use a fresh
`simulate_scan` instead. Seeds are advanced until every hidden object
changes the attenuation by at least LEAST_CONTRAST: a demo should be fair, an evaluation must not do
this.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import tifffile
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from inspector_app.imaging.physics import AttenuationTable, load_table  # noqa: E402
from inspector_app.simulator import (  # noqa: E402
    SIMULATOR_VERSION,
    ScannerProfile,
    SimulatedScan,
    scanner_profile,
    simulate_scan,
)

# name, cargo family, inserted kinds, two energies?, seed
PLAN: tuple[tuple[str, str, tuple[str, ...], bool, int], ...] = (
    ("demo-01", "pallets", ("brick-stack",), True, 41001),
    ("demo-02", "sacks", (), True, 41002),
    ("demo-03", "machinery", ("rifle",), True, 41003),
    ("demo-04", "empty", (), True, 41004),
    ("demo-05", "cartons", ("cigarettes",), True, 41005),
    ("demo-06", "tyres", ("organic-brick",), True, 41006),
    ("demo-07", "coils", (), True, 41007),
    ("demo-08", "household", ("heavy-block",), True, 41008),
    ("demo-09", "timber", ("steel-cylinder",), True, 41009),
    ("demo-10", "drums", (), True, 41010),
    ("demo-11", "car", ("brick-stack", "pistol"), True, 41011),
    ("demo-12", "bales", (), False, 41012),
    ("demo-13", "loose-boxes", ("ammunition",), False, 41013),
    ("demo-14", "paper-rolls", (), False, 41014),
    ("demo-15", "big-bags", ("organic-mass",), False, 41015),
    ("demo-16", "bulk", (), False, 41016),
    ("demo-17", "pipes", (), False, 41017),
    ("demo-18", "empty", ("brick-stack",), False, 41018),
)
SHRINK = 0.67
LEAST_CONTRAST = 0.2
QUANTA = 6e4


def soften(image: NDArray[np.uint16], air: float) -> NDArray[np.uint16]:
    """Round each value to a multiple of the power of two next to its expected noise."""
    value = image.astype(np.float64)
    noise = air * np.sqrt(1.4 * np.maximum(value / air, 1e-4) / QUANTA)
    step = 2 ** np.ceil(np.log2(np.maximum(noise, 1)))
    rounded: NDArray[np.uint16] = np.clip(np.round(value / step) * step, 0, 65535).astype(np.uint16)
    return rounded


def fair_scan(
    seed: int, profile: ScannerProfile, table: AttenuationTable, family: str, kinds: tuple[str, ...]
) -> SimulatedScan:
    """The first scan from `seed` on, in steps of 100, in which everything hidden can be seen."""
    while True:
        scan = simulate_scan(seed, profile, table, cargo=family, inserted=kinds, shrink=SHRINK)
        if all(t.contrast >= LEAST_CONTRAST for t in scan.truth):
            return scan
        seed += 100


def write_energy(
    folder: Path, name: str, image: NDArray[np.uint16], bits: int, quality: int
) -> str:
    """Write one energy image; returns the file's name."""
    if bits == 8:
        file = f"{name}.jpg"
        cv2.imwrite(str(folder / file), image.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
        return file
    image = soften(image, float(np.percentile(image, 97)))
    if name.startswith(("demo-02", "demo-07")):
        file = f"{name}.tif"
        tifffile.imwrite(folder / file, image, compression="zlib", predictor=True)
        return file
    file = f"{name}.png"
    cv2.imwrite(str(folder / file), image, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    return file


def describe(name: str, scan: SimulatedScan, files: dict[str, str]) -> dict[str, Any]:
    """One entry of scans.json."""
    geometry, load = scan.geometry, scan.load
    box = geometry.container
    if box is None:
        raise ValueError("a simulated scan knows its container")
    return {
        "name": name,
        "simulated": True,
        "simulator_version": SIMULATOR_VERSION,
        "seed": scan.seed,
        "scanner": scan.profile,
        "view": "side",
        "files": files,
        "bits": scan.pixels.bits,
        "width_px": scan.pixels.width_px,
        "height_px": scan.pixels.height_px,
        "geometry": {
            "mm_per_px_x": round(geometry.mm_per_px_x or 0, 4),
            "mm_per_px_y": round(geometry.mm_per_px_y or 0, 4),
            "doors": geometry.doors.value,
            "container_px": [round(v, 1) for v in (box.x, box.y, box.width, box.height)],
        },
        "container_ft": 40 if box.width * (geometry.mm_per_px_x or 0) > 9000 else 20,
        "refrigerated": scan.refrigerated,
        "cargo_family": load.family,
        "goods": load.goods,
        "hs_chapters": list(load.hs_chapters),
        "cargo_mass_kg": round(load.mass_kg),
        "truth": [
            {
                "kind": t.kind,
                "material": t.material,
                "box_px": [round(v, 1) for v in (t.box.x, t.box.y, t.box.width, t.box.height)],
                "mass_kg": round(t.mass_kg, 2),
                "background_attenuation": round(t.background_attenuation, 3),
                "contrast": round(t.contrast, 3),
            }
            for t in scan.truth
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "resources" / "demo")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    table = load_table(ROOT / "resources" / "physics" / "attenuation.json")
    entries = []
    for name, family, inserted, dual, seed in PLAN:
        profile = scanner_profile("dual-9-6") if dual else scanner_profile("portal-6-jpeg")
        scan = fair_scan(seed, profile, table, family, inserted)
        pixels = scan.pixels
        files = {}
        for energy, image in (("high", pixels.high), ("low", pixels.low)):
            if image is not None:
                key = energy if dual else "single"
                label = f"{name}-{key}" if dual else name
                files[key] = write_energy(options.out, label, image, pixels.bits, 90)
        entries.append(describe(name, scan, files))
        size = sum((options.out / f).stat().st_size for f in files.values())
        print(name, family, pixels.high.shape, f"{size / 1e6:.2f} MB", entries[-1]["truth"])
    text = json.dumps({"scans": entries}, indent=1, ensure_ascii=False)
    (options.out / "scans.json").write_text(text + "\n", encoding="utf-8")
    total = sum(f.stat().st_size for f in options.out.iterdir())
    print(f"{total / 1e6:.1f} MB in all")


if __name__ == "__main__":
    main()
