"""What surrounds a region, and how a region looks with it taken out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inspector_app.domain.region import Box, Mark
from inspector_app.domain.scan import Energy
from inspector_app.imaging import physics
from inspector_app.imaging.material import SPENT_ATTENUATION, MaterialGroup, material_of_region
from inspector_app.imaging.measure import region_mask
from inspector_app.imaging.view_pixels import Pixels

_GAP_PX = 3
_RING_SHARE = 0.15
_RING_PX = (4, 40)
_LEAST_SIDE_PIXELS = 12
_FILTERS = {
    MaterialGroup.ORGANIC: "cellulose",
    MaterialGroup.LIGHT_METAL: "aluminium",
    MaterialGroup.METAL: "iron",
    MaterialGroup.HIGH_Z: "lead",
    MaterialGroup.CANNOT_TELL: "iron",
}


@dataclass(frozen=True, slots=True)
class Ring:
    """Attenuation of the surroundings by energy, and how far its sides differ."""

    alpha: Mapping[Energy, float]
    sigma: float


def find_ring(
    images: Mapping[Energy, Pixels], box: Box, air: Mapping[Energy, float]
) -> Ring | None:
    """The surroundings: the middle of the four sides around the box, None where fewer than two can
    be seen."""
    wide = min(max(_RING_SHARE * min(box.width, box.height), _RING_PX[0]), _RING_PX[1])
    left, top = box.x - _GAP_PX, box.y - _GAP_PX
    right, bottom = box.right + _GAP_PX, box.bottom + _GAP_PX
    strips = (
        Box(left - wide, top, wide, bottom - top),
        Box(right, top, wide, bottom - top),
        Box(left, top - wide, right - left, wide),
        Box(left, bottom, right - left, wide),
    )
    main = next(iter(images))
    sides: list[dict[Energy, float]] = []
    for strip in strips:
        height, width = images[main].shape
        window, inside = region_mask(Mark.of_box("", strip), (height, width))
        if inside.size < _LEAST_SIDE_PIXELS:
            continue
        levels = {e: float(np.median(image[window])) / air[e] for e, image in images.items()}
        if min(levels.values()) > math.exp(-SPENT_ATTENUATION):
            sides.append({e: -math.log(level) for e, level in levels.items()})
    if len(sides) < 2:
        return None
    sides.sort(key=lambda side: side[main])
    # With four, the lightest and the densest are left out: a neighbour may stand on either side.
    kept = sides[1:-1] if len(sides) == 4 else sides
    alpha = {e: sum(side[e] for side in kept) / len(kept) for e in images}
    # What lies behind the thing is no better known than its sides are alike.
    spread = float(np.std([side[main] for side in sides]))
    return Ring(alpha, spread)


def seen_through(table: physics.AttenuationTable, ring: Ring) -> physics.AttenuationTable:
    """The table with the spectra as they are behind the surroundings."""
    main = next(iter(ring.alpha))
    group = MaterialGroup.CANNOT_TELL
    if Energy.LOW in ring.alpha:
        group = material_of_region(
            ring.alpha[main], ring.alpha[Energy.LOW], ring.sigma, ring.sigma, table
        ).group
    name = _FILTERS[group]
    curve = physics.material_curve(table, name)
    weights = {}
    for beam in table.beams:
        energy = Energy.LOW if beam == curve.low and Energy.LOW in ring.alpha else main
        depth = depth_at(curve, np.array([max(ring.alpha[energy], 0.0)]), beam)[0]
        left = table.weights[beam] * np.exp(-table.mu_cm2_g(name, beam) * depth)
        weights[beam] = (left / left.sum()).astype(np.float32)
    return replace(table, weights=weights)


def depth_at(
    curve: physics.MaterialCurve, alpha: NDArray[np.float64], beam: str
) -> NDArray[np.float64]:
    """Areal density at an attenuation. Noise around nothing has two signs: below zero the curve is
    mirrored, so that it cancels instead of adding up."""
    depth = np.interp(np.abs(alpha), curve.alpha[beam], curve.areal_density_g_cm2)
    signed: NDArray[np.float64] = np.sign(alpha) * depth
    return signed
