"""Recording: from a drawn mark or an accepted highlight to a finding that is on the disk."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from inspector_app.domain.finding import Finding, ScanVerdict, Verdict
from inspector_app.domain.highlight import Highlight
from inspector_app.domain.region import Mark
from inspector_app.ui.case.case_session import CaseSession
from inspector_app.ui.case.finding_editor import FindingEditor
from inspector_app.ui.case.findings_panel import FindingsPanel
from inspector_app.ui.case.verdict_panel import VerdictPanel
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.parts import label
from inspector_app.ui.viewer import ScanView, ToolName
from inspector_app.workflow.record_finding import (
    FindingDraft,
    draft_from_finding,
    draft_from_highlight,
)

Written = tuple[FindingDraft, Finding | None]
"""A draft and the saved version it amends, if any."""


class Recorder(QObject):
    """Keeps the draft in the editor and its outline on the scan the same, and saves both.

    Attributes:
        notice: says what has just happened.
        undo_discard: brings a discarded draft back; hidden while there is none.

    Signals:
        record_saved: a finding or verdict is on the disk.
        record_failed: Exception; something could not be saved.
    """

    record_saved = Signal()
    record_failed = Signal(object)

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
        # Begun while a draft was being saved: the next finding, not a change of that one.
        self._next: Written | None = None
        # Drafts that were not saved when their case was left, by case.
        self._drafts: dict[str, Written] = {}
        # Cases that were left before their save had an answer, with what was begun after it.
        self._left_saving: dict[str, Written | None] = {}
        self._judged_scan = ""
        self.notice = label("muted")
        self.notice.setWordWrap(True)
        self.notice.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
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
        draft = self._editor.draft
        if case is not None and draft is not None and self._editor.has_content():
            case_id = case.case.case_id
            self._drafts[case_id] = (draft, self._editor.amended)
            if self._editor.is_saving():
                self._left_saving[case_id] = self._next
        self._next = None
        self._editor.finish()
        self._end_draft()
        self.notice.clear()

    def resume_case(self, case_id: str) -> None:
        """Bring back the draft with which this case was left."""
        draft, amended = self._drafts.pop(case_id, (None, None))
        if draft is not None:
            self._start(draft, amended)

    def show_outline(self) -> None:
        """Put the draft's outline on the scan, if the view on screen is the one it belongs to."""
        draft, scan, view = self._editor.draft, self._session.scan, self._session.view
        mark = None if draft is None else draft.mark
        if draft is None or mark is None or scan is None or view is None:
            self._view.show_draft(None)
        elif (draft.scan_id, mark.view) == (scan.scan_id, view.name):
            self._view.show_draft(mark)
        else:
            self._view.show_draft(None)

    def start_from_highlight(self, highlight: Highlight) -> None:
        """Begin a finding at the place of a highlight."""
        if self._session.scan is not None:
            self._begin(draft_from_highlight(self._session.scan.scan_id, highlight))

    def start_without_place(self) -> None:
        """Begin a finding that has no place on the scan."""
        scan_id = self._session.scan_id
        if scan_id is not None:
            self._begin(FindingDraft(scan_id, ""))

    def start_amendment(self, finding_id: str) -> None:
        """Begin a later version of a finding."""
        finding = self._finding(finding_id)
        if finding is not None:
            self._begin(draft_from_finding(finding), finding)

    def ask_withdraw(self, finding_id: str) -> None:
        """Take a finding back, once the person has said yes."""
        finding = self._finding(finding_id)
        if finding is None or not self._may_withdraw():
            return
        self._saving += 1
        self._session.withdraw(finding)

    def retranslate(self) -> None:
        """The language has changed; what has just happened was said in the one before."""
        self.notice.clear()
        self.undo_discard.setText(self.tr("Undo"))

    def _may_withdraw(self) -> bool:
        box = QMessageBox(self._editor.window())
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Withdraw the finding?"))
        box.setInformativeText(
            self.tr("It stays in the record as withdrawn, with all its versions.")
        )
        # Words of our own: Qt knows no Mongolian.
        yes = box.addButton(self.tr("Withdraw"), QMessageBox.ButtonRole.DestructiveRole)
        no = box.addButton(self.tr("Keep it"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        box.exec()
        return box.clickedButton() is yes

    def _connect(self) -> None:
        session, view, editor = self._session, self._view, self._editor
        session.finding_saved.connect(self._finding_saved)
        session.save_failed.connect(self._save_failed)
        session.withdrawn.connect(self._withdrawn)
        session.withdraw_failed.connect(self._withdraw_failed)
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
        scan = self._session.scan
        if scan is None:
            return
        if self._editor.draft is not None and not self._editor.is_saving():
            self._editor.move_mark(mark, scan_id=scan.scan_id)
        else:
            self._begin(FindingDraft(scan.scan_id, "", mark))

    def _move_mark(self, mark: Mark | None) -> None:
        scan = self._session.scan
        if scan is not None and not self._editor.is_saving():
            self._editor.move_mark(mark, scan_id=scan.scan_id)

    def _begin(self, draft: FindingDraft, amended: Finding | None = None) -> None:
        """What the person wants to write now; it neither waits for a save nor disturbs it."""
        if self._editor.is_saving():
            self._next = (draft, amended)
            return
        puts_aside = self._editor.has_content()
        self._start(draft, amended)
        if puts_aside:
            self._offer(self.tr("The draft before was put aside"))

    def _start(self, draft: FindingDraft, amended: Finding | None) -> None:
        self._editor.start(draft, amended)
        self._show_form()

    def _show_form(self) -> None:
        # The form takes the place of the list: both do not fit a small screen.
        self._findings.hide()
        self._editor.show()
        self._editor.take_focus()
        self.undo_discard.hide()
        self.notice.clear()
        self.show_outline()

    def _save(self, draft: FindingDraft) -> None:
        if self._session.case is None or self._editor.is_saving():
            return
        self._saving += 1
        # A disabled form gives its focus away; a button of the verdict must not get the next key.
        self._leave_form()
        self._editor.show_saving()
        self._session.save(draft, self._editor.amended)

    def _finding_saved(self, finding: Finding) -> None:
        self._saved()
        if finding.case_id in self._left_saving:
            self._keep_only_what_came_after(finding.case_id)
        else:
            begun, self._next = self._next, None
            self._editor.finish()
            self._end_draft()
            self.notice.setText(self.tr("Saved here"))
            if begun is not None:
                self._start(*begun)
        self.record_saved.emit()

    def _keep_only_what_came_after(self, case_id: str) -> None:
        """The draft of a case that was left is saved now: it must not come back as a draft."""
        begun = self._left_saving.pop(case_id)
        self._drafts.pop(case_id, None)
        if begun is not None:
            self._drafts[case_id] = begun

    def _save_failed(self, error: Exception) -> None:
        self._saved()
        if self._left_saving:
            self._left_saving.clear()
            self.notice.setText(error_text(error))
        else:
            self._editor.show_problem(error_text(error))
            self.show_outline()
        self.record_failed.emit(error)

    def _withdrawn(self, _: Finding) -> None:
        self._saved()
        self.notice.setText(self.tr("Withdrawn here"))
        self.record_saved.emit()

    def _withdraw_failed(self, error: Exception) -> None:
        self._saved()
        self.notice.setText(error_text(error))
        self.record_failed.emit(error)

    def _give_verdict(self, verdict: Verdict, reason: str) -> None:
        scan_id = self._session.scan_id
        if scan_id is None:
            return
        self._saving += 1
        self._judged_scan = scan_id
        self._session.give_verdict(verdict, reason)

    def _verdict_saved(self, _: ScanVerdict) -> None:
        self._saved()
        self.notice.setText(self.tr("Verdict saved here"))
        self.record_saved.emit()

    def _verdict_failed(self, error: Exception) -> None:
        self._saved()
        if self._session.scan_id == self._judged_scan:
            self._verdict.show_problem(error_text(error))
        else:
            self.notice.setText(error_text(error))
        self.record_failed.emit(error)

    def _saved(self) -> None:
        self._saving = max(0, self._saving - 1)

    def _offer_undo(self) -> None:
        self._end_draft()
        self._offer(self.tr("Draft discarded"))

    def _offer(self, what: str) -> None:
        self.notice.setText(what)
        self.undo_discard.setText(self.tr("Undo"))
        self.undo_discard.setVisible(self._editor.can_restore())

    def _undo(self) -> None:
        if not self._editor.is_saving() and self._editor.restore() is not None:
            self._show_form()

    def _end_draft(self) -> None:
        self._leave_form()
        self._editor.hide()
        self._findings.show()
        self._view.show_draft(None)
        self.undo_discard.hide()

    def _leave_form(self) -> None:
        if self._editor.isAncestorOf(QApplication.focusWidget() or self._view):
            self._view.setFocus()
            # The scan may be on its own window.
            self._view.activateWindow()

    def _finding(self, finding_id: str) -> Finding | None:
        case = self._session.case
        findings = () if case is None else case.current_findings
        return next((f for f in findings if f.finding_id == finding_id), None)
