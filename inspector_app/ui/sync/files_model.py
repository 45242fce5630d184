"""The files that go up from this station as a Qt table."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from inspector_app.ui.file_texts import (
    UPLOAD_COLOURS,
    file_kind_text,
    size_text,
    upload_meaning_text,
    upload_state_text,
)
from inspector_app.ui.parts import plain_tip
from inspector_app.ui.sync.sync_model import moment_text
from inspector_app.ui.texts import translate
from inspector_app.workflow.file_ports import Upload, UploadState

Index = QModelIndex | QPersistentModelIndex

UPLOAD_ROLE = Qt.ItemDataRole.UserRole


class FileColumn(IntEnum):
    KIND = 0
    CASE = 1
    NAME = 2
    SIZE = 3
    STATE = 4
    PROGRESS = 5
    SINCE = 6
    REASON = 7


class FilesModel(QAbstractTableModel):
    """One row per file, in the order in which they are given."""

    def __init__(self) -> None:
        super().__init__()
        self._uploads: tuple[Upload, ...] = ()

    def show_uploads(self, uploads: tuple[Upload, ...]) -> None:
        """Show these files. Rows that are the same files stay the same rows."""
        if uploads == self._uploads:
            return
        same = [one.upload_id for one in uploads] == [one.upload_id for one in self._uploads]
        if same:
            self._uploads = uploads
            last = self.index(len(uploads) - 1, len(FileColumn) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._uploads = uploads
        self.endResetModel()

    def retranslate(self) -> None:
        """Say everything again in the language of now."""
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._uploads)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(FileColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            FileColumn.KIND: translate("FilesModel", "What"),
            FileColumn.CASE: translate("FilesModel", "Case"),
            FileColumn.NAME: translate("FilesModel", "File"),
            FileColumn.SIZE: translate("FilesModel", "Size"),
            FileColumn.STATE: translate("FilesModel", "State"),
            FileColumn.PROGRESS: translate("FilesModel", "Sent"),
            FileColumn.SINCE: translate("FilesModel", "Since"),
            FileColumn.REASON: translate("FilesModel", "What this means"),
        }[FileColumn(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        upload = self._uploads[index.row()]
        column = FileColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(upload, column)
        if role == UPLOAD_ROLE:
            return upload.upload_id
        if role == Qt.ItemDataRole.ForegroundRole and column is FileColumn.STATE:
            return QBrush(QColor(UPLOAD_COLOURS[upload.state]))
        if role == Qt.ItemDataRole.TextAlignmentRole and column is FileColumn.SIZE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip([upload.file_name, upload_meaning_text(upload)])
        return None


def _text(upload: Upload, column: FileColumn) -> str:
    return {
        FileColumn.KIND: file_kind_text(upload.kind),
        FileColumn.CASE: upload.case_id,
        FileColumn.NAME: upload.file_name,
        FileColumn.SIZE: size_text(upload.size_bytes),
        FileColumn.STATE: upload_state_text(upload.state),
        FileColumn.PROGRESS: _sent(upload),
        FileColumn.SINCE: moment_text(upload.since),
        FileColumn.REASON: upload_meaning_text(upload),
    }[column]


def _sent(upload: Upload) -> str:
    if upload.state is UploadState.SAFE:
        return "100 %"
    # Only a file that is safe has all of it there.
    return f"{min(99, 100 * upload.offset // max(1, upload.size_bytes))} %"
