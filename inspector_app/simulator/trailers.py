"""Bodies of semi-trailers: box, refrigerated box, curtain-sider, flatbed, low loader.

Heights are above the frame's upper edge, as a container's are above its underside.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from inspector_app.simulator.canvas import Canvas, Recipe
from inspector_app.simulator.parts import (
    PLASTIC,
    Span,
    air_vessel,
    bar,
    engine,
    outline_of,
    scatter_fittings,
    skin,
    tank,
)
from inspector_app.simulator.vehicle import ALUMINIUM, FOAM, RUBBER, STEEL, WOOD, Hold
from inspector_app.simulator.wheels import draw_axle, draw_mudguard, draw_suspension, lorry_tyre

WIDE = (-50.0, 2490.0)
FLOOR_Z = 142.0
_PLYWOOD: Recipe = {"cellulose": 0.7}


def _draw_floor(canvas: Canvas, x: Span, rng: np.random.Generator) -> None:
    """Cross members, side rails and 28 mm of wood."""
    canvas.box(WOOD, (x[0] + 30, x[1] - 30), (FLOOR_Z - 28, FLOOR_Z), (WIDE[0] + 40, WIDE[1] - 40))
    spacing = float(rng.uniform(300, 500))
    for at in np.arange(x[0] + 150, x[1] - 100, spacing):
        canvas.box(STEEL, (at, at + 4.5), (10, FLOOR_Z - 32), (WIDE[0] + 40, WIDE[1] - 40))
        for z in (10.0, FLOOR_Z - 36):
            canvas.box(STEEL, (at, at + 50), (z, z + 4), (WIDE[0] + 40, WIDE[1] - 40))
    for d in (WIDE[0], WIDE[1] - 60):
        canvas.shell(STEEL, x, (0, FLOOR_Z + 10), (d, d + 60), 4)


def _draw_rear(canvas: Canvas, x1: float, top: float, core: Recipe, thick: float) -> None:
    """Rear frame, door leaves, bars, hinges and rubber."""
    for d in (WIDE[0], WIDE[1] - 110):
        canvas.shell(STEEL, (x1 - 110, x1), (0, top), (d, d + 110), 5)
    canvas.shell(STEEL, (x1 - 110, x1), (top - 110, top), WIDE, 4)
    canvas.shell(STEEL, (x1 - 110, x1), (0, FLOOR_Z), WIDE, 5)
    inner = (WIDE[0] + 110, WIDE[1] - 110)
    canvas.box(core, (x1 - thick, x1), (FLOOR_Z, top - 100), inner)
    canvas.box(RUBBER, (x1 - thick - 6, x1 - thick), (FLOOR_Z, top - 100), (inner[0], 110))
    for d in (330.0, 960.0, 1460.0, 2080.0):
        canvas.drum(STEEL, x1 + 18, d, 14, (40, top - 30), 11)
        for z in np.linspace(300, top - 250, 4):
            canvas.box(STEEL, (x1 - 10, x1 + 36), (float(z), float(z) + 70), (d - 25, d + 25))


def draw_box_body(canvas: Canvas, x: Span, top: float, rng: np.random.Generator) -> Hold:
    """Rigid walls: alloy sheet on posts, or plywood between plastic skins."""
    _draw_floor(canvas, x, rng)
    plated = rng.random() < 0.5
    thick = 28.0 if not plated else float(rng.uniform(40, 55))
    for d, inward in ((WIDE[0], 1.0), (WIDE[1], -1.0)):
        wall = _towards(d, inward, 0, 1.3 if plated else 20.0)
        canvas.box(ALUMINIUM if plated else _PLYWOOD, x, (FLOOR_Z, top - 60), wall)
        if plated:
            lining = _towards(d, inward, thick - 7, thick)
            canvas.box(_PLYWOOD, x, (FLOOR_Z, min(FLOOR_Z + rng.uniform(900, 2400), top)), lining)
        else:
            canvas.box(PLASTIC, x, (FLOOR_Z, top - 60), _towards(d, inward, 20, 23.5))
        lag = float(rng.uniform(0, 300))
        for at in np.arange(x[0] + 100 + lag, x[1] - 150, 610.0 if plated else 1220.0):
            post = (float(at), float(at) + (60 if plated else 90))
            canvas.box(ALUMINIUM, post, (FLOOR_Z, top - 60), _towards(d, inward, 1, 6))
            if plated:
                web = (post[0] + 27, post[0] + 31)
                canvas.box(ALUMINIUM, web, (FLOOR_Z, top - 60), _towards(d, inward, 1, thick))
        canvas.box(STEEL, x, (FLOOR_Z, FLOOR_Z + 250), _towards(d, inward, thick, thick + 2))
        for z in rng.uniform(700, top - 500, int(rng.integers(0, 3))):
            canvas.box(STEEL, x, (float(z), float(z) + 130), _towards(d, inward, thick, thick + 2))
        canvas.shell(ALUMINIUM, x, (top - 90, top), _towards(d, inward, 0, 60), 4)
    canvas.box(ALUMINIUM, x, (top - 4, top - 2.8), WIDE)
    for at in np.arange(x[0] + 300, x[1] - 200, 610.0):
        canvas.box({"iron": 2.0}, (at, at + 40), (top - 40, top - 5), (WIDE[0] + 60, WIDE[1] - 60))
    front = {"aluminium": 0.12, "cellulose": 0.25}
    canvas.box(front, (x[0], x[0] + 45), (FLOOR_Z, top - 50), WIDE)
    for d in (WIDE[0], WIDE[1] - 90):
        canvas.shell(ALUMINIUM, (x[0], x[0] + 90), (0, top), (d, d + 90), 5)
    _draw_rear(canvas, x[1], top, {"cellulose": 0.5, "aluminium": 0.15}, 32)
    return Hold(
        (x[0] + 60, x[1] - 50), (FLOOR_Z, top - 70), (0.0, 2440.0), False, (18_000.0, 26_000.0)
    )


def _towards(d: float, inward: float, near: float, far: float) -> Span:
    """Depth range from `near` to `far` mm inwards of a wall's face at d."""
    one, other = d + inward * near, d + inward * far
    return min(one, other), max(one, other)


