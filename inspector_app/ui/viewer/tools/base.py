"""What every tool has, and what a tool may ask of the scan view it works on."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from inspector_app.domain.region import Mark, Point
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.shape import Shape

SLIP_PX = 4.0
"""A press and release closer together than this, in widget pixels, is a click and not a drag."""

GRAB_PX = 9.0
"""How near, in widget pixels, the mouse has to be to a corner to take hold of it."""


class ToolName(StrEnum):
    """The tools of the scan view."""

    PAN = "pan"
    RECTANGLE = "rectangle"
    POLYGON = "polygon"
    WINDOW_REGION = "window-region"
    ELLIPSE = "ellipse"
    ARROW = "arrow"
    TEXT = "text"
    RULER = "ruler"
    PROFILE = "profile"
    REGION = "region"


class Hint(StrEnum):
    """Things worth telling the person while drawing; the window chooses the words."""

    TOO_SMALL = "too-small"
    NEEDS_THREE_POINTS = "needs-three-points"
    FIRST_MARK_AGAIN = "first-mark-again"
    LAST_MARK_AGAIN = "last-mark-again"
    NOTHING_STANDS_OUT = "nothing-stands-out"
    NO_DRAFT = "no-draft"
    TOOL_STAYS = "tool-stays"


class ToolHost(Protocol):
    """The scan view, as seen by a tool."""

    def frame(self) -> Camera:
        """The camera as painted."""
        ...

    def view_name(self) -> str:
        """Name of the view that marks are drawn on."""
        ...

    def geometry_mm(self) -> tuple[float | None, float | None]:
        """Millimetres per scan pixel along x and y, where they are known."""
        ...

    def finish_mark(self, mark: Mark) -> None:
        """A mark is drawn and large enough."""
        ...

    def finish_shape(self, tool: ToolName, shape: Shape) -> None:
        """Something that is no mark is drawn: an annotation or a measurement."""
        ...

    def begin_text(self, point: Point) -> None:
        """Words are to be written at a scan point."""
        ...

    def give_hint(self, hint: Hint) -> None:
        """Tell the person something."""
        ...

    def update(self) -> None:
        """Paint again."""
        ...


class Tool:
    """Base of the tools: does nothing, and serves as the pan tool. `at` is in widget pixels.

    Attributes:
        is_constrained: Shift is down: boxes become square, ellipses round, lines straight.
    """

    name = ToolName.PAN
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, host: ToolHost) -> None:
        self.host = host
        self.is_constrained = False

    def press(self, at: Point) -> None:
        """The left button went down."""

    def move(self, at: Point) -> None:
        """The mouse moved, with or without the button."""

    def release(self, _at: Point) -> bool:
        """The left button came up. False: it was a click the tool has no use for."""
        return False

    def double_click(self) -> None:
        """The left button was pressed twice."""

    def key(self, _key: Qt.Key) -> bool:
        """A key was pressed. True: the tool has used it."""
        return False

    def abandon(self) -> None:
        """Forget what was begun."""

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Draw what was begun."""
