"""The tractor before a semi-trailer: frame, axles, tanks, and its cab where it is seen."""

from __future__ import annotations

import numpy as np

from inspector_app.simulator.canvas import WALL_TO_WALL_MM, Canvas
from inspector_app.simulator.parts import (
    PLASTIC,
    Span,
    air_vessel,
    bar,
    draw_coiled_lines,
    engine,
    lying_wheel,
    outline_of,
    radiator,
    scatter_fittings,
    seat,
    skin,
    tank,
    toolbox,
)
from inspector_app.simulator.vehicle import ALUMINIUM, RUBBER, STEEL
from inspector_app.simulator.wheels import draw_axle, draw_mudguard, draw_suspension, lorry_tyre

CAB_MM = 2250.0
"""Length of a cab."""
NOSE_MM = 5000.0
"""How far a tractor reaches before its kingpin at most."""


def draw_tractor(canvas: Canvas, kingpin_x: float, rng: np.random.Generator) -> None:
    """Everything before and under the kingpin; what lies left of the picture is cut off."""
    frame_z = -float(rng.uniform(330, 420))
    cab_back = kingpin_x - float(rng.uniform(2150, 2650))
    front = cab_back - CAB_MM
    rear = kingpin_x + float(rng.uniform(700, 1150))
    _draw_rails(canvas, (front + 250, rear), frame_z, rng)
    axle_z = -float(rng.uniform(790, 880))
    tyre = lorry_tyre(rng, double=True)
    axles = int(rng.choice([1, 2, 2]))
    first = kingpin_x - (450 if axles == 2 else -350) + float(rng.uniform(-150, 150))
    for i in range(axles):
        at = first + i * float(rng.uniform(1320, 1380))
        draw_axle(canvas, at, axle_z, rng, tyre)
        draw_suspension(canvas, at, axle_z, frame_z - 200, air=False)
        canvas.ellipsoid({"iron": 3.0}, (at, axle_z, 1219), (190, 215, 230), 2.6)
        canvas.pipe(STEEL, (at - 700, at), (axle_z + 90, 1219), 55, 5)
        draw_mudguard(canvas, at, axle_z, tyre.radius, rng)
    _draw_fifth_wheel(canvas, kingpin_x, frame_z)
    _draw_tanks(canvas, (cab_back + 100, first - tyre.radius - 80), frame_z, rng)
    scatter_fittings(canvas, (front, kingpin_x - 900), (-900, frame_z), 50, rng)
    scatter_fittings(canvas, (cab_back, rear), (frame_z - 250, frame_z), 16, rng)
    if rng.random() < 0.3:
        _draw_spares(canvas, cab_back + 640, frame_z, tyre.radius, rng)
    _draw_cab(canvas, (front, cab_back), frame_z, rng)
    _draw_front_axle(canvas, front + float(rng.uniform(1250, 1450)), axle_z, frame_z, rng)
    draw_coiled_lines(canvas, (cab_back + 60, kingpin_x - 900), frame_z + 480, rng)


def _draw_rails(canvas: Canvas, x: Span, top: float, rng: np.random.Generator) -> None:
    deep = float(rng.uniform(230, 290))
    for d in (790.0, 1600.0):
        canvas.box(STEEL, x, (top - deep, top), (d, d + 9))
        for z in (top - 12, top - deep):
            canvas.box(STEEL, x, (z, z + 12), (d - 40, d + 45))
    for at in np.arange(x[0] + 500, x[1], rng.uniform(650, 1000)):
        canvas.box({"iron": 1.5}, (float(at), float(at) + 90), (top - deep + 30, top - 30),
                   (790, 1609))  # fmt: skip
    end = outline_of(
        [(x[1] - 350, top), (x[1], top - 90), (x[1], top - deep + 20), (x[1] - 350, top - deep)]
    )
    canvas.polygon(STEEL, end, (700, 720))


