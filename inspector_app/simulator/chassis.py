"""The trailer's chassis and what the scanner sees of the tractor."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from inspector_app.simulator.canvas import WALL_TO_WALL_MM, Canvas, Recipe, smooth_noise
from inspector_app.simulator.vehicle import ALUMINIUM, RUBBER, STEEL

FUEL: Recipe = {"polyethylene": 0.83}


def draw_chassis(
    canvas: Canvas, x: tuple[float, float], supports: list[float], rng: np.random.Generator
) -> None:
    """A skeletal trailer from x[0] (kingpin end) to x[1], with bolsters under `supports`."""
    neck = x[0] + float(rng.uniform(2600, 3600))
    slope = neck + float(rng.uniform(900, 2600))
    shallow, deep = float(rng.uniform(140, 190)), float(rng.uniform(380, 520))
    web = float(rng.uniform(6, 11))
    tail = x[1] - float(rng.uniform(300, 1200))
    lower = [(x[0], -shallow), (neck, -shallow), (slope, -deep), (tail, -deep), (x[1], -deep * 0.6)]
    outline = np.array([(x[0], -12.0), *lower, (x[1], -12.0)])
    for d in (770.0, 1620.0):
        canvas.polygon(STEEL, outline, (d, d + web))
        canvas.box(STEEL, x, (-24, -8), (d - 65, d + 75))
        for (xa, za), (xb, zb) in pairwise(lower):
            flange = np.array([(xa, za), (xb, zb), (xb, zb - 16), (xa, za - 16)])
            canvas.polygon(STEEL, flange, (d - 65, d + 75))
    for at in np.arange(x[0] + 400, x[1] - 200, rng.uniform(500, 1400)):
        high = -60.0 - float(rng.uniform(0, 60))
        canvas.box({"iron": 1.6}, (at, at + 12), (high - 110, high), (780, 1620))
    for at in [*supports, x[0], x[1] - 140]:
        _draw_bolster(canvas, at, 1.0 if at < (x[0] + x[1]) / 2 else -1.0, rng)
    king = x[0] + float(rng.uniform(800, 1300))
    canvas.box({"iron": 2.2}, (king - 500, king + 450), (-shallow - 60, -shallow), (700, 1750))
    canvas.drum(STEEL, king, 1219, 45, (-shallow - 150, -shallow - 60))
    _draw_landing_legs(canvas, slope, deep, rng)
    _draw_bogie(canvas, x, rng)
    _draw_tail(canvas, x[1], deep, rng)
    if rng.random() < 0.2:
        _draw_stanchions(canvas, x, rng)
    _draw_underbody(canvas, (slope + 700, x[1] - 3500), deep, rng)


def _draw_bolster(canvas: Canvas, at: float, inward: float, rng: np.random.Generator) -> None:
    """A cross beam with a twist lock at each end; the knob shows where no container sits on it."""
    canvas.box({"iron": 0.9}, (at, at + 130), (-190, -5), (60, WALL_TO_WALL_MM - 60))
    for d in (0.0, WALL_TO_WALL_MM - 200):
        canvas.shell(STEEL, (at, at + 130), (-190, 10), (d, d + 200), 12)
        knob = np.array(
            [(at + 35, 8), (at + 95, 8), (at + 95, 45), (at + 65, 85), (at + 35, 45)], float
        )
        canvas.polygon(STEEL, knob, (d + 50, d + 120))
        if rng.random() < 0.6:
            run = inward * float(rng.uniform(200, 420))
            start = at + (130 if run > 0 else 0)
            brace = np.array([(start, -5), (start + run, -70), (start + run, -95), (start, -110)])
            canvas.polygon(STEEL, brace, (d + 60, d + 75))


def _draw_stanchions(canvas: Canvas, x: tuple[float, float], rng: np.random.Generator) -> None:
    """Side plates of a flat-bed trailer that stand up beside the container's foot."""
    count, width = int(rng.integers(3, 6)), float(rng.uniform(350, 900))
    top, thick = float(rng.uniform(60, 450)), float(rng.uniform(3, 10))
    for at in np.linspace(x[0] + 800, x[1] - 1500, count):
        for d in (-30.0, WALL_TO_WALL_MM + 15):
            span = (float(at), float(at) + width)
            canvas.box(STEEL, span, (-350, top), (d, d + thick))
            canvas.shell(STEEL, span, (-350, top), (d, d + 60), 4)


