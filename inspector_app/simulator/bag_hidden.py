"""What does not belong into a bag: weapons, powder, money, gold, more drink and tobacco than usual.

Each is drawn in three dimensions about its own middle, so that both views show the same thing.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from inspector_app.simulator.bag_shapes import (
    PLASTIC,
    STEEL,
    Rng,
    Solids,
    Thing,
    block,
    prism,
    rod,
    shell,
)
from inspector_app.simulator.bag_solids import turned
from inspector_app.simulator.bag_things import Draw, bottle
from inspector_app.simulator.canvas import Recipe

_WRAPPED: Recipe = {"polyethylene": 0.95}


def _pistol(rng: Rng) -> Thing:
    """Slide, frame, barrel, grip with its magazine; lying on its side."""
    s = float(rng.uniform(0.8, 1.15))
    polymer = rng.random() < 0.4
    frame_stuff = PLASTIC if polymer else STEEL
    grip = [(-95.0, -78.0), (-55.0, -78.0), (-38.0, 28.0), (-82.0, 28.0)]
    grip = [(x * s - 12 * s, y * s) for x, y in grip]
    solids: Solids = [
        block(STEEL, (190 * s, 31 * s, 27 * s), (0, 42 * s, 0)),
        block({"iron": -7.8}, (180 * s, 16 * s, 13 * s), (4 * s, 42 * s, 0)),
        rod(STEEL, 7.5 * s, 110 * s, 0, (38 * s, 44 * s, 0)),
        rod({"iron": -7.8}, 4.5 * s, 112 * s, 0, (38 * s, 44 * s, 0)),
        block(frame_stuff, (150 * s, 19 * s, 22 * s), (10 * s, 18 * s, 0)),
        prism(frame_stuff, grip, 28 * s),
        prism({name: -d for name, d in frame_stuff.items()},
              [(0.82 * x - 14 * s, 0.97 * y) for x, y in grip], 22 * s),
        prism(STEEL, [(0.7 * x - 22 * s, 0.93 * y) for x, y in grip], 19 * s),
        prism({"iron": -7.8}, [(0.64 * x - 26 * s, 0.9 * y) for x, y in grip], 16 * s),
    ]  # fmt: skip
    for i in range(int(rng.integers(0, 10))):
        at = ((-78 + 1.6 * i) * s, (-62 + 9.5 * i) * s, 0.0)
        solids.append(rod({"copper": 6.0, "lead": 2.5}, 4.4 * s, 26 * s, 0, at))
    corners = [(-40.0, 9.0), (-34.0, -22.0), (-4.0, -22.0), (4.0, 9.0)]
    for (x0, y0), (x1, y1) in pairwise(corners):
        run, rise = (x1 - x0) * s, (y1 - y0) * s
        length = float(np.sqrt(run * run + rise * rise))
        across, up = -rise / length * 2.2, run / length * 2.2
        outline = [(x0 * s - across, y0 * s - up), (x1 * s - across, y1 * s - up),
                   (x1 * s + across, y1 * s + up), (x0 * s + across, y0 * s + up)]  # fmt: skip
        solids.append(prism(frame_stuff, outline, 9 * s))
    solids.append(block(STEEL, (5 * s, 24 * s, 7 * s), (-22 * s, 0, 0), -12))
    return Thing("pistol", "93", tuple(solids))


def _knife(rng: Rng) -> Thing:
    """A fixed blade with a handle, at times in a sheath."""
    blade, wide = float(rng.uniform(110, 220)), float(rng.uniform(24, 42))
    thick, handle = float(rng.uniform(2.2, 4.5)), float(rng.uniform(100, 130))
    tip = blade * float(rng.uniform(0.6, 0.85))
    outline = [(0.0, -wide / 2), (tip, -wide / 2), (blade, 0.1 * wide), (tip, 0.45 * wide),
               (0.0, 0.45 * wide)]  # fmt: skip
    grip: Recipe = {"cellulose": 0.9} if rng.random() < 0.5 else {"polyethylene": 1.2}
    solids = [
        prism(STEEL, outline, thick),
        block(STEEL, (handle, wide * 0.5, thick), (-handle / 2, 0, 0)),
        block(grip, (handle, wide * 0.85, 20), (-handle / 2, 0, 0)),
        block(STEEL, (7, wide * 1.3, 15), (0, 0, 0)),
    ]
    solids += [rod({"copper": 5.0}, 3, 21, 2, (-handle * at, 0, 0)) for at in (0.25, 0.75)]
    if rng.random() < 0.4:
        leather = block({"cellulose": 0.9}, (blade + 12, wide + 14, thick + 9), (blade / 2, 0, 0))
        solids += shell(leather, 3.0)
    middle = turned(2, 0.0, ((handle - blade) / 2, 0.0, 0.0))
    return Thing("knife", "82", tuple(one.moved(middle) for one in solids))


def _powder_bricks(rng: Rng) -> Thing:
    x, y, z = (float(v) for v in np.array([195.0, 120.0, 38.0]) * rng.uniform(0.8, 1.15, 3))
    across, high = int(rng.integers(1, 3)), int(rng.integers(1, 4))
    powder: Recipe = {"cellulose": float(rng.uniform(0.85, 1.25))}
    solids: Solids = []
    for i in range(across):
        for j in range(high):
            at = (float(rng.uniform(-5, 5)), (i - (across - 1) / 2) * (y + 4),
                  (j - (high - 1) / 2) * (z + 2))  # fmt: skip
            brick = block(powder, (x, y, z), at, float(rng.uniform(-2, 2)))
            solids += [brick, *shell(block(_WRAPPED, (x + 2, y + 2, z + 2), at), 0.8)]
    return Thing("powder-bricks", "29", tuple(solids))


def _cash(rng: Rng) -> Thing:
    """Straps of a hundred notes, side by side and on each other."""
    across, long, high = (int(rng.integers(*ends)) for ends in ((1, 4), (1, 3), (2, 10)))
    notes, wide, thick = float(rng.uniform(140, 158)), float(rng.uniform(64, 76)), 11.0
    solids: Solids = []
    for i in range(across):
        for j in range(long):
            for k in range(high):
                at = ((j - (long - 1) / 2) * (notes + 3), (i - (across - 1) / 2) * (wide + 3),
                      (k - (high - 1) / 2) * (thick + 1))  # fmt: skip
                density = float(rng.uniform(0.78, 0.95))
                turn = float(rng.uniform(-1.5, 1.5))
                solids.append(block({"cellulose": density}, (notes, wide, thick), at, turn))
    return Thing("cash", "49", tuple(solids))


def _gold(rng: Rng) -> Thing:
    """Kilogram bars, each 80 x 40 x 18 mm or 116 x 51 x 9 mm, side by side."""
    size = (116.0, 51.0, 8.9) if rng.random() < 0.5 else (80.0, 40.0, 17.0)
    across, high = int(rng.integers(1, 4)), int(rng.integers(1, 3))
    solids: Solids = []
    for i in range(across):
        for j in range(high):
            at = (float(rng.uniform(-3, 3)), (i - (across - 1) / 2) * (size[1] + 3),
                  (j - (high - 1) / 2) * (size[2] + 1))  # fmt: skip
            solids.append(block({"gold": 19.3}, size, at, float(rng.uniform(-3, 3))))
    return Thing("gold", "71", tuple(solids))


def _ammunition(rng: Rng) -> Thing:
    """A carton of fifty cartridges, or two of them, points down."""
    calibre, long = float(rng.uniform(9, 12)), float(rng.uniform(27, 40))
    pitch = calibre + 1.2
    boxes, across, deep = int(rng.integers(1, 3)), 10, 5
    brass: Recipe = {"copper": 3.4}
    solids: Solids = []
    for n in range(boxes):
        y = (n - (boxes - 1) / 2) * (deep * pitch + 6)
        for i in range(across):
            for j in range(deep):
                at = ((i - 4.5) * pitch, y + (j - 2.0) * pitch, 0.0)
                case = (at[0], at[1], long * 0.18)
                solids += [rod(brass, calibre / 2, long * 0.62, 2, case),
                           rod({"lead": 10.5}, calibre * 0.42, long * 0.38, 2,
                               (at[0], at[1], -long * 0.32))]  # fmt: skip
        carton = block({"cellulose": 0.7}, (across * pitch + 3, deep * pitch + 3, long + 4),
                       (0.0, y, 0.0))  # fmt: skip
        solids += shell(carton, 0.8)
    return Thing("ammunition", "93", tuple(solids))


def _bottles(rng: Rng) -> Thing:
    """Bottles of spirits side by side, or of a solution that is none."""
    radius, high = float(rng.uniform(34, 42)), float(rng.uniform(240, 310))
    wall, count = float(rng.uniform(2.8, 4.2)), int(rng.integers(1, 4))
    inside: Recipe = {"water": float(rng.uniform(0.92, 1.2))}
    solids: Solids = []
    for i in range(count):
        turn = 180.0 if i % 2 else 0.0
        frame = turned(2, turn, (0.0, (i - (count - 1) / 2) * (2 * radius + 4), 0.0))
        made = bottle(radius, high, wall, {"glass": 2.5}, inside, rng)
        solids += [one.moved(frame) for one in made]
    return Thing("bottles", "22", tuple(solids))


def _cigarettes(rng: Rng) -> Thing:
    """Cartons of ten packets each; a packet 88 x 55 x 23 mm."""
    across, high = int(rng.integers(1, 4)), int(rng.integers(1, 5))
    tobacco: Recipe = {"cellulose": float(rng.uniform(0.26, 0.34))}
    solids: Solids = []
    for i in range(across):
        for j in range(high):
            y, z = (i - (across - 1) / 2) * 92.0, (j - (high - 1) / 2) * 48.0
            for k in range(5):
                for half in (-1, 1):
                    at = ((k - 2) * 56.0, y, z + half * 11.6)
                    solids.append(block(tobacco, (54, 84, 21), at))
                    foil = block({"cellulose": 0.6, "aluminium": 0.1}, (55, 87, 22.6), at)
                    solids += shell(foil, 0.5)
    return Thing("cigarettes", "24", tuple(solids))


BAG_HIDDEN: dict[str, Draw] = {
    "pistol": _pistol,
    "knife": _knife,
    "powder-bricks": _powder_bricks,
    "cash": _cash,
    "gold": _gold,
    "ammunition": _ammunition,
    "bottles": _bottles,
    "cigarettes": _cigarettes,
}
BAG_HIDDEN_KINDS = tuple(BAG_HIDDEN)
MATERIAL_OF = {
    "pistol": "steel", "knife": "steel", "powder-bricks": "organic", "cash": "organic",
    "gold": "gold", "ammunition": "metal", "bottles": "organic", "cigarettes": "organic",
}  # fmt: skip
