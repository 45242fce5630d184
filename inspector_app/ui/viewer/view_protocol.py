"""The scan view as its own parts see it, so that they need not import it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt

from inspector_app.domain.region import Point
from inspector_app.ui.viewer.annotation_board import AnnotationBoard
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.display_control import DisplayControl
from inspector_app.ui.viewer.mark_layer import Hit, MarkLayer
from inspector_app.ui.viewer.measure_board import MeasureBoard
from inspector_app.ui.viewer.places import Places
from inspector_app.ui.viewer.tools.base import ToolHost, ToolName


class InteractiveView(ToolHost, Protocol):
    """What `Interaction` asks of the scan view."""

    display: DisplayControl
    marks: MarkLayer
    places: Places
    annotations: AnnotationBoard
    measures: MeasureBoard

    @property
    def camera(self) -> Camera:
        """Where one is, exactly."""
        ...

    def set_camera(self, camera: Camera) -> None:
        """Go there."""
        ...

    def jump(self, camera: Camera) -> None:
        """Go there; the place before can be gone back to."""
        ...

    def fit(self) -> None:
        """Show the whole scan."""
        ...

    def devicePixelRatioF(self) -> float: ...

    def set_tool(self, name: ToolName) -> None:
        """Take up a tool."""
        ...

    def offer_acts(self, at: Point) -> None:
        """Show what can be done at a widget point, as a menu."""
        ...

    def show_cursor(self, shape: Qt.CursorShape) -> None:
        """Change the mouse cursor."""
        ...

    def tell_chosen(self, hit: Hit | None) -> None:
        """A mark was clicked, or nothing was."""
        ...

    def tell_draft(self) -> None:
        """The draft has changed."""
        ...

    def edit_text_at(self, at: Point) -> bool:
        """Go on with the words of the annotation at a widget point. False: none is there."""
        ...