def _draw_fifth_wheel(canvas: Canvas, x: float, frame_z: float) -> None:
    plate = frame_z + 150
    canvas.box({"iron": 4.0}, (x - 380, x + 420), (plate - 45, plate), (760, 1680))
    ramp = outline_of(
        [(x + 420, plate), (x + 720, plate - 150), (x + 690, plate - 175), (x + 400, plate - 45)]
    )
    canvas.polygon({"iron": 3.5}, ramp, (800, 1640))
    for d in (760.0, 1600.0):
        stand = outline_of(
            [(x - 160, frame_z), (x + 180, frame_z), (x + 70, plate), (x - 60, plate)]
        )
        canvas.polygon({"iron": 3.0}, stand, (d, d + 80))
    canvas.box({"iron": 3.0}, (x - 450, x + 450), (frame_z, frame_z + 22), (760, 1680))


def _draw_tanks(canvas: Canvas, x: Span, frame_z: float, rng: np.random.Generator) -> None:
    """Fuel tanks, battery box, silencer and air vessels between the axles."""
    if x[1] - x[0] < 500:
        return
    length = min(float(rng.uniform(700, 1300)), x[1] - x[0])
    radius = float(rng.uniform(290, 340))
    middle = (frame_z - radius - 60, 330.0)
    tank(canvas, (x[0], x[0] + length), middle, radius, float(rng.uniform(0.1, 0.95)))
    if rng.random() < 0.5:
        far = (middle[0], WALL_TO_WALL_MM - 330)
        tank(canvas, (x[0], x[0] + length * 0.8), far, radius, float(rng.uniform(0.1, 0.95)))
    else:
        box = (x[0], x[0] + 620)
        canvas.shell(STEEL, box, (frame_z - 520, frame_z - 40), (1850, 2400), 2)
        for start in (box[0] + 30, box[0] + 320):
            cell = (frame_z - 480, frame_z - 260)
            canvas.box({"lead": 2.0, "water": 0.4}, (start, start + 250), cell, (1880, 2360))
    for _ in range(int(rng.integers(1, 4))):
        at = (float(rng.uniform(*x)), frame_z - float(rng.uniform(60, 330)))
        air_vessel(canvas, at, (700, 1250), float(rng.uniform(100, 140)))
    if rng.random() < 0.4 and x[1] - x[0] > length + 350:
        wide = (x[0] + length + 50, x[0] + length + 350)
        toolbox(canvas, wide, (frame_z - 480, frame_z - 80), (30, 450), rng)


def _draw_spares(
    canvas: Canvas, x: float, frame_z: float, radius: float, rng: np.random.Generator
) -> None:
    """One or two spare wheels lying on the frame behind the cab."""
    for i in range(int(rng.integers(1, 3))):
        at = (x + float(rng.normal(0, 25)), frame_z + 170 + i * 300)
        lying_wheel(canvas, at, 1219 + float(rng.normal(0, 60)), radius, 280)
    canvas.pipe(STEEL, (x - 30, x + 30), (frame_z + 20, 1219), 20)


def _draw_front_axle(
    canvas: Canvas, x: float, z: float, frame_z: float, rng: np.random.Generator
) -> None:
    if x < -700:
        return
    tyre = lorry_tyre(rng, double=False)
    draw_axle(canvas, x, z, rng, tyre)
    draw_suspension(canvas, x, z, frame_z - 150, air=False)
    draw_mudguard(canvas, x, z, tyre.radius, rng)


