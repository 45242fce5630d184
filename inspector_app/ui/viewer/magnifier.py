"""A loupe beside the cursor: the scan's own pixels, crisp, as the display of now shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QRegion, QWheelEvent
from PySide6.QtWidgets import QWidget

from inspector_app.domain.region import Box, Point
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.marks import Paint
from inspector_app.ui.viewer.overlays import paint_text
from inspector_app.ui.viewer.picture import Picture
from inspector_app.ui.viewer.pixel_source import PixelSource
from inspector_app.ui.viewer.wheel import notches

LEAST, MOST = 2.0, 8.0
SIDE_PX = 260.0
GAP_PX = 24.0
TICK_PX = 10.0
REST_MS = 80
LARGEST_SCALE = 128.0
"""Widget pixels per scan pixel beyond which a loupe shows nothing but a few blocks."""


@dataclass(frozen=True, slots=True)
class Loupe:
    """Where the loupe is and what it shows.

    Attributes:
        frame: the loupe, widget pixels.
        source: what it enlarges, widget pixels.
        camera: as the loupe sees the scan.
    """

    frame: Box
    source: Box
    camera: Camera


def place_loupe(camera: Camera, spot: Point, factor: float, device_ratio: float) -> Loupe:
    """A loupe for the widget point `spot`: beside it and never over it, wholly on the widget.

    It enlarges the scan `factor` times over 1:1, or over the picture where that is larger already.
    """
    room = min(camera.view_width, camera.view_height) / 2 - GAP_PX - 6
    side = max(min(SIDE_PX, room * 0.75), 24.0)
    base = max(camera.scale, camera.at_one_to_one(device_ratio).scale)
    x, y = camera.to_scan(spot)
    seen = replace(
        camera,
        view_width=side,
        view_height=side,
        scale=min(base * factor, LARGEST_SCALE),
        x=x,
        y=y,
    ).snapped(device_ratio)
    source = camera.on_widget(seen.visible)
    gap = max(GAP_PX, max(source.width, source.height) / 2 + 6)
    left, top = spot[0] + gap, spot[1] - gap - side
    if left + side > camera.view_width:
        left = spot[0] - gap - side
    if top < 0:
        top = spot[1] + gap
    # On whole screen pixels, or the crisp pixels would be drawn between them.
    left, top = (
        round(max(value, 0.0) * device_ratio) / device_ratio
        for value in (
            min(left, camera.view_width - side),
            min(top, camera.view_height - side),
        )
    )
    return Loupe(Box(left, top, side, side), source, seen)


class Magnifier(QObject):
    """The loupe of one scan view, a layer over it.

    Args:
        view: the widget it is painted on; the loupe follows the mouse over it, and stays over its
            middle while the mouse is elsewhere.
        shown: what is shown there now: the pixels (None while nothing is shown), the display and
            the camera as painted.
    """

    def __init__(
        self,
        view: QWidget,
        shown: Callable[[], tuple[PixelSource | None, DisplayState, Camera]],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._shown = shown
        self._picture = Picture()
        self._spot: Point | None = None
        self._dirty = QRegion()
        self.is_on = False
        self.factor = 4.0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._refresh)
        view.installEventFilter(self)

    def toggle(self) -> None:
        """Take the loupe up or put it down."""
        self.is_on = not self.is_on
        self.drop()
        self._view.update()

    def strengthen(self, steps: float) -> None:
        """Stronger (above 0) or weaker, by so many notches; each makes a quarter more."""
        self.factor = min(max(self.factor * 1.25**steps, LEAST), MOST)
        self._refresh()

    def forget(self) -> None:
        """There are better pixels, or others."""
        self._picture.forget()

    def drop(self) -> None:
        """Let go of the scan that was shown, and of its memory."""
        self._picture = Picture()

    def loupe(self) -> Loupe | None:
        """The loupe as it is painted, None while there is none or nothing of the scan in it."""
        source, _, camera = self._shown()
        if not self.is_on or source is None:
            return None
        spot = self._spot or (camera.view_width / 2, camera.view_height / 2)
        placed = place_loupe(camera, spot, self.factor, self._view.devicePixelRatioF())
        seen = placed.camera.visible
        on_scan = seen.x < camera.scan_width and seen.y < camera.scan_height
        return placed if on_scan and seen.right > 0 and seen.bottom > 0 else None

    def paint(self, painter: QPainter, _camera: Camera) -> None:
        """Draw it."""
        loupe = self.loupe()
        source, state, _ = self._shown()
        if loupe is None or source is None:
            return
        frame = _rect(loupe.frame)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setClipRect(frame)
        painter.fillRect(frame, QColor(*Paint.SURROUND))
        painter.translate(frame.topLeft())
        if self._rest.isActive():
            state = _while_moving(state)
        self._picture.paint(painter, source, loupe.camera, state, self._view.devicePixelRatioF())
        painter.restore()
        _paint_frame(painter, _rect(loupe.source), 1.0)
        _paint_frame(painter, frame, 2.0)
        _paint_ticks(painter, frame)
        paint_text(
            painter,
            QPointF(frame.left() + 10, frame.bottom() - 10),
            self.strength_text(loupe.camera),
        )

    def strength_text(self, camera: Camera) -> str:
        """The factor, and what that is of 1:1."""
        percent = max(camera.screen_scales) * self._view.devicePixelRatioF() * 100
        return f"{self.factor:.2g}×  ·  {percent:.0f} %"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._view or not self.is_on:
            # Where the mouse is has to be known when the loupe is taken up.
            self._remember_spot(event)
            return False
        if self._remember_spot(event):
            self._rest.start()
            self._refresh()
        elif isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            # With Alt some systems turn the wheel sideways.
            x, y = notches(event)
            self.strengthen(y or x)
            event.accept()
            return True
        return False

    def _remember_spot(self, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            self._spot = event.position().x(), event.position().y()
            return True
        if event.type() == QEvent.Type.Leave:
            self._spot = None
            return True
        return False

    @Slot()
    def _refresh(self) -> None:
        # Only what the loupe covered and covers: the picture under it need not be painted again.
        loupe = self.loupe()
        before, self._dirty = self._dirty, QRegion()
        if loupe is not None:
            for box in (loupe.frame, loupe.source):
                self._dirty += QRegion(_outer(box))
        self._view.update(before + self._dirty)


def _while_moving(state: DisplayState) -> DisplayState:
    # Local contrast looks at a wide surrounding and takes longer than a hand should wait; it comes
    # when the hand is still.
    return replace(state, enhancement=replace(state.enhancement, local_contrast=0))


def _paint_frame(painter: QPainter, rect: QRectF, width_px: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((Paint.HALO, width_px + 2), (Paint.SELECTED, width_px)):
        painter.setPen(QPen(QColor(*colour), width))
        painter.drawRect(rect)


def _paint_ticks(painter: QPainter, rect: QRectF) -> None:
    # They point at the middle without covering it.
    middle = rect.center()
    lines = [
        (QPointF(middle.x(), rect.top()), QPointF(middle.x(), rect.top() + TICK_PX)),
        (QPointF(middle.x(), rect.bottom()), QPointF(middle.x(), rect.bottom() - TICK_PX)),
        (QPointF(rect.left(), middle.y()), QPointF(rect.left() + TICK_PX, middle.y())),
        (QPointF(rect.right(), middle.y()), QPointF(rect.right() - TICK_PX, middle.y())),
    ]
    for colour, width in ((Paint.HALO, 4.0), (Paint.SELECTED, 2.0)):
        painter.setPen(QPen(QColor(*colour), width))
        for start, end in lines:
            painter.drawLine(start, end)


def _rect(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


def _outer(box: Box) -> QRect:
    return _rect(box).toAlignedRect().adjusted(-4, -4, 4, 4)
