"""The menu that only the demo has: cutting the link to the centre and bringing it back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow


class DemoMenu(QObject):
    """Signals:
    centre_wanted: whether the person wants the demo's centre to run.
    """

    centre_wanted = Signal(bool)

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._menu = window.menuBar().addMenu("")
        self.running = QAction(self, checkable=True)
        self.running.setChecked(True)
        self._menu.addAction(self.running)
        self.running.triggered.connect(self.centre_wanted)
        window.installEventFilter(self)
        self._retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        return super().eventFilter(watched, event)

    def _retranslate(self) -> None:
        self._menu.setTitle(self.tr("Demo"))
        self.running.setText(self.tr("The centre is running"))
