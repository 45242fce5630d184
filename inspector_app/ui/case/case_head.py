"""The line above a case: back to the queue, the one-hour clock, plate and containers, notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from inspector_app.domain.case import Case
from inspector_app.ui import theme
from inspector_app.ui.parts import label, plain_tip
from inspector_app.ui.texts import time_left_text

CLOCK_INTERVAL_MS = 15_000


class CaseHead(QWidget):
    """Shows which case is open and how long it may take.

    Signals:
        back_requested: the person wants to see the queue.
    """

    back_requested = Signal()

    def __init__(
        self,
        now: Callable[[], datetime],
        notice: QLabel,
        undo: QPushButton,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._case: Case | None = None
        self._back = QPushButton()
        self._title = label("title")
        # A truck with many containers must not push the window wider.
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._clock = QLabel()
        self._timer = QTimer(self)
        self._timer.setInterval(CLOCK_INTERVAL_MS)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(12)
        row.addWidget(self._back)
        row.addWidget(self._clock)
        row.addWidget(self._title, 3)
        row.addWidget(notice, 2)
        row.addWidget(undo)
        self._back.clicked.connect(self.back_requested)
        self._timer.timeout.connect(self._show_clock)
        self._retranslate()

    def show_case(self, case: Case | None) -> None:
        """Name this case and run its clock; None while there is none."""
        self._case = case
        if case is None:
            self._timer.stop()
            self._title.clear()
            self._title.setToolTip("")
            self._clock.clear()
            return
        declaration = case.declaration
        containers = ", ".join(container.number for container in declaration.containers)
        title = " · ".join(p for p in (declaration.vehicle.plate, containers) if p)
        self._title.setText(title)
        self._title.setToolTip(plain_tip([title]))
        self._show_clock()
        self._timer.start()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    @Slot()
    def _show_clock(self) -> None:
        if self._case is None:
            return
        left = self._case.time_left(self._now())
        seconds = left.total_seconds()
        colour = theme.DANGER if seconds < 0 else theme.WARNING if seconds < 900 else theme.MUTED
        self._clock.setText(time_left_text(left))
        self._clock.setStyleSheet(f"color: {colour}")

    def _retranslate(self) -> None:
        self._back.setText(self.tr("← Queue"))
        self._back.setToolTip(self.tr("Back to the queue (Alt+Left)"))
        self._show_clock()
