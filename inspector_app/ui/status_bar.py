"""The line at the bottom: saved here, sent, applied, oldest unsent, link, free disk."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStatusBar, QWidget

from inspector_app.ui import theme
from inspector_app.ui.texts import translate
from inspector_app.workflow.ports import OutboxSummary

LOW_DISK_BYTES = 2_000_000_000


class Link(StrEnum):
    """How the conversation with the centre stands."""

    NONE = "none"
    OFFLINE = "offline"
    TALKING = "talking"
    IDLE = "idle"
    REFUSED = "refused"


def link_text(link: Link) -> tuple[str, str]:
    """How the conversation stands, in words, and the colour to say it in."""
    return {
        Link.NONE: (translate("SyncStatusBar", "No centre set up"), theme.MUTED),
        Link.OFFLINE: (translate("SyncStatusBar", "No link to the centre"), theme.WARNING),
        Link.TALKING: (translate("SyncStatusBar", "Talking to the centre"), theme.ACCENT),
        Link.IDLE: (translate("SyncStatusBar", "Link to the centre is up"), theme.GOOD),
        Link.REFUSED: (translate("SyncStatusBar", "The centre refuses this station"), theme.DANGER),
    }[link]


class SyncStatusBar(QStatusBar):
    """Signals:
    sync_requested: the person wants the station to talk to the centre now.
    counts_clicked: the person wants to see what the counts count.
    """

    sync_requested = Signal()
    counts_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._summary = OutboxSummary(0, 0, 0, 0, None)
        self._link = Link.NONE
        self._link_reason = ""
        self._scans_missing = 0
        self._free_bytes: int | None = None
        self._now: datetime | None = None
        self._waiting = QLabel()
        self._sent = QLabel()
        self._applied = QLabel()
        self._rejected = QLabel()
        self._conflicts = QLabel()
        self._oldest = QLabel()
        self._scans = QLabel()
        self._disk = QLabel()
        self._link_label = QLabel()
        self._sync = QPushButton()
        self._sync.setFlat(True)
        self._sync.clicked.connect(self.sync_requested)
        needs_a_person = (self._rejected, self._conflicts)
        self._counts = (self._waiting, self._sent, self._applied, *needs_a_person, self._oldest)
        for label in self._counts:
            label.setMargin(5)
            label.setCursor(Qt.CursorShape.PointingHandCursor)
            self.addWidget(label)
        for widget in (self._scans, self._disk, self._link_label):
            widget.setMargin(5)
            self.addPermanentWidget(widget)
        self.addPermanentWidget(self._sync)
        self._refresh()

    def show_outbox(self, summary: OutboxSummary, now: datetime) -> None:
        self._summary, self._now = summary, now
        self._refresh()

    def show_time(self, now: datetime) -> None:
        """The oldest unsent grows older also while nothing happens."""
        self._now = now
        self._refresh()

    def show_link(self, link: Link, *, reason: str = "", scans_missing: int = 0) -> None:
        """`reason` is a sentence in the person's language, empty while all is well."""
        self._link, self._link_reason, self._scans_missing = link, reason, scans_missing
        self._refresh()

    def show_free_disk(self, free_bytes: int) -> None:
        self._free_bytes = free_bytes
        self._refresh()

    @property
    def summary(self) -> OutboxSummary:
        """The numbers on screen."""
        return self._summary

    def texts(self) -> list[str]:
        """What is on screen, for tests."""
        labels = (*self._counts, self._link_label)
        return [label.text() for label in labels if label.isVisibleTo(self)]

    def _refresh(self) -> None:
        summary = self._summary
        self._waiting.setText(self.tr("Saved here, waiting: {count}").format(count=summary.waiting))
        self._sent.setText(self.tr("Sent: {count}").format(count=summary.sent))
        self._applied.setText(
            self.tr("Applied at the centre: {count}").format(count=summary.applied)
        )
        self._rejected.setText(self.tr("Rejected: {count}").format(count=summary.rejected))
        self._paint(self._waiting, theme.WARNING if summary.waiting else theme.MUTED)
        self._paint(self._sent, theme.ACCENT if summary.sent else theme.MUTED)
        self._paint(self._applied, theme.GOOD if summary.applied else theme.MUTED)
        self._paint(self._rejected, theme.DANGER)
        self._rejected.setVisible(summary.rejected > 0)
        self._conflicts.setText(self.tr("Conflicts: {count}").format(count=summary.conflicts))
        self._paint(self._conflicts, theme.DANGER)
        self._conflicts.setVisible(summary.conflicts > 0)
        for label in self._counts:
            label.setToolTip(self.tr("Everything that was saved and sent (F9)"))
        self._oldest.setVisible(summary.oldest_unsent is not None)
        if summary.oldest_unsent is not None and self._now is not None:
            self._oldest.setText(
                self.tr("oldest unsent: {age}").format(age=self._age(self._now, summary))
            )
        self._refresh_right()

    def _refresh_right(self) -> None:
        text, colour = link_text(self._link)
        self._link_label.setText(text)
        self._link_label.setToolTip(self._link_reason)
        self._paint(self._link_label, colour)
        self._scans.setVisible(self._scans_missing > 0)
        self._scans.setText(
            self.tr("scan files on their way: {count}").format(count=self._scans_missing)
        )
        self._disk.setVisible(self._free_bytes is not None)
        if self._free_bytes is not None:
            self._disk.setText(
                self.tr("{gigabytes} GB free").format(gigabytes=f"{self._free_bytes / 1e9:.0f}")
            )
            low = self._free_bytes < LOW_DISK_BYTES
            self._paint(self._disk, theme.DANGER if low else theme.MUTED)
        self._sync.setText(self.tr("Sync now"))
        self._sync.setToolTip(self.tr("Talk to the centre now (F5)"))
        self._sync.setVisible(self._link is not Link.NONE)

    def _age(self, now: datetime, summary: OutboxSummary) -> str:
        age = max(now - (summary.oldest_unsent or now), timedelta(0))
        minutes = int(age.total_seconds() // 60)
        if minutes < 1:
            return self.tr("under a minute")
        if minutes < 120:
            return self.tr("{minutes} min").format(minutes=minutes)
        return self.tr("{hours} h").format(hours=minutes // 60)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        # The labels leave the mouse to the bar they lie in.
        if self.childAt(event.position().toPoint()) in self._counts:
            self.counts_clicked.emit()
        super().mouseReleaseEvent(event)

    @staticmethod
    def _paint(label: QLabel, colour: str) -> None:
        label.setStyleSheet(f"color: {colour}")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)
