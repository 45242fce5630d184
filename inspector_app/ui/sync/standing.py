"""How it stands with everything together: numbers, the link, and what is to be known of the station
itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.ui.parts import label
from inspector_app.ui.status_bar import Link, link_text
from inspector_app.ui.sync.sync_model import moment_text
from inspector_app.workflow.ports import OutboxSummary


class Standing(QWidget):
    """Two or three lines of text at the top of the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = OutboxSummary(0, 0, 0, 0, None)
        self.link = Link.NONE
        self._link_reason = ""
        self._scans_missing = 0
        self.counts = label("")
        self.link_label = label("")
        self.new_device = label("muted")
        for text in (self.counts, self.link_label, self.new_device):
            text.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for text in (self.counts, self.link_label, self.new_device):
            layout.addWidget(text)
        self._show_texts()

    def show_outbox(self, summary: OutboxSummary) -> None:
        self.summary = summary
        self._show_texts()

    def show_link(self, link: Link, *, reason: str, scans_missing: int) -> None:
        """`reason` is a sentence in the person's language, empty while all is well."""
        self.link, self._link_reason, self._scans_missing = link, reason, scans_missing
        self._show_texts()

    def _show_texts(self) -> None:
        self.counts.setText(self._counts_text())
        link, colour = link_text(self.link)
        parts = [link, self._link_reason] if self._link_reason else [link]
        if self._scans_missing:
            on_their_way = self.tr("Scan files on their way: {count}")
            parts.append(on_their_way.format(count=self._scans_missing))
        self.link_label.setText(" · ".join(parts))
        self.link_label.setStyleSheet(f"color: {colour}")
        self.new_device.setVisible(self.summary.new_device_since is not None)
        self.new_device.setText(self._new_device_text())

    def _counts_text(self) -> str:
        summary = self.summary
        counts = [
            self.tr("Saved here, waiting: {count}").format(count=summary.waiting),
            self.tr("Sent, no answer yet: {count}").format(count=summary.sent),
            self.tr("Applied at the centre: {count}").format(count=summary.applied),
            self.tr("Rejected: {count}").format(count=summary.rejected),
            self.tr("Conflicts: {count}").format(count=summary.conflicts),
        ]
        if summary.oldest_unsent is not None:
            oldest = moment_text(summary.oldest_unsent)
            counts.append(self.tr("oldest unsent: {moment}").format(moment=oldest))
        return " · ".join(counts)

    def _new_device_text(self) -> str:
        since = self.summary.new_device_since
        if since is None:
            return ""
        return self.tr(
            "On {moment} this station's records were found to differ from those at the centre, as "
            "after a restore from a backup. Since then it is a new device to the centre. What had "
            "no answer was sent again; nothing was counted twice. What was recorded between the "
            "backup and the restore is at the centre only."
        ).format(moment=moment_text(since))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._show_texts()
        super().changeEvent(event)
