"""Rail wagons of the 1520 mm gauge: covered, open and flat, on two cast bogies.

Heights are above the wagon's floor frame; the rail head lies `RAIL_MM` below it.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from inspector_app.simulator import exact_math
from inspector_app.simulator.canvas import WALL_TO_WALL_MM, Canvas, Recipe
from inspector_app.simulator.parts import (
    CAST_IRON,
    Span,
    air_vessel,
    bar,
    outline_of,
    scatter_fittings,
    skin,
    span,
)
from inspector_app.simulator.vehicle import STEEL, WOOD, Hold

RAIL_MM = 1270.0
WIDE = (-200.0, 2640.0)
_MIDDLE = WALL_TO_WALL_MM / 2
_WHEEL_MM = 475.0
_GROUND_D = (-900.0, 3300.0)


def draw_track(canvas: Canvas, x: Span) -> None:
    """Both rails, their chairs, and the sleepers in ballast."""
    head = -RAIL_MM
    canvas.layer = "ground"
    for d in (_MIDDLE - 800, _MIDDLE + 730):
        canvas.box(STEEL, x, (head - 45, head), (d, d + 72))
        canvas.box(STEEL, x, (head - 155, head - 45), (d + 28, d + 46))
        canvas.box(STEEL, x, (head - 180, head - 155), (d - 35, d + 110))
    for at in np.arange(x[0], x[1], 545.0):
        canvas.box({"glass": 2.4}, (at, at + 240), (head - 380, head - 185), (-150, 2590))
    canvas.box({"glass": 1.6}, x, (head - 900, head - 260), _GROUND_D)
    canvas.layer = "structure"


def draw_underframe(canvas: Canvas, x: Span, rng: np.random.Generator) -> None:
    """Centre sill, side sills, cross beams, brake gear, couplers and both bogies."""
    for d in (_MIDDLE - 175, _MIDDLE + 165):
        canvas.box(STEEL, x, (-310, 0), (d, d + 11))
        for z in (-310.0, -14.0):
            canvas.box(STEEL, x, (z, z + 14), (d - 60, d + 70))
    for d in (WIDE[0], WIDE[1] - 90):
        canvas.shell(STEEL, x, (-200, 0), (d, d + 90), 8)
    base = (x[1] - x[0]) * 0.5 - float(rng.uniform(1900, 2100))
    middle = (x[0] + x[1]) / 2
    pivots = (middle - base, middle + base)
    for at in pivots:
        canvas.shell(STEEL, (at - 200, at + 200), (-300, 0), (WIDE[0] + 60, WIDE[1] - 60), 10)
    for at in np.linspace(pivots[0] + 1200, pivots[1] - 1200, int(rng.integers(3, 6))):
        beam = outline_of([(at - 60, -200), (at + 60, -200), (at + 60, 0), (at - 60, 0)])
        canvas.polygon({"iron": 1.1}, beam, (WIDE[0] + 60, WIDE[1] - 60))
    _draw_brake(canvas, pivots, rng)
    worn = _WHEEL_MM - float(rng.uniform(0, 25))
    for at in pivots:
        draw_bogie(canvas, at, worn)
    for end, outward in ((x[0], -1.0), (x[1], 1.0)):
        _draw_coupler(canvas, end, outward)
        _draw_steps(canvas, end, outward)


def _draw_brake(canvas: Canvas, pivots: Span, rng: np.random.Generator) -> None:
    middle = (pivots[0] + pivots[1]) / 2 + float(rng.uniform(-600, 600))
    canvas.pipe(STEEL, (middle - 900, middle - 250), (-330, 1700), 178, 6)
    canvas.pipe({"iron": 1.5}, (middle - 900, middle - 780), (-330, 1700), 170)
    canvas.pipe(STEEL, (middle + 100, middle + 900), (-350, 700), 150, 4)
    air_vessel(canvas, (middle - 1300, -380), (500, 900), 130)
    for z in (-420.0, -360.0):
        canvas.pipe(STEEL, (pivots[0] + 500, pivots[1] - 500), (z, _MIDDLE), 17)
    canvas.pipe(STEEL, (pivots[0] - 1500, pivots[1] + 1500), (-255, 900), 21, 4)
    bar(canvas, STEEL, (middle - 240, -330), (middle - 150, -470), 36, (1300, 1340))
    scatter_fittings(canvas, (pivots[0] + 1200, pivots[1] - 1200), (-420, -120), 12, rng)


def draw_bogie(canvas: Canvas, pivot: float, wheel_mm: float) -> None:
    """A cast three-piece bogie: two wheelsets, side frames, bolster, spring nests, brake blocks."""
    axle_z = -RAIL_MM + wheel_mm
    for at in (pivot - 925, pivot + 925):
        _draw_wheelset(canvas, (at, axle_z), wheel_mm)
        for side, tilt in ((-1.0, 40.0), (1.0, 40.0)):
            shoe = at + side * (wheel_mm + 25)
            if abs(shoe - pivot) < 900:
                block = outline_of(
                    [(shoe - 25, axle_z - 180), (shoe + 30, axle_z - 180),
                     (shoe + 30, axle_z + tilt), (shoe - 25, axle_z + tilt)]
                )  # fmt: skip
                for d in (_MIDDLE - 830, _MIDDLE + 740):
                    canvas.polygon(CAST_IRON, block, (d, d + 85))
    for d in (_MIDDLE - 1100, _MIDDLE + 940):
        _draw_side_frame(canvas, pivot, axle_z, (d, d + 160))
        for at in (-150.0, 0.0, 150.0):
            _draw_spring(canvas, pivot + at, (axle_z - 170, axle_z + 75), d + 80)
    bolster = outline_of(
        [(pivot - 210, axle_z + 75), (pivot + 210, axle_z + 75), (pivot + 210, axle_z + 330),
         (pivot - 210, axle_z + 330)]
    )  # fmt: skip
    canvas.polygon({"iron": 2.0}, bolster, (_MIDDLE - 1100, _MIDDLE + 1100))
    canvas.drum(CAST_IRON, pivot, _MIDDLE, 170, (axle_z + 330, axle_z + 385))
    for at in (pivot - 480, pivot + 480):
        bar(canvas, STEEL, (at, axle_z - 260), (at, axle_z + 330), 55, (1150, 1210))
    bar(canvas, STEEL, (pivot - 480, axle_z - 200), (pivot + 480, axle_z - 160), 50, (1190, 1240))


def _draw_wheelset(canvas: Canvas, at: Span, radius: float) -> None:
    canvas.disc(STEEL, at, (0, 84), (_MIDDLE - 1110, _MIDDLE + 1110))
    for d, flange in ((_MIDDLE - 850, 0.0), (_MIDDLE + 720, 1.0)):
        canvas.disc(STEEL, at, (radius - 72, radius), (d, d + 130))
        rim = (d + 98, d + 130) if flange == 0.0 else (d, d + 32)
        canvas.disc(STEEL, at, (radius, radius + 28), rim)
        canvas.disc(STEEL, at, (130, radius - 70), (d + 52, d + 76))
        canvas.disc(STEEL, at, (84, 132), (d - 30, d + 160))
    for d in (_MIDDLE - 1110, _MIDDLE + 940):
        canvas.disc(CAST_IRON, at, (84, 165), (d, d + 170))


def _draw_side_frame(canvas: Canvas, pivot: float, axle_z: float, d: Span) -> None:
    """The cast truss on one side; hollow, so it is drawn thinner than it is wide."""
    iron: Recipe = {"iron": 3.6}
    top = axle_z + 250
    chord = [(pivot - 1180, axle_z + 150), (pivot - 760, top), (pivot + 760, top),
             (pivot + 1180, axle_z + 150)]  # fmt: skip
    for start, end in pairwise(chord):
        bar(canvas, iron, start, end, 150, d)
    for side in (-1.0, 1.0):
        bar(
            canvas, iron, (pivot + side * 800, top - 60), (pivot + side * 330, axle_z - 190), 120, d
        )
        bar(canvas, iron, (pivot + side * 290, top), (pivot + side * 290, axle_z - 200), 95, d)
        box = (pivot + side * 925 - 190, pivot + side * 925 + 190)
        canvas.box(iron, box, (axle_z + 95, axle_z + 190), d)
    bar(canvas, iron, (pivot - 350, axle_z - 210), (pivot + 350, axle_z - 210), 105, d)


def _draw_spring(canvas: Canvas, x: float, z: Span, d: float) -> None:
    """A nest of coil springs: a hollow drum with the turns drawn over it."""
    canvas.drum({"iron": 2.2}, x, d, 68, z, 38)
    for turn in np.arange(z[0] + 12, z[1] - 12, 42.0):
        canvas.drum({"iron": 4.0}, x, d, 70, (float(turn), float(turn) + 20), 34)


def _draw_coupler(canvas: Canvas, end: float, outward: float) -> None:
    """An automatic coupler with its draft gear inside the sill."""
    z = -RAIL_MM + 1055

    def along(*parts: tuple[float, float]) -> list[tuple[float, float]]:
        return [(end + outward * px, z + pz) for px, pz in parts]

    shank = along((-250, -70), (230, -70), (230, 70), (-250, 70))
    canvas.polygon({"iron": 4.5}, outline_of(shank), (1140, 1300))
    head = along((190, -210), (420, -190), (560, -60), (560, 90), (430, 190), (190, 210))
    canvas.polygon({"iron": 4.8}, outline_of(head), (1020, 1330))
    jaw = along((420, -90), (520, -60), (520, 60), (420, 80))
    canvas.polygon({"iron": -3.5}, outline_of(jaw), (1100, 1250))
    gear = sorted((end - outward * 1250, end - outward * 280))
    canvas.box({"iron": 3.4}, (gear[0], gear[1]), (z - 150, z + 140), (1110, 1330))
    hose = along((120, -60), (320, -260), (420, -420))
    for start, stop in pairwise(hose):
        bar(canvas, {"polyethylene": 1.2}, start, stop, 45, (1500, 1545))


def _draw_steps(canvas: Canvas, end: float, outward: float) -> None:
    at = end - outward * 250
    for d in (WIDE[0], WIDE[1] - 40):
        for shift in (0.0, 380.0):
            x = at - outward * shift
            bar(canvas, STEEL, (x, -40), (x, -620), 24, (d, d + 12))
        for z in (-610.0, -330.0):
            bar(canvas, STEEL, (at, z), (at - outward * 380, z), 20, (d, d + 40))


def draw_covered_body(canvas: Canvas, x: Span, eaves: float, rng: np.random.Generator) -> Hold:
    """A covered wagon: steel walls with ribs, lined with boards, sliding doors, arched roof."""
    floor = 60.0
    crown = eaves + float(rng.uniform(420, 640))
    canvas.box(WOOD, x, (5, 55), (WIDE[0] + 20, WIDE[1] - 20))
    middle, door = (x[0] + x[1]) / 2, float(rng.uniform(1000, 1900))
    for d, inward in ((WIDE[0], 1.0), (WIDE[1], -1.0)):
        wall = span(d, d + inward * 3.0)
        canvas.box(STEEL, x, (0, eaves), wall)
        lining = span(d + inward * 60, d + inward * 82)
        canvas.box(WOOD, x, (floor, eaves - 500), lining)
        for at in np.arange(x[0] + 40, x[1], (x[1] - x[0]) / int(rng.integers(9, 13))):
            if abs(at - middle) > door:
                rib = span(d + inward * 3, d + inward * 60)
                canvas.shell(STEEL, (at, at + 90), (0, eaves), rib, 5)
        for z in np.linspace(450, eaves - 250, int(rng.integers(4, 7))):
            groove = span(d, d + inward * 4)
            canvas.box(STEEL, x, (float(z), float(z) + 45), groove)
        _draw_wagon_door(canvas, (middle - door, middle + door), eaves, d, rng)
    for end in (x[0], x[1] - 75):
        canvas.box({"iron": 0.55, "cellulose": 0.2}, (end, end + 75), (0, eaves), WIDE)
    _draw_roof(canvas, x, (eaves, crown))
    for at in rng.uniform(x[0] + 1500, x[1] - 2500, 4):
        canvas.shell(STEEL, (at, at + 690), (eaves - 780, eaves - 420), (WIDE[0] - 5, WIDE[0] + 10),
                     2)  # fmt: skip
    return Hold(
        (x[0] + 90, x[1] - 90), (floor, eaves - 30), (WIDE[0] + 95, WIDE[1] - 95), False,
        (50_000.0, 68_000.0),
    )  # fmt: skip


def _draw_wagon_door(
    canvas: Canvas, x: Span, top: float, d: float, rng: np.random.Generator
) -> None:
    for edge in (x[0], (x[0] + x[1]) / 2, x[1] - 60):
        canvas.shell(STEEL, (edge, edge + 60), (0, top - 150), (d - 30, d + 30), 5)
    for z in (20.0, top - 180):
        canvas.box(STEEL, (x[0] - 900, x[1] + 900), (z, z + 40), (d - 45, d - 25))
    for _ in range(2):
        at = float(rng.uniform(x[0] + 200, x[1] - 200))
        canvas.box(STEEL, (at, at + 120), (900, 1150), (d - 40, d))


def _draw_roof(canvas: Canvas, x: Span, z: Span) -> None:
    """An arched sheet roof: steps across the depth, each as thick as the sheet on a slope."""
    steps = 28
    share = np.linspace(0, 1, steps + 1)
    heights = z[0] + (z[1] - z[0]) * exact_math.sin(np.pi * share)
    depths = WIDE[0] + (WIDE[1] - WIDE[0]) * share
    for i in range(steps):
        low, high = sorted((float(heights[i]), float(heights[i + 1])))
        rise, run = high - low, float(depths[i + 1] - depths[i])
        length = float(np.sqrt(rise * rise + run * run))
        band = max(rise, 8.0)
        density = STEEL["iron"] * 2.2 * length / (band * run)
        canvas.box(
            {"iron": density}, x, (low, low + band), (float(depths[i]), float(depths[i + 1]))
        )
        for at in np.arange(x[0], x[1], 1400.0):
            canvas.box({"iron": density * 2}, (at, at + 60), (low - 30, low + band),
                       (float(depths[i]), float(depths[i + 1])))  # fmt: skip
    for end in (x[0], x[1] - 10):
        canvas.box({"iron": 0.5}, (end, end + 10), (z[0], (z[0] + z[1]) / 2), (200, 2240))


def draw_open_body(canvas: Canvas, x: Span, top: float, rng: np.random.Generator) -> Hold:
    """An open wagon: steel walls with heavy ribs and a top rail, floor hatches, end walls."""
    floor = 40.0
    canvas.box(STEEL, x, (20, 27), (WIDE[0] + 20, WIDE[1] - 20))
    for d, inward in ((WIDE[0], 1.0), (WIDE[1], -1.0)):
        canvas.box(STEEL, x, (0, top), span(d, d + inward * 4.5))
        rail = span(d, d + inward * 85)
        canvas.shell(STEEL, x, (top - 130, top), rail, 7)
        count = int(rng.integers(6, 8))
        for at in np.linspace(x[0], x[1] - 130, count + 1):
            rib = outline_of([(at, 0), (at + 130, 0), (at + 105, top - 100), (at + 25, top - 100)])
            post = span(d - inward * 75, d)
            canvas.polygon({"iron": 1.4}, rib, (post[0], post[1]))
            for edge in (float(at), float(at) + 122):
                canvas.box(STEEL, (edge, edge + 8), (0, top - 100), post)
        for z in (0.33 * top, 0.66 * top):
            groove = span(d, d - inward * 4)
            canvas.box(STEEL, x, (z, z + 70), groove)
    for at in np.linspace(x[0] + 250, x[1] - 1700, 7):
        hatch = (float(at), float(at) + 1320)
        for edge in (hatch[0], hatch[1] - 30):
            canvas.box({"iron": 1.5}, (edge, edge + 30), (-40, 20), (WIDE[0] + 60, WIDE[1] - 60))
    for end in (x[0], x[1] - 110):
        canvas.box({"iron": 7.85 * 5 / 110}, (end, end + 110), (0, top), WIDE)
        for z in (0.3 * top, 0.6 * top, top - 110):
            canvas.shell(STEEL, (end, end + 110), (z, z + 110), WIDE, 6)
    skin(canvas, [(x[0], 30), (x[1], 30)], 3.0, (WIDE[0], WIDE[1]))
    return Hold(
        (x[0] + 120, x[1] - 120), (floor, top - 20), (WIDE[0] + 10, WIDE[1] - 10), False,
        (60_000.0, 71_000.0), True,
    )  # fmt: skip


def draw_flat_deck(canvas: Canvas, x: Span, supports: list[float]) -> None:
    """A flat wagon's fish-bellied sills, sparse cross beams and container pins."""
    belly = outline_of(
        [(x[0], -20), (x[0], -280), (x[0] + 2900, -300), (x[0] + 4200, -620), (x[1] - 4200, -620),
         (x[1] - 2900, -300), (x[1], -280), (x[1], -20)]
    )  # fmt: skip
    for d in (WIDE[0] + 120, WIDE[1] - 132):
        canvas.polygon(STEEL, belly, (d, d + 12))
        for z in (-34.0, -14.0):
            canvas.box(STEEL, x, (z, z + 14), (d - 80, d + 90))
        bar(canvas, STEEL, (x[0] + 4200, -612), (x[1] - 4200, -612), 16, (d - 80, d + 90))
    for at in supports:
        canvas.shell(STEEL, (at - 90, at + 90), (-170, -4), (WIDE[0] + 100, WIDE[1] - 100), 9)
        for d in (40.0, WALL_TO_WALL_MM - 120):
            pin = outline_of([(at - 45, -5), (at + 45, -5), (at + 30, 60), (at - 30, 60)])
            canvas.polygon({"iron": 5.5}, pin, (d, d + 80))
