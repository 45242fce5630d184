"""Organic things that are hidden: powder in bricks, cigarettes, bottles, people."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from inspector_app.simulator.object_sheet import Draw, Drawing, Sheet


def _brick_size(rng: np.random.Generator) -> tuple[float, float, float]:
    size = np.array([205.0, 125.0, 42.0]) * rng.uniform(0.85, 1.25, 3)
    rng.shuffle(size)
    return float(size[0]), float(size[1]), float(size[2])


def _organic_brick(rng: np.random.Generator) -> Drawing:
    sheet = Sheet.new(500)
    width, height, depth = _brick_size(rng)
    count = int(rng.integers(1, 5))
    density = float(rng.uniform(0.95, 1.3))
    stack = depth * count
    areal = density * stack / 10
    sheet.rectangle("cellulose", (-width / 2, width / 2), (-height / 2, height / 2), areal)
    return sheet, "organic", stack


def _brick_stack(rng: np.random.Generator) -> Drawing:
    sheet = Sheet.new(900)
    width, height, depth = _brick_size(rng)
    across, high, deep = int(rng.integers(2, 5)), int(rng.integers(2, 6)), int(rng.integers(1, 4))
    width, height = min(width, 1400 / across), min(height, 1000 / high)
    areal = float(rng.uniform(0.95, 1.3)) * depth * deep / 10
    for i in range(across):
        for j in range(high):
            if j == high - 1 and rng.random() < 0.25:
                continue
            x = (i - across / 2) * (width + rng.uniform(1, 8)) + rng.normal(0, 4)
            z = (j - high / 2) * (height + 3)
            factor = float(rng.normal(1, 0.03))
            sheet.rectangle("cellulose", (x, x + width), (z, z + height), areal * factor)
    if rng.random() < 0.5:
        reach = (across * width * 0.58, high * height * 0.6)
        sheet.ellipse("polyethylene", reach, 0.25, domed=False)
    return sheet, "organic", depth * deep


def _cigarettes(rng: np.random.Generator) -> Drawing:
    sheet = Sheet.new(900)
    across, high = int(rng.integers(2, 6)), int(rng.integers(3, 9))
    deep = int(rng.integers(2, 8))
    width, height = (285.0, 48.0) if rng.random() < 0.5 else (90.0, 48.0)
    depth = (90.0 if width > 200 else 285.0) * deep
    density = float(rng.uniform(0.24, 0.36))
    across = min(across, int(1500 / width))
    for i in range(across):
        for j in range(high):
            x, z = (i - across / 2) * (width + 2), (j - high / 2) * (height + 1.5)
            sheet.rectangle("cellulose", (x, x + width), (z, z + height), density * depth / 10)
            sheet.rectangle("cellulose", (x, x + width), (z, z + 4), 0.02 * depth / 10)
    return sheet, "organic", depth


def _organic_mass(rng: np.random.Generator) -> Drawing:
    """A large lump of organic matter, about the size of a crouching person or a full kit bag."""
    sheet = Sheet.new(1000)
    radii = (float(rng.uniform(160, 420)), float(rng.uniform(200, 480)))
    depth = float(rng.uniform(200, 420))
    density = float(rng.uniform(0.7, 1.05))
    sheet.ellipse("water", radii, density * depth / 10, domed=rng.random() < 0.7)
    return sheet, "organic", depth


def _bottles(rng: np.random.Generator) -> Drawing:
    """Bottles standing side by side, some rows deep: glass with a drink or a drug solution."""
    sheet = Sheet.new(700)
    radius, height = float(rng.uniform(33, 48)), float(rng.uniform(230, 330))
    across, deep = int(rng.integers(1, 9)), int(rng.integers(1, 5))
    wall = float(rng.uniform(2.5, 4.5))
    liquid = float(rng.uniform(0.92, 1.15))
    # A slice of a round bottle: chord of glass and of what is inside, for eight strips.
    edges = np.linspace(-radius, radius, 17)
    shoulder = -height / 2 + height * 0.62
    for i in range(across):
        x = (i - (across - 1) / 2) * (2 * radius + float(rng.uniform(1, 6)))
        level = -height / 2 + height * float(rng.uniform(0.55, 0.75))
        for left, right in pairwise(edges):
            off = abs(left + right) / 2
            inner = max(radius - wall, 1.0)
            outer_chord = 2 * np.sqrt(radius**2 - off**2)
            inner_chord = 2 * np.sqrt(max(inner**2 - off**2, 0.0))
            span = (x + left, x + right)
            glass = 2.5 * (outer_chord - inner_chord) / 10 * deep
            sheet.rectangle("glass", span, (-height / 2, shoulder), glass)
            low = (-height / 2 + 5, min(level, shoulder))
            sheet.rectangle("water", span, low, liquid * inner_chord / 10 * deep)
        sheet.rectangle("glass", (x - 15, x + 15), (shoulder, height / 2), 2.5 * 0.7 * deep)
        neck = np.array(
            [(x - radius, shoulder), (x + radius, shoulder), (x + 15, shoulder + 40.0),
             (x - 15, shoulder + 40.0)]
        )  # fmt: skip
        sheet.polygon("glass", neck, 2.5 * 0.8 * deep)
    return sheet, "organic", 2 * radius * deep


_BODY_G_CM3 = 1.0
# Standing, seen from the side: ends of each limb (x, z), radii at both, depth, all mm for 1.75 m.
_STANDING = (
    (((20.0, 1540.0), (10.0, 1380.0)), (85.0, 60.0), 190.0),
    (((-5.0, 1340.0), (0.0, 950.0)), (125.0, 130.0), 330.0),
    (((0.0, 920.0), (10.0, 480.0)), (92.0, 62.0), 280.0),
    (((10.0, 480.0), (-5.0, 60.0)), (60.0, 42.0), 200.0),
    (((-20.0, 35.0), (130.0, 30.0)), (38.0, 30.0), 180.0),
    (((0.0, 1340.0), (30.0, 880.0)), (48.0, 35.0), 400.0),
)
_SITTING = (
    (((120.0, 700.0), (70.0, 560.0)), (85.0, 60.0), 190.0),
    (((40.0, 510.0), (-60.0, 130.0)), (125.0, 135.0), 330.0),
    (((-40.0, 110.0), (330.0, 420.0)), (95.0, 66.0), 280.0),
    (((330.0, 420.0), (400.0, 60.0)), (64.0, 44.0), 200.0),
    (((380.0, 35.0), (520.0, 30.0)), (38.0, 30.0), 180.0),
    (((60.0, 500.0), (290.0, 380.0)), (48.0, 34.0), 380.0),
)


def _person(limbs: tuple[tuple[tuple[tuple[float, float], tuple[float, float]],
            tuple[float, float], float], ...], rng: np.random.Generator) -> Drawing:  # fmt: skip
    sheet = Sheet.new(1050)
    tall = float(rng.uniform(0.88, 1.06))
    stout = tall * float(rng.uniform(0.85, 1.2))
    middle = max(z for ends, _, _ in limbs for _, z in ends) / 2
    for ends, radii, depth in limbs:
        sway = rng.normal(0, 12, 2)
        moved = (
            ((ends[0][0] + float(sway[0])) * tall, (ends[0][1] - middle) * tall),
            ((ends[1][0] + float(sway[1])) * tall, (ends[1][1] - middle) * tall),
        )
        thick = _BODY_G_CM3 * depth * stout / 10
        sheet.limb("water", moved, (radii[0] * stout, radii[1] * stout), thick)
    cloth = float(rng.uniform(0.3, 1.2))
    worn = (sheet.layers["water"] > 0).astype(np.float32) * np.float32(cloth)
    sheet.layers["cellulose"] = worn
    return sheet, "organic", 330.0 * stout


def _person_standing(rng: np.random.Generator) -> Drawing:
    return _person(_STANDING, rng)


def _person_sitting(rng: np.random.Generator) -> Drawing:
    return _person(_SITTING, rng)


ORGANIC_DRAWINGS: dict[str, Draw] = {
    "organic-brick": _organic_brick,
    "brick-stack": _brick_stack,
    "cigarettes": _cigarettes,
    "organic-mass": _organic_mass,
    "bottles": _bottles,
    "person-standing": _person_standing,
    "person-sitting": _person_sitting,
}