def _draw_tail(canvas: Canvas, x1: float, deep: float, rng: np.random.Generator) -> None:
    """Underrun guard, its braces, lamps and number plate at the rear end."""
    low = -float(rng.uniform(800, 1050))
    start = x1 - float(rng.uniform(250, 600))
    for d in (500.0, 1850.0):
        brace = np.array(
            [(start, -deep * 0.6), (start + 70, -deep * 0.6), (x1 + 40, low), (x1 - 40, low)]
        )
        canvas.polygon(STEEL, brace, (d, d + float(rng.uniform(6, 60))))
    if rng.random() < 0.8:
        canvas.shell(STEEL, (x1 - 80, x1 + 40), (low, low + 120), (100, 2340), 4)
    for _ in range(int(rng.integers(1, 5))):
        at, z = x1 - float(rng.uniform(0, 250)), float(rng.uniform(low, -50))
        size = rng.uniform(40, 160, 2)
        recipe: Recipe = {"polyethylene": 0.4, "iron": float(rng.uniform(0, 1.5))}
        canvas.box(recipe, (at, at + size[0] * 0.5), (z, z + size[1]), (150, 420))


def _draw_landing_legs(canvas: Canvas, x: float, deep: float, rng: np.random.Generator) -> None:
    for d in (350.0, 2000.0):
        canvas.shell(STEEL, (x, x + 130), (-1100, -60), (d, d + 130), 8)
        canvas.box({"iron": 3.0}, (x + 40, x + 90), (-1050, -200), (d + 40, d + 90))
    if rng.random() < 0.8:
        end = x - float(rng.uniform(350, 800))
        brace = np.array([(x, -700.0), (end, -deep * 0.5), (end, -deep * 0.5 + 70), (x, -620.0)])
        canvas.polygon(STEEL, brace, (360, 372))
        canvas.polygon(STEEL, brace, (2010, 2022))
    canvas.pipe(STEEL, (x, x + 120), (-480, 1219), 35, 5)


def _draw_bogie(canvas: Canvas, x: tuple[float, float], rng: np.random.Generator) -> None:
    axle_z = -float(rng.uniform(780, 900))
    last = x[1] - float(rng.uniform(900, 2000))
    pitch = float(rng.uniform(1250, 1380))
    for i in range(int(rng.integers(2, 4))):
        draw_axle(canvas, last - i * pitch, axle_z, rng)
        for d in (780.0, 1600.0):
            at = last - i * pitch
            for leaf in range(3):
                spread, drop = 480.0 - leaf * 90, 30.0 + leaf * 18
                arch = np.array(
                    [
                        (at - spread, axle_z + 210),
                        (at, axle_z + 170 - drop),
                        (at + spread, axle_z + 210),
                        (at + spread, axle_z + 225),
                        (at, axle_z + 190 - drop),
                        (at - spread, axle_z + 225),
                    ]
                )
                canvas.polygon(STEEL, arch, (d, d + 76))
            canvas.box({"iron": 1.8}, (at - 560, at - 480), (axle_z + 150, -300), (d, d + 90))


def draw_axle(canvas: Canvas, x: float, z: float, rng: np.random.Generator) -> None:
    """An axle with a wheel (single or double) at each end."""
    radius = float(rng.uniform(480, 530))
    double = rng.random() < 0.5
    pairs = ((0.0, 270.0), (310.0, 580.0)) if double else ((0.0, 370.0),)
    wheels = [*pairs, *[(WALL_TO_WALL_MM - b, WALL_TO_WALL_MM - a) for a, b in pairs]]
    for d in wheels:
        canvas.disc(RUBBER, (x, z), (radius - 45, radius), d)
        canvas.disc(STEEL, (x, z), (radius - 52, radius - 49), d)
        for side in (d[0], d[1] - 14):
            canvas.disc(RUBBER, (x, z), (radius - 210, radius - 45), (side, side + 14))
        canvas.disc(STEEL, (x, z), (radius - 222, radius - 208), (d[0] + 10, d[1] - 10))
        canvas.disc(STEEL, (x, z), (110, radius - 222), (d[0] + 60, d[0] + 72))
        canvas.disc({"iron": 6.5}, (x, z), (0, 120), (d[0] + 20, d[0] + 150))
    for side in (600.0, WALL_TO_WALL_MM - 800):
        canvas.disc(STEEL, (x, z), (195, 210), (side, side + 200))
    canvas.disc(STEEL, (x, z), (58, 75), (200, WALL_TO_WALL_MM - 200))