def _draw_cab(canvas: Canvas, x: Span, frame_z: float, rng: np.random.Generator) -> None:
    """A cab over its engine: sheet, glass, lining, bunk, seats, engine, cooler, bumper."""
    if x[1] < 0:
        return
    floor = frame_z + 60
    roof = floor + float(rng.uniform(1650, 2350))
    front = [
        (x[0] + 60, frame_z - 380), (x[0], frame_z - 100), (x[0] + 20, floor + 760),
        (x[0] + 190, roof - 160), (x[0] + 420, roof),
    ]  # fmt: skip
    back = [(x[1] - 60, roof - 20), (x[1], roof - 160), (x[1], frame_z - 80)]
    side = outline_of([*front, *back, (x[0] + 1900, frame_z - 380)])
    for d in (60.0, 2360.0):
        canvas.polygon(STEEL, side, (d, d + 1.1))
        canvas.polygon({"polyethylene": 0.3}, side, (d, d + 14))
        pane = outline_of(
            [(x[0] + 150, floor + 780), (x[0] + 1150, floor + 800), (x[0] + 1100, floor + 1420),
             (x[0] + 290, floor + 1420)]
        )  # fmt: skip
        canvas.polygon({"iron": -7.85}, pane, (d, d + 1.1))
        canvas.polygon({"glass": 2.5}, pane, (d, d + 4))
    skin(canvas, [*front, *back], 2.0, (70, 2360))
    skin(canvas, back, 45, (120, 2310), {"polyethylene": 0.06})
    skin(canvas, front[2:4], 6.5, (180, 2250), {"glass": 2.5})
    canvas.box({"iron": 0.8}, (x[0] + 40, x[1] - 20), (floor - 25, floor), (80, 2350))
    for at in (x[1] - 60, x[0] + 1200):
        canvas.shell(STEEL, (at, at + 50), (floor, roof - 30), (70, 130), 1.6)
        canvas.shell(STEEL, (at, at + 50), (floor, roof - 30), (2300, 2360), 1.6)
    _furnish(canvas, x, floor, roof, rng)
    engine(canvas, (x[0] + 260, x[1] + 900), (frame_z - 560, floor + 250), (800, 1640), rng)
    radiator(canvas, x[0] + 110, (frame_z - 420, floor + 330), (700, 1740))
    canvas.shell(STEEL, (x[0] - 70, x[0] + 60), (frame_z - 560, frame_z - 160), (20, 2420), 3)
    for d in (120.0, 2100.0):
        canvas.shell(PLASTIC, (x[0] - 40, x[0] + 120), (frame_z - 330, frame_z - 130), (d, d + 220),
                     3)  # fmt: skip
    scatter_fittings(canvas, (x[0] + 100, x[1]), (frame_z - 300, floor + 60), 30, rng)
    intake = x[1] + float(rng.uniform(40, 90))
    canvas.shell(PLASTIC, (intake, intake + 130), (floor - 200, roof - 500), (2150, 2330), 4)
    canvas.disc(PLASTIC, (intake + 200, floor + 60), (150, 156), (1750, 2300))
    canvas.disc({"cellulose": 0.3}, (intake + 200, floor + 60), (60, 140), (1800, 2250))


def _furnish(canvas: Canvas, x: Span, floor: float, roof: float, rng: np.random.Generator) -> None:
    for d in ((330.0, 850.0), (1590.0, 2110.0)):
        seat(canvas, x[0] + 800, floor + 380, d)
        canvas.box({"iron": 0.25}, (x[0] + 860, x[0] + 1180), (floor, floor + 330), d)
    bar(canvas, STEEL, (x[0] + 420, floor + 60), (x[0] + 640, floor + 700), 60, (560, 620))
    bar(canvas, RUBBER, (x[0] + 510, floor + 830), (x[0] + 780, floor + 660), 34, (390, 800))
    dash = outline_of(
        [(x[0] + 80, floor + 400), (x[0] + 480, floor + 420), (x[0] + 460, floor + 760),
         (x[0] + 80, floor + 760)]
    )  # fmt: skip
    canvas.polygon({"polyethylene": 0.05, "copper": 0.01, "iron": 0.02}, dash, (150, 2280))
    for z in (floor + 520, floor + 1350)[: 1 + (roof - floor > 1900)]:
        canvas.box({"polyethylene": 0.05}, (x[1] - 680, x[1] - 60), (z, z + 130), (150, 2280))
        canvas.box(ALUMINIUM, (x[1] - 690, x[1] - 55), (z - 12, z - 8), (150, 2280))
    for _ in range(int(rng.integers(2, 8))):
        at, size = float(rng.uniform(x[1] - 650, x[1] - 250)), float(rng.uniform(80, 300))
        stuff = {"cellulose": float(rng.uniform(0.05, 0.3))}
        z = floor + float(rng.choice([20.0, 660.0]))
        canvas.ellipsoid(stuff, (at, z + size * 0.4, rng.uniform(300, 2000)),
                         (size * 0.6, size * 0.4, size * 0.7), 3.0)  # fmt: skip
