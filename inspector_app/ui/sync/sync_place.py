"""Where the sync page stands in the main window: how one gets there, and back."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from inspector_app.background import TaskRunner
from inspector_app.ui.status_bar import SyncStatusBar
from inspector_app.ui.sync.sync_page import SyncPage
from inspector_app.workflow.ports import Ports


class SyncPlace(QObject):
    """The sync page on a stack of pages, the menu entry that leads to it and the way back.

    Attributes:
        action: for a menu; F9 from everywhere in the window, and once more to go back.
    """

    def __init__(
        self, ports: Ports, runner: TaskRunner, pages: QStackedWidget, status: SyncStatusBar
    ) -> None:
        super().__init__(pages)
        self._pages = pages
        self._came_from: QWidget | None = None
        self._had_focus: QWidget | None = None
        self.page = SyncPage(ports, runner)
        self.action = QAction(self)
        self.action.setShortcut(QKeySequence("F9"))
        pages.addWidget(self.page)
        self.action.triggered.connect(self.go_or_return)
        status.counts_clicked.connect(self.go)
        self.page.back_requested.connect(self.go_back)
        self.page.installEventFilter(self)
        self._retranslate()

    def go(self) -> None:
        """Show the page; what was shown stays as it is behind it."""
        if self._pages.currentWidget() is self.page:
            return
        self._came_from = self._pages.currentWidget()
        self._had_focus = QApplication.focusWidget()
        self._pages.setCurrentWidget(self.page)
        self.page.table.setFocus()

    def go_back(self) -> None:
        """Show what was shown before, with the focus where it was."""
        if self._pages.currentWidget() is not self.page or self._came_from is None:
            return
        self._pages.setCurrentWidget(self._came_from)
        focus, self._had_focus = self._had_focus, None
        # What had the focus may have been taken away meanwhile.
        if shiboken6.isValid(focus) and focus and self._came_from.isAncestorOf(focus):
            focus.setFocus()

    def go_or_return(self) -> None:
        if self._pages.currentWidget() is self.page:
            self.go_back()
        else:
            self.go()

    def _retranslate(self) -> None:
        self.action.setText(self.tr("Saved and sent"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        return super().eventFilter(watched, event)
