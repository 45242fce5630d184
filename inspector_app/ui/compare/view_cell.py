"""One scan on the compare page, with a caption that says which it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from inspector_app.background import TaskRunner
from inspector_app.ui.parts import label, plain_tip
from inspector_app.ui.viewer import ScanView

HEAD_PX = 24
"""Height of the line above a scan."""


class ViewCell(QWidget):
    """Signals:
    close_wanted: key of the scan that is to be taken away.
    """

    close_wanted = Signal(str)

    def __init__(
        self, runner: TaskRunner, colour: str, *, can_close: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.key = ""
        self.view = ScanView(runner)
        # Four of them stand above each other on a low screen.
        self.view.setMinimumSize(120, 80)
        self._swatch = QLabel()
        self._swatch.setFixedSize(6, HEAD_PX)
        self._swatch.setStyleSheet(f"background: {colour};")
        self._caption = label("")
        # A long caption must not push the window wider.
        self._caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._close = QToolButton()
        self._close.setText("✕")
        self._close.setFixedHeight(HEAD_PX)
        self._close.setVisible(can_close)
        self._close.clicked.connect(self._ask_to_close)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 4, 0)
        head.setSpacing(8)
        head.addWidget(self._swatch)
        head.addWidget(self._caption, 1)
        head.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        self._retranslate()

    @property
    def caption(self) -> str:
        return self._caption.text()

    def show_caption(self, text: str, tip: str = "") -> None:
        """Say which scan this is."""
        self._caption.setText(text)
        self._caption.setToolTip(plain_tip([tip or text]))
        self.view.setAccessibleName(text)

    def show_head(self, on: bool) -> None:
        """Show or hide the line above the scan: over each other, words on the scan say it."""
        self._swatch.setVisible(on)
        self._caption.setVisible(on)

    def _ask_to_close(self) -> None:
        self.close_wanted.emit(self.key)

    def _retranslate(self) -> None:
        self._close.setToolTip(self.tr("Take this scan away"))
        self._close.setAccessibleName(self.tr("Take this scan away"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
