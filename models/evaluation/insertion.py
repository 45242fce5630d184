"""Compare insertion into a finished scan with the direct simulation of the same object.

    python models/evaluation/insertion.py [--scans N] [--json FILE]

Each of N simulated vehicles is seen twice by the same two-energy scanner with the same noise, once
with an object that was put into its areal densities before the scan (the truth) and once without;
into the second one the object is inserted afterwards (`insert_into_scan`). What is compared is the
change of the mean ``-ln T`` over the object's middle, at both energies, in percent of the true
change; beside it what plain multiplication with the object's transmission in the open would give,
equally blurred (it displaces nothing: the additive objects show beam hardening alone).
Single energies are judged on the high image alone, with the matter behind the object assumed.

Prints a table by attenuation of what is behind the object; FILE gets the same figures.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from inspector_app.domain.scan import Geometry  # noqa: E402
from inspector_app.imaging import physics  # noqa: E402
from inspector_app.imaging.exact_physics import transmissions_exact  # noqa: E402
from inspector_app.imaging.scanner_profile import ScannerProfile, table_of  # noqa: E402
from inspector_app.imaging.view_pixels import ViewPixels  # noqa: E402
from inspector_app.simulator import detector, exact_images, scanner_profile  # noqa: E402
from inspector_app.simulator.insert_into import insert_into_scan  # noqa: E402
from inspector_app.simulator.placed import Placed, windows_of  # noqa: E402
from inspector_app.simulator.placing import add_object, place_object  # noqa: E402
from inspector_app.simulator.scene import Maps, Scene, build_scene, join  # noqa: E402

SEED = 7100
SHRINK = 0.6
KINDS = (
    "organic-brick", "brick-stack", "cigarettes", "ammunition", "heavy-block", "steel-cylinder",
    "organic-mass", "cash", "bottles", "rifle",
)  # fmt: skip
FAMILIES = ("cartons", "sacks", "pallets", "bales", "drums", "empty", "paper-rolls", "machinery")
BEHIND = ((0.0, 1.0), (1.0, 2.0), (2.0, 3.0), (3.0, 5.0))
LEAST_CONTRAST = 0.03
LEAST_PIXELS = 30
_CORE = 0.9
# Faults that hide what is measured here; they act on both scans alike.
EFFECTS = detector.ALL_EFFECTS.without("bad_detectors", "black_columns", "saturation", "truncation")

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Case:
    """One object: attenuation behind it, changes of -ln T per method, (high, low)."""

    kind: str
    family: str
    displaced: bool
    behind: float
    direct: tuple[float, float]
    inserted: tuple[float, float]
    multiplied: tuple[float, float]
    single: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--scans", type=int, default=60)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    cases = [case for number in range(options.scans) if (case := _compare(number)) is not None]
    figures = {"scans": options.scans, "objects": len(cases), "all": _figures(cases)}
    figures["behind"] = {
        f"{low:g}-{high:g}": _figures([c for c in cases if low <= c.behind < high])
        for low, high in BEHIND
    }
    figures["displacing"] = _figures([c for c in cases if c.displaced])
    figures["additive"] = _figures([c for c in cases if not c.displaced])
    _print(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0


def _compare(number: int) -> Case | None:
    """One vehicle and object; None where the object is too faint or the beam too weak to tell."""
    profile = scanner_profile("dual-9-6")
    table = table_of(profile)
    family, kind = FAMILIES[number % len(FAMILIES)], KINDS[number % len(KINDS)]
    scene_rng, object_rng, state_rng = np.random.default_rng(SEED + number).spawn(3)
    scene = build_scene(profile, scene_rng, family, shrink=SHRINK)
    placed = place_object(scene, kind, object_rng)
    state = detector.draw_state(profile, state_rng)
    without = _seen(scene.structure, scene.cargo, profile.beams, table)
    scan = _scan(without, state, number)
    cargo = {name: areal.copy() for name, areal in scene.cargo.items()}
    add_object(scene.structure, cargo, placed)
    truth = _scan(_seen(scene.structure, cargo, profile.beams, table), state, number)
    rng = np.random.default_rng(SEED + number)
    made, _ = insert_into_scan(scan, Geometry(), [placed.hidden], table, rng, at=[placed])
    lone = ViewPixels(scan.high, None, scan.bits)
    one_beam = replace(table, weights={profile.beams[0]: table.weights[profile.beams[0]]})
    single, _ = insert_into_scan(lone, Geometry(), [placed.hidden], one_beam, rng, at=[placed])
    core = _core(placed, scene)
    behind = float(physics.attenuation(without[0])[core].mean()) if core.any() else 9.0
    direct = _changes(scan, truth, core) if core.any() else (0.0, 0.0)
    if core.sum() < LEAST_PIXELS or abs(direct[0]) < LEAST_CONTRAST or behind >= BEHIND[-1][1]:
        return None
    if behind + direct[0] > BEHIND[-1][1] + 1:
        return None
    return Case(
        kind,
        family,
        placed.displaced_share > 0,
        behind,
        direct,
        _changes(scan, made, core),
        _multiplied(scan, placed, profile, state.blur_px, core),
        _change(scan.high, single.high, core),
    )


def _seen(
    structure: Maps, cargo: Maps, beams: tuple[str, ...], table: physics.AttenuationTable
) -> tuple[NDArray[np.float32], ...]:
    return transmissions_exact(table, join(structure, cargo), beams)


def _scan(
    clear: tuple[NDArray[np.float32], ...], state: detector.DetectorState, number: int
) -> ViewPixels:
    measured = detector.measure(clear, state, np.random.default_rng(SEED + number), EFFECTS)
    high, low = (detector.store_16_bit(image, state, EFFECTS) for image in measured)
    return ViewPixels(high, low, 16)


def _core(placed: Placed, scene: Scene) -> Mask:
    """The object's middle: full thickness, away from its edges."""
    shape = (scene.canvas.height_px, scene.canvas.width_px)
    window, inner = windows_of(placed, *shape)
    core = np.zeros(shape, bool)
    total = np.sum(list(placed.hidden.maps.values()), axis=0)
    thick = total >= _CORE * np.percentile(total[total > 0], 60)
    core[window] = thick[inner]
    return core


