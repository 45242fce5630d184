"""Writing on the scan: a small field where the words will stand."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from inspector_app.domain.annotation import TEXT_LIMIT, AnnotationKind
from inspector_app.domain.region import Point
from inspector_app.ui.viewer.shape import Shape

LEAST_WIDTH_PX = 200
MOST_WIDTH_PX = 320
MOST_LINES = 6


class TextEditor(QPlainTextEdit):
    """Enter keeps the words, Shift+Enter begins a line, Escape drops them. Clicking somewhere else
    or leaving the scan keeps them too: nothing written is lost.

    Signals:
        kept: key of the annotation that was written on (empty for a new one) and the Shape.
        ended: it is closed, whichever way.
    """

    kept = Signal(str, object)
    ended = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self._key = ""
        self._shape: Shape | None = None
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._fit)
        self.hide()
        self._translate()

    @property
    def point(self) -> Point | None:
        """Where the words will stand, in scan pixels; None while nothing is written."""
        return None if self._shape is None else self._shape.points[0]

    def begin(self, point: Point, *, key: str = "", text: str = "") -> None:
        """Write at a scan point, or go on with the words of an annotation."""
        self.keep()
        self._key = key
        self._shape = Shape(AnnotationKind.TEXT, (point,), text)
        self.setPlainText(text)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus()

    def place(self, at: Point) -> None:
        """Stand at a widget point of the parent, kept inside it."""
        room = self._room.rect()
        x = min(max(round(at[0]), 0), max(room.width() - self.width(), 0))
        y = min(max(round(at[1]), 0), max(room.height() - self.height(), 0))
        self.move(QPoint(x, y))

    def keep(self) -> None:
        """Keep what is written, if anything is."""
        shape, key = self._shape, self._key
        if shape is None:
            return
        # The limit counts what Python counts; a paste may be longer.
        text = self.toPlainText().strip()[:TEXT_LIMIT]
        self._close()
        if text:
            self.kept.emit(key, Shape(AnnotationKind.TEXT, shape.points, text))
        self.ended.emit()

    def drop(self) -> None:
        """Forget what is written."""
        if self._shape is not None:
            self._close()
            self.ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.drop()
        elif is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.keep()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # The menu of the right button takes the focus for a moment; another window does too.
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self.keep()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)

    def _close(self) -> None:
        self._shape = None
        self._key = ""
        self.hide()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        lines = self.toPlainText().split("\n")
        widest = max(metrics.horizontalAdvance(line) for line in lines) + 40
        count = min(max(len(lines), 1), MOST_LINES)
        self.resize(
            min(max(widest, LEAST_WIDTH_PX), MOST_WIDTH_PX), metrics.lineSpacing() * count + 18
        )

    def _translate(self) -> None:
        self.setPlaceholderText(self.tr("Write here. Enter keeps it, Esc drops it."))
        self.setAccessibleName(self.tr("Words on the scan"))