def draw_reefer_body(canvas: Canvas, x: Span, top: float, rng: np.random.Generator) -> Hold:
    """Foam between plastic or steel skins, an alloy floor, and a cooling unit on the nose."""
    _draw_floor(canvas, x, rng)
    steel_skin = rng.random() < 0.6
    skin_recipe, sheet = (STEEL, 0.7) if steel_skin else (PLASTIC, 2.4)
    thick = float(rng.uniform(55, 70))
    for d, inward in ((WIDE[0], 1.0), (WIDE[1], -1.0)):
        canvas.box(FOAM, x, (FLOOR_Z, top - 80), _towards(d, inward, 2, thick))
        for face in (0.0, thick):
            face_d = _towards(d, inward, face, face + sheet)
            canvas.box(skin_recipe, x, (FLOOR_Z, top - 60), face_d)
        for at in np.arange(x[0] + float(rng.uniform(800, 1300)), x[1] - 300, 1250.0):
            canvas.box(ALUMINIUM, (at, at + 50), (FLOOR_Z, top - 60), _towards(d, inward, 3, 9))
        kick = _towards(d, inward, thick, thick + 3)
        canvas.box(ALUMINIUM, x, (FLOOR_Z, FLOOR_Z + float(rng.uniform(200, 350))), kick)
        rail = float(rng.uniform(900, 1700))
        canvas.box(ALUMINIUM, x, (rail, rail + 60), _towards(d, inward, thick, thick + 10))
    canvas.box(FOAM, x, (top - 90, top - 4), WIDE)
    canvas.box(skin_recipe, x, (top - 3, top - 3 + sheet), WIDE)
    canvas.box(skin_recipe, x, (top - 92, top - 92 + sheet), WIDE)
    deck = FLOOR_Z + 95
    canvas.box(FOAM, x, (FLOOR_Z, deck - 30), (WIDE[0] + 60, WIDE[1] - 60))
    canvas.box(ALUMINIUM, x, (deck - 30, deck - 26), (WIDE[0] + 60, WIDE[1] - 60))
    for d in np.arange(WIDE[0] + 80, WIDE[1] - 80, 60.0):
        canvas.box(ALUMINIUM, x, (deck - 26, deck), (float(d), float(d) + 3))
    canvas.box({"polyethylene": 0.06, "iron": 0.05}, (x[0], x[0] + 80), (FLOOR_Z, top - 50), WIDE)
    canvas.box({"polyethylene": 0.4}, (x[0] + 80, x[0] + 86), (deck, top - 350), (150, 2290))
    if rng.random() < 0.25:
        for d in np.linspace(300, 2100, 5):
            canvas.pipe(ALUMINIUM, (x[0] + 300, x[1] - 200), (top - 160, float(d)), 26, 5)
    _draw_rear(canvas, x[1], top, {"polyethylene": 0.06, "iron": 0.08}, 85)
    _draw_nose_unit(canvas, x[0], top, rng)
    end = (x[0] + 4200 + float(rng.uniform(0, 900)), -620.0)
    tank(canvas, (end[0], end[0] + 1000), (end[1], 500.0), 250, float(rng.uniform(0.15, 0.95)))
    return Hold(
        (x[0] + 110, x[1] - 100), (deck, top - 100), (WIDE[0] + 75, WIDE[1] - 75), True,
        (16_000.0, 23_000.0),
    )  # fmt: skip


