"""Which part of the scan is on screen and how large. Pure: numbers in, numbers out.

Widget coordinates are Qt's device-independent pixels; scan coordinates are scan pixels as in
`inspector_app.domain.region`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from inspector_app.domain.region import Box, Point
from inspector_app.ui.viewer.orientation import UPRIGHT, Orientation

MAX_SCALE = 64.0
"""Widget pixels per scan pixel beyond which nothing is left to see."""

MIN_SHARE_OF_FIT = 0.5
"""How far one may zoom out: to half the size that fits."""

FIT_MARGIN = 0.98


@dataclass(frozen=True, slots=True)
class Camera:
    """A place over the scan.

    Attributes:
        scan_width, scan_height: size of the upright scan in pixels.
        view_width, view_height: size of the widget.
        aspect: height of a scan pixel over its width, in millimetres; 1 draws square pixels.
        scale: widget pixels per scan pixel along the scan's x, whichever way that lies on screen.
        x, y: scan point in the middle of the widget.
        orientation: how the scan is turned and mirrored on screen. Scan points, `visible` and the
            scales above stay those of the upright scan.
    """

    scan_width: int
    scan_height: int
    view_width: float
    view_height: float
    aspect: float = 1.0
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0
    orientation: Orientation = UPRIGHT

    @property
    def scale_y(self) -> float:
        """Widget pixels per scan pixel along the scan's y."""
        return self.scale * self.aspect

    @property
    def screen_scales(self) -> tuple[float, float]:
        """Widget pixels per scan pixel across and down the screen: with a quarter turn the scan's
        y runs across."""
        return self.orientation.size(self.scale, self.scale_y)

    @property
    def fit_scale(self) -> float:
        """The scale at which the whole scan is on screen."""
        across, down = self._fit_scales
        return max(min(across, down), 1e-6)

    @property
    def _fit_scales(self) -> tuple[float, float]:
        # The scales at which the picture's width, and its height, fill the widget.
        across, down = self.orientation.size(self.scan_width, self.scan_height * self.aspect)
        return self.view_width / across * FIT_MARGIN, self.view_height / down * FIT_MARGIN

    @property
    def visible(self) -> Box:
        """The scan area under the widget; may reach beyond the scan."""
        across, down = self.orientation.size(self.view_width, self.view_height)
        width, height = across / self.scale, down / self.scale_y
        return Box(self.x - width / 2, self.y - height / 2, width, height)

    def to_widget(self, point: Point) -> Point:
        """Where a scan point is on the widget."""
        dx, dy = (point[0] - self.x) * self.scale, (point[1] - self.y) * self.scale_y
        dx, dy = self.orientation.step_to_turned(dx, dy)
        return dx + self.view_width / 2, dy + self.view_height / 2

    def on_widget(self, box: Box) -> Box:
        """Where a scan area is on the widget: with the sides level, however it is turned."""
        return Box.around([self.to_widget((box.x, box.y)), self.to_widget((box.right, box.bottom))])

    def to_scan(self, point: Point) -> Point:
        """Which scan point is at a widget point."""
        dx, dy = self.step_to_scan(point[0] - self.view_width / 2, point[1] - self.view_height / 2)
        return dx + self.x, dy + self.y

    def step_to_scan(self, dx: float, dy: float) -> Point:
        """How far one comes on the scan, in scan pixels, by a step of widget pixels."""
        dx, dy = self.orientation.step_to_upright(dx, dy)
        return dx / self.scale, dy / self.scale_y

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
        """The whole height of the picture, as far across as now."""
        return replace(self, scale=max(self._fit_scales[1], 1e-6))._with_middle(down=True)

    def fitted_width(self) -> Camera:
        """The whole width of the picture, as far down as now."""
        return replace(self, scale=max(self._fit_scales[0], 1e-6))._with_middle(down=False)

    def _with_middle(self, *, down: bool) -> Camera:
        # The picture in the middle of the widget along one direction of the screen.
        along_y = down is not self.orientation.swaps_sides
        if along_y:
            return replace(self, y=self.scan_height / 2)._kept()
        return replace(self, x=self.scan_width / 2)._kept()

    def at_one_to_one(self, device_ratio: float) -> Camera:
        """No scan pixel smaller than a screen pixel, and none larger than it must be."""
        scale = 1.0 / device_ratio / min(1.0, self.aspect)
        return replace(self, scale=scale)._kept()

    def at_one_to_one_mm(self, device_ratio: float) -> Camera:
        """One row of the scan for each screen pixel and a millimetre as long across as down; what
        review stations call 1:1 mm. `aspect` has to be that of the pixels in millimetres. A
        millimetre of a truck is not a millimetre of the screen, which would show 40 cm of it."""
        return replace(self, scale=1.0 / device_ratio / self.aspect)._kept()

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
        step_x, step_y = self.step_to_scan(dx, dy)
        return replace(self, x=self.x - step_x, y=self.y - step_y)._kept()

    def coasted(self, dx: float, dy: float) -> Camera:
        """Panned by a push that nobody holds any more: it ends where the scan ends."""
        moved = self.panned(dx, dy)
        seen, before = moved.visible, self.visible
        x = moved.x + _stop(seen.x, seen.width, self.scan_width, before.x)
        y = moved.y + _stop(seen.y, seen.height, self.scan_height, before.y)
        return replace(moved, x=x, y=y)._kept()

    def at_end(self, *, last: bool) -> Camera:
        """One end of the scan at the edge of the widget, at the scale of now: the left one (the
        upper one where the scan lies upright on its end) or the other."""
        along = self.orientation.step_to_turned(1.0, 0.0)
        at_right = last is (sum(along) > 0)
        seen = self.visible
        if seen.width >= self.scan_width:
            x = self.scan_width / 2
        else:
            x = self.scan_width - seen.width / 2 if at_right else seen.width / 2
        return replace(self, x=x)._kept()

    def centred(self, point: Point) -> Camera:
        """A scan point moved to the middle."""
        return replace(self, x=point[0], y=point[1])._kept()

    def gone_to(self, box: Box, *, share: float = 0.35) -> Camera:
        """`box` in the middle and filling about `share` of the widget, never beyond 4 times 1:1
        and never smaller than the whole scan."""
        width, height = self.orientation.size(self.view_width, self.view_height)
        along_x = width * share / max(box.width, 1.0)
        along_y = height * share / max(box.height * self.aspect, 1.0)
        scale = max(min(along_x, along_y, 4.0), self.fit_scale)
        return replace(self, scale=scale).centred(box.centre)

    def resized(self, width: float, height: float) -> Camera:
        """The same place on a widget of another size."""
        return replace(self, view_width=max(width, 1.0), view_height=max(height, 1.0))._kept()

    def with_aspect(self, aspect: float) -> Camera:
        """The same place with pixels of another shape."""
        return replace(self, aspect=aspect)._kept()

    def oriented(self, orientation: Orientation) -> Camera:
        """The same place at the same scale, turned or mirrored."""
        return replace(self, orientation=orientation)

    def snapped(self, device_ratio: float) -> Camera:
        """Moved by less than one screen pixel, so that the scan's corner (0, 0) falls on the
        corner of a screen pixel, wherever on screen that corner lies.

        Painting, marks and the readout all go through the snapped camera, so they agree exactly.
        """
        left, top = self.to_widget((0.0, 0.0))
        shift_x, shift_y = self.step_to_scan(
            round(left * device_ratio) / device_ratio - left,
            round(top * device_ratio) / device_ratio - top,
        )
        return replace(self, x=self.x - shift_x, y=self.y - shift_y)

    def picture_corner(self, device_ratio: float, across: int, down: int) -> tuple[int, int]:
        """Where the top left corner of the turned picture is, in screen pixels.

        `across` and `down` are the size of the upright picture in screen pixels. Samples are laid
        out from the scan's corner (0, 0), so a picture that is turned or mirrored is hung up by
        that corner: hung up by its top left one it would lie off by the fraction of a pixel that
        was rounded away from its size. The camera is snapped to `device_ratio`.
        """
        left, top = self.to_widget((0.0, 0.0))
        hung_x, hung_y = self.orientation.to_turned((0.0, 0.0), across, down)
        return round(left * device_ratio) - int(hung_x), round(top * device_ratio) - int(hung_y)

    def _kept(self) -> Camera:
        """The middle of the widget stays on the scan, so the scan cannot be lost."""
        x, y = self.clamped((self.x, self.y))
        return replace(self, x=x, y=y)


def _stop(start: float, length: float, whole: float, before: float) -> float:
    # How far to go back so that no more of what is beyond the scan shows than did before.
    lowest = min(0.0, before)
    highest = max(whole - length, before)
    return min(max(start, lowest), max(highest, lowest)) - start
