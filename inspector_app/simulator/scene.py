"""A loaded vehicle as areal-density maps."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from inspector_app.domain.region import Box
from inspector_app.domain.scan import DoorSide
from inspector_app.simulator import cargo as cargo_room
from inspector_app.simulator import exact_math
from inspector_app.simulator.canvas import Canvas, FloatMap
from inspector_app.simulator.carrier_cargo import takes
from inspector_app.simulator.carriers import CARRIERS, Carrier, choose_carrier, plan_carrier
from inspector_app.simulator.exact_images import shift_columns
from inspector_app.simulator.look_alikes import scatter_look_alikes
from inspector_app.simulator.micro_texture import roughen, unit_texture
from inspector_app.simulator.profile import ScannerProfile
from inspector_app.simulator.vehicle import Hold

Maps = dict[str, FloatMap]
# Floors of real scans are drawn out over 80 rows, which only a source near the road does.
_SOURCE_OVER_ROAD_MM = (50.0, 650.0)
_OTHER_GOODS = 0.4
_LONG_VEHICLE_MM = 15_000.0
_METALS = frozenset({"iron", "aluminium", "copper"})
# Of rolled sheet, of wood, foam and rubber, and of whatever is loaded.
_TEXTURES = ((0.001, 0.005), (0.01, 0.035), (0.012, 0.04))


@dataclass(slots=True)
class Scene:
    """A vehicle before it is scanned.

    Attributes:
        structure, cargo: material to areal density, g/cm2, each (height_px, width_px).
        canvas: the geometry both were drawn with.
        hold: room for cargo, mm; one of them where there are two.
        container: outline of the loading space in pixels; the body of a van or a car.
        load: what was loaded.
        carrier: name from `CARRIERS`.
        sway_px: rows by which each column was moved up, (width_px,); None before the sway.
    """

    structure: Maps
    cargo: Maps
    canvas: Canvas
    hold: Hold
    container: Box
    load: cargo_room.CargoReport
    carrier: str
    doors: DoorSide = DoorSide.RIGHT
    sway_px: FloatMap | None = None


def build_scene(
    profile: ScannerProfile,
    rng: np.random.Generator,
    cargo: str | None = None,
    shrink: float = 1.0,
    carrier: str | None = None,
) -> Scene:
    """Draw a vehicle with its load.

    Args:
        cargo: a family, or None to draw one.
        shrink: below 1 makes a smaller picture at a coarser pitch (for the demo's size budget).
        carrier: a name from `CARRIERS`, or None to draw one that takes the cargo.

    Raises:
        KeyError: an unknown family or carrier.
        ValueError: this carrier is never loaded with this family, or no vehicle fits the scanner.
    """
    if not profile.sees_vehicles:
        raise ValueError(f"no vehicle fits into the beam of {profile.key}")
    # Streams of their own, so that how the carrier is drawn does not change the load.
    carrier_rng, cargo_rng, clutter_rng, texture_rng = rng.spawn(4)
    name = _carrier_for(cargo, carrier, carrier_rng)
    plan = plan_carrier(name, carrier_rng)
    canvas = _canvas_for(plan, profile, carrier_rng, shrink)
    holds = plan.draw(canvas, carrier_rng)
    load = _load(canvas, name, holds, cargo, cargo_rng)
    for hold in holds:
        if not hold.open_top and hold.barrel is None and name != "car":
            scatter_look_alikes(canvas, hold, clutter_rng)
    scene = Scene(
        canvas.maps.get("structure", {}), canvas.maps.get("cargo", {}), canvas,
        holds[int(carrier_rng.integers(len(holds)))], _outline(plan, canvas, holds), load, name,
    )  # fmt: skip
    _roughen(scene, texture_rng)
    _sway(scene, carrier_rng)
    # The ground does not sway with the vehicle that stands on it.
    scene.structure = join(scene.structure, canvas.maps.get("ground", {}))
    return scene


def _carrier_for(cargo: str | None, carrier: str | None, rng: np.random.Generator) -> str:
    if cargo is not None and cargo not in cargo_room.CARGO_FAMILIES:
        raise KeyError(cargo)
    if carrier is None:
        return choose_carrier(rng, lambda name: cargo is None or takes(name, cargo))
    if carrier not in CARRIERS:
        raise KeyError(carrier)
    if cargo is not None and not takes(carrier, cargo):
        raise ValueError(f"{carrier} does not take {cargo}")
    return carrier


def _canvas_for(
    plan: Carrier, profile: ScannerProfile, rng: np.random.Generator, shrink: float
) -> Canvas:
    """A canvas of the profile's height; what stands too high for it is taken at a coarser pitch."""
    height_px = round(profile.height_px * shrink)
    mm_x = float(rng.uniform(*profile.mm_per_px_x)) / shrink
    mm_y = float(rng.uniform(*profile.mm_per_px_y)) / shrink
    top = plan.z[1] + 40
    if plan.whole:
        # What stands before the near wall appears larger than it is.
        mm_y = max(mm_y, (1.04 * top + 60 + plan.below_mm) / height_px)
    return Canvas(
        height_px, int(plan.width_mm / mm_x), mm_x, mm_y,
        top_z_mm=max(height_px * mm_y - plan.below_mm, top),
        source_z_mm=float(rng.uniform(*_SOURCE_OVER_ROAD_MM)) - plan.stands_mm,
        source_distance_mm=float(rng.uniform(*profile.source_distance_mm)),
    )  # fmt: skip


def _load(
    canvas: Canvas,
    carrier: str,
    holds: tuple[Hold, ...],
    cargo: str | None,
    rng: np.random.Generator,
) -> cargo_room.CargoReport:
    """Fill every hold; two containers on one carrier may carry different goods."""
    family = cargo or cargo_room.choose_family(rng, carrier)
    reports: list[cargo_room.CargoReport] = []
    for hold in holds:
        if reports and cargo is None and rng.random() < _OTHER_GOODS:
            family = cargo_room.choose_family(rng, carrier)
        reports.append(cargo_room.fill(canvas, hold, family, rng))
    first = reports[0]
    if len(reports) == 1:
        return first
    heaviest = max(reports, key=lambda report: report.mass_kg)
    goods = dict.fromkeys(report.goods for report in reports if report.family != "empty")
    chapters = dict.fromkeys(chapter for report in reports for chapter in report.hs_chapters)
    return replace(
        heaviest,
        goods=", ".join(goods) or first.goods,
        hs_chapters=tuple(chapters),
        mass_kg=sum(report.mass_kg for report in reports),
    )


def _outline(plan: Carrier, canvas: Canvas, holds: tuple[Hold, ...]) -> Box:
    """The loading space in pixels, at its near wall; lower where the far end of its floor is."""
    top = canvas.row_of(plan.z[1], plan.near_mm)
    far_floor = max(_lowest_row(canvas, hold) for hold in holds)
    bottom = max(canvas.row_of(plan.z[0], plan.near_mm), far_floor)
    left, right = plan.body[0] / canvas.mm_x, plan.body[1] / canvas.mm_x
    return Box(left, top, right - left, bottom - top)


def _lowest_row(canvas: Canvas, hold: Hold) -> float:
    if hold.barrel is None:
        return canvas.row_of(hold.z[0], hold.d[1])
    z, d = hold.barrel.axis
    return canvas.row_of(z - hold.barrel.radii[0], d)


def _roughen(scene: Scene, rng: np.random.Generator) -> None:
    unit = unit_texture(rng, (scene.canvas.mm_x, scene.canvas.mm_y))
    sheet, other, cargo = (float(rng.uniform(*limits)) for limits in _TEXTURES)
    metal = [areal for name, areal in scene.structure.items() if name in _METALS]
    rest = [areal for name, areal in scene.structure.items() if name not in _METALS]
    roughen(metal, unit, sheet, rng)
    roughen(rest, unit, other, rng)
    roughen(scene.cargo.values(), unit, cargo, rng)


def _sway(scene: Scene, rng: np.random.Generator) -> None:
    """The vehicle rolls over bumps while it passes: columns move up and down by a few pixels."""
    width = scene.canvas.width_px
    length = width * scene.canvas.mm_x / _LONG_VEHICLE_MM
    along = np.linspace(0, 1, width, dtype=np.float32)
    tilt = float(rng.normal(0, 5)) * (along - 0.5)
    shift = tilt.astype(np.float32)
    for _ in range(3):
        waves, phase = float(rng.uniform(1, 12)) * min(length, 1.0), float(rng.uniform(0, 6.3))
        wave = exact_math.sin(2 * np.pi * waves * along + phase)
        shift += (float(rng.normal(0, 0.9)) * wave).astype(np.float32)
    scene.sway_px = shift
    for maps in (scene.structure, scene.cargo):
        for areal in maps.values():
            # Holes are drawn as negative material; their soft edges must not shine through.
            shift_columns(areal, shift, out=areal, least=0.0)


def total_areal(maps: Maps, shape: tuple[int, int]) -> FloatMap:
    """Sum over materials."""
    total = np.zeros(shape, np.float32)
    for areal in maps.values():
        total += areal
    return total


def join(structure: Maps, cargo: Maps) -> Maps:
    """All materials of both layers added up."""
    joined = dict(structure)
    for material, areal in cargo.items():
        joined[material] = joined[material] + areal if material in joined else areal
    return joined
