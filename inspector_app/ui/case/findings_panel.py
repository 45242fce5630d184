"""What people recorded: every finding with how far it has come, and its earlier versions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from inspector_app.domain.codes import CodeTable
from inspector_app.domain.finding import Finding
from inspector_app.domain.operation import Delivery
from inspector_app.ui import theme
from inspector_app.ui.case.photo_strip import PhotoStrip
from inspector_app.ui.centre_texts import conflict_text, rejection_text, their_finding_text
from inspector_app.ui.file_texts import files_text
from inspector_app.ui.parts import label, plain_tip
from inspector_app.ui.row_list import Row, RowList
from inspector_app.ui.texts import delivery_text
from inspector_app.workflow.open_case import OpenedCase
from inspector_app.workflow.ports import DeliveryStatus
from inspector_app.workflow.record_finding import FINDING_KINDS

DELIVERY_COLOURS = {
    Delivery.WAITING: theme.WARNING,
    Delivery.SENT: theme.ACCENT,
    Delivery.APPLIED: theme.GOOD,
    Delivery.REJECTED: theme.DANGER,
    Delivery.CONFLICT: theme.DANGER,
}


_LIST_PX = 110
"""Room for one finding, whatever else the panel shows."""


class FindingsPanel(QWidget):
    """Signals:
    finding_chosen: id of the finding a person selected.
    amend_requested: id of the finding a person wants to amend.
    withdraw_requested: id of the finding a person wants to take back.
    add_requested: the person wants to record a finding without a place on the scan.
    photos_dropped: list of Path; files were dropped for the chosen finding.
    photos_shown: the strip shows the photos of a finding.
    """

    finding_chosen = Signal(str)
    amend_requested = Signal(str)
    withdraw_requested = Signal(str)
    add_requested = Signal()
    photos_dropped = Signal(object)
    photos_shown = Signal()

    def __init__(self, codes: Mapping[str, CodeTable], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes = codes
        self._opened: OpenedCase | None = None
        self._language = "en"
        self._empty = label("muted")
        self._empty.setWordWrap(True)
        self._empty.setMargin(9)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.list = RowList()
        self.photos = PhotoStrip()
        self.setAcceptDrops(True)
        self.list.setMinimumHeight(_LIST_PX)
        self._add = QPushButton()
        self._amend = QPushButton()
        self._withdraw = QPushButton()
        buttons = QHBoxLayout()
        buttons.setContentsMargins(8, 6, 8, 8)
        buttons.addWidget(self._add, 1)
        buttons.addWidget(self._amend)
        buttons.addWidget(self._withdraw)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._empty)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.photos)
        layout.addLayout(buttons)
        self._connect()
        self._refresh()

    def show_case(self, opened: OpenedCase, language: str) -> None:
        self._opened, self._language = opened, language
        self._refresh()

    def select(self, finding_id: str | None) -> None:
        self.list.select(finding_id)
        self._enable()

    def chosen_for_photos(self) -> str | None:
        """The finding that photos would be attached to: the chosen one, or the only one."""
        findings = () if self._opened is None else self._opened.current_findings
        chosen = self.list.chosen_id()
        if chosen is None and len(findings) == 1:
            return findings[0].finding_id
        return chosen

    def _connect(self) -> None:
        self.list.row_chosen.connect(self.finding_chosen)
        self.list.row_chosen.connect(self._enable)
        self.list.row_opened.connect(self.amend_requested)
        self._add.clicked.connect(self.add_requested)
        self._amend.clicked.connect(self._tell_amend)
        self._withdraw.clicked.connect(self._tell_withdraw)

    def _tell_amend(self) -> None:
        chosen = self.list.chosen_id()
        if chosen is not None:
            self.amend_requested.emit(chosen)

    def _tell_withdraw(self) -> None:
        chosen = self.list.chosen_id()
        if chosen is not None:
            self.withdraw_requested.emit(chosen)

    def _enable(self, *_: object) -> None:
        chosen = self.list.chosen_id() is not None
        self._amend.setEnabled(chosen)
        self._withdraw.setEnabled(chosen)
        self._show_photos()

    def _show_photos(self) -> None:
        finding_id, opened = self.chosen_for_photos(), self._opened
        if opened is None or finding_id is None:
            self.photos.show_photos(None, (), {})
            return
        uploads = {one.sha256: one for one in opened.uploads if one.finding_id == finding_id}
        self.photos.show_photos(finding_id, opened.photos_of(finding_id), uploads)
        self.photos_shown.emit()

    def _refresh(self) -> None:
        findings = () if self._opened is None else self._opened.current_findings
        self._empty.setVisible(not findings)
        self._empty.setText(
            self.tr(
                "Nothing recorded yet. Draw on the scan (B rectangle, P polygon), accept a "
                "highlight, or add a finding without a place."
            )
        )
        self.list.setVisible(bool(findings))
        self.list.show_rows(
            tuple(self._row(number, finding) for number, finding in enumerate(findings, start=1))
        )
        self.list.setAccessibleName(self.tr("Findings"))
        self._add.setText(self.tr("Add…"))
        self._add.setToolTip(self.tr("Record a finding that has no place on the scan"))
        self._amend.setText(self.tr("Amend…"))
        self._withdraw.setText(self.tr("Withdraw…"))
        self._enable()

    def _row(self, number: int, finding: Finding) -> Row:
        table = self._codes[FINDING_KINDS]
        status = self._status(finding.revision_id)
        lines = []
        if finding.remark:
            lines.append(finding.remark)
        links = []
        if finding.reason_id is not None:
            links.append(self.tr("reason {reason}").format(reason=self._reason(finding.reason_id)))
        if finding.goods_item is not None:
            links.append(self.tr("goods item {number}").format(number=finding.goods_item))
        if finding.highlight_id is not None:
            links.append(self.tr("from a highlight"))
        if finding.mark is None:
            links.append(self.tr("no place on the scan"))
        scans = () if self._opened is None else self._opened.case.scans
        if len(scans) > 1:
            place = next((n for n, s in enumerate(scans, 1) if s.scan_id == finding.scan_id), 0)
            links.append(self.tr("scan {number}").format(number=place))
        if links:
            lines.append(", ".join(links))
        lines.append(
            self.tr("{author}, {time}, version {version}").format(
                author=finding.author,
                time=finding.recorded_at.astimezone().strftime("%Y-%m-%d %H:%M"),
                version=finding.version,
            )
        )
        if self._opened is not None and (files := files_text(self._opened.files_of(finding))):
            lines.append(files)
        lines.extend(self._answer_lines(status))
        return Row(
            row_id=finding.finding_id,
            title=f"{number}  {table.text(finding.kind, self._language)}",
            aside="" if status is None else delivery_text(status.delivery),
            colour=theme.MUTED if status is None else DELIVERY_COLOURS[status.delivery],
            lines=tuple(lines),
            tip=self._versions_tip(finding),
        )

    def _answer_lines(self, status: DeliveryStatus | None) -> list[str]:
        """What the centre's answer means, where a person has to know."""
        if status is not None and status.delivery is Delivery.REJECTED:
            return [rejection_text(status.reason)]
        if status is not None and status.delivery is Delivery.CONFLICT:
            theirs = their_finding_text(status.theirs, self._codes, self._language)
            return [conflict_text(), theirs]
        return []

    def _versions_tip(self, finding: Finding) -> str:
        if self._opened is None or finding.version == 1:
            return ""
        table = self._codes[FINDING_KINDS]
        earlier = self._opened.versions_of(finding.finding_id)[:-1]
        lines = [
            f"{v.version}. {table.text(v.kind, self._language)} — {v.remark or '—'} ({v.author})"
            for v in earlier
        ]
        # Plain text: a tool tip takes a remark with angle brackets in it for HTML.
        return plain_tip([self.tr("Earlier versions:"), *lines])

    def _status(self, revision_id: str) -> DeliveryStatus | None:
        return None if self._opened is None else self._opened.deliveries.get(revision_id)

    def _reason(self, reason_id: str) -> str:
        if self._opened is not None:
            for reason in self._opened.case.risk.reasons:
                if reason.reason_id == reason_id:
                    return reason.criterion
        return reason_id

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.chosen_for_photos() is not None and _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = _dropped(event)
        if paths:
            event.acceptProposedAction()
            self.photos_dropped.emit(paths)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)


def _dropped(event: QDropEvent) -> list[Path]:
    """The files of this machine that a drag carries; a folder means something else."""
    paths = [Path(one.toLocalFile()) for one in event.mimeData().urls() if one.isLocalFile()]
    return [path for path in paths if path.is_file()]
