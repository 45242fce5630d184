"""The two ways of a carrier disk, in words: out to the centre, and its answer back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector_app.ui.file_texts import size_text
from inspector_app.ui.parts import label, primary_button
from inspector_app.workflow.carry_out import DEFAULT_LIMIT_BYTES
from inspector_app.workflow.file_ports import UploadSummary
from inspector_app.workflow.ports import OutboxSummary

# The third still fits on a stick with the FAT file system, as most come.
SIZES_BYTES = (100_000_000, 500_000_000, DEFAULT_LIMIT_BYTES, 4_000_000_000, 32_000_000_000)

_WIDTH_PX = 560


class CarrierDialog(QDialog):
    """Signals:
    write_wanted: the largest size in bytes; a disk is to be written.
    read_wanted: an answer is to be read.
    """

    write_wanted = Signal(object)
    read_wanted = Signal()

    def __init__(
        self, outbox: OutboxSummary, uploads: UploadSummary, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._outbox = outbox
        self._uploads = uploads
        self._about = self._words("")
        self._out_title, self._back_title = label("section"), label("section")
        for title in (self._out_title, self._back_title):
            title.setIndent(0)
        self._waiting = self._words("")
        self._size_label = QLabel()
        self.sizes = QComboBox()
        self._size_label.setBuddy(self.sizes)
        self.write = primary_button()
        self._back = self._words("")
        self.read = QPushButton()
        self._buttons = QDialogButtonBox()
        self._close = self._buttons.addButton("", QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out()
        self.write.clicked.connect(self._write)
        self.read.clicked.connect(self._read)
        self._buttons.rejected.connect(self.reject)
        self._retranslate()
        self.sizes.setCurrentIndex(SIZES_BYTES.index(DEFAULT_LIMIT_BYTES))
        self.write.setDefault(True)
        self.write.setFocus()

    def texts(self) -> list[str]:
        """What is said, for tests."""
        return [self._about.text(), self._waiting.text(), self._back.text()]

    @staticmethod
    def _words(style: str) -> QLabel:
        words = label(style)
        words.setWordWrap(True)
        return words

    def _lay_out(self) -> None:
        choosing = QHBoxLayout()
        choosing.addWidget(self._size_label)
        choosing.addWidget(self.sizes)
        choosing.addStretch(1)
        choosing.addWidget(self.write)
        reading = QHBoxLayout()
        reading.addStretch(1)
        reading.addWidget(self.read)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        for part in (self._about, self._out_title, self._waiting):
            layout.addWidget(part)
        layout.addLayout(choosing)
        layout.addWidget(self._back_title)
        layout.addWidget(self._back)
        layout.addLayout(reading)
        layout.addSpacing(8)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(_WIDTH_PX)

    def _write(self) -> None:
        limit_bytes = SIZES_BYTES[self.sizes.currentIndex()]
        self.accept()
        self.write_wanted.emit(limit_bytes)

    def _read(self) -> None:
        self.accept()
        self.read_wanted.emit()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Carrier disk"))
        self._about.setText(
            self.tr(
                "Where there is no link, work travels on a USB stick: a disk goes to the centre, "
                "and its answer comes back. Only the centre can open the disk, only this station "
                "the answer. Nothing goes wrong when one is lost, comes late or is read twice."
            )
        )
        self._out_title.setText(self.tr("To the centre"))
        self._waiting.setText(self._waiting_text())
        self._size_label.setText(self.tr("Disk and answer at most"))
        self.write.setText(self.tr("Write a disk…"))
        self._back_title.setText(self.tr("From the centre"))
        self._back.setText(
            self.tr("The answer says what became of the records, and brings new cases and scans.")
        )
        self.read.setText(self.tr("Read an answer…"))
        self._close.setText(self.tr("Close"))
        chosen = max(self.sizes.currentIndex(), 0)
        self.sizes.clear()
        self.sizes.addItems([size_text(one) for one in SIZES_BYTES])
        self.sizes.setCurrentIndex(chosen)

    def _waiting_text(self) -> str:
        records = self._outbox.waiting + self._outbox.sent
        files = self._uploads.files - self._uploads.safe - self._uploads.refused
        if not records and not files:
            return self.tr("Nothing waits here. A disk would only ask for new cases and scans.")
        return self.tr(
            "Not answered: {records} records. Files to send: {files}, {size}. Records go first, "
            "then photos; scans while they fit."
        ).format(records=records, files=files, size=size_text(self._uploads.bytes_left))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
