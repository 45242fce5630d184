"""Bulky pieces: tanks of a cubic metre, furniture, solar panels, logs, plywood, young trees."""

from __future__ import annotations

import numpy as np

from inspector_app.simulator.canvas import Canvas, Recipe, smooth_noise
from inspector_app.simulator.load_plan import Span, middle, places, plan_load, rows_in
from inspector_app.simulator.packed_cargo import draw_pallet
from inspector_app.simulator.vehicle import STEEL, WOOD, Hold

Filled = tuple[str, tuple[str, ...]]


def fill_ibc(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Tanks of 1,000 litres in cages of steel tube, one or two high, levels not all the same."""
    key, chapter, liquid = [
        ("hydrochloric acid", "28", {"water": 1.15}),
        ("flotation agents", "38", {"polyethylene": 0.9, "water": 0.1}),
        ("sodium hydroxide solution", "28", {"water": 1.0, "glass": 0.35}),
        ("glycol", "29", {"polyethylene": 0.7, "water": 0.4}),
    ][int(rng.integers(4))]
    layers = int(rng.integers(1, 3))
    plan = plan_load(hold, rng, (0.9, 0.97), 0.3)
    usual = float(rng.uniform(0.7, 0.95))
    for x in places(plan, 1200, (10, 60), rng, 0.03):
        for row in rows_in(hold.d, 2, 60):
            for layer in range(layers):
                z = hold.z[0] + layer * 1165
                if z + 1160 > hold.z[1]:
                    continue
                full = usual if rng.random() < 0.9 else float(rng.uniform(0.02, 0.6))
                _ibc(canvas, x, z, row, dict(liquid), full)
    return str(key), (str(chapter),)


def _ibc(canvas: Canvas, x: float, z: float, d: Span, liquid: Recipe, full: float) -> None:
    deck = draw_pallet(canvas, x, z, d)
    room = (x + 25, x + 1175)
    top = z + 1140
    canvas.shell({"polyethylene": 0.95}, room, (deck + 5, top - 25), d, 2.2)
    level = deck + 8 + full * (top - deck - 45)
    canvas.box(liquid, (room[0] + 3, room[1] - 3), (deck + 8, level), d)
    for at in np.linspace(x, x + 1180, 8):
        for near in (d[0] - 16, d[1]):
            canvas.box({"iron": 1.2}, (float(at), float(at) + 18), (deck, top), (near, near + 16))
    for at in np.linspace(deck + 80, top - 20, 6):
        canvas.box({"iron": 1.2}, (x, x + 1198), (float(at), float(at) + 16), (d[0] - 16, d[0]))
        canvas.box({"iron": 1.2}, (x, x + 1198), (float(at), float(at) + 16), (d[1], d[1] + 16))
    canvas.drum({"polyethylene": 0.95}, x + 600, middle(d), 110, (top - 25, top + 5), 20)
    canvas.disc({"polyethylene": 0.9}, (x + 1120, deck + 60), (25, 45), (middle(d), middle(d) + 90))


def fill_furniture(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Sofas, cupboards, chairs, mattresses and flat packs, fitted into one another by hand."""
    plan = plan_load(hold, rng, (0.6, 0.97), 0.35)
    kinds = (_flat_packs, _sofa, _cupboard, _mattress, _chairs)
    liked = [kinds[int(rng.integers(len(kinds)))] for _ in range(int(rng.integers(2, 6)))]
    for row in rows_in(hold.d, int(rng.choice([2, 3])), 30):
        x = plan.x[0]
        while x < plan.x[1] - 500:
            wide = min(float(rng.uniform(700, 2100)), plan.x[1] - x)
            z = hold.z[0]
            while z < plan.top(x) - 350:
                high = min(float(rng.uniform(350, 1100)), plan.top(x) - z)
                draw = liked[int(rng.integers(len(liked)))]
                draw(canvas, (x, x + wide), (z, z + high), row, rng)
                z += high + float(rng.uniform(5, 60))
            x += wide + float(rng.uniform(5, 90))
    return "furniture", ("94",)


def _flat_packs(canvas: Canvas, x: Span, z: Span, d: Span, rng: np.random.Generator) -> None:
    """Boards in cartons, laid flat; fittings in a bag in some."""
    low = z[0]
    while low < z[1] - 60:
        thick = float(rng.uniform(50, 130))
        top = min(low + thick, z[1])
        long = (x[1] - x[0]) * float(rng.uniform(0.75, 1.0))
        off = float(rng.uniform(0, x[1] - x[0] - long))
        span = (x[0] + off, x[0] + off + long)
        canvas.box({"cellulose": float(rng.uniform(0.45, 0.65))}, span, (low, top - 4), d)
        if rng.random() < 0.4:
            at = float(rng.uniform(span[0], max(span[1] - 120, span[0] + 1)))
            canvas.box({"iron": 1.5}, (at, at + 110), (low + 5, low + 30), (d[0], d[0] + 90))
        low = top


def _sofa(canvas: Canvas, x: Span, z: Span, d: Span, rng: np.random.Generator) -> None:
    """Foam on a wooden frame with springs; set on end at times."""
    foam: Recipe = {"polyethylene": 0.04, "cellulose": 0.02}
    long, high = x[1] - x[0], z[1] - z[0]
    on_end = rng.random() < 0.35
    seat = (z[0] + 0.15 * high, z[0] + 0.5 * high)
    if on_end:
        canvas.box(foam, (x[0], x[0] + 0.4 * long), z, d)
    else:
        canvas.box(foam, x, seat, d)
    for arm in ((x[0], x[0] + 0.12 * long), (x[1] - 0.12 * long, x[1])):
        canvas.box(foam, arm, (z[0], z[0] + 0.75 * high), d)
    canvas.box(foam, x, (seat[1], z[1]), (d[0], d[0] + 0.3 * (d[1] - d[0])))
    for level in (z[0] + 0.1 * high, z[0] + 0.48 * high, z[1] - 30):
        canvas.box(WOOD, x, (level, level + 28), (d[0], d[0] + 70))
    for at in np.linspace(x[0], x[1] - 35, 4):
        canvas.box(WOOD, (float(at), float(at) + 32), z, (d[0], d[0] + 60))
    springs = smooth_noise(rng, (4, 40), (4, 40), 0.5)
    canvas.box({"iron": 0.05}, x, (seat[0], seat[0] + 0.18 * high), d, springs)


def _cupboard(canvas: Canvas, x: Span, z: Span, d: Span, rng: np.random.Generator) -> None:
    """Boards round empty room, with shelves; a mirror or an iron rail in some."""
    canvas.shell({"cellulose": 0.68}, x, z, d, 18)
    for level in np.sort(rng.uniform(z[0] + 80, z[1] - 60, int(rng.integers(1, 5)))):
        canvas.box({"cellulose": 0.68}, x, (float(level), float(level) + 18), d)
    if rng.random() < 0.3:
        at = float(rng.uniform(x[0] + 30, x[1] - 60))
        canvas.box({"glass": 2.5}, (at, at + 5), z, d)
    for corner in (x[0] + 30, x[1] - 45):
        for level in (z[0] + 60, z[1] - 80):
            canvas.box(STEEL, (corner, corner + 14), (level, level + 35), (d[0], d[0] + 10))


def _mattress(canvas: Canvas, x: Span, z: Span, d: Span, rng: np.random.Generator) -> None:
    """Mattresses upright side by side: springs in foam."""
    at = x[0]
    while at < x[1] - 120:
        thick = float(rng.uniform(140, 240))
        canvas.box({"polyethylene": 0.03, "cellulose": 0.02}, (at, min(at + thick, x[1])), z, d)
        coils = smooth_noise(rng, (30, 4), (30, 4), 0.6)
        canvas.box({"iron": 0.035}, (at + 25, min(at + thick - 25, x[1])), z, d, coils)
        at += thick + 8


def _chairs(canvas: Canvas, x: Span, z: Span, d: Span, rng: np.random.Generator) -> None:
    """Chairs with steel legs, stacked."""
    for _ in range(int(rng.integers(3, 8))):
        at = float(rng.uniform(x[0], max(x[1] - 480, x[0] + 1)))
        seat = float(rng.uniform(z[0] + 60, max(z[1] - 90, z[0] + 61)))
        span = (at, min(at + 440, x[1]))
        canvas.box(
            {"cellulose": 0.6, "polyethylene": 0.1}, span, (seat, seat + 40), (d[0], d[0] + 430)
        )
        for leg in (span[0], span[1] - 22):
            low, top = max(seat - 420, z[0]), min(seat + 380, z[1])
            canvas.box({"iron": 2.2}, (leg, leg + 22), (low, top), (d[0], d[0] + 22))
            canvas.box({"iron": 2.2}, (leg, leg + 22), (low, seat), (d[0] + 400, d[0] + 422))


def fill_solar_panels(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Panels on edge in cartons on pallets: glass close together in aluminium frames."""
    plan = plan_load(hold, rng, (0.9, 0.97), 0.3)
    long, high = float(rng.uniform(1700, 2280)), float(rng.uniform(1020, 1180))
    long = min(long, plan.x[1] - plan.x[0])
    for x in places(plan, long, (20, 90), rng, 0.02):
        for row in rows_in(hold.d, 2, 40):
            base = hold.z[0]
            while base + 130 + high < plan.top(x, hold.z[0] + 135 + high):
                canvas.box(WOOD, (x, x + long), (base, base + 25), row)
                for foot in np.linspace(x, x + long - 100, 4):
                    canvas.box(WOOD, (float(foot), float(foot) + 100), (base + 25, base + 115), row)
                z = (base + 120, base + 120 + high)
                stack = (row[0] + 30, row[1] - 30)
                canvas.box({"glass": 0.27, "polyethylene": 0.03}, (x + 10, x + long - 10), z, stack)
                frame: Recipe = {"aluminium": 0.9}
                for edge in (x + 10, x + long - 45):
                    canvas.box(frame, (edge, edge + 35), z, stack)
                for edge in (z[0], z[1] - 35):
                    canvas.box(frame, (x + 10, x + long - 10), (edge, edge + 35), stack)
                for at in (0.2, 0.5, 0.8):
                    box = (x + at * long, x + at * long + 70)
                    canvas.box(
                        {"copper": 0.4, "polyethylene": 0.4}, box, (z[1] - 160, z[1] - 60), stack
                    )
                canvas.shell({"cellulose": 0.4}, (x, x + long), (base + 115, z[1] + 12), row, 7)
                base = z[1] + 20
    return "solar panels", ("85",)


def fill_logs(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Round logs lying along the load in a heap, thick and thin ends, knots and bark."""
    density = float(rng.uniform(0.55, 0.9))
    room = hold.x[1] - hold.x[0]
    lengths = [4000.0, 6000.0] if room > 7000 else [min(5600.0, room - 100)]
    long = float(rng.choice(lengths))
    count = max(1, int(room // (long + 100)))
    typical = float(rng.uniform(85, 190))
    level = hold.z[0] + float(rng.uniform(0.5, 0.9)) * (hold.z[1] - hold.z[0])
    for i in range(count):
        start = hold.x[0] + (i + 0.5) * room / count - long / 2
        z = hold.z[0] + typical
        while z + typical < level:
            d = hold.d[0] + typical
            while d < hold.d[1] - typical * 0.7:
                radius = typical * float(rng.uniform(0.6, 1.25))
                taper = float(rng.uniform(0.02, 0.2)) * radius
                slip = float(rng.normal(0, 0.035 * long))
                tilt = float(rng.normal(0, 0.006)) * long
                x = (max(start + slip, hold.x[0]), min(start + slip + long, hold.x[1]))
                outline = np.array([
                    (x[0], z - radius), (x[1], z - radius + taper + tilt),
                    (x[1], z + radius - taper + tilt), (x[0], z + radius),
                ])  # fmt: skip
                outline[:, 1] = np.clip(outline[:, 1], *hold.z)
                # The outline is of the log's whole height; its mean chord is pi/4 of that.
                chord = 1.57 * radius
                edge = min(d + chord, hold.d[1])
                rounded = np.sqrt(np.maximum(1 - np.linspace(-0.98, 0.98, 15) ** 2, 0))
                across = np.repeat(rounded[:, None] * 1.27, 24, axis=1).astype(np.float32)
                grain = across * smooth_noise(rng, (15, 24), (3, 9), 0.06)
                canvas.polygon({"cellulose": density}, outline, (d, edge), grain)
                d += 2 * radius * float(rng.uniform(0.95, 1.2))
            z += typical * float(rng.uniform(1.55, 1.8))
    if hold.open_top:
        for at in np.linspace(hold.x[0] + 300, hold.x[1] - 400, 2 * count):
            for side in (hold.d[0], hold.d[1] - 90):
                canvas.box(
                    STEEL, (float(at), float(at) + 12), (hold.z[0], level), (side, side + 90)
                )
    return ("pine logs", "larch logs")[int(rng.integers(2))], ("44",)


def fill_plywood(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Packs of plywood or chipboard with steel straps, two to four high on bearers."""
    key, density = (("plywood", 0.62), ("chipboard", 0.68), ("fibreboard", 0.78))[
        int(rng.integers(3))
    ]
    long, thick = float(rng.choice([2440.0, 2500.0, 2800.0])), float(rng.uniform(320, 780))
    plan = plan_load(hold, rng, (0.5, 0.9), 0.3)
    lines = int(rng.integers(14, 40))
    long = min(long, plan.x[1] - plan.x[0])
    for x in places(plan, long, (30, 150), rng):
        for row in rows_in(hold.d, 2, 60):
            z = hold.z[0]
            while z + 90 + thick < plan.top(x, hold.z[0] + 95 + thick):
                for at in np.linspace(x + 100, x + long - 200, 3):
                    canvas.box(WOOD, (float(at), float(at) + 95), (z, z + 90), row)
                boards = smooth_noise(rng, (lines, 3), (lines, 2), 0.04)
                slip = float(rng.normal(0, 18))
                span = (x + slip, x + slip + long)
                canvas.box({"cellulose": density}, span, (z + 90, z + 90 + thick), row, boards)
                for at in (0.1, 0.5, 0.9):
                    band = (x + at * long, x + at * long + 19)
                    canvas.box({"iron": 3.0}, band, (z + 88, z + 92 + thick), (row[0] - 3, row[0]))
                z += 90 + thick
    return str(key), ("44",)


def fill_seedlings(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Young trees and plants in pots on shelved trolleys: wet earth below, stems above."""
    plan = plan_load(hold, rng, (0.75, 0.93), 0.3)
    shelves = int(rng.integers(2, 5))
    for x in places(plan, 1350, (15, 80), rng, 0.03):
        for row in rows_in(hold.d, 2, 60):
            for post in (x, x + 1318):
                canvas.box(
                    {"iron": 2.4},
                    (post, post + 32),
                    (hold.z[0] + 150, plan.top(x)),
                    (row[0], row[0] + 32),
                )
            for wheel in (x + 90, x + 1260):
                canvas.disc(STEEL, (wheel, hold.z[0] + 65), (20, 62), (row[0] + 40, row[0] + 75))
            apart = (plan.top(x) - hold.z[0] - 180) / shelves
            for shelf in range(shelves):
                z = hold.z[0] + 160 + shelf * apart
                canvas.box({"cellulose": 0.6}, (x, x + 1350), (z, z + 12), row)
                _pots(canvas, (x + 20, x + 1330), (z + 12, z + apart - 40), row, rng)
    return ("seedlings", "pot plants")[int(rng.integers(2))], ("06",)


def _pots(canvas: Canvas, x: Span, z: Span, d: Span, rng: np.random.Generator) -> None:
    """Rows of round pots with earth, and what grows in them."""
    pot = float(rng.uniform(50, 95))
    count = max(1, int((x[1] - x[0]) // (2.1 * pot)))
    earth: Recipe = {"water": 0.5, "cellulose": 0.15, "glass": 0.25}
    leaves: Recipe = {"water": float(rng.uniform(0.015, 0.05))}
    u = (np.arange(16 * count) + 0.5) / 16 % 1
    round_pots = np.sqrt(np.maximum(1 - (2.1 * u - 1.05) ** 2, 0)).astype(np.float32)
    stems = np.where(np.abs(u - 0.5) < 0.04, np.float32(8), np.float32(0.4))
    for row in rows_in(d, 3, 20):
        tall = z[0] + float(rng.uniform(1.3, 1.9)) * pot
        canvas.box(earth, x, (z[0], tall), row, round_pots[None, :].repeat(3, axis=0))
        crowns = smooth_noise(rng, (16, 16 * count), (5, 2 * count), 0.6)
        fade = np.linspace(0.1, 1.6, 16, dtype=np.float32)[:, None]
        top = tall + (z[1] - tall) * float(rng.uniform(0.6, 1.0))
        canvas.box(leaves, x, (tall, top), row, (crowns * fade * stems).astype(np.float32))