def _draw_underbody(
    canvas: Canvas, x: tuple[float, float], deep: float, rng: np.random.Generator
) -> None:
    """Air tanks, spare wheel, boxes and lamps under the trailer."""
    if x[1] <= x[0]:
        return
    for _ in range(int(rng.integers(0, 3))):
        at, d = float(rng.uniform(*x)), float(rng.uniform(300, 1700))
        radius = float(rng.uniform(110, 160))
        canvas.disc(
            STEEL, (at, -deep - 60 + rng.uniform(0, 200)), (radius - 4, radius), (d, d + 500)
        )
    if rng.random() < 0.5:
        at, z = float(rng.uniform(*x)), -deep - float(rng.uniform(230, 300))
        canvas.ellipsoid({"polyethylene": 0.3}, (at + 500, z + 125, 1219), (500, 125, 500), 4.0)
        canvas.ellipsoid({"polyethylene": -0.12}, (at + 500, z + 125, 1219), (440, 85, 440), 4.0)
        canvas.shell(STEEL, (at + 220, at + 780), (z + 10, z + 235), (950, 1450), 6)
        for end in (at - 60, at + 1040):
            canvas.box(STEEL, (end, end + 20), (z - 40, -deep), (1100, 1140))
        canvas.box(STEEL, (at - 60, at + 1060), (z - 40, z - 25), (1100, 1180))
    for _ in range(int(rng.integers(2, 9))):
        at, z = float(rng.uniform(x[0], x[1] + 3000)), -float(rng.uniform(60, deep))
        size = rng.uniform(30, 160, 2)
        canvas.box({"iron": 1.5}, (at, at + size[0]), (z, z + size[1]), (100, 100 + size[0] * 2))
    hose = np.cumsum(rng.normal(0, 6, 40)) - deep * 0.6
    for i in range(39):
        at = x[0] + i * (x[1] - x[0]) / 39
        canvas.box(RUBBER, (at, at + (x[1] - x[0]) / 39), (hose[i], hose[i] + 22), (850, 880))


def draw_tractor(canvas: Canvas, kingpin_x: float, rng: np.random.Generator) -> None:
    """The tractor's frame and drive axles around the kingpin; its cab may be cut off."""
    frame_z = -float(rng.uniform(330, 420))
    front = kingpin_x - float(rng.uniform(3600, 4800))
    rear = kingpin_x + float(rng.uniform(500, 1100))
    for d in (790.0, 1600.0):
        canvas.box(STEEL, (front, rear), (frame_z - 270, frame_z), (d, d + 9))
        for z in (frame_z - 12, frame_z - 270):
            canvas.box(STEEL, (front, rear), (z, z + 12), (d - 40, d + 45))
    axle_z = -float(rng.uniform(780, 880))
    for i in range(int(rng.integers(1, 3))):
        at = kingpin_x - 350 + i * 1350 + float(rng.uniform(-150, 150))
        draw_axle(canvas, at, axle_z, rng)
        canvas.disc({"iron": 3.5}, (at, axle_z), (0, 210), (1000, 1450))
        canvas.disc(RUBBER, (at, axle_z), (570, 578), (0, 620))
    canvas.box(
        {"iron": 3.0}, (kingpin_x - 350, kingpin_x + 400), (frame_z, frame_z + 120), (760, 1680)
    )
    tank = kingpin_x - float(rng.uniform(1900, 2300))
    canvas.shell(ALUMINIUM, (tank - 900, tank), (-980, frame_z - 20), (10, 600), 4)
    canvas.box(FUEL, (tank - 890, tank - 10), (-970, -970 + rng.uniform(50, 550)), (20, 590))
    _draw_clutter(canvas, (front, kingpin_x - 900), (-1000, frame_z + 60), 70, rng)
    cab_back = kingpin_x - float(rng.uniform(2300, 2900))
    canvas.box(
        {"iron": 0.02, "polyethylene": 0.01}, (front - 1600, cab_back), (-900, 1900), (100, 2340)
    )
    canvas.shell(STEEL, (front - 1600, cab_back), (-300, 1950), (60, 2380), 1.2)
    _draw_clutter(canvas, (front - 1500, cab_back), (-1000, 300), 90, rng)
    _draw_clutter(canvas, (cab_back - 700, cab_back), (100, 1800), 15, rng)
    wave = np.arange(60) * 25.0 + cab_back
    for d, drop in ((1000.0, 0.0), (1300.0, 40.0)):
        height = frame_z + 330 - drop + 45 * np.sin(np.arange(60) * 0.9) - 0.02 * (wave - cab_back)
        for x_at, z_at in zip(wave, height, strict=True):
            canvas.box(RUBBER, (x_at, x_at + 25), (z_at, z_at + 14), (d, d + 60))


def _draw_clutter(
    canvas: Canvas,
    x: tuple[float, float],
    z: tuple[float, float],
    count: int,
    rng: np.random.Generator,
) -> None:
    for _ in range(count):
        at, low = float(rng.uniform(*x)), float(rng.uniform(*z))
        size = rng.gamma(2.0, 60.0, 3) + 12
        d = float(rng.uniform(100, 2200))
        kind = rng.random()
        recipe: Recipe = {"iron": float(rng.uniform(0.5, 7))}
        if kind < 0.35:
            recipe = {"aluminium": float(rng.uniform(0.4, 2.5))}
        elif kind < 0.55:
            recipe = {"polyethylene": float(rng.uniform(0.3, 1.1))}
        if rng.random() < 0.3:
            canvas.disc(recipe, (at, low), (size[0] * 0.6, size[0]), (d, d + size[2] * 0.6))
        else:
            texture = smooth_noise(rng, (8, 8), (4, 4), 0.2)
            end = (d, d + size[2] * 0.7)
            canvas.box(recipe, (at, at + size[0]), (low, low + size[1]), end, texture)
