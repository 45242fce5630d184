"""A page that Alt+Left and Escape lead back from."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class BackPage(QWidget):
    """Signals:
    back_requested: the person wants to go back by one step.
    """

    back_requested = Signal()

    def event(self, event: QEvent) -> bool:
        # Alt+Left is the window's key to the queue; here it leads back by one step only.
        if event.type() is QEvent.Type.ShortcutOverride and _is_back(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Not a shortcut: what is in hand on a scan must get Escape first.
        if _is_back(event) or event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
        else:
            super().keyPressEvent(event)


def _is_back(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.key() == Qt.Key.Key_Left
        and event.modifiers() == Qt.KeyboardModifier.AltModifier
    )
