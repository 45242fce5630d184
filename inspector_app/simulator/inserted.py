"""Things hidden in a load, as small maps of areal density in the pixel grid of the scan."""

from __future__ import annotations

import numpy as np

from inspector_app.simulator.micro_texture import roughen, unit_texture
from inspector_app.simulator.object_sheet import Draw, HiddenObject, in_pixels
from inspector_app.simulator.organic_objects import ORGANIC_DRAWINGS
from inspector_app.simulator.valuables import VALUABLE_DRAWINGS
from inspector_app.simulator.weapons import WEAPON_DRAWINGS

__all__ = ["OBJECT_KINDS", "STANDS_ON_FLOOR", "HiddenObject", "make_object"]

# The first nine keep their order: seeds of older evaluations draw from them by number.
_ORDER = (
    "organic-brick", "brick-stack", "cigarettes", "pistol", "rifle", "ammunition", "heavy-block",
    "steel-cylinder", "organic-mass", "cash", "bottles", "person-standing", "person-sitting",
)  # fmt: skip
_DRAWINGS: dict[str, Draw] = {**ORGANIC_DRAWINGS, **WEAPON_DRAWINGS, **VALUABLE_DRAWINGS}
OBJECT_KINDS = tuple(sorted(_DRAWINGS, key=_ORDER.index))
STANDS_ON_FLOOR = frozenset({"person-standing", "person-sitting"})
_TEXTURE, _TEXTURE_PX = (0.012, 0.04), 96
_UPRIGHT = {"brick-stack", "cigarettes", "organic-mass", "ammunition", "cash", "bottles"}


def make_object(
    kind: str, rng: np.random.Generator, mm_x: float, mm_y: float, *, lying: bool = False
) -> HiddenObject:
    """Draw one object of a kind with its own size, filling and pose.

    Args:
        mm_x, mm_y: millimetres per pixel at the object's depth.
        lying: in the pose in which it would rest on a floor, not at any angle.

    Raises:
        KeyError: no such kind.
    """
    drawing = _DRAWINGS[kind](rng)
    upright = kind in _UPRIGHT or kind in STANDS_ON_FLOOR
    angle = float(rng.normal(0, 4)) if upright else float(rng.uniform(0, 360))
    if not upright and rng.random() < 0.5:
        angle = float(rng.choice([0, 90, 180, 270])) + float(rng.normal(0, 5))
    if lying:
        angle = float(rng.normal(0, 1))
    mirrored = bool(rng.random() < 0.5)
    phase = (float(rng.random()), float(rng.random()))
    made = in_pixels(kind, drawing, angle, mirrored, (mm_x, mm_y), phase)
    # As rough as the cargo round it, so that smoothness does not give it away.
    unit = unit_texture(rng, (mm_x, mm_y), _TEXTURE_PX)
    roughen(made.maps.values(), unit, float(rng.uniform(*_TEXTURE)), rng)
    return made
