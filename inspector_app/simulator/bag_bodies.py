"""Bags themselves: shell, frame, handles, wheels, zips; and the clothes that fill most of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inspector_app.simulator.bag_shapes import (
    ALUMINIUM,
    PLASTIC,
    STEEL,
    Rng,
    Solids,
    Thing,
    block,
    lump,
    ring,
    rod,
    rounded,
    shell,
    wire,
)
from inspector_app.simulator.bag_solids import Solid, Vector, turned
from inspector_app.simulator.canvas import Recipe

_CLOTH: Recipe = {"polyethylene": 0.9}
_BOARD: Recipe = {"cellulose": 0.32}
_BRASS: Recipe = {"copper": 8.4}


@dataclass(frozen=True, slots=True)
class Bag:
    """An empty bag about its own middle.

    Attributes:
        kind: name from `BAG_KINDS`.
        solids: of the bag itself.
        outer, inner: half extents outside and of the room inside, mm.
    """

    kind: str
    solids: tuple[Solid, ...]
    outer: Vector
    inner: Vector


# Full extents along the belt, across it and upwards, mm; how often each kind comes.
_SIZES: dict[str, tuple[Vector, Vector]] = {
    "suitcase-hard": ((500, 340, 200), (700, 450, 290)),
    "suitcase-soft": ((480, 330, 200), (690, 440, 300)),
    "backpack": ((420, 280, 140), (520, 340, 200)),
    "sports-bag": ((450, 250, 220), (620, 320, 290)),
    "carton": ((300, 230, 160), (560, 400, 340)),
    "parcel": ((200, 140, 60), (340, 260, 130)),
}
BAG_KINDS = tuple(_SIZES)


def draw_bag(kind: str, rng: Rng) -> Bag:
    """Draw an empty bag. Raises KeyError for a kind that is not one."""
    low, high = _SIZES[kind]
    x, y, z = (float(rng.uniform(a, b)) for a, b in zip(low, high, strict=True))
    size = (x, y, z)
    if kind.startswith("suitcase"):
        return _suitcase(kind, size, rng)
    if kind in ("carton", "parcel"):
        return _carton(kind, size, rng)
    return _soft_bag(kind, size, rng)


def _suitcase(kind: str, size: Vector, rng: Rng) -> Bag:
    """A shell with rounded corners, telescopic handle, four wheels, zip or frame, lining."""
    x, y, z = size
    hard = kind == "suitcase-hard"
    stuff: Recipe = {"polyethylene": 1.15} if hard else _CLOTH
    wall = float(rng.uniform(2.2, 3.4)) if hard else float(rng.uniform(1.2, 2.0))
    half = (x / 2, y / 2, z / 2)
    body = Solid(stuff, half, planes=rounded(size, float(rng.uniform(35, 70))))
    solids = shell(body, wall)
    if hard:
        # Ribs along the shell, on both of its faces.
        count = int(rng.integers(4, 9))
        for i in range(count):
            across = (i - (count - 1) / 2) * y * 0.8 / count
            for side in (-1, 1):
                at = (0.0, across, side * (z / 2 - wall - 1))
                solids.append(block(stuff, (x * 0.82, 9, 2.2), at))
    for across in (-1, 1):
        at = (0.0, across * y * 0.17, -z / 2 + 14)
        for radius, long, from_end in ((8.0, 0.92, 0.0), (6.5, 0.5, 0.2)):
            tube = rod(ALUMINIUM, radius, x * long, 0, (at[0] + from_end * x, at[1], at[2]))
            solids += shell(tube, 1.3)
        solids.append(block(PLASTIC, (40, 30, 24), (-x * 0.46, at[1], at[2])))
    grip = (x / 2 - 12, 0.0, -z / 2 + 14)
    solids.append(block(PLASTIC, (18, y * 0.36, 22), grip))
    for across in (-1, 1):
        for up in (-1, 1):
            at = (-x / 2 - 16, across * y * 0.38, up * (z / 2 - 34))
            solids += [rod({"polyethylene": 1.1}, 22, 20, 1, at), rod(STEEL, 4, 32, 1, at),
                       block(PLASTIC, (22, 44, 40), (-x / 2 + 6, at[1], at[2])),
                       rod(STEEL, 5, 26, 0, (-x / 2 + 4, at[1], at[2]))]  # fmt: skip
    solids += _zip(size, 0.0, rng)
    if not hard:
        a, b, cut = x / 2 - 8, y / 2 - 8, 38.0
        corners = [(a, cut - b), (a, b - cut), (a - cut, b), (cut - a, b), (-a, b - cut),
                   (-a, cut - b), (cut - a, -b), (a - cut, -b)]  # fmt: skip
        for height in (z / 2 - 8, 8 - z / 2):
            solids += wire(STEEL, corners, 3.0, height, closed=True)
    outer = (x / 2 + 38, y / 2 + 2, z / 2 + 2)
    return Bag(kind, tuple(solids), outer, (x / 2 - 22, y / 2 - 16, z / 2 - 24))


def _zip(size: Vector, height: float, rng: Rng) -> Solids:
    """Two rows of teeth all the way round, with their sliders."""
    x, y, _ = size
    teeth: Recipe = {"polyethylene": 1.1} if rng.random() < 0.6 else {"copper": 2.2}
    solids: Solids = []
    for side in (-1, 1):
        solids += [block(teeth, (x * 0.86, 3, 7), (0, side * (y / 2 - 1), height)),
                   block(teeth, (3, y * 0.8, 7), (side * (x / 2 - 1), 0, height))]  # fmt: skip
    for _ in range(2):
        at = (float(rng.uniform(-0.35, 0.35)) * x, y / 2, height)
        solids.append(block({"iron": 6.0}, (13, 8, 10), at))
        solids.append(block({"iron": 6.0}, (32, 2, 6), (at[0] + 20, at[1] + 3, at[2] - 8)))
    return solids


def _soft_bag(kind: str, size: Vector, rng: Rng) -> Bag:
    """A sack of cloth, rounder than a suitcase, with straps, buckles, zips and a pocket."""
    x, y, z = size
    half = (x / 2, y / 2, z / 2)
    # An ellipse that is wider than the box leaves a cushion with blunt edges.
    bulge = (0.0, y * 0.62, z * 0.62) if kind == "sports-bag" else (x * 0.66, y * 0.66, 0.0)
    wall = float(rng.uniform(0.9, 1.6))
    solids = shell(Solid(_CLOTH, half, curve=bulge), wall)
    pad: Recipe = {"polyethylene": 0.06}
    solids.append(block(pad, (x * 0.9, y * 0.8, 9), (0, 0, -z / 2 + 7)))
    for side in (-1, 1):
        solids.append(block({"polyethylene": 0.6}, (x * 0.75, 28, 5), (0, side * y * 0.2, z / 2)))
        for at in (-0.3, 0.3):
            where = (at * x, side * y * 0.2, z / 2 + 2)
            frame: Recipe = {"iron": 7.0} if rng.random() < 0.5 else PLASTIC
            solids.append(block(frame, (22, 34, 4), where))
            solids.append(block({name: -d for name, d in frame.items()}, (12, 24, 4), where))
    solids += _zip((x * 0.9, y * 0.96, z), z * 0.2, rng)
    if kind == "backpack":
        pocket = lump(_CLOTH, (x * 0.5, y * 0.7, z * 0.3), (-x * 0.15, 0, z * 0.42))
        solids += shell(pocket, 1.0)
        solids += ring(_BRASS, (9, 9), 2.4, 10, z / 2 - 6)
    return Bag(kind, tuple(solids), (x / 2 + 4, y / 2 + 8, z / 2 + 8),
               (x * 0.44, y * 0.42, z * 0.42))  # fmt: skip


def _carton(kind: str, size: Vector, rng: Rng) -> Bag:
    """Corrugated board, with flaps that meet in the middle, tape and a label."""
    x, y, z = size
    wall = 3.5 if kind == "parcel" else float(rng.choice([4.0, 6.5]))
    solids = shell(block(_BOARD, size), wall)
    for side in (-1, 1):
        up = side * (z / 2 - 1.5 * wall)
        solids += [block(_BOARD, (x - 8, y / 2 - 4, wall), (0, end * y / 4, up)) for end in (-1, 1)]
        solids.append(block({"polyethylene": 0.9}, (x, 50, 0.12), (0, 0, side * z / 2)))
    solids.append(block({"cellulose": 0.9}, (105, 150 if y > 180 else 70, 0.25),
                        (float(rng.uniform(-0.2, 0.2)) * x, 0, z / 2 + 0.3)))  # fmt: skip
    room = 2.5 * wall + 2
    return Bag(kind, tuple(solids), (x / 2, y / 2, z / 2),
               (x / 2 - room, y / 2 - room, z / 2 - room))  # fmt: skip


def fold_clothes(room: Vector, fullness: float, rng: Rng) -> list[Thing]:
    """Garments folded, rolled and stuffed into a room of half extents `room`, from its floor up.

    Args:
        fullness: share of the height that they fill.
    """
    x, y, z = room
    across = max(round(2 * x / float(rng.uniform(190, 320))), 1)
    deep = max(round(2 * y / float(rng.uniform(170, 260))), 1)
    garments: list[Thing] = []
    for i in range(across):
        for j in range(deep):
            pile = ((-x + (i + 0.5) * 2 * x / across), (-y + (j + 0.5) * 2 * y / deep))
            top = -z + 2 * z * min(fullness * float(rng.uniform(0.75, 1.2)), 0.97)
            garments += _pile(pile, (2 * x / across, 2 * y / deep), (-z, top), rng)
    return garments


def _pile(
    at: tuple[float, float], size: tuple[float, float], z: tuple[float, float], rng: Rng
) -> list[Thing]:
    garments: list[Thing] = []
    low = z[0]
    while low < z[1] - 6:
        high = min(low + float(rng.uniform(12, 38)), z[1])
        stuff = "cellulose" if rng.random() < 0.6 else "polyethylene"
        density = float(rng.uniform(0.14, 0.36))
        middle = (at[0] + float(rng.uniform(-6, 6)), at[1] + float(rng.uniform(-6, 6)),
                  (low + high) / 2)  # fmt: skip
        full = (size[0] * float(rng.uniform(0.85, 1.0)), size[1] * float(rng.uniform(0.85, 1.0)),
                high - low)  # fmt: skip
        garments.append(_garment(stuff, density, full, rng).moved(turned(2, 0.0, middle)))
        low = high
    return garments


def _garment(stuff: str, density: float, full: Vector, rng: Rng) -> Thing:
    """A folded piece: a soft slab, thicker along its folds and seams, at times with buttons."""
    x, y, z = full
    half = (x / 2, y / 2, z / 2)
    turn = float(rng.uniform(-5, 5))
    bulge = (x * 0.6, y * 0.6, 0.0) if rng.random() < 0.5 else (x * 0.64, 0.0, z * 0.62)
    solids = [Solid({stuff: density}, half, turned(2, turn), bulge)]
    for _ in range(int(rng.integers(4, 9))):
        # A fold: a long flat lump of one more layer of cloth, at any angle.
        long, wide = float(rng.uniform(0.35, 0.95)) * x, float(rng.uniform(5, 34))
        angle = float(rng.choice([0.0, 90.0])) + float(np.rint(rng.uniform(-28, 28)))
        thick = min(float(rng.uniform(2, 9)), z)
        where = (float(rng.uniform(-0.38, 0.38)) * x, float(rng.uniform(-0.42, 0.42)) * y,
                 float(rng.uniform(-0.4, 0.4)) * (z - thick))  # fmt: skip
        extra = {stuff: density * float(rng.uniform(0.6, 1.6))}
        short = long if angle < 45 else min(long, y * 0.9)
        solids.append(lump(extra, (short, wide, thick), where, angle))
    kind = rng.random()
    if kind < 0.15:
        long = float(rng.uniform(0.3, 0.7)) * x
        solids.append(block({"copper": 2.5}, (long, 5, 2), (0, y * 0.1, 0), turn))
        solids.append(block({"iron": 6.0}, (11, 7, 5), (long / 2, y * 0.1, 0), turn))
    elif kind < 0.5:
        count = int(rng.integers(3, 7))
        button: Recipe = {"copper": 6.0} if rng.random() < 0.3 else {"polyethylene": 1.2}
        line = float(rng.uniform(-0.3, 0.3)) * y
        solids += [rod(button, 6.5, 2.6, 2, ((i / count - 0.4) * x, line, 0))
                   for i in range(count)]  # fmt: skip
    return Thing("clothes", "62", tuple(solids), soft=True)
