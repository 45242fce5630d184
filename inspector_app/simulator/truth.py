"""What is true of a hidden object, in the pixels of the finished scan."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from inspector_app.domain.region import Box
from inspector_app.imaging import physics
from inspector_app.simulator.canvas import FloatMap
from inspector_app.simulator.placing import HiddenAt

Mask = NDArray[np.bool_]


def _no_mask() -> Mask:
    return np.zeros((0, 0), np.bool_)


@dataclass(frozen=True, slots=True)
class InsertedTruth:
    """What was hidden and where.

    Attributes:
        kind: name from `HIDDEN_KINDS`.
        material: organic, steel, metal, lead, gold, aluminium or none (something is missing).
        box: where, in scan pixels; whole numbers.
        mass_kg: its mass; negative where something is missing.
        background_attenuation: mean -ln T of everything else there, high energy.
        contrast: mean change of -ln T that it causes, high energy; small or negative means that it
            took the place of cargo much like itself.
        mask: the pixels it covers, shape (box.height, box.width), the first at (box.y, box.x).
        depth_mm: from the near wall to its near side.
        background_g_cm2: mean areal density of everything else there.
        displaces: it took the place of cargo over its depth; False where it lies in a void.
        weight_change_kg: by how much it makes the whole heavier or lighter on a weighbridge, less
            what it displaces.
        number: of the object in its scan, from 1 on; the same in every view. 0 if it has none.
    """

    kind: str
    material: str
    box: Box
    mass_kg: float
    background_attenuation: float
    contrast: float
    mask: Mask = field(default_factory=_no_mask, compare=False, repr=False)
    depth_mm: float = 0.0
    background_g_cm2: float = 0.0
    displaces: bool = False
    weight_change_kg: float = 0.0
    number: int = 0

    def mask_in(self, height_px: int, width_px: int) -> Mask:
        """The mask in a scan of that size; what lies outside is cut off."""
        whole = np.zeros((height_px, width_px), np.bool_)
        top, left = int(self.box.y), int(self.box.x)
        part = self.mask[max(-top, 0) :, max(-left, 0) :]
        into = whole[max(top, 0) :, max(left, 0) :]
        rows, columns = (min(part.shape[i], into.shape[i]) for i in (0, 1))
        into[:rows, :columns] = part[:rows, :columns]
        return whole


def measure_truth(
    hidden_at: HiddenAt, before: FloatMap, after: FloatMap, number: int = 0
) -> InsertedTruth:
    """The truth of one object.

    Args:
        before, after: transmission of the high beam without and with it, of the whole scan, before
            the detector.
    """
    placed = hidden_at.placed
    rows, columns = hidden_at.window
    cover = placed.hidden.cover[hidden_at.inner]
    mask = cover > 0.5
    if not mask.any():
        mask = np.ones_like(mask)
    seen = _span(cover > 0)
    box = Box(
        columns.start + seen[1].start,
        rows.start + seen[0].start,
        seen[1].stop - seen[1].start,
        seen[0].stop - seen[0].start,
    )
    was = physics.attenuation(before[rows, columns])[mask]
    is_now = physics.attenuation(after[rows, columns])[mask]
    return InsertedTruth(
        placed.hidden.kind,
        placed.hidden.material,
        box,
        placed.hidden.mass_kg,
        float(was.mean()),
        float((is_now - was).mean()),
        np.ascontiguousarray(mask[seen]),
        placed.depth_mm,
        hidden_at.background_g_cm2,
        placed.displaced_share > 0,
        hidden_at.weight_change_kg,
        number,
    )


def _span(mask: Mask) -> tuple[slice, slice]:
    if not mask.any():
        return slice(0, mask.shape[0]), slice(0, mask.shape[1])
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def mirror_truth(truth: InsertedTruth, width_px: int) -> InsertedTruth:
    """The same in the scan turned left to right."""
    box = truth.box
    turned = Box(width_px - box.right, box.y, box.width, box.height)
    return replace(truth, box=turned, mask=np.ascontiguousarray(truth.mask[:, ::-1]))


def follow_columns(truth: InsertedTruth, source_columns: NDArray[np.floating]) -> InsertedTruth:
    """The same in a scan whose columns were sampled anew (unsteady speed).

    Args:
        source_columns: column of the old scan that each new column shows, ascending, (W,).
    """
    at = np.rint(np.asarray(source_columns, np.float64) - truth.box.x).astype(np.intp)
    inside = np.flatnonzero((at >= 0) & (at < truth.mask.shape[1]))
    if not len(inside):
        return truth
    first, last = int(inside[0]), int(inside[-1]) + 1
    box = Box(first, truth.box.y, last - first, truth.box.height)
    return replace(truth, box=box, mask=np.ascontiguousarray(truth.mask[:, at[first:last]]))
