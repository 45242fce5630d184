"""What stands where the scan would be: not there yet, on its way, cannot be shown."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget


class _Reason(Enum):
    NONE = "none"
    EMPTY = "empty"
    LOADING = "loading"
    UNREADABLE = "unreadable"


class Placeholder(QWidget):
    """Lies over the scan view and lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._reason = _Reason.EMPTY
        self._message = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label = QLabel(self)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setWordWrap(True)
        self._label.setStyleSheet("color: #d5d9de; font-size: 13pt; background: transparent;")
        self._bar = QProgressBar(self)
        self._bar.setFixedWidth(320)
        self._bar.setTextVisible(False)
        layout = QVBoxLayout(self)
        layout.addStretch()
        layout.addWidget(self._label)
        layout.addWidget(self._bar, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        self.show_empty()

    @property
    def text(self) -> str:
        """The sentence on screen, empty while a scan is shown."""
        return self._label.text() if self._reason is not _Reason.NONE else ""

    def clear(self) -> None:
        """A scan is there."""
        self._show(_Reason.NONE)

    def show_empty(self) -> None:
        """No scan yet."""
        self._show(_Reason.EMPTY)

    def show_loading(self, share: float | None) -> None:
        """On its way; a bar without end where the share is not known."""
        self._bar.setRange(0, 0 if share is None else 1000)
        self._bar.setValue(round((share or 0.0) * 1000))
        self._show(_Reason.LOADING)

    def show_unreadable(self, message: str) -> None:
        """Cannot be shown, and why."""
        self._message = message
        self._show(_Reason.UNREADABLE)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)

    def _show(self, reason: _Reason) -> None:
        self._reason = reason
        self._bar.setVisible(reason is _Reason.LOADING)
        self._translate()
        self.setVisible(reason is not _Reason.NONE)

    def _translate(self) -> None:
        texts = {
            _Reason.NONE: "",
            _Reason.EMPTY: self.tr("The scan has not arrived yet."),
            _Reason.LOADING: self.tr("Opening the scan …"),
            _Reason.UNREADABLE: self.tr("The scan cannot be shown.") + f"\n{self._message}",
        }
        self._label.setText(texts[self._reason])
        self._bar.setAccessibleName(self.tr("Opening the scan"))
