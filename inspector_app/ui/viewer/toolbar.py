"""Buttons for the acts of a scan view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QToolBar, QWidget

from inspector_app.ui.viewer.actions import ACTIONS
from inspector_app.ui.viewer.scan_view import ScanView


class ViewerToolbar(QToolBar):
    """Shows the view's own actions, so a button and its key always do the same."""

    def __init__(self, view: ScanView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.setObjectName("viewer-toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(18, 18))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        for spec in ACTIONS:
            if spec.in_toolbar:
                if spec.opens_section:
                    self.addSeparator()
                self.addAction(view.view_actions.by_key[spec.key])
        # A click on a button leaves the focus in the scan, or its keys would stop working.
        for action in self.actions():
            button = self.widgetForAction(action)
            if button is not None:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._translate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)

    def _translate(self) -> None:
        # The actions translate themselves with the view.
        self.setWindowTitle(self.tr("Scan tools"))
        self.setAccessibleName(self.tr("Scan tools"))
