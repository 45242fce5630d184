"""Where the panels of the case page stand: three columns that can be resized and floated."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QVBoxLayout, QWidget

from inspector_app.ui.case.declaration_panel import DeclarationPanel
from inspector_app.ui.case.finding_editor import FindingEditor
from inspector_app.ui.case.findings_panel import FindingsPanel
from inspector_app.ui.case.highlights_panel import HighlightsPanel
from inspector_app.ui.case.history_panel import HistoryPanel
from inspector_app.ui.case.reasons_panel import ReasonsPanel
from inspector_app.ui.case.scan_column import ScanColumn
from inspector_app.ui.case.verdict_panel import VerdictPanel


class CaseFrame(QMainWindow):
    """Left what was declared and why it is here, in the middle the scan, right what people say."""

    def __init__(  # noqa: PLR0913 - one panel each
        self,
        *,
        reasons: ReasonsPanel,
        declaration: DeclarationPanel,
        history: HistoryPanel,
        scan: ScanColumn,
        highlights: HighlightsPanel,
        findings: FindingsPanel,
        editor: FindingEditor,
        verdict: VerdictPanel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Widget)
        self._floating: list[QDockWidget] = []
        self.setDockNestingEnabled(True)
        self.setTabPosition(Qt.DockWidgetArea.LeftDockWidgetArea, QTabWidget.TabPosition.North)
        self.setCentralWidget(scan)
        recorded = QWidget()
        layout = QVBoxLayout(recorded)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(findings, 1)
        layout.addWidget(editor)
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self._reasons = self._dock("reasons", reasons, left)
        self._declaration = self._dock("declaration", declaration, left)
        self._history = self._dock("history", history, left)
        self.tabifyDockWidget(self._declaration, self._history)
        self._declaration.raise_()
        self._highlights = self._dock("highlights", highlights, right)
        self._findings = self._dock("findings", recorded, right)
        self._verdict = self._dock("verdict", verdict, right)
        self._sized = False
        self._retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for dock in self._floating:
            dock.show()
        self._floating = []
        # Docks forget the sizes they are given before they are shown.
        if not self._sized:
            self._sized = True
            self._size_docks()

    def _size_docks(self) -> None:
        self.resizeDocks([self._reasons, self._highlights], [290, 310], Qt.Orientation.Horizontal)
        self.resizeDocks([self._reasons, self._declaration], [430, 430], Qt.Orientation.Vertical)
        self.resizeDocks(
            [self._highlights, self._findings, self._verdict],
            [300, 260, 200],
            Qt.Orientation.Vertical,
        )

    def _dock(self, name: str, panel: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget()
        dock.setObjectName(name)
        dock.setWidget(panel)
        # Can be moved and floated, not closed: a panel that is gone is a question forgotten.
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable
            | QDockWidget.DockWidgetFeature.DockWidgetFloatable
        )
        dock.setMinimumWidth(250)
        self.addDockWidget(area, dock)
        return dock

    def _retranslate(self) -> None:
        self._reasons.setWindowTitle(self.tr("Why this case is here"))
        self._declaration.setWindowTitle(self.tr("Declaration"))
        self._history.setWindowTitle(self.tr("History"))
        self._highlights.setWindowTitle(self.tr("Highlights"))
        self._findings.setWindowTitle(self.tr("Findings"))
        self._verdict.setWindowTitle(self.tr("Verdict on the scan"))

    def hideEvent(self, event: QHideEvent) -> None:
        """A floated panel is a window of its own and would stay on top of the queue."""
        self._floating = [dock for dock in self.findChildren(QDockWidget) if dock.isFloating()]
        for dock in self._floating:
            dock.hide()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
