"""The queue page: all cases of the post, with search, filter and the one-hour clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QModelIndex, QSortFilterProxyModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.case import CaseState
from inspector_app.ui.parts import label
from inspector_app.ui.queue.queue_model import (
    CASE_ID_ROLE,
    SEARCH_ROLE,
    SORT_ROLE,
    Column,
    Index,
    QueueModel,
)
from inspector_app.workflow.ports import QueueEntry

CLOCK_INTERVAL_MS = 15_000


class QueueFilter(QSortFilterProxyModel):
    """Rows that hold every word of the search and, if asked, only cases without a verdict."""

    def __init__(self) -> None:
        super().__init__()
        self._words: list[str] = []
        self._open_only = False
        self.setSortRole(SORT_ROLE)

    def search_for(self, text: str) -> None:
        self.beginFilterChange()
        self._words = text.casefold().split()
        self.endFilterChange()

    def show_open_only(self, open_only: bool) -> None:
        self.beginFilterChange()
        self._open_only = open_only
        self.endFilterChange()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        model = self.sourceModel()
        if not isinstance(model, QueueModel):
            return True
        if self._open_only and model.state_of(source_row) is CaseState.VERDICT_GIVEN:
            return False
        index = model.index(source_row, 0, source_parent)
        text = str(model.data(index, SEARCH_ROLE))
        return all(word in text for word in self._words)


class QueuePage(QWidget):
    """Signals:
    case_chosen: id of the case to open.
    """

    case_chosen = Signal(str)

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        language: str,
        highlights_hidden: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self.model = QueueModel(now=now(), language=language, highlights_hidden=highlights_hidden)
        self._filter = QueueFilter()
        self._filter.setSourceModel(self.model)
        self._title = label("title")
        self._count = label("muted")
        self._search = QLineEdit()
        self._search.setClearButtonEnabled(True)
        self._search.setMinimumWidth(360)
        self._which = QComboBox()
        self._empty = label("muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.table = self._make_table()
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_INTERVAL_MS)
        self._lay_out()
        self._connect()
        self._retranslate()
        self._clock.start()

    def show_entries(self, entries: tuple[QueueEntry, ...]) -> None:
        """Show the queue; the selected case stays selected."""
        chosen = self._selected_case()
        self.model.show_time(self._now())
        self.model.show_entries(entries)
        self._select_case(chosen)
        self._show_count()

    def use_language(self, language: str) -> None:
        """Show goods in this language."""
        chosen = self._selected_case()
        self.model.use_language(language)
        self._select_case(chosen)

    def focus_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self._filter)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setSortingEnabled(True)
        table.setTabKeyNavigation(False)
        table.sortByColumn(Column.CLOCK, Qt.SortOrder.AscendingOrder)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(38)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.GOODS, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        widths = {
            Column.CLOCK: 165,
            Column.LANE: 60,
            Column.PLATE: 125,
            Column.CONTAINER: 130,
            Column.REASON: 170,
            Column.HIGHLIGHTS: 130,
            Column.FINDINGS: 105,
            Column.STATE: 130,
        }
        for column, width in widths.items():
            table.setColumnWidth(column, width)
        return table

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._title)
        top.addWidget(self._count)
        top.addStretch(1)
        top.addWidget(self._search)
        top.addWidget(self._which)
        pages = QWidget()
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 8)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(pages, 1)

    def _connect(self) -> None:
        self.table.activated.connect(self._open_index)
        self._search.textChanged.connect(self._search_for)
        self._search.returnPressed.connect(self._open_first)
        self._which.currentIndexChanged.connect(self._choose_which)
        self._clock.timeout.connect(self._tick)
        QShortcut(QKeySequence.StandardKey.Find, self, self.focus_search)

    def _search_for(self, text: str) -> None:
        self._filter.search_for(text)
        self._show_count()

    def _choose_which(self, index: int) -> None:
        self._filter.show_open_only(index == 1)
        self._show_count()

    def _tick(self) -> None:
        self.model.show_time(self._now())

    def _open_index(self, index: QModelIndex) -> None:
        case_id = index.siblingAtColumn(0).data(CASE_ID_ROLE)
        if case_id:
            self.case_chosen.emit(case_id)

    def _open_first(self) -> None:
        if self._filter.rowCount() > 0:
            self._open_index(self._filter.index(0, 0))

    def _selected_case(self) -> str | None:
        rows = self.table.selectionModel().selectedRows()
        return rows[0].data(CASE_ID_ROLE) if rows else None

    def _select_case(self, case_id: str | None) -> None:
        for row in range(self._filter.rowCount()):
            if case_id is None or self._filter.index(row, 0).data(CASE_ID_ROLE) == case_id:
                self.table.selectRow(row)
                return

    def _show_count(self) -> None:
        total, shown = self.model.rowCount(), self._filter.rowCount()
        if total == shown:
            self._count.setText(self.tr("{count} cases").format(count=total))
        else:
            self._count.setText(
                self.tr("{shown} of {count} cases").format(shown=shown, count=total)
            )
        was_empty = self._pages.currentIndex() == 1
        self._pages.setCurrentIndex(0 if shown else 1)
        if shown and was_empty and not self._search.text():
            # The list was not there to take the focus when the page opened.
            self.table.setFocus()
        self._empty.setText(
            self.tr("No case matches the search. Clear it to see all cases.")
            if total
            else self.tr(
                "No case is waiting. New ones appear here as soon as the centre sends them,\n"
                "or take some in from a folder: Case ▸ Take in from a folder."
            )
        )

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Queue"))
        self._search.setPlaceholderText(
            self.tr("Search declaration, container, plate, trader, goods (Ctrl+F)")
        )
        self._search.setAccessibleName(self.tr("Search the queue"))
        self.table.setAccessibleName(self.tr("Cases that wait for an inspector"))
        chosen = max(self._which.currentIndex(), 0)
        self._which.blockSignals(True)
        self._which.clear()
        self._which.addItems([self.tr("All cases"), self.tr("Without a verdict")])
        self._which.setCurrentIndex(chosen)
        self._which.blockSignals(False)
        self._show_count()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