def _draw_nose_unit(canvas: Canvas, x0: float, top: float, rng: np.random.Generator) -> None:
    """Diesel engine, compressor, condenser and fans in a plastic case on the front wall."""
    x = (x0 - float(rng.uniform(420, 560)), x0)
    z = (top - float(rng.uniform(1950, 2250)), top - 120)
    canvas.note("cooling-unit", x, z)
    d = (180.0, 2260.0)
    case = [(x[1], z[0]), (x[0] + 60, z[0]), (x[0], z[0] + 200), (x[0], z[1] - 250),
            (x[0] + 130, z[1]), (x[1], z[1])]  # fmt: skip
    skin(canvas, case, 3.0, d, PLASTIC)
    for side in (d[0], d[1] - 3):
        canvas.polygon(PLASTIC, outline_of(case), (side, side + 3))
    canvas.shell(STEEL, (x[0] + 60, x[1]), (z[0] + 20, z[1] - 20), (d[0] + 20, d[1] - 20), 2)
    block = (z[0] + 60, z[0] + 620)
    engine(canvas, (x[0] + 90, x[1] - 20), block, (500, 1150), rng)
    canvas.drum({"iron": 4.2}, x[0] + 260, 1500, 120, (z[0] + 90, z[0] + 480))
    canvas.drum({"iron": 2.2, "copper": 0.8}, x[0] + 280, 1850, 95, (z[0] + 120, z[0] + 400))
    coil = (z[1] - 780, z[1] - 120)
    canvas.box({"aluminium": 0.35, "copper": 0.25}, (x[0] + 60, x[0] + 130), coil, (260, 2180))
    canvas.box({"aluminium": 0.3, "copper": 0.2}, (x[1] - 110, x[1] - 20), coil, (400, 2050))
    for d_fan in (800.0, 1640.0):
        canvas.pipe(PLASTIC, (x[0] + 150, x[0] + 220), ((coil[0] + coil[1]) / 2, d_fan), 300, 12)
        canvas.pipe({"copper": 3.0, "iron": 3.0}, (x[0] + 190, x[0] + 330),
                    ((coil[0] + coil[1]) / 2, d_fan), 70)  # fmt: skip
    canvas.box({"lead": 2.2, "water": 0.4}, (x[0] + 120, x[0] + 380), (z[0] + 40, z[0] + 240),
               (1950, 2150))  # fmt: skip
    scatter_fittings(canvas, (x[0] + 60, x[1] - 120), (z[0] + 100, z[1] - 200), 22, rng)


