"""From scores to marks: peaks, boxes, and what is measurably unusual about each place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.detection.features import FloatMap, air_levels, smallest_transmission
from inspector_app.detection.model_file import ONE_ENERGY, TWO_ENERGIES, LoadedModel
from inspector_app.detection.score_map import score_map
from inspector_app.domain.highlight import Highlight, HighlightReason, Tier
from inspector_app.domain.region import Box
from inspector_app.imaging.physics import material_difference
from inspector_app.imaging.view_pixels import Pixels, ViewPixels

MOST_MARKS = 12
_REGION_SHARE = 0.5
_LEAST_BOX_PX = 16
_CLEAR_CONTRAST = 0.05
_CLEAR_MATERIAL = 0.04
_MATERIAL_PER_CONTRAST = 0.06


@dataclass(frozen=True, slots=True)
class Peak:
    """A local maximum of the score map: its cell, its score and the outline of its region in px."""

    row: int
    column: int
    score: float
    box: Box


def find_highlights(
    pixels: ViewPixels,
    *,
    view: str,
    model: LoadedModel,
    progress: Callable[[float], None],
    should_stop: Callable[[], bool],
    on_partial: Callable[[tuple[Highlight, ...]], None] | None = None,
) -> tuple[Highlight, ...]:
    """Point at places worth a look, strongest first. No marks does not mean that a scan is clear.

    Args:
        view: name of the view, part of each mark's id.
        progress: called with the share done, 0 to 1.
        should_stop: asked before each strip.
        on_partial: called after each strip with the marks so far.

    Raises:
        HighlightingStopped: `should_stop` answered True.
    """
    mode = ONE_ENERGY if pixels.low is None else TWO_ENERGIES
    tiers = model.record.thresholds[mode]
    air = air_levels(pixels)
    marks: tuple[Highlight, ...] = ()
    for scores, done in score_map(pixels, model, progress, should_stop):
        last = done == scores.shape[1]
        if last or on_partial is not None:
            part = scores if last else scores[:, :done]
            peaks = find_peaks(part, tiers.look, model.record.stride, pixels)
            marks = tuple(_mark(peak, pixels, view, model, air) for peak in peaks)
            if on_partial is not None:
                on_partial(marks)
    return marks


def find_peaks(
    scores: FloatMap, least: float, stride: int, pixels: ViewPixels, most: int = MOST_MARKS
) -> tuple[Peak, ...]:
    """Separate maxima of at least `least`, strongest first; each claims the region around it."""
    rest = scores.copy()
    peaks: list[Peak] = []
    while len(peaks) < most:
        row, column = (int(i) for i in np.unravel_index(int(rest.argmax()), rest.shape))
        score = float(rest[row, column])
        if score < least or score <= 0:
            break
        region = _region(rest, row, column, score * _REGION_SHARE)
        rows, columns = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
        box = _box(rows, columns, stride, pixels)
        rest[cv2.dilate(region.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0] = 0
        if not any(_mostly_inside(box, other.box) for other in peaks):
            peaks.append(Peak(row, column, score, box))
    return tuple(peaks)


def _region(scores: FloatMap, row: int, column: int, level: float) -> NDArray[np.bool_]:
    """The connected cells around a peak that reach `level`."""
    _, labels = cv2.connectedComponents((scores >= level).astype(np.uint8), connectivity=4)
    region: NDArray[np.bool_] = labels == labels[row, column]
    return region


def _box(
    rows: NDArray[np.int64], columns: NDArray[np.int64], stride: int, pixels: ViewPixels
) -> Box:
    left, right = float(columns[0] * stride), float((columns[-1] + 1) * stride)
    top, bottom = float(rows[0] * stride), float((rows[-1] + 1) * stride)
    grow_x = max(_LEAST_BOX_PX - (right - left), 0) / 2
    grow_y = max(_LEAST_BOX_PX - (bottom - top), 0) / 2
    left, right = max(left - grow_x, 0), min(right + grow_x, pixels.width_px)
    top, bottom = max(top - grow_y, 0), min(bottom + grow_y, pixels.height_px)
    return Box(left, top, max(right - left, 1.0), max(bottom - top, 1.0))


def _mostly_inside(box: Box, other: Box) -> bool:
    across = min(box.right, other.right) - max(box.x, other.x)
    down = min(box.bottom, other.bottom) - max(box.y, other.y)
    return across > 0 and down > 0 and across * down > 0.5 * min(box.area, other.area)


def _mark(
    peak: Peak, pixels: ViewPixels, view: str, model: LoadedModel, air: tuple[float, float]
) -> Highlight:
    box = peak.box
    mode = ONE_ENERGY if pixels.low is None else TWO_ENERGIES
    alert = model.record.thresholds[mode].alert
    key = f"{model.record.sha256}|{view}|{box.x:.0f},{box.y:.0f},{box.width:.0f},{box.height:.0f}"
    reason, contrast = describe_place(pixels, box, model, air)
    return Highlight(
        highlight_id=hashlib.sha256(key.encode()).hexdigest()[:32],
        view=view,
        box=box,
        score=peak.score,
        tier=Tier.ALERT if peak.score >= alert else Tier.LOOK,
        reason=reason,
        contrast=contrast,
        model=model.record.label,
    )


def describe_place(
    pixels: ViewPixels, box: Box, model: LoadedModel, air: tuple[float, float]
) -> tuple[HighlightReason, float]:
    """What sets a place apart from the frame around it, measured on the pixels.

    Returns:
        the reason, and the contrast: median -ln T inside less the median around.
    """
    margin_x, margin_y = max(box.width * 0.4, 10), max(box.height * 0.4, 10)
    left, top = int(max(box.x - margin_x, 0)), int(max(box.y - margin_y, 0))
    right = int(min(box.right + margin_x, pixels.width_px))
    bottom = int(min(box.bottom + margin_y, pixels.height_px))
    window = (slice(top, bottom), slice(left, right))
    inside = np.zeros((bottom - top, right - left), np.bool_)
    inset_x, inset_y = box.width * 0.2, box.height * 0.2
    inside[
        int(box.y + inset_y) - top : int(box.bottom - inset_y) - top + 1,
        int(box.x + inset_x) - left : int(box.right - inset_x) - left + 1,
    ] = True
    around = np.ones_like(inside)
    around[int(box.y) - top : int(box.bottom) - top, int(box.x) - left : int(box.right) - left] = (
        False
    )
    floor = smallest_transmission(pixels.bits)
    high = _attenuation(pixels.high, window, floor, air[0])
    contrast = float(np.median(high[inside]) - np.median(high[around])) if around.any() else 0.0
    if pixels.low is not None and around.any():
        low = _attenuation(pixels.low, window, floor, air[1])
        material = material_difference(high, low, model.steel)
        if _other_material(material[inside], material[around], contrast):
            return HighlightReason.MATERIAL, contrast
    if contrast >= _CLEAR_CONTRAST:
        return HighlightReason.DENSER, contrast
    if contrast <= -_CLEAR_CONTRAST:
        return HighlightReason.LIGHTER, contrast
    return HighlightReason.SHAPE, contrast


def _attenuation(image: Pixels, window: tuple[slice, slice], floor: float, air: float) -> FloatMap:
    share = image[window].astype(np.float32) * np.float32(1 / air)
    alpha: FloatMap = -np.log(np.clip(share, floor, 1.0))
    return alpha


def _other_material(inside: FloatMap, around: FloatMap, contrast: float) -> bool:
    """Whether the difference is beyond its noise and beyond what thickness alone explains."""
    change = abs(float(np.median(inside) - np.median(around)))
    spread = 1.48 * float(np.median(np.abs(inside - np.median(inside))))
    uncertain = 4 * spread / np.sqrt(max(inside.size, 1))
    return bool(change > max(_CLEAR_MATERIAL, uncertain, _MATERIAL_PER_CONTRAST * abs(contrast)))
