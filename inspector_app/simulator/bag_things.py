"""What bags hold every day: clothes, shoes, books, bottles, cosmetics, electronics, tools, food.

Each is drawn about its own middle, lying as it would in a bag, from boxes, rods and lumps.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inspector_app.simulator import exact_math
from inspector_app.simulator.bag_shapes import (
    ALUMINIUM,
    BOARD,
    PLASTIC,
    STEEL,
    Rng,
    Solids,
    Thing,
    block,
    lump,
    ring,
    rod,
    shell,
    wire,
)
from inspector_app.simulator.bag_solids import turned
from inspector_app.simulator.canvas import Recipe


def _between(rng: Rng, low: float, high: float) -> float:
    return float(rng.uniform(low, high))


def _bottle(rng: Rng) -> Thing:
    glass = rng.random() < 0.3
    radius, height = _between(rng, 28, 42), _between(rng, 190, 290)
    wall = _between(rng, 2.5, 4) if glass else 0.6
    stuff: Recipe = {"glass": 2.5} if glass else {"polyethylene": 1.3}
    drink: Recipe = {"water": _between(rng, 0.94, 1.08)}
    return Thing("bottle", "22", tuple(bottle(radius, height, wall, stuff, drink, rng)))


def bottle(
    radius: float, height: float, wall: float, stuff: Recipe, inside: Recipe, rng: Rng
) -> Solids:
    """A lying bottle along x: body, shoulder, neck, cap, filled nearly to the shoulder."""
    low, body = -height / 2, height * _between(rng, 0.62, 0.7)
    outer = rod(stuff, radius, body, 0, (low + body / 2, 0.0, 0.0))
    solids = shell(outer, wall)
    solids.append(outer.hollow(wall).filled(inside))
    steps, neck = 5, radius * 0.36
    long = height * 0.14
    for i in range(steps):
        r = radius + (neck - radius) * (i + 0.5) / steps
        at = low + body + long * (i + 0.5) / steps
        piece = rod(stuff, r, long / steps, 0, (at, 0.0, 0.0))
        inner = max(r - wall, 0.5)
        empty = {name: -density for name, density in stuff.items()}
        solids += [piece, rod(empty, inner, long / steps, 0, (at, 0.0, 0.0))]
    rest = height - body - long
    top = rod(stuff, neck, rest, 0, (height / 2 - rest / 2, 0.0, 0.0))
    solids += shell(top, max(wall, 1.2))
    cap: Recipe = {"aluminium": 2.0} if "glass" in stuff else PLASTIC
    solids.append(rod(cap, neck + 2, 14, 0, (height / 2 - 7, 0.0, 0.0)))
    return solids


def _book(rng: Rng) -> Thing:
    size = (_between(rng, 170, 300), _between(rng, 110, 210), _between(rng, 8, 38))
    solids = [block({"cellulose": _between(rng, 0.75, 1.1)}, size)]
    cover = {"cellulose": 0.5}
    solids += [block(cover, (size[0] + 6, size[1] + 4, 2.2), (0, 0, s * size[2] / 2)) for s in
               (-1, 1)]  # fmt: skip
    return Thing("book", "49", tuple(solids))


def _shoes(rng: Rng) -> Thing:
    length, width = _between(rng, 240, 310), _between(rng, 85, 105)
    steel_toe, heel = rng.random() < 0.12, _between(rng, 12, 45)
    sole: Recipe = {"polyethylene": _between(rng, 0.6, 1.1)}
    leather: Recipe = {"cellulose": _between(rng, 0.6, 0.95)}
    solids: Solids = []
    for side in (-1, 1):
        y, turn = side * (width / 2 + 4), 180.0 if side > 0 else 0.0
        frame = turned(2, turn, (0.0, y, 0.0))
        toe = length * 0.5
        shoe = [
            lump(sole, (toe * 1.2, width, 26), (toe * 0.4, 0, -38)),
            block(sole, (length * 0.62, width * 0.72, 13), (-length * 0.1, 0, -38)),
            block(sole, (length * 0.25, width * 0.68, heel), (-length * 0.36, 0, -44 + heel / 2)),
            block(STEEL, (length * 0.38, 14, 1.2), (-length * 0.05, 0, -32)),
        ]
        vamp = lump(leather, (toe * 1.15, width, 62), (toe * 0.42, 0, -12))
        shaft = lump(leather, (length * 0.55, width * 0.82, 96), (-length * 0.22, 0, 4))
        shoe += [*shell(vamp, 2.4), *shell(shaft, 2.4)]
        if steel_toe:
            shoe += shell(lump(STEEL, (70, width * 0.9, 50), (length * 0.36, 0, -14)), 1.6)
        for i in range(5):
            at = (length * (0.02 + 0.045 * i), 0.0, 18.0 - 3 * i)
            shoe += [block({"iron": 4.0}, (4, 4, 2), (at[0], s * 14.0, at[2])) for s in (-1, 1)]
        solids += [one.moved(frame) for one in shoe]
    return Thing("shoes", "64", tuple(solids))


def _laptop(rng: Rng) -> Thing:
    x, y, z = _between(rng, 300, 365), _between(rng, 205, 250), _between(rng, 16, 24)
    case = ALUMINIUM if rng.random() < 0.5 else {"polyethylene": 1.2}
    solids = shell(block(case, (x, y, z)), 1.1)
    solids.append(block({"glass": 2.4}, (x - 20, y - 25, 1.6), (0, 0, z / 2 - 2.5)))
    solids.append(block(BOARD, (x * 0.62, y * 0.4, 1.6), (-x * 0.1, y * 0.24, -1)))
    for _ in range(26):
        at = (_between(rng, -0.38, 0.18) * x, _between(rng, 0.08, 0.42) * y, 0.0)
        size = (_between(rng, 4, 22), _between(rng, 4, 22), _between(rng, 1, 3))
        solids.append(block({"glass": 1.2, "copper": _between(rng, 0.4, 2.5)}, size, at))
    cells = int(rng.integers(3, 7))
    for i in range(cells):
        at = (-x * 0.38 + (i + 0.5) * x * 0.76 / cells, -y * 0.24, -1.0)
        size = (x * 0.72 / cells, y * 0.32, z * 0.45)
        solids.append(block({"copper": 0.7, "aluminium": 0.6, "polyethylene": 0.9}, size, at))
    solids.append(block(STEEL, (x * 0.8, 5, 5), (0, y / 2 - 5, 0)))
    pipe = [(-x * 0.3, y * 0.3), (0.0, y * 0.36), (x * 0.34, y * 0.38)]
    solids += wire({"copper": 5.0}, pipe, 5, 1.0)
    fan = rod({"polyethylene": 0.6, "copper": 0.3}, 24, 7, 2, (x * 0.36, y * 0.28, 0))
    solids += [fan, rod({"copper": 4.0}, 8, 6, 2, (x * 0.36, y * 0.28, 0))]
    return Thing("laptop", "84", tuple(solids))


def _phone(rng: Rng) -> Thing:
    x, y = _between(rng, 140, 165), _between(rng, 68, 78)
    solids = shell(block(ALUMINIUM, (x, y, 8)), 1.0)
    solids.append(block({"glass": 2.4}, (x - 6, y - 5, 1.4), (0, 0, 3)))
    cell = {"copper": 0.8, "aluminium": 0.6, "polyethylene": 0.9}
    solids.append(block(cell, (x * 0.55, y * 0.6, 4.5), (-x * 0.1, -y * 0.1, -0.5)))
    for _ in range(12):
        at = (_between(rng, 0.2, 0.44) * x, _between(rng, -0.4, 0.4) * y, 0.0)
        size = (_between(rng, 4, 15), _between(rng, 4, 14), 2.0)
        solids.append(block({"glass": 1.2, "copper": _between(rng, 0.8, 3)}, size, at))
    return Thing("phone", "85", tuple(solids))


def _charger(rng: Rng) -> Thing:
    """A power supply with its cable in loops."""
    x, y, z = _between(rng, 60, 115), _between(rng, 38, 52), _between(rng, 26, 32)
    solids = shell(block(PLASTIC, (x, y, z), (-45, 0, 0)), 2.2)
    for _ in range(6):
        at = (-45 + _between(rng, -0.35, 0.35) * x, _between(rng, -0.3, 0.3) * y, 0.0)
        recipe = {"iron": 2.2, "copper": 1.8} if rng.random() < 0.4 else {"aluminium": 1.6}
        size = (_between(rng, 8, 26), _between(rng, 8, 20), _between(rng, 8, z - 6))
        solids.append(block(recipe, size, at))
    cable: Recipe = {"copper": 1.9, "polyethylene": 0.7}
    for _ in range(int(rng.integers(2, 5))):
        radii = (_between(rng, 38, 60), _between(rng, 22, 42))
        for one in ring(cable, radii, 5.0, 14, _between(rng, -8, 8)):
            solids.append(one.moved(turned(2, _between(rng, -20, 20), (55.0, 0.0, 0.0))))
    solids.append(block({"iron": 4.0, "polyethylene": 0.6}, (18, 12, 8), (105, 10, 0)))
    return Thing("charger", "85", tuple(solids))


def _cosmetics(rng: Rng) -> Thing:
    """A wash bag: tubes, jars, a spray can, a comb, scissors."""
    solids = shell(lump({"polyethylene": 1.0}, (250, 160, 84)), 0.8)
    for i in range(int(rng.integers(4, 8))):
        at = (-85 + 27.0 * i, _between(rng, -35, 35), _between(rng, -10, 10))
        radius, long = _between(rng, 10, 19), _between(rng, 45, 120)
        turn = 90 + _between(rng, -25, 25)
        cream: Recipe = {"water": _between(rng, 0.6, 1.0), "glass": _between(rng, 0.0, 0.25)}
        tube = rod({"polyethylene": 1.1}, radius, long, 0, at, turn)
        solids += [*shell(tube, 1.2), tube.hollow(1.2).filled(cream)]
    if rng.random() < 0.6:
        can = rod(ALUMINIUM, 22, 140, 0, (_between(rng, -20, 20), 50.0, 0.0), _between(rng, -9, 9))
        solids += [*shell(can, 0.5), can.hollow(0.6).filled({"water": 0.45})]
    if rng.random() < 0.5:
        solids += [block(STEEL, (95, 6, 1.8), (0, -45, 12), turn) for turn in (-7.0, 7.0)]
        solids += ring(PLASTIC, (14, 10), 5, 10, 12.0)
    return Thing("cosmetics", "33", tuple(solids))


def _tools(rng: Rng) -> Thing:
    """Spanners, screwdrivers, a hammer or pliers, side by side."""
    solids: Solids = []
    count = int(rng.integers(3, 7))
    for i in range(count):
        y, z = (i - count / 2) * 24.0, _between(rng, -6, 6)
        turn = _between(rng, -8, 8) + (180.0 if rng.random() < 0.5 else 0.0)
        frame = turned(2, turn, (0.0, y, z))
        kind, long = rng.random(), _between(rng, 120, 220)
        if kind < 0.4:
            parts = [block(STEEL, (long, 12, 5)), rod(STEEL, 13, 7, 2, (long / 2, 0, 0)),
                     rod(STEEL, 11, 7, 2, (-long / 2, 0, 0)),
                     *(block(STEEL, (22, 6, 6), (long / 2 + 17, side * 9.0, 0))
                       for side in (-1, 1))]  # fmt: skip
        elif kind < 0.75:
            parts = [rod(STEEL, 3.2, long * 0.6, 0, (long * 0.25, 0, 0)),
                     rod(PLASTIC, 13, long * 0.42, 0, (-long * 0.26, 0, 0))]  # fmt: skip
        elif kind < 0.88:
            parts = [block(STEEL, (26, 96, 24), (long / 2, 0, 0)),
                     rod({"cellulose": 0.7}, 14, long, 0)]  # fmt: skip
        else:
            parts = [block(STEEL, (long, 9, 9), (0, 0, 0), turn) for turn in (-6.0, 6.0)]
            parts.append(rod(STEEL, 12, 11, 2, (long * 0.28, 0, 0)))
        solids += [one.moved(frame) for one in parts]
    return Thing("tools", "82", tuple(solids))


def _cans(rng: Rng) -> Thing:
    solids: Solids = []
    across, deep = int(rng.integers(1, 4)), int(rng.integers(1, 3))
    radius, high = _between(rng, 32, 42), _between(rng, 70, 115)
    food: Recipe = {"water": _between(rng, 0.85, 1.0), "cellulose": _between(rng, 0.0, 0.15)}
    tin = STEEL if rng.random() < 0.7 else ALUMINIUM
    for i in range(across):
        for j in range(deep):
            at = ((i - (across - 1) / 2) * 2.05 * radius, (j - (deep - 1) / 2) * 2.05 * radius, 0.0)
            can = rod(tin, radius, high, 2, at)
            solids += [*shell(can, 0.25), can.hollow(0.3).filled(food)]
    return Thing("tins", "20", tuple(solids))


def _food_packet(rng: Rng) -> Thing:
    """Biscuits, tea or sweets in cartons; or a sausage, cheese, fruit."""
    if rng.random() < 0.55:
        size = (_between(rng, 90, 220), _between(rng, 60, 150), _between(rng, 25, 70))
        solids = shell(block({"cellulose": 0.7}, size), 0.8)
        rows = int(rng.integers(2, 6))
        for i in range(rows):
            at = ((i - (rows - 1) / 2) * (size[0] - 6) / rows, 0.0, 0.0)
            part = ((size[0] - 12) / rows - 2, size[1] - 8, size[2] - 6)
            solids.append(block({"cellulose": _between(rng, 0.35, 0.75)}, part, at))
        return Thing("groceries", "19", tuple(solids))
    solids = []
    for i in range(int(rng.integers(2, 6))):
        at = (i * 55.0 - 110, _between(rng, -20, 20), 0.0)
        size = (_between(rng, 55, 90), _between(rng, 50, 75), _between(rng, 50, 75))
        solids.append(lump({"water": _between(rng, 0.8, 1.0)}, size, at, _between(rng, 0, 90)))
    return Thing("fruit", "08", tuple(solids))


def _hair_dryer(rng: Rng) -> Thing:
    body = rod(PLASTIC, 38, 190, 0, (0, 30, 0))
    solids = [*shell(body, 2.5), *shell(block(PLASTIC, (34, 120, 30), (-40, -50, 0)), 2.5)]
    solids += [rod({"iron": 3.5, "copper": 2.5}, 17, 38, 0, (-50, 30, 0)),
               rod({"iron": 0.9}, 30, 60, 0, (30, 30, 0)),
               block({"copper": 1.5, "glass": 0.8}, (12, 50, 8), (-40, -40, 0))]  # fmt: skip
    cable: Recipe = {"copper": 1.6, "polyethylene": 0.7}
    solids += ring(cable, (60, 30), 6, 12, _between(rng, -20, 20))
    return Thing("hair dryer", "85", tuple(solids))


def _umbrella(rng: Rng) -> Thing:
    long = _between(rng, 220, 290)
    solids = [rod({"iron": 3.0}, 4, long, 0), rod({"polyethylene": 0.35}, 24, long * 0.8, 0)]
    for i in range(8):
        y = float(exact_math.sin(i * np.pi / 4)) * 11
        z = float(exact_math.cos(i * np.pi / 4)) * 11
        solids.append(rod(STEEL, 1.1, long * 0.72, 0, (0, y, z)))
    solids.append(rod(PLASTIC, 15, 60, 0, (-long / 2 - 20, 0, 0)))
    return Thing("umbrella", "66", tuple(solids))


def _toy(rng: Rng) -> Thing:
    """A stuffed animal with a battery box, or a toy car."""
    if rng.random() < 0.5:
        fur: Recipe = {"cellulose": 0.09}
        solids = [lump(fur, (190, 150, 130)), lump(fur, (120, 110, 110), (130, 0, 0))]
        solids += [lump({"polyethylene": 1.1}, (9, 9, 9), (175, s * 25.0, 20)) for s in (-1, 1)]
        solids.append(block({"iron": 2.2, "polyethylene": 0.7}, (60, 34, 18)))
    else:
        solids = shell(block(PLASTIC, (210, 90, 60)), 2.0)
        solids += [rod({"polyethylene": 0.9}, 22, 18, 1, (sx * 65.0, sy * 45.0, -20))
                   for sx in (-1, 1) for sy in (-1, 1)]  # fmt: skip
        solids += [rod(STEEL, 2, 90, 1, (s * 65.0, 0, -20)) for s in (-1, 1)]
        solids.append(rod({"iron": 4.0, "copper": 1.5}, 13, 28, 0, (-50, 0, 0)))
    return Thing("toy", "95", tuple(solids))


def _belt_and_keys(rng: Rng) -> Thing:
    leather: Recipe = {"cellulose": 0.95}
    solids: Solids = []
    for i in range(3):
        solids += ring(leather, (44 - 9.0 * i, 40 - 9.0 * i), 4.0, 14, 0.0)
    solids += [block({"iron": 5.0, "copper": 2.0}, (46, 34, 3), (78, 0, 8)),
               block({"iron": -5.0, "copper": -2.0}, (34, 22, 3), (78, 0, 8))]  # fmt: skip
    solids += ring(STEEL, (14, 14), 2.0, 12, 0.0)
    for _ in range(int(rng.integers(2, 6))):
        turn = _between(rng, 0, 360)
        frame = turned(2, turn, (0.0, 0.0, _between(rng, -4, 4)))
        key = [block({"copper": 8.4}, (40, 7, 2.2), (34, 0, 0)),
               block({"copper": 8.4}, (20, 22, 2.2), (12, 0, 0))]  # fmt: skip
        solids += [one.moved(frame) for one in key]
    return Thing("belt and keys", "42", tuple(solids))


Draw = Callable[[Rng], Thing]
EVERYDAY: dict[str, Draw] = {
    "bottle": _bottle,
    "book": _book,
    "shoes": _shoes,
    "laptop": _laptop,
    "phone": _phone,
    "charger": _charger,
    "cosmetics": _cosmetics,
    "tools": _tools,
    "tins": _cans,
    "groceries": _food_packet,
    "hair-dryer": _hair_dryer,
    "umbrella": _umbrella,
    "toy": _toy,
    "belt-and-keys": _belt_and_keys,
}