def draw_curtain_body(canvas: Canvas, x: Span, top: float, rng: np.random.Generator) -> Hold:
    """Thin curtains on rollers, posts with slats between them, a sliding roof."""
    _draw_floor(canvas, x, rng)
    canvas.box({"aluminium": 0.5}, (x[0], x[0] + 28), (FLOOR_Z, top - 60), WIDE)
    count = int(rng.integers(2, 5))
    posts = np.linspace(x[0], x[1] - 110, count + 2)
    slats = np.sort(rng.uniform(500, top - 350, int(rng.integers(3, 7))))
    wooden = rng.random() < 0.6
    for d, inward in ((WIDE[0], 1.0), (WIDE[1], -1.0)):
        canvas.box({"polyethylene": 1.3}, x, (20, top - 60), _towards(d, inward, 0, 0.9))
        for at in np.arange(x[0] + float(rng.uniform(200, 600)), x[1] - 150, 620.0):
            canvas.box(PLASTIC, (at, at + 45), (-30, top - 60), _towards(d, inward, -3, 0))
            canvas.box(STEEL, (at - 5, at + 50), (-60, 90), _towards(d, inward, -14, -8))
        for at in posts:
            wide = 110.0 if at in (posts[0], posts[-1]) else 85.0
            span = (float(at), float(at) + wide)
            canvas.shell(STEEL, span, (0, top - 30), _towards(d, inward, 10, 90), 4)
            canvas.box(STEEL, (span[0] - 20, span[1] + 20), (FLOOR_Z - 30, FLOOR_Z + 120),
                       _towards(d, inward, 5, 60))  # fmt: skip
        for at, end in pairwise(posts):
            for z in slats:
                recipe, deep = (WOOD, 25.0) if wooden else (ALUMINIUM, 4.0)
                low = float(z) + float(rng.normal(0, 8))
                canvas.box(recipe, (float(at) + 90, float(end)), (low, low + 100),
                           _towards(d, inward, 30, 30 + deep))  # fmt: skip
        canvas.shell(ALUMINIUM, x, (top - 130, top - 10), _towards(d, inward, 0, 70), 4)
        for at in np.arange(x[0] + 200, x[1], 500.0):
            canvas.disc(STEEL, (float(at), top - 75), (8, 24), _towards(d, inward, 20, 60))
    for at in np.arange(x[0] + float(rng.uniform(200, 500)), x[1] - 200, rng.uniform(560, 680)):
        canvas.box({"aluminium": 0.9}, (at, at + 45), (top - 45, top - 5), (0, 2440))
    canvas.box({"polyethylene": 1.3}, x, (top - 4, top - 3), WIDE)
    _draw_rear(canvas, x[1], top, {"aluminium": 0.35, "cellulose": 0.1}, 30)
    return Hold(
        (x[0] + 50, x[1] - 60), (FLOOR_Z, top - 140), (45.0, 2395.0), False, (18_000.0, 25_500.0)
    )


def draw_flatbed_body(canvas: Canvas, x: Span, rng: np.random.Generator) -> Hold:
    """A deck with a headboard, stake pockets, stakes or low side boards, and winches."""
    _draw_floor(canvas, x, rng)
    board = float(rng.uniform(500, 1500))
    canvas.shell(STEEL, (x[0], x[0] + 60), (0, FLOOR_Z + board), (20, 2420), 3)
    stakes, boards = rng.random() < 0.5, rng.random() < 0.4
    tall = FLOOR_Z + float(rng.uniform(700, 1900))
    for at in np.linspace(x[0] + 300, x[1] - 300, int(rng.integers(6, 11))):
        for d in (WIDE[0], WIDE[1] - 60):
            canvas.shell(STEEL, (at - 15, at + 95), (-20, FLOOR_Z), (d, d + 60), 6)
            if stakes:
                canvas.shell(STEEL, (at, at + 80), (20, tall), (d, d + 60), 5)
            canvas.disc(STEEL, (at + 250, 20.0), (0, 38), (d, d + 60))
    if boards:
        for d in (WIDE[0], WIDE[1] - 30):
            canvas.shell(ALUMINIUM, (x[0] + 80, x[1]), (FLOOR_Z, FLOOR_Z + 500), (d, d + 28), 2)
    canvas.shell(STEEL, (x[1] - 80, x[1]), (0, FLOOR_Z), WIDE, 5)
    return Hold(
        (x[0] + 90, x[1] - 90), (FLOOR_Z, 2650.0), (45.0, 2395.0), False, (20_000.0, 27_000.0), True
    )


