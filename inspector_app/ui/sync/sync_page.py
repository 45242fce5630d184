"""The sync page: everything that was saved here, and how far it has come."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from inspector_app.background import Lane, TaskRunner
from inspector_app.domain.operation import Delivery
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.parts import label
from inspector_app.ui.status_bar import Link, link_text
from inspector_app.ui.sync.exporting import Exporting
from inspector_app.ui.sync.sync_model import N_ROLE, Column, SyncModel, moment_text
from inspector_app.workflow.ports import OutboxListing, OutboxSummary, Ports

log = logging.getLogger(__name__)

SHOWN_AT_MOST = 2_000
"""More rows than anybody scrolls through; the page says how many older ones there are."""

_FILTERS = (
    tuple(Delivery),
    (Delivery.WAITING, Delivery.SENT),
    (Delivery.REJECTED,),
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
    """

    back_requested = Signal()
    sync_requested = Signal()

    def __init__(self, ports: Ports, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._runner = runner
        self._summary = OutboxSummary(0, 0, 0, 0, None)
        self._older = 0
        self._link = Link.NONE
        self._link_reason = ""
        self._scans_missing = 0
        self._error: Exception | None = None
        self.model = SyncModel()
        self.exporting = Exporting(ports, runner)
        self._back = QPushButton()
        self._title = label("title")
        self._shown = label("muted")
        self._which = QComboBox()
        self._sync = QPushButton()
        self._export = QPushButton()
        self._counts = label("")
        self._link_label = label("")
        self._problem = label("problem")
        self._empty = label("muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for text in (self._link_label, self._problem, self._empty):
            text.setWordWrap(True)
        self.table = self._make_table()
        self._lay_out()
        self._connect()
        self._retranslate()

    def refresh(self) -> None:
        """Read the operations again, where anybody sees them."""
        if not self.isVisible():
            return
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
        self._summary = summary
        self._show_texts()

    def show_link(self, link: Link, *, reason: str, scans_missing: int) -> None:
        """`reason` is a sentence in the person's language, empty while all is well."""
        self._link, self._link_reason, self._scans_missing = link, reason, scans_missing
        self._show_texts()

    def texts(self) -> list[str]:
        """What is said above the table, for tests."""
        return [self._shown.text(), self._counts.text(), self._link_label.text()]

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(32)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(Column.REASON, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS_PX.items():
            table.setColumnWidth(column, width)
        return table

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for left in (self._back, self._title, self._shown):
            top.addWidget(left)
        top.addStretch(1)
        for right in (self._which, self._sync, self._export):
            top.addWidget(right)
        said = QHBoxLayout()
        said.addWidget(self._counts)
        said.addWidget(self._link_label, 1)
        said.setSpacing(28)
        stacked = QWidget()
        self._stack = QStackedLayout(stacked)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 8)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addLayout(said)
        layout.addWidget(self.exporting)
        layout.addWidget(self._problem)
        layout.addWidget(stacked, 1)

    def _connect(self) -> None:
        self._back.clicked.connect(self.back_requested)
        self._sync.clicked.connect(self.sync_requested)
        self._export.clicked.connect(self._ask_for_file)
        self._which.currentIndexChanged.connect(self.refresh)
        self.exporting.ended.connect(self._show_texts)

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
        now = self._ports.now().astimezone()
        post = "".join(c for c in self._ports.post if c.isalnum()) or "station"
        name = f"unsent-{post}-{now:%Y-%m-%d-%H%M}.jsonl"
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Export unsent work"),
            str(Path.home() / name),
            f"{self.tr('Unsent work')} (*.jsonl)",
            # Nothing is ever written over, so asking whether to would promise too much.
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            path = Path(chosen)
            self.exporting.start(path if path.suffix else path.with_suffix(".jsonl"))
            self._show_texts()

    def _show_texts(self) -> None:
        summary = self._summary
        unsent = summary.waiting + summary.sent
        shown = self.tr("{count} records").format(count=self.model.rowCount())
        if self._older:
            shown += " · " + self.tr("{count} older ones are not listed").format(count=self._older)
        self._shown.setText(shown)
        counts = [
            self.tr("Saved here, waiting: {count}").format(count=summary.waiting),
            self.tr("Sent, no answer yet: {count}").format(count=summary.sent),
            self.tr("Applied at the centre: {count}").format(count=summary.applied),
            self.tr("Rejected: {count}").format(count=summary.rejected),
        ]
        if summary.oldest_unsent is not None:
            oldest = moment_text(summary.oldest_unsent)
            counts.append(self.tr("oldest unsent: {moment}").format(moment=oldest))
        self._counts.setText(" · ".join(counts))
        link, colour = link_text(self._link)
        parts = [link, self._link_reason] if self._link_reason else [link]
        if self._scans_missing:
            on_their_way = self.tr("Scan files on their way: {count}")
            parts.append(on_their_way.format(count=self._scans_missing))
        self._link_label.setText(" · ".join(parts))
        self._link_label.setStyleSheet(f"color: {colour}")
        self._sync.setEnabled(self._link is not Link.NONE)
        self._export.setEnabled(unsent > 0 and not self.exporting.is_running)
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
                self.tr("The centre has rejected nothing."),
            )[self._which.currentIndex()]
            if self._error is None
            else ""
        )

    def _retranslate(self) -> None:
        self._back.setText(self.tr("← Back"))
        self._back.setToolTip(self.tr("Back to where you were (Ctrl+Y)"))
        self._title.setText(self.tr("Saved and sent"))
        self._sync.setText(self.tr("Sync now"))
        self._sync.setToolTip(self.tr("Talk to the centre now (F5)"))
        self._export.setText(self.tr("Export unsent work…"))
        self._export.setToolTip(
            self.tr("Write everything the centre has not answered into one file")
        )
        self.table.setAccessibleName(self.tr("Everything that was saved here, newest first"))
        self._which.setAccessibleName(self.tr("Which records to show"))
        chosen = max(self._which.currentIndex(), 0)
        self._which.blockSignals(True)
        self._which.clear()
        self._which.addItems([self.tr("All"), self.tr("Not answered"), self.tr("Rejected")])
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
