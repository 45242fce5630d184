"""The operations of this station as a Qt table."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from inspector_app.domain.operation import Delivery
from inspector_app.ui import theme
from inspector_app.ui.centre_texts import conflict_text, rejection_text
from inspector_app.ui.parts import plain_tip
from inspector_app.ui.texts import delivery_text, operation_kind_text, translate
from inspector_app.workflow.ports import OutboxEntry

Index = QModelIndex | QPersistentModelIndex

N_ROLE = Qt.ItemDataRole.UserRole

_COLOURS = {
    Delivery.WAITING: theme.WARNING,
    Delivery.SENT: theme.ACCENT,
    Delivery.APPLIED: theme.GOOD,
    Delivery.REJECTED: theme.DANGER,
    Delivery.CONFLICT: theme.DANGER,
}


class Column(IntEnum):
    NUMBER = 0
    RECORDED = 1
    KIND = 2
    CASE = 3
    AUTHOR = 4
    STATE = 5
    SINCE = 6
    REASON = 7


class SyncModel(QAbstractTableModel):
    """One row per operation, in the order in which they are given."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[OutboxEntry, ...] = ()

    def show_entries(self, entries: tuple[OutboxEntry, ...]) -> None:
        """Show these operations. Rows that are the same operations stay the same rows."""
        if entries == self._entries:
            return
        if [one.n for one in entries] == [one.n for one in self._entries]:
            self._entries = entries
            last = self.index(len(entries) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def retranslate(self) -> None:
        """Say everything again in the language of now."""
        self.beginResetModel()
        self.endResetModel()

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
            Column.NUMBER: translate("SyncModel", "No."),
            Column.RECORDED: translate("SyncModel", "Saved here"),
            Column.KIND: translate("SyncModel", "What"),
            Column.CASE: translate("SyncModel", "Case"),
            Column.AUTHOR: translate("SyncModel", "Recorded by"),
            Column.STATE: translate("SyncModel", "State"),
            Column.SINCE: translate("SyncModel", "Since"),
            Column.REASON: translate("SyncModel", "What this means"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(entry, column)
        if role == N_ROLE:
            return entry.n
        if role == Qt.ItemDataRole.ForegroundRole and column is Column.STATE:
            return QBrush(QColor(_COLOURS[entry.delivery]))
        if role == Qt.ItemDataRole.ToolTipRole and column is Column.REASON:
            return plain_tip([meaning_text(entry)])
        return None


def meaning_text(entry: OutboxEntry) -> str:
    """What the state of an operation means for whoever recorded it."""
    if entry.delivery is Delivery.REJECTED:
        return rejection_text(entry.reason)
    if entry.delivery is Delivery.CONFLICT:
        return conflict_text()
    return {
        Delivery.WAITING: translate(
            "SyncModel", "It goes out by itself as soon as the centre can be reached."
        ),
        Delivery.SENT: translate("SyncModel", "It is sent again until the centre answers."),
        Delivery.APPLIED: translate("SyncModel", "The centre has it."),
    }[entry.delivery]


def moment_text(moment: datetime) -> str:
    """A moment on the clock of this post."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _text(entry: OutboxEntry, column: Column) -> str:
    return {
        Column.NUMBER: str(entry.n),
        Column.RECORDED: moment_text(entry.recorded_at),
        Column.KIND: operation_kind_text(entry.kind),
        Column.CASE: entry.case_id,
        Column.AUTHOR: entry.author,
        Column.STATE: delivery_text(entry.delivery),
        Column.SINCE: moment_text(entry.since),
        Column.REASON: meaning_text(entry),
    }[column]
