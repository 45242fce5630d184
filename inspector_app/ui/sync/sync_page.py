"""The sync page: everything that was saved here, and how far it has come."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inspector_app.background import Lane, TaskRunner
from inspector_app.domain.operation import Delivery
from inspector_app.protocol.carrier import SUFFIX
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.parts import label
from inspector_app.ui.status_bar import Link
from inspector_app.ui.sync.carrier_dialog import CarrierDialog
from inspector_app.ui.sync.carrying import Carrying
from inspector_app.ui.sync.exporting import Exporting
from inspector_app.ui.sync.files_list import FilesList
from inspector_app.ui.sync.row_table import make_row_table
from inspector_app.ui.sync.standing import Standing
from inspector_app.ui.sync.sync_model import N_ROLE, Column, SyncModel
from inspector_app.workflow.file_ports import UploadSummary
from inspector_app.workflow.ports import OutboxListing, OutboxSummary, Ports

log = logging.getLogger(__name__)

SHOWN_AT_MOST = 2_000
"""More rows than anybody scrolls through; the page says how many older ones there are."""

_FILTERS = (
    tuple(Delivery),
    (Delivery.WAITING, Delivery.SENT),
    (Delivery.REJECTED, Delivery.CONFLICT),
)

_WIDTHS_PX = {
    Column.NUMBER: 58,
    Column.RECORDED: 128,
    Column.KIND: 138,
    Column.CASE: 125,
    Column.AUTHOR: 110,
    Column.STATE: 178,
    Column.SINCE: 128,
}


class SyncPage(QWidget):
    """Signals:
    back_requested: the person wants to go back to where they were.
    sync_requested: the person wants the station to talk to the centre now.
    answer_read: the answer to a carrier disk was read; cases may have come in.
    """

    back_requested = Signal()
    sync_requested = Signal()
    answer_read = Signal()

    def __init__(self, ports: Ports, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._runner = runner
        self._older = 0
        self._error: Exception | None = None
        self.model = SyncModel()
        self.exporting = Exporting(ports, runner)
        self.carrying = Carrying(ports.carrier, runner)
        self.standing = Standing()
        self._back = QPushButton()
        self._title = label("title")
        self._shown = label("muted")
        self._which = QComboBox()
        self._sync = QPushButton()
        self._carrier = QPushButton()
        self._carrier.setVisible(ports.carrier is not None)
        self._export = QPushButton()
        self._problem = label("problem")
        self._empty = label("muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for text in (self._problem, self._empty):
            text.setWordWrap(True)
        self.table = make_row_table(
            self.model, widths_px=_WIDTHS_PX.items(), stretched=Column.REASON
        )
        self.tabs = QTabWidget()
        self.files = FilesList(ports, runner)
        self._lay_out()
        self._connect()
        self._retranslate()

    def refresh(self) -> None:
        """Read the operations again, where anybody sees them."""
        if not self.isVisible():
            return
        self.files.refresh()
        read = partial(
            self._ports.outbox.list_operations,
            SHOWN_AT_MOST,
            only=_FILTERS[self._which.currentIndex()],
        )
        self._runner.run(
            read,
            done=self._show_listing,
            failed=self._show_failure,
            owner=self,
            lane=Lane.DATABASE,
            key="operations",
        )

    def show_outbox(self, summary: OutboxSummary) -> None:
        self.standing.show_outbox(summary)
        self._show_texts()

    def show_link(self, link: Link, *, reason: str, scans_missing: int) -> None:
        """`reason` is a sentence in the person's language, empty while all is well."""
        self.standing.show_link(link, reason=reason, scans_missing=scans_missing)
        self._show_texts()

    def stop(self) -> None:
        """Stop what is being written or read."""
        self.exporting.stop()
        self.carrying.stop()

    def texts(self) -> list[str]:
        """What is said above the table, for tests."""
        standing = self.standing
        return [self._shown.text(), standing.counts.text(), standing.link_label.text()]

    def notice(self) -> str:
        """What is said about the station itself, for tests; empty for nothing."""
        return self.standing.new_device.text()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._back)
        top.addWidget(self._title)
        top.addStretch(1)
        for right in (self._sync, self._carrier, self._export):
            top.addWidget(right)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 8)
        layout.setSpacing(10)
        layout.addLayout(top)
        for part in (self.standing, self.exporting, self.carrying, self._problem):
            layout.addWidget(part)
        self.tabs.addTab(self._make_records(), "")
        self.tabs.addTab(self.files, "")
        self.tabs.setDocumentMode(True)
        layout.addWidget(self.tabs, 1)

    def _make_records(self) -> QWidget:
        records, stacked = QWidget(), QWidget()
        self._stack = QStackedLayout(stacked)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        line = QHBoxLayout()
        line.addWidget(self._which)
        line.addWidget(self._shown)
        line.addStretch(1)
        layout = QVBoxLayout(records)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(line)
        layout.addWidget(stacked, 1)
        return records

    def _connect(self) -> None:
        self._back.clicked.connect(self.back_requested)
        self._sync.clicked.connect(self.sync_requested)
        self._carrier.clicked.connect(self._ask_about_carrier)
        self._export.clicked.connect(self._ask_for_file)
        self._which.currentIndexChanged.connect(self.refresh)
        self.exporting.ended.connect(self._show_texts)
        self.carrying.ended.connect(self._end_carrying)

    def _show_listing(self, listing: OutboxListing) -> None:
        self._error = None
        self._older = listing.older
        rows = self.table.selectionModel().selectedRows()
        chosen = rows[0].data(N_ROLE) if rows else None
        self.model.show_entries(listing.entries)
        for row, entry in enumerate(listing.entries):
            if entry.n == chosen:
                self.table.selectRow(row)
        self._show_texts()

    def _show_failure(self, error: Exception) -> None:
        log.error("shown to the person: %s", error, exc_info=error)
        self._error = error
        self._show_texts()

    def _ask_for_file(self) -> None:
        path = self._new_file(
            "unsent", ".jsonl", self.tr("Export unsent work"), self.tr("Unsent work")
        )
        if path is not None:
            self.carrying.clear()
            self.exporting.start(path)
            self._show_texts()

    def _ask_about_carrier(self) -> None:
        self._runner.run(
            self._ports.uploads.summary,
            done=self._show_carrier_dialog,
            failed=self._show_failure,
            owner=self,
            lane=Lane.DATABASE,
            key="carrier",
        )

    def _show_carrier_dialog(self, uploads: UploadSummary) -> None:
        dialog = CarrierDialog(self.standing.summary, uploads, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.write_wanted.connect(self._ask_for_disk)
        dialog.read_wanted.connect(self._ask_for_answer)
        dialog.open()

    def _ask_for_disk(self, limit_bytes: int) -> None:
        path = self._new_file("carrier", SUFFIX, self.tr("Carrier disk"), self.tr("Carrier disk"))
        if path is not None:
            self.exporting.clear()
            self.carrying.write(path, limit_bytes=limit_bytes)
            self._show_texts()

    def _ask_for_answer(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Answer to a carrier disk"),
            str(Path.home()),
            f"{self.tr('Carrier disk')} (*{SUFFIX})",
        )
        if chosen:
            self.exporting.clear()
            self.carrying.read(Path(chosen))
            self._show_texts()

    def _new_file(self, start: str, suffix: str, title: str, what: str) -> Path | None:
        now = self._ports.now().astimezone()
        post = "".join(c for c in self._ports.post if c.isalnum()) or "station"
        name = f"{start}-{post}-{now:%Y-%m-%d-%H%M}{suffix}"
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            title,
            str(Path.home() / name),
            f"{what} (*{suffix})",
            # Nothing is ever written over, so asking whether to would promise too much.
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix else path.with_suffix(suffix)

    def _end_carrying(self) -> None:
        self._show_texts()
        self.answer_read.emit()

    def _show_texts(self) -> None:
        summary = self.standing.summary
        unsent = summary.waiting + summary.sent
        shown = self.tr("Records: {count}").format(count=self.model.rowCount())
        if self._older:
            shown += " · " + self.tr("{count} older ones are not listed").format(count=self._older)
        self._shown.setText(shown)
        self._sync.setEnabled(self.standing.link is not Link.NONE)
        self._export.setEnabled(unsent > 0 and not self.exporting.is_running)
        self._carrier.setEnabled(not self.carrying.is_running)
        self._problem.setVisible(self._error is not None)
        self._problem.setText("" if self._error is None else error_text(self._error))
        self._show_empty()

    def _show_empty(self) -> None:
        self._stack.setCurrentIndex(0 if self.model.rowCount() else 1)
        self._empty.setText(
            (
                self.tr(
                    "Nothing was saved here yet. Every finding and every verdict appears here "
                    "the moment it is saved."
                ),
                self.tr("The centre has answered everything that was saved here."),
                self.tr("Nothing needs a person: the centre has taken everything it answered."),
            )[self._which.currentIndex()]
            if self._error is None
            else ""
        )

    def _retranslate(self) -> None:
        self._back.setText(self.tr("← Back"))
        self._back.setToolTip(self.tr("Back to where you were (F9)"))
        self._title.setText(self.tr("Saved and sent"))
        self.tabs.setTabText(0, self.tr("Records"))
        self.tabs.setTabText(1, self.tr("Files"))
        self._sync.setText(self.tr("Sync now"))
        self._sync.setToolTip(self.tr("Talk to the centre now (F5)"))
        self._carrier.setText(self.tr("Carrier disk…"))
        self._carrier.setToolTip(
            self.tr("Send work and fetch answers on a USB stick, where there is no link")
        )
        self._export.setText(self.tr("Export unsent work…"))
        self._export.setToolTip(
            self.tr("Write everything the centre has not answered into one file")
        )
        self.table.setAccessibleName(self.tr("Everything that was saved here, newest first"))
        self._which.setAccessibleName(self.tr("Which records to show"))
        chosen = max(self._which.currentIndex(), 0)
        self._which.blockSignals(True)
        self._which.clear()
        self._which.addItems([self.tr("All"), self.tr("Not answered"), self.tr("Needs a person")])
        self._which.setCurrentIndex(chosen)
        self._which.blockSignals(False)
        self.model.retranslate()
        self._show_texts()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
