"""One line above the scans: how far fetching is, or how well the scans fit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from inspector_app.ui.parts import label, plain_tip


class StateLine(QWidget):
    """Signals:
    stop_wanted: the person does not want to wait.
    """

    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = label("muted")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._progress = QProgressBar()
        self._progress.setFixedWidth(140)
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 100)
        self.stop_button = QPushButton()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 0, 10, 4)
        layout.addWidget(self._progress)
        layout.addWidget(self.stop_button)
        layout.addWidget(self._text, 1)
        self.stop_button.clicked.connect(self.stop_wanted)
        self._retranslate()
        self.show_state("", None)

    @property
    def text(self) -> str:
        return self._text.text()

    def show_state(self, text: str, share: float | None) -> None:
        """Say `text`; `share` (0 to 1) of what is awaited is there, None where nothing is."""
        self._text.setText(text)
        self._text.setToolTip(plain_tip([text]))
        for widget in (self._progress, self.stop_button):
            widget.setVisible(share is not None)
        self._progress.setValue(round(100 * (share or 0.0)))

    def _retranslate(self) -> None:
        self.stop_button.setText(self.tr("Stop"))
        self._progress.setAccessibleName(self.tr("Opening and aligning"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
