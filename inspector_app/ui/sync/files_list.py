"""The files that go up from this station, with how far each has come."""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from inspector_app.background import Lane, TaskRunner
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.file_texts import size_text
from inspector_app.ui.parts import label
from inspector_app.ui.sync.files_model import FileColumn, FilesModel
from inspector_app.ui.sync.row_table import make_row_table
from inspector_app.workflow.file_ports import UploadListing, UploadSummary
from inspector_app.workflow.ports import Ports

log = logging.getLogger(__name__)

SHOWN_AT_MOST = 1_000

_WIDTHS_PX = {
    FileColumn.KIND: 138,
    FileColumn.CASE: 125,
    FileColumn.NAME: 230,
    FileColumn.SIZE: 78,
    FileColumn.STATE: 168,
    FileColumn.PROGRESS: 84,
    FileColumn.SINCE: 128,
}


class FilesList(QWidget):
    """A table of files under a line of numbers."""

    def __init__(self, ports: Ports, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._runner = runner
        self._summary = UploadSummary(0, 0, 0, 0)
        self._more = 0
        self._error: Exception | None = None
        self.model = FilesModel()
        self._counts = label("")
        self._counts.setWordWrap(True)
        self._problem = label("problem")
        self._problem.setWordWrap(True)
        self._empty = label("muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.table = make_row_table(
            self.model, widths_px=_WIDTHS_PX.items(), stretched=FileColumn.REASON
        )
        stacked = QWidget()
        self._stack = QStackedLayout(stacked)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._counts)
        layout.addWidget(self._problem)
        layout.addWidget(stacked, 1)
        self._retranslate()

    def refresh(self) -> None:
        """Read the files again, where anybody sees them."""
        if not self.isVisible():
            return
        self._runner.run(
            partial(_read, self._ports),
            done=self._show,
            failed=self._show_failure,
            owner=self,
            lane=Lane.DATABASE,
            key="files",
        )

    def texts(self) -> list[str]:
        """What is said above the table, for tests."""
        return [self._counts.text(), self._problem.text(), self._empty.text()]

    def _show(self, answer: tuple[UploadSummary, UploadListing]) -> None:
        self._summary, listing = answer
        self._error = None
        self._more = listing.more
        self.model.show_uploads(listing.uploads)
        self._show_texts()

    def _show_failure(self, error: Exception) -> None:
        log.error("shown to the person: %s", error, exc_info=error)
        self._error = error
        self._show_texts()

    def _show_texts(self) -> None:
        numbers = self._summary
        safe = self.tr("Files safe at the centre: {0} of {1}")
        parts = [safe.format(numbers.safe, numbers.files)]
        if numbers.bytes_left:
            parts.append(self.tr("still to send: {0}").format(size_text(numbers.bytes_left)))
        if numbers.refused:
            parts.append(self.tr("refused: {0}").format(numbers.refused))
        if self._more:
            parts.append(self.tr("{count} older ones are not listed").format(count=self._more))
        self._counts.setText(" · ".join(parts))
        self._counts.setVisible(numbers.files > 0)
        self._problem.setVisible(self._error is not None)
        self._problem.setText("" if self._error is None else error_text(self._error))
        self._stack.setCurrentIndex(0 if self.model.rowCount() else 1)

    def _retranslate(self) -> None:
        self.table.setAccessibleName(self.tr("Files on their way to the centre"))
        self._empty.setText(
            self.tr(
                "No files go up from here yet. Photos of findings do, and the scans of cases that "
                "were taken in from a folder."
            )
        )
        self.model.retranslate()
        self._show_texts()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _read(ports: Ports) -> tuple[UploadSummary, UploadListing]:
    return ports.uploads.summary(), ports.uploads.list_uploads(SHOWN_AT_MOST)
