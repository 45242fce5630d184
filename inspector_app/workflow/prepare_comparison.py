"""Fetching another scan and finding where it lies over the one on screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inspector_app.domain.scan import View
from inspector_app.imaging.align import Alignment, align
from inspector_app.imaging.placement import Placement, place_unaligned, scale_ratios
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.workflow.load_view import load_view
from inspector_app.workflow.ports import Ports

_READ_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Prepared:
    """Attributes:
    pixels: the other scan.
    unaligned: where it lies by scale alone.
    alignment: what was found from the pictures; None for another view, which sees the object
        from another side and cannot be laid over this one.
    """

    pixels: ViewPixels
    unaligned: Placement
    alignment: Alignment | None

    @property
    def can_align(self) -> bool:
        return self.alignment is not None and self.alignment.is_trusted

    def placement(self, *, aligned: bool) -> Placement:
        """Where it lies; by scale alone where it is not, or cannot be, aligned."""
        if aligned and self.alignment is not None and self.alignment.is_trusted:
            return self.alignment.placement
        return self.unaligned


def prepare_comparison(
    ports: Ports,
    fixed: ViewPixels,
    view: View,
    other: View,
    *,
    progress: Callable[[float], None],
    should_stop: Callable[[], bool],
) -> Prepared | None:
    """Load `other` and align it with `fixed`, the pixels of `view`; None when stopped.

    Called on the compute lane. Raises ScanUnreadable and StorageUnavailable.
    """
    progress(0.0)
    moving = load_view(ports, other, should_stop=should_stop)
    if should_stop():
        return None
    progress(_READ_SHARE)
    unaligned = place_unaligned(fixed, moving, view.geometry, other.geometry)
    if other.name != view.name:
        progress(1.0)
        return Prepared(moving, unaligned, None)
    ratio_x, ratio_y = scale_ratios(view.geometry, other.geometry)
    alignment = align(
        fixed.high,
        moving.high,
        expected=(ratio_x or 1.0, ratio_y or 1.0),
        progress=lambda share: progress(_READ_SHARE + (1 - _READ_SHARE) * share),
        should_stop=should_stop,
    )
    return None if alignment is None else Prepared(moving, unaligned, alignment)
