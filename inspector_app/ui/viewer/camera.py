"""Which part of the scan is on screen and how large. Pure: numbers in, numbers out.

Widget coordinates are Qt's device-independent pixels; scan coordinates are scan pixels as in
`inspector_app.domain.region`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from inspector_app.domain.region import Box, Point

MAX_SCALE = 64.0
"""Widget pixels per scan pixel beyond which nothing is left to see."""

MIN_SHARE_OF_FIT = 0.5
"""How far one may zoom out: to half the size that fits."""

FIT_MARGIN = 0.98


@dataclass(frozen=True, slots=True)
class Camera:
    """A place over the scan.

    Attributes:
        scan_width, scan_height: size of the scan in pixels.
        view_width, view_height: size of the widget.
        aspect: height of a scan pixel over its width, in millimetres; 1 draws square pixels.
        scale: widget pixels per scan pixel along x.
        x, y: scan point in the middle of the widget.
    """

    scan_width: int
    scan_height: int
    view_width: float
    view_height: float
    aspect: float = 1.0
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @property
    def scale_y(self) -> float:
        """Widget pixels per scan pixel along y."""
        return self.scale * self.aspect

    @property
    def fit_scale(self) -> float:
        """The scale at which the whole scan is on screen."""
        across = self.view_width / self.scan_width
        down = self.view_height / (self.scan_height * self.aspect)
        return max(min(across, down) * FIT_MARGIN, 1e-6)

    @property
    def visible(self) -> Box:
        """The scan area under the widget; may reach beyond the scan."""
        width = self.view_width / self.scale
        height = self.view_height / self.scale_y
        return Box(self.x - width / 2, self.y - height / 2, width, height)

    def to_widget(self, point: Point) -> Point:
        """Where a scan point is on the widget."""
        return (
            (point[0] - self.x) * self.scale + self.view_width / 2,
            (point[1] - self.y) * self.scale_y + self.view_height / 2,
        )

    def to_scan(self, point: Point) -> Point:
        """Which scan point is at a widget point."""
        return (
            (point[0] - self.view_width / 2) / self.scale + self.x,
            (point[1] - self.view_height / 2) / self.scale_y + self.y,
        )

    def holds(self, point: Point) -> bool:
        """Whether a scan point lies on the scan."""
        return 0 <= point[0] < self.scan_width and 0 <= point[1] < self.scan_height

    def clamped(self, point: Point) -> Point:
        """The nearest point of the scan's area to a scan point."""
        return (
            min(max(point[0], 0.0), float(self.scan_width)),
            min(max(point[1], 0.0), float(self.scan_height)),
        )

    def fitted(self) -> Camera:
        """The whole scan."""
        return replace(self, scale=self.fit_scale, x=self.scan_width / 2, y=self.scan_height / 2)

    def fitted_height(self) -> Camera:
        """The whole height, as far along the scan as now."""
        scale = self.view_height / (self.scan_height * self.aspect) * FIT_MARGIN
        return replace(self, scale=max(scale, 1e-6), y=self.scan_height / 2)._kept()

    def at_one_to_one(self, device_ratio: float) -> Camera:
        """No scan pixel smaller than a screen pixel, and none larger than it must be."""
        scale = 1.0 / device_ratio / min(1.0, self.aspect)
        return replace(self, scale=scale)._kept()

    def zoomed(self, factor: float, anchor: Point) -> Camera:
        """Larger by `factor`; the scan point under the widget point `anchor` stays there."""
        before = self.to_scan(anchor)
        smallest = min(self.fit_scale * MIN_SHARE_OF_FIT, self.scale)
        scale = min(max(self.scale * factor, smallest), max(MAX_SCALE, self.scale))
        moved = replace(self, scale=scale)
        after = moved.to_scan(anchor)
        return replace(
            moved, x=self.x + before[0] - after[0], y=self.y + before[1] - after[1]
        )._kept()

    def panned(self, dx: float, dy: float) -> Camera:
        """The scan moved by so many widget pixels."""
        return replace(self, x=self.x - dx / self.scale, y=self.y - dy / self.scale_y)._kept()

    def centred(self, point: Point) -> Camera:
        """A scan point moved to the middle."""
        return replace(self, x=point[0], y=point[1])._kept()

    def gone_to(self, box: Box, *, share: float = 0.35) -> Camera:
        """`box` in the middle and filling about `share` of the widget, never beyond 4 times 1:1
        and never smaller than the whole scan."""
        across = self.view_width * share / max(box.width, 1.0)
        down = self.view_height * share / max(box.height * self.aspect, 1.0)
        scale = max(min(across, down, 4.0), self.fit_scale)
        return replace(self, scale=scale).centred(box.centre)

    def resized(self, width: float, height: float) -> Camera:
        """The same place on a widget of another size."""
        return replace(self, view_width=max(width, 1.0), view_height=max(height, 1.0))._kept()

    def with_aspect(self, aspect: float) -> Camera:
        """The same place with pixels of another shape."""
        return replace(self, aspect=aspect)._kept()

    def snapped(self, device_ratio: float) -> Camera:
        """Moved by less than one screen pixel, so that the scan's corner falls on a screen pixel.

        Painting, marks and the readout all go through the snapped camera, so they agree exactly.
        """
        left, top = self.to_widget((0.0, 0.0))
        shift_x = round(left * device_ratio) / device_ratio - left
        shift_y = round(top * device_ratio) / device_ratio - top
        return replace(self, x=self.x - shift_x / self.scale, y=self.y - shift_y / self.scale_y)

    def _kept(self) -> Camera:
        """The middle of the widget stays on the scan, so the scan cannot be lost."""
        x, y = self.clamped((self.x, self.y))
        return replace(self, x=x, y=y)
