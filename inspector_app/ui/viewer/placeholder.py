"""What stands where the scan would be: not there yet, on its way, cannot be shown."""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from inspector_app.imaging.coarse import CoarsePixels
from inspector_app.ui.viewer.coarse import CoarsePicture
from inspector_app.ui.viewer.marks import Paint
from inspector_app.ui.viewer.orientation import Orientation


class _Reason(Enum):
    NONE = "none"
    EMPTY = "empty"
    LOADING = "loading"
    COARSE = "coarse"
    PREVIEW = "preview"
    UNREADABLE = "unreadable"


_WITH_PICTURE = (_Reason.COARSE, _Reason.PREVIEW)


class Placeholder(QWidget):
    """Lies over the scan view and lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._reason = _Reason.EMPTY
        self._message = ""
        self._coarse = CoarsePicture()
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

    def show_coarse(self, coarse: CoarsePixels, *, aspect: float, orientation: Orientation) -> None:
        """On its way, and this much of it can be seen already."""
        if not coarse.values.size:
            self.show_loading(coarse.share)
            return
        self._coarse.show(coarse, aspect=aspect, orientation=orientation)
        self._show(_Reason.COARSE)
        self.update()

    @property
    def shows_preview(self) -> bool:
        return self._reason is _Reason.PREVIEW

    def show_preview(self, grey: NDArray[np.uint8], *, aspect: float) -> None:
        """Not there yet, but this small picture of it is."""
        self._coarse.show_grey(grey, aspect=aspect)
        self._show(_Reason.PREVIEW)
        self.update()

    def show_unreadable(self, message: str) -> None:
        """Cannot be shown, and why."""
        self._message = message
        self._show(_Reason.UNREADABLE)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._reason not in _WITH_PICTURE:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(*Paint.SURROUND))
        self._coarse.paint(painter, self.width(), self.height())
        self._paint_note(painter)
        painter.end()

    def _paint_note(self, painter: QPainter) -> None:
        """The sentence at the lower edge, readable on whatever lies under it."""
        painter.setFont(self._label.font())
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = self.rect().adjusted(16, 16, -16, -16)
        plate = painter.boundingRect(room, flags, self.text).adjusted(-12, -5, 12, 5)
        plate.moveCenter(self.rect().center())
        plate.moveBottom(self.rect().bottom() - 16)
        painter.fillRect(plate, QColor(20, 22, 26, 225))
        painter.setPen(QColor(240, 228, 66))
        painter.drawText(plate, flags, self.text)

    def _show(self, reason: _Reason) -> None:
        self._reason = reason
        if reason not in _WITH_PICTURE:
            self._coarse.clear()
        self._bar.setVisible(reason is _Reason.LOADING)
        self._label.setVisible(reason not in _WITH_PICTURE)
        self._translate()
        self.setVisible(reason is not _Reason.NONE)

    def _translate(self) -> None:
        texts = {
            _Reason.NONE: "",
            _Reason.EMPTY: self.tr("The scan has not arrived yet."),
            _Reason.LOADING: self.tr("Opening the scan …"),
            _Reason.COARSE: self.tr("coarse, still decoding {0} %").format(
                min(99, round(self._coarse.share * 100))
            ),
            _Reason.PREVIEW: self.tr(
                "Preview only: the scan itself has not arrived yet.\n"
                "Small things cannot be seen on it."
            ),
            _Reason.UNREADABLE: self.tr("The scan cannot be shown.") + f"\n{self._message}",
        }
        self._label.setText(texts[self._reason])
        self._bar.setAccessibleName(self.tr("Opening the scan"))