def _change(before: NDArray[np.uint16], after: NDArray[Any], core: Mask) -> float:
    return -float(np.log(after[core].mean(dtype=np.float64) / before[core].mean(dtype=np.float64)))


def _changes(before: ViewPixels, after: ViewPixels, core: Mask) -> tuple[float, float]:
    assert before.low is not None
    assert after.low is not None
    return _change(before.high, after.high, core), _change(before.low, after.low, core)


def _multiplied(
    scan: ViewPixels, placed: Placed, profile: ScannerProfile, blur_px: float, core: Mask
) -> tuple[float, float]:
    """The scan times the object's transmission in the open, as blurred as the scan."""
    assert scan.low is not None
    window, inner = windows_of(placed, *scan.high.shape)
    maps = {}
    for name, areal in placed.hidden.maps.items():
        maps[name] = np.zeros(scan.high.shape, np.float32)
        maps[name][window] = areal[inner]
    alone = physics.transmissions(table_of(profile), maps, profile.beams)
    found = []
    for values, image in zip((scan.high, scan.low), alone, strict=True):
        product = values * exact_images.blur(image, blur_px, blur_px)
        found.append(_change(values, product, core))
    return found[0], found[1]


def _figures(cases: Sequence[Case]) -> dict[str, Any]:
    """Errors of the change of -ln T in percent, at each energy, and of the low-high ratio."""
    if not cases:
        return {"objects": 0}

    def errors(name: str, energy: int) -> NDArray[np.float64]:
        return np.array([100 * (getattr(c, name)[energy] / c.direct[energy] - 1) for c in cases])

    found: dict[str, Any] = {"objects": len(cases)}
    for name in ("inserted", "multiplied"):
        for energy, label in enumerate(("high", "low")):
            percent = errors(name, energy)
            found[f"{name}_{label}_bias_percent"] = round(float(np.median(percent)), 2)
            found[f"{name}_{label}_typical_error_percent"] = round(
                float(np.median(np.abs(percent))), 2
            )
        ratio = [getattr(c, name)[1] / getattr(c, name)[0] - c.direct[1] / c.direct[0]
                 for c in cases]  # fmt: skip
        found[f"{name}_ratio_error"] = round(float(np.median(np.abs(ratio))), 4)
    single = np.array([100 * (c.single / c.direct[0] - 1) for c in cases])
    found["single_energy_bias_percent"] = round(float(np.median(single)), 2)
    found["single_energy_typical_error_percent"] = round(float(np.median(np.abs(single))), 2)
    return found


def _print(figures: dict[str, Any]) -> None:
    parts = {"all": figures["all"], **figures["behind"]}
    parts |= {"additive": figures["additive"], "displacing": figures["displacing"]}
    print(
        "-ln T behind   objects  inserted: bias  |error|  ratio   multiplied: bias  ratio  single"
    )
    for name, row in parts.items():
        if not row["objects"]:
            continue
        print(
            f"{name:12s} {row['objects']:8d} {row['inserted_high_bias_percent']:14.1f} %"
            f" {row['inserted_high_typical_error_percent']:7.1f} %"
            f" {row['inserted_ratio_error']:7.4f} {row['multiplied_high_bias_percent']:15.1f} %"
            f" {row['multiplied_ratio_error']:6.3f} {row['single_energy_bias_percent']:6.1f} %"
        )


if __name__ == "__main__":
    raise SystemExit(main())