def draw_low_loader(canvas: Canvas, x: Span, deck: Span, rng: np.random.Generator) -> Hold:
    """A goose neck, a low deck between it and the axles, ramps; frame and body in one."""
    neck, rear = deck[0] - 350, deck[1]
    drop = float(rng.uniform(380, 520))
    deep = float(rng.uniform(260, 340))
    upper = [(x[0], 0.0), (neck, 0.0), (neck + 350, -drop), (rear, -drop), (rear + 350, -120.0),
             (x[1], -150.0)]  # fmt: skip
    lower = [(px, pz - (180 if px <= neck else deep)) for px, pz in reversed(upper)]
    for d in (600.0, 1780.0):
        canvas.polygon(STEEL, outline_of([*upper, *lower]), (d, d + 12))
        for edge in (upper, lower):
            for start, end in pairwise(edge):
                bar(canvas, STEEL, start, end, 20, (d - 90, d + 100))
    canvas.box(WOOD, deck, (-drop, -drop + 45), (WIDE[0], WIDE[1]))
    for at in np.arange(deck[0] + 200, deck[1], rng.uniform(450, 700)):
        canvas.box({"iron": 2.2}, (at, at + 70), (-drop - 160, -drop), (WIDE[0], WIDE[1]))
    for d in (WIDE[0], WIDE[1] - 50):
        canvas.shell(STEEL, deck, (-drop - 160, -drop + 10), (d, d + 50), 7)
    king = x[0] + 900.0
    canvas.box({"iron": 2.6}, (king - 450, king + 450), (-250, -185), (700, 1750))
    canvas.drum(STEEL, king, 1219, 45, (-330, -250))
    axle_z, tyre, air = -float(rng.uniform(790, 870)), lorry_tyre(rng), rng.random() < 0.5
    for i in range(3):
        at = rear + 850 + i * 1330
        draw_axle(canvas, at, axle_z, rng, tyre)
        draw_suspension(canvas, at, axle_z, -380, air)
        draw_mudguard(canvas, at, axle_z, tyre.radius, rng)
    _draw_ramps(canvas, x[1], rng)
    air_vessel(canvas, (neck + 900, -drop - 230), (700, 1500), 130)
    scatter_fittings(canvas, (x[0] + 200, neck), (-175, -30), 8, rng)
    scatter_fittings(canvas, deck, (-drop - 230, -drop - 60), 12, rng)
    scatter_fittings(canvas, (rear + 350, x[1]), (-420, -190), 12, rng)
    return Hold(
        (deck[0] + 150, deck[1] - 150), (-drop + 45, 2200.0), (45.0, 2395.0), False,
        (22_000.0, 45_000.0), True,
    )  # fmt: skip


def _draw_ramps(canvas: Canvas, x1: float, rng: np.random.Generator) -> None:
    lean = float(rng.uniform(150, 450))
    high = float(rng.uniform(1300, 1900))
    for d in ((50.0, 750.0), (1690.0, 2390.0)):
        for edge in (0.0, 110.0):
            bar(canvas, STEEL, (x1 + edge, -200), (x1 + edge + lean, high), 22, d)
        for share in np.linspace(0.05, 0.95, 9):
            at = (x1 + lean * share, -200 + (high + 200) * share)
            bar(canvas, STEEL, at, (at[0] + 115, at[1] - 10), 16, d)
