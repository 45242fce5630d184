"""Quarter turns and mirroring of the picture. Pure.

"Upright" is the scan as stored: rows are detectors, columns pulses. "Turned" is the same as it is
laid on the screen. Mirroring (left and right change places) comes first, then quarter turns
clockwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from inspector_app.domain.region import Point

_Array = TypeVar("_Array", bound=NDArray[Any])
Area = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Orientation:
    """Attributes:
    quarter_turns: clockwise, 0 to 3.
    mirrored: left and right change places before the turns.
    """

    quarter_turns: int = 0
    mirrored: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.quarter_turns <= 3:
            raise ValueError("there are 0 to 3 quarter turns")

    @property
    def is_upright(self) -> bool:
        return self == Orientation()

    @property
    def swaps_sides(self) -> bool:
        """Whether width and height change places."""
        return self.quarter_turns % 2 == 1

    def turned_right(self) -> Orientation:
        """A quarter turn clockwise further."""
        return replace(self, quarter_turns=(self.quarter_turns + 1) % 4)

    def flipped(self) -> Orientation:
        """Left and right of what is on screen change places."""
        return Orientation(-self.quarter_turns % 4, not self.mirrored)

    def size(self, width: float, height: float) -> tuple[float, float]:
        """Width and height after turning."""
        return (height, width) if self.swaps_sides else (width, height)

    def to_turned(self, point: Point, width: float, height: float) -> Point:
        """Where a point of an upright picture of this size comes to lie."""
        x, y = point
        if self.mirrored:
            x = width - x
        for _ in range(self.quarter_turns):
            x, y = height - y, x
            width, height = height, width
        return x, y

    def to_upright(self, point: Point, width: float, height: float) -> Point:
        """Which point of an upright picture of this size lies there after turning."""
        x, y = point
        across, down = self.size(width, height)
        for _ in range(self.quarter_turns):
            x, y = y, across - x
            across, down = down, across
        return (width - x if self.mirrored else x), y

    def step_to_turned(self, dx: float, dy: float) -> Point:
        """Which way a step on the upright picture leads on the turned one."""
        if self.mirrored:
            dx = -dx
        for _ in range(self.quarter_turns):
            dx, dy = -dy, dx
        return dx, dy

    def step_to_upright(self, dx: float, dy: float) -> Point:
        """Which way a step on the turned picture leads on the upright one."""
        for _ in range(self.quarter_turns):
            dx, dy = dy, -dx
        return (-dx if self.mirrored else dx), dy

    def upright_area(self, area: Area, width: int, height: int) -> Area:
        """The part of an upright picture of this size that a part of the turned one shows:
        left, top, width, height."""
        left, top, across, down = area
        corners = (
            self.to_upright((left, top), width, height),
            self.to_upright((left + across, top + down), width, height),
        )
        (ax, ay), (bx, by) = corners
        return (
            int(min(ax, bx)),
            int(min(ay, by)),
            int(abs(bx - ax)),
            int(abs(by - ay)),
        )

    def turn(self, values: _Array) -> _Array:
        """The array turned: shape (height, width) becomes what lies on screen. C-contiguous."""
        if self.is_upright:
            return values
        turned = values[:, ::-1] if self.mirrored else values
        return np.ascontiguousarray(np.rot90(turned, -self.quarter_turns))  # type: ignore[return-value]


UPRIGHT = Orientation()
"""As stored."""
