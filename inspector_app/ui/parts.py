"""Small widgets the style sheet knows by name."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QWidget


def label(style: str) -> QLabel:
    """An empty label in one of the styles of `theme`: muted, title, section, notice, problem."""
    widget = QLabel()
    # Plates, names and texts of the centre are shown as they are, whatever brackets they hold.
    widget.setTextFormat(Qt.TextFormat.PlainText)
    widget.setObjectName(style)
    return widget


def primary_button() -> QPushButton:
    """The button for what one most likely wants to do."""
    widget = QPushButton()
    widget.setObjectName("primary")
    return widget


def plain_tip(lines: Sequence[str]) -> str:
    """A tool tip that shows each line as it is; Qt takes plain text with brackets for HTML."""
    return "<br>".join(escape(line) for line in lines)


class _UprightScroll(QScrollArea):
    """Never narrower than what is in it: what is cut off at the side could not be reached."""

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        inside = self.widget()
        if inside is None:
            return hint
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(inside.minimumSizeHint().width() + bar, hint.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def scrolled(panel: QWidget) -> QScrollArea:
    """A panel that scrolls up and down where the screen is too low for it."""
    area = _UprightScroll()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setWidget(panel)
    return area
