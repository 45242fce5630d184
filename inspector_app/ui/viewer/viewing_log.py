"""How long a scan is really looked at, and with which tools."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QCursor, QMouseEvent
from PySide6.QtWidgets import QApplication

from inspector_app.ui.viewer.tools.base import SLIP_PX, ToolName

if TYPE_CHECKING:
    from inspector_app.ui.viewer.scan_view import ScanView

PAUSE_S = 60.0
"""Without any movement for so long, nobody is taken to be there."""

SAVE_S = 60.0
"""A stretch is handed over after so long at the latest: no more is lost when the power goes."""

WHEEL_REST_S = 0.5
"""Notches of the wheel that follow each other faster are one gesture."""

_TICK_MS = 1000
_LONGEST_TICK_S = 5.0
_ACTION_PREFIX = "viewer-"
_INPUT = frozenset(
    {
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.Wheel,
        QEvent.Type.KeyPress,
        QEvent.Type.NativeGesture,
    }
)


@dataclass(frozen=True, slots=True)
class Looked:
    """Attributes:
    seconds: during which the scan was in front of somebody.
    tools: acts by key, each with how often, the most used first. Besides the acts that have a key:
        wheel, drag, drag-window and draw, once per gesture.
    """

    seconds: float
    tools: tuple[tuple[str, int], ...]


class ViewingLog(QObject):
    """Watches one scan view from `begin` to `take`.

    Time counts while a scan is shown, the view can be seen, its window has the focus (or the one it
    was taken out of, to stand on a second screen) and something moved during the last minute: the
    mouse anywhere, or a key over the scan.

    Args:
        clock: seconds that only ever grow.

    Signals:
        due: a minute has passed since `begin` or `take`; what was seen should be saved.
        ticked: about once a second while watching.
    """

    due = Signal()
    ticked = Signal()

    def __init__(
        self,
        view: ScanView,
        *,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent or view)
        self._view = view
        self._clock = clock
        self._tools: Counter[str] = Counter()
        self._seconds = 0.0
        self._is_watching = False
        self._ticked_at = self._moved_at = self._began_at = clock()
        self._wheel_at = float("-inf")
        self._pressed: tuple[QPointF, Qt.MouseButton] | None = None
        self._cursor = QCursor.pos()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)
        view.installEventFilter(self)
        for action in view.view_actions.by_key.values():
            action.triggered.connect(self._count_action)

    @property
    def seconds(self) -> float:
        """Looked at since `begin` or the last `take`."""
        return self._seconds

    def begin(self) -> None:
        """A scan has come on screen."""
        self._tools.clear()
        self._seconds = 0.0
        self._is_watching = True
        self._ticked_at = self._moved_at = self._began_at = self._clock()
        self._timer.start()

    def take(self, *, stop: bool) -> Looked:
        """What was seen so far; counting starts again from nothing, or stops."""
        self.tick()
        looked = Looked(round(self._seconds, 1), tuple(self._tools.most_common()))
        self._tools.clear()
        self._seconds = 0.0
        self._began_at = self._clock()
        if stop:
            self._is_watching = False
            self._timer.stop()
        return looked

    @Slot()
    def tick(self) -> None:
        """Count the time since the last tick, if somebody looked."""
        if not self._is_watching:
            return
        now = self._clock()
        # A computer that was asleep wakes up with hours on its clock.
        passed = min(now - self._ticked_at, _LONGEST_TICK_S)
        self._ticked_at = now
        cursor = QCursor.pos()
        if cursor != self._cursor:
            self._cursor = cursor
            self._moved_at = now
        if self._is_in_front() and now - self._moved_at < PAUSE_S:
            self._seconds += passed
        self.ticked.emit()
        if now - self._began_at >= SAVE_S:
            self._began_at = now
            self.due.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _INPUT and self._is_watching:
            self._moved_at = self._clock()
            if kind == QEvent.Type.Wheel:
                self._count_wheel()
            elif isinstance(event, QMouseEvent):
                self._follow_mouse(event)
        return False

    def _is_in_front(self) -> bool:
        view = self._view
        if view.pixels is None or not view.isVisible():
            return False
        own, active = view.window(), QApplication.activeWindow()
        # A scan on the second screen is looked at while the papers' window has the focus.
        papers = own.parentWidget()
        return active is not None and active in (own, papers and papers.window())

    def _count_wheel(self) -> None:
        now = self._clock()
        if now - self._wheel_at > WHEEL_REST_S:
            self._tools["wheel"] += 1
        self._wheel_at = now

    def _follow_mouse(self, event: QMouseEvent) -> None:
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = event.position(), event.button()
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._pressed = None
        elif self._pressed is not None:
            start, button = self._pressed
            if (event.position() - start).manhattanLength() >= SLIP_PX:
                self._pressed = None
                self._tools[self._drag_key(button)] += 1

    def _drag_key(self, button: Qt.MouseButton) -> str:
        if button == Qt.MouseButton.RightButton:
            return "drag-window"
        is_pan = button == Qt.MouseButton.MiddleButton or self._view.tool is ToolName.PAN
        return "drag" if is_pan else "draw"

    @Slot()
    def _count_action(self) -> None:
        action = self.sender()
        if self._is_watching and isinstance(action, QAction):
            self._moved_at = self._clock()
            self._tools[action.objectName().removeprefix(_ACTION_PREFIX)] += 1
