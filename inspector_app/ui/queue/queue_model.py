"""The queue as a Qt table."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from inspector_app.domain.case import CaseState
from inspector_app.ui import theme
from inspector_app.ui.texts import case_state_text, reason_kind_text, time_left_text, translate
from inspector_app.workflow.ports import QueueEntry

Index = QModelIndex | QPersistentModelIndex

CASE_ID_ROLE = Qt.ItemDataRole.UserRole
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
SEARCH_ROLE = Qt.ItemDataRole.UserRole + 2


class Column(IntEnum):
    CLOCK = 0
    LANE = 1
    PLATE = 2
    CONTAINER = 3
    GOODS = 4
    REASON = 5
    HIGHLIGHTS = 6
    FINDINGS = 7
    STATE = 8


class QueueModel(QAbstractTableModel):
    """One row per case. `show_time` moves the one-hour clocks without reading the database."""

    def __init__(self, *, now: datetime, language: str, highlights_hidden: bool = False) -> None:
        """With `highlights_hidden` a case shows no number of highlights before its verdict."""
        super().__init__()
        self._highlights_hidden = highlights_hidden
        self._entries: tuple[QueueEntry, ...] = ()
        self._now = now
        self._language = language

    def show_entries(self, entries: tuple[QueueEntry, ...]) -> None:
        """Show these cases.

        The queue is read again whenever something happens. Rows that are still the same cases stay
        the same rows: a reset between the two presses of a double-click would swallow it.
        """
        if [_stamp(entry) for entry in entries] == [_stamp(entry) for entry in self._entries]:
            return
        if [e.case.case_id for e in entries] == [e.case.case_id for e in self._entries]:
            self._entries = entries
            last = self.index(len(entries) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def show_time(self, now: datetime) -> None:
        self._now = now
        if self._entries:
            last = self.index(len(self._entries) - 1, Column.CLOCK)
            self.dataChanged.emit(self.index(0, Column.CLOCK), last)

    def use_language(self, language: str) -> None:
        self.beginResetModel()
        self._language = language
        self.endResetModel()

    def state_of(self, row: int) -> CaseState:
        return self._entries[row].state

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.CLOCK: translate("QueueModel", "One-hour clock"),
            Column.LANE: translate("QueueModel", "Lane"),
            Column.PLATE: translate("QueueModel", "Plate"),
            Column.CONTAINER: translate("QueueModel", "Container"),
            Column.GOODS: translate("QueueModel", "Goods"),
            Column.REASON: translate("QueueModel", "Strongest reason"),
            Column.HIGHLIGHTS: translate("QueueModel", "Highlights"),
            Column.FINDINGS: translate("QueueModel", "Findings"),
            Column.STATE: translate("QueueModel", "State"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == CASE_ID_ROLE:
            return entry.case.case_id
        if role == SORT_ROLE:
            return self._sort_key(entry, column)
        if role == SEARCH_ROLE:
            return searchable_text(entry)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(entry, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(entry, column)
        return None

    def _text(self, entry: QueueEntry, column: Column) -> str:
        declaration = entry.case.declaration
        strongest = entry.case.risk.strongest
        containers = ", ".join(container.number for container in declaration.containers)
        return {
            Column.CLOCK: time_left_text(entry.case.time_left(self._now)),
            Column.LANE: declaration.crossing.lane,
            Column.PLATE: declaration.vehicle.plate,
            Column.CONTAINER: containers or "—",
            Column.GOODS: self._goods(entry),
            Column.REASON: "—" if strongest is None else reason_kind_text(strongest.kind),
            Column.HIGHLIGHTS: "—" if self._highlights(entry) is None else str(entry.highlights),
            Column.FINDINGS: str(entry.findings),
            Column.STATE: self._state(entry),
        }[column]

    def _highlights(self, entry: QueueEntry) -> int | None:
        """How many highlights may be shown, None for none to be shown yet."""
        if self._highlights_hidden and entry.state is not CaseState.VERDICT_GIVEN:
            return None
        return entry.highlights

    @staticmethod
    def _state(entry: QueueEntry) -> str:
        if not entry.scans_here and entry.state is CaseState.WAITING:
            return translate("QueueModel", "Scan on its way")
        return case_state_text(entry.state)

    def _goods(self, entry: QueueEntry) -> str:
        goods = entry.case.declaration.goods
        if not goods:
            return "—"
        first = goods[0]
        name = first.description_mn if self._language == "mn" else first.description
        name = name or first.description
        if len(goods) == 1:
            return name
        return translate("QueueModel", "{first} and {more} more").format(
            first=name, more=len(goods) - 1
        )

    def _sort_key(self, entry: QueueEntry, column: Column) -> object:
        if column is Column.CLOCK:
            return entry.case.assigned_at.timestamp()
        if column is Column.HIGHLIGHTS:
            shown = self._highlights(entry)
            return -1 if shown is None else shown
        if column is Column.FINDINGS:
            return entry.findings
        if column is Column.REASON:
            strongest = entry.case.risk.strongest
            return 0.0 if strongest is None else strongest.weight
        return self._text(entry, column).casefold()

    def _colour(self, entry: QueueEntry, column: Column) -> QBrush | None:
        if entry.state is CaseState.VERDICT_GIVEN:
            return QBrush(QColor(theme.MUTED))
        if column is Column.CLOCK:
            left_s = entry.case.time_left(self._now).total_seconds()
            if left_s < 0:
                return QBrush(QColor(theme.DANGER))
            if left_s < 15 * 60:
                return QBrush(QColor(theme.WARNING))
        return None

    def _tool_tip(self, entry: QueueEntry, column: Column) -> str | None:
        if column is Column.CLOCK:
            return translate("QueueModel", "A vehicle is inspected within one hour (A/337)")
        if column is Column.HIGHLIGHTS and self._highlights(entry) is None:
            if entry.highlights is not None:
                return translate("QueueModel", "Hidden until you have given your own verdict")
            return translate("QueueModel", "The model has not looked at this scan here yet")
        if column is Column.HIGHLIGHTS:
            return translate("QueueModel", "Places the model points at. It clears nothing.")
        if column is Column.REASON:
            return "\n".join(
                f"{reason_kind_text(reason.kind)} · {reason.criterion}"
                for reason in entry.case.risk.reasons
            )
        return None


def _stamp(entry: QueueEntry) -> tuple[object, ...]:
    """What tells two readings of a case apart. Comparing whole cases takes a twentieth of a second
    for a long queue; their papers only change with the version."""
    case = entry.case
    recorded = (entry.findings, entry.highlights, entry.scans_here)
    return (case.case_id, case.version, case.assigned_at, entry.state, *recorded)


def searchable_text(entry: QueueEntry) -> str:
    """Everything a case can be found by: numbers, plates, traders, goods in both languages."""
    declaration = entry.case.declaration
    words = [
        entry.case.case_id,
        declaration.number,
        declaration.vehicle.plate,
        declaration.vehicle.plate.replace(" ", ""),
        declaration.vehicle.trailer_plate,
        *(container.number for container in declaration.containers),
        *(party.name for party in declaration.parties),
        *(party.registration_no for party in declaration.parties),
        *(item.description for item in declaration.goods),
        *(item.description_mn for item in declaration.goods),
        *(item.hs_code for item in declaration.goods),
    ]
    return " ".join(words).casefold()
