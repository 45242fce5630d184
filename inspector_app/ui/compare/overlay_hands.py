"""Mouse and keys of swipe and blink, on the scan view they are painted on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from inspector_app.ui.compare.compare_texts import Mode
from inspector_app.ui.compare.overlay_layer import OverlayLayer
from inspector_app.ui.viewer.scan_view import ScanView

NEAR_PX = 8
STEP = 0.02
CHANGES_PER_SECOND = (1, 2, 3, 4)
"""A flash is a change and back again, so even four changes are two flashes a second: below the
three that general guidance (WCAG 2.3.1) allows."""


class OverlayHands(QObject):
    """Moves the divider and has the scans take turns; all else goes on to the scan view.

    The automatic change rests while nobody can see the view.

    Signals:
        stopped: the scans no longer change by themselves.
    """

    stopped = Signal()

    def __init__(self, view: ScanView, layer: OverlayLayer) -> None:
        super().__init__(view)
        self._view = view
        self._layer = layer
        self._is_dragging = False
        self._cursor_before: Qt.CursorShape | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(1000 // CHANGES_PER_SECOND[1])
        self._timer.timeout.connect(self._turn)
        view.installEventFilter(self)

    # Blinking by itself

    @property
    def is_blinking(self) -> bool:
        return self._timer.isActive()

    @property
    def changes_per_second(self) -> int:
        return round(1000 / self._timer.interval())

    def blink(self, changes_per_second: int) -> None:
        """Have the scans change by themselves, at one of `CHANGES_PER_SECOND`; 0 for by hand. Only
        while the mode is blink."""
        self._view.setFocus()
        if changes_per_second <= 0 or self._layer.mode is not Mode.BLINK:
            self.stop()
            return
        self._timer.start(1000 // min(changes_per_second, CHANGES_PER_SECOND[-1]))

    def stop(self) -> None:
        """No change but by hand."""
        if self._timer.isActive():
            self._timer.stop()
            self.stopped.emit()

    def _turn(self) -> None:
        if self._layer.mode is not Mode.BLINK:
            self.stop()
        elif self._view.isVisible() and self._layer.has_other:
            self._layer.turn()

    # Events

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not self._layer.is_on:
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if isinstance(event, QMouseEvent) and self._layer.mode is Mode.SWIPE:
            return self._mouse(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        if self._layer.mode is Mode.BLINK and event.key() == Qt.Key.Key_Space:
            # By hand: whoever wants to look at one of the two does not want it taken away.
            self.stop()
            self._layer.turn()
            return True
        if self._layer.mode is not Mode.SWIPE:
            return False
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if steps is None:
            return False
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            steps *= 5
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        self._layer.set_divider(self._layer.divider + steps * STEP)
        return True

    def _mouse(self, event: QMouseEvent) -> bool:
        x, width = event.position().x(), max(self._view.width(), 1)
        is_near = abs(x - self._layer.divider * width) <= NEAR_PX
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            self._is_dragging = is_near and event.button() == Qt.MouseButton.LeftButton
            return self._is_dragging
        if kind == QEvent.Type.MouseButtonRelease and self._is_dragging:
            self._is_dragging = False
            return True
        if kind == QEvent.Type.MouseMove and self._is_dragging:
            self._layer.set_divider(x / width)
            return True
        if kind == QEvent.Type.MouseMove and not event.buttons():
            self._show_cursor(is_near)
        return False

    def _show_cursor(self, is_near: bool) -> None:
        if is_near and self._cursor_before is None:
            self._cursor_before = self._view.cursor().shape()
            self._view.setCursor(Qt.CursorShape.SplitHCursor)
        elif not is_near and self._cursor_before is not None:
            self._view.setCursor(self._cursor_before)
            self._cursor_before = None
