"""One scan in the frame of another, ready to be shown over it and compared pixel by pixel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspector_app.domain.region import Box
from inspector_app.domain.scan import Energy
from inspector_app.imaging.difference import ValueTables, value_tables
from inspector_app.imaging.placement import Placement, resample_view
from inspector_app.imaging.pyramid import Pyramid, build_pyramid
from inspector_app.imaging.readout import estimate_air
from inspector_app.imaging.view_pixels import ViewPixels


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two scans, at its high or only energy, as the difference needs it."""

    levels: Pyramid
    tables: ValueTables


@dataclass(frozen=True, slots=True)
class LaidOver:
    """Attributes:
    moved: the moving scan's pixels, as large as the fixed scan and in its frame.
    placement: where the moving scan lies.
    overlap: what both scans show, in fixed pixels; without area where nothing is.
    airs: the open beam's value by energy on the moving scan, None where it is not known.
    fixed, other: for the difference, None where one of the scans is black throughout.
    """

    moved: ViewPixels
    placement: Placement
    overlap: Box
    airs: Mapping[Energy, float | None]
    fixed: Side | None
    other: Side | None


def lay_over(fixed: ViewPixels, moving: ViewPixels, placement: Placement) -> LaidOver:
    """Resample the moving scan, which is done once and not for every frame: all that the viewer
    can do with a scan can then be done with it. About 0.2 s for 6,000 x 1,500 at two energies."""
    moved = resample_view(moving, placement, fixed.width_px, fixed.height_px)
    airs = {Energy.HIGH: estimate_air(moving.high)}
    airs[Energy.SINGLE] = airs[Energy.HIGH]
    if moving.low is not None:
        airs[Energy.LOW] = estimate_air(moving.low)
    # Noise and air from the scan itself: resampling smooths the one and adds to the other.
    ours, theirs = value_tables(fixed.high), value_tables(moving.high)
    both = ours is not None and theirs is not None
    return LaidOver(
        moved,
        placement,
        _overlap(fixed, moving, placement),
        airs,
        _side(fixed, ours) if both and ours else None,
        _side(moved, theirs) if both and theirs else None,
    )


def _side(pixels: ViewPixels, tables: ValueTables) -> Side | None:
    levels = build_pyramid(pixels.high)
    return None if levels is None else Side(levels, tables)


def _overlap(fixed: ViewPixels, moving: ViewPixels, placement: Placement) -> Box:
    x0, y0 = placement.to_fixed((0.0, 0.0))
    x1, y1 = placement.to_fixed((float(moving.width_px), float(moving.height_px)))
    left, right = max(0.0, min(x0, x1)), min(float(fixed.width_px), max(x0, x1))
    top, bottom = max(0.0, y0), min(float(fixed.height_px), y1)
    return Box(left, top, max(0.0, right - left), max(0.0, bottom - top))
