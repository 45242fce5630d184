"""Recording: from a drawn mark or an accepted highlight to a finding that is on the disk."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from inspector_app.domain.finding import Finding, ScanVerdict, Verdict
from inspector_app.domain.highlight import Highlight
from inspector_app.domain.region import Mark
from inspector_app.ui.case.case_session import CaseSession
from inspector_app.ui.case.finding_editor import FindingEditor
from inspector_app.ui.case.findings_panel import FindingsPanel
from inspector_app.ui.case.verdict_panel import VerdictPanel
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.viewer import ScanView, ToolName
from inspector_app.workflow.record_finding import (
    FindingDraft,
    draft_from_finding,
    draft_from_highlight,
)


class Recorder(QObject):
    """Keeps the draft in the editor and its outline on the scan the same, and saves both.

    Attributes:
        notice: says what has just happened.
        undo_discard: brings a discarded draft back; hidden while there is none.

    Signals:
        record_saved: a finding or verdict is on the disk.
    """

    record_saved = Signal()

    def __init__(
        self,
        session: CaseSession,
        *,
        view: ScanView,
        findings: FindingsPanel,
        editor: FindingEditor,
        verdict: VerdictPanel,
    ) -> None:
        super().__init__(session)
        self._session = session
        self._view = view
        self._findings = findings
        self._editor = editor
        self._verdict = verdict
        self._saving = 0
        # Drawn while a draft was being saved: the next finding, not a change of that one.
        self._drawn_meanwhile: Mark | None = None
        # Drafts that were not saved when their case was left, by case.
        self._drafts: dict[str, tuple[FindingDraft, Finding | None]] = {}
        self.notice = QLabel()
        self.notice.setObjectName("muted")
        self.undo_discard = QPushButton()
        self._connect()
        self._end_draft()

    def is_saving(self) -> bool:
        """Whether a save was asked for and is not on the disk yet."""
        return self._saving > 0

    def has_unsaved(self) -> bool:
        """Whether closing now would lose something a person entered."""
        return self._editor.has_content() or bool(self._drafts)

    def leave_case(self) -> None:
        """The case is left; its draft is kept until it is opened again."""
        case = self._session.case
        if case is not None and self._editor.has_content() and self._editor.draft is not None:
            self._drafts[case.case.case_id] = (self._editor.draft, self._editor.amended)
        self._editor.finish()
        self._drawn_meanwhile = None
        self._end_draft()
        self.notice.clear()

    def resume_case(self, case_id: str) -> None:
        """Bring back the draft with which this case was left."""
        draft, amended = self._drafts.pop(case_id, (None, None))
        if draft is not None:
            self._start(draft, amended)

    def show_draft(self, view: str) -> None:
        """Put the draft's outline on a view that was just loaded."""
        draft = self._editor.draft
        if draft is not None and draft.mark is not None and draft.mark.view == view:
            self._view.show_draft(draft.mark)

    def start_from_highlight(self, highlight: Highlight) -> None:
        """Begin a finding at the place of a highlight."""
        if self._session.scan is not None:
            self._start(draft_from_highlight(self._session.scan.scan_id, highlight), None)

    def start_without_place(self) -> None:
        """Begin a finding that has no place on the scan."""
        if self._session.scan is not None:
            self._start(FindingDraft(self._session.scan.scan_id, ""), None)

    def start_amendment(self, finding_id: str) -> None:
        """Begin a later version of a finding."""
        finding = self._finding(finding_id)
        if finding is not None:
            self._start(draft_from_finding(finding), finding)

    def ask_withdraw(self, finding_id: str) -> None:
        """Take a finding back, once the person has said yes."""
        finding = self._finding(finding_id)
        if finding is None:
            return
        answer = QMessageBox.question(
            self._editor.window(),
            self.tr("Withdraw the finding?"),
            self.tr("It stays in the record as withdrawn, with all its versions."),
        )
        if answer == QMessageBox.StandardButton.Yes:
            self._saving += 1
            self._session.withdraw(finding)

    def _connect(self) -> None:
        session, view, editor = self._session, self._view, self._editor
        session.finding_saved.connect(self._finding_saved)
        session.save_failed.connect(self._save_failed)
        session.verdict_saved.connect(self._verdict_saved)
        session.verdict_failed.connect(self._verdict_failed)
        view.mark_drawn.connect(self._take_drawn)
        view.draft_changed.connect(self._move_mark)
        editor.save_requested.connect(self._save)
        editor.discarded.connect(self._offer_undo)
        self._verdict.verdict_given.connect(self._give_verdict)
        self.undo_discard.clicked.connect(self._undo)

    def _take_drawn(self, mark: Mark) -> None:
        self._view.set_tool(ToolName.PAN)
        if self._editor.is_saving():
            self._drawn_meanwhile = mark
        elif self._editor.draft is not None:
            self._editor.move_mark(mark)
        elif self._session.scan is not None:
            self._start(FindingDraft(self._session.scan.scan_id, "", mark), None)

    def _move_mark(self, mark: Mark | None) -> None:
        if not self._editor.is_saving():
            self._editor.move_mark(mark)

    def _start(self, draft: FindingDraft, amended: Finding | None) -> None:
        self._editor.start(draft, amended)
        # The form takes the place of the list: both do not fit a small screen.
        self._findings.hide()
        self._editor.show()
        self.undo_discard.hide()
        self.notice.clear()
        self._view.show_draft(draft.mark)

    def _save(self, draft: FindingDraft) -> None:
        self._saving += 1
        self._editor.show_saving()
        self._session.save(draft, self._editor.amended)

    def _finding_saved(self, _: Finding) -> None:
        self._saved()
        self._editor.finish()
        self._end_draft()
        self.notice.setText(self.tr("Saved here"))
        self.record_saved.emit()
        mark, self._drawn_meanwhile = self._drawn_meanwhile, None
        if mark is not None:
            self._take_drawn(mark)

    def _save_failed(self, error: Exception) -> None:
        self._saved()
        if self._editor.draft is None:
            # A withdrawal: there is no form to say it in.
            self.notice.setText(error_text(error))
        else:
            self._editor.show_problem(error_text(error))

    def _give_verdict(self, verdict: Verdict, reason: str) -> None:
        self._saving += 1
        self._session.give_verdict(verdict, reason)

    def _verdict_saved(self, _: ScanVerdict) -> None:
        self._saved()
        self.notice.setText(self.tr("Verdict saved here"))
        self.record_saved.emit()

    def _verdict_failed(self, error: Exception) -> None:
        self._saved()
        self._verdict.show_problem(error_text(error))

    def _saved(self) -> None:
        self._saving = max(0, self._saving - 1)

    def _offer_undo(self) -> None:
        self._end_draft()
        self.notice.setText(self.tr("Draft discarded"))
        self.undo_discard.setText(self.tr("Undo"))
        self.undo_discard.setVisible(self._editor.can_restore())

    def _undo(self) -> None:
        draft = self._editor.restore()
        if draft is not None:
            self._start(draft, self._editor.amended)

    def _end_draft(self) -> None:
        self._editor.hide()
        self._findings.show()
        self._view.show_draft(None)
        self.undo_discard.hide()

    def _finding(self, finding_id: str) -> Finding | None:
        case = self._session.case
        findings = () if case is None else case.current_findings
        return next((f for f in findings if f.finding_id == finding_id), None)
