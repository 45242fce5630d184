"""The compare page: this scan and others, how they fit, and how they are shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from inspector_app.background import TaskRunner
from inspector_app.imaging.overlay import LaidOver
from inspector_app.ui.case.page_acts import PageAct
from inspector_app.ui.compare.back_page import BackPage
from inspector_app.ui.compare.candidate_list import CandidateList
from inspector_app.ui.compare.chosen_scans import ChosenScans
from inspector_app.ui.compare.compare_session import CompareSession, Subject
from inspector_app.ui.compare.compare_texts import (
    Mode,
    caption_text,
    fit_text,
    other_label,
    this_label,
    with_simulated,
)
from inspector_app.ui.compare.mode_bar import ModeBar
from inspector_app.ui.compare.stage import Stage
from inspector_app.ui.compare.state_line import StateLine
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.parts import label, plain_tip
from inspector_app.ui.viewer import DisplayState, ScanView
from inspector_app.workflow.find_comparable import Comparable, WhyOffered
from inspector_app.workflow.ports import Ports
from inspector_app.workflow.prepare_comparison import Prepared


class ComparePage(BackPage):
    """Attributes:
    session: the work behind the page.
    candidates: what can be compared with.
    stage: the scans.
    modes, state: how they are shown, and how well they fit.
    chosen: which scans are compared with.
    """

    def __init__(
        self,
        ports: Ports,
        runner: TaskRunner,
        *,
        language: str = "en",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._language = language
        self._wants_other_view = False
        self._offered: dict[str, Comparable] = {}
        self.chosen = ChosenScans()
        self.session = CompareSession(ports, runner, self)
        self.candidates = CandidateList()
        self.stage = Stage(runner)
        self.stage.view.attenuation = ports.attenuation
        self.modes = ModeBar(self)
        self._back = QPushButton()
        self._title = label("title")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.state = StateLine()
        self._lay_out()
        self._connect()
        self._retranslate()
        self._show_state()

    # What the place tells the page

    def open(
        self,
        subject: Subject,
        *,
        display: DisplayState | None = None,
        other_view: bool = False,
    ) -> None:
        """Compare a scan; `other_view`: with its own other view first."""
        self.leave()
        self._wants_other_view = other_view
        plate = subject.case.declaration.vehicle.plate
        self._title.setText(plate or subject.case.case_id)
        self._title.setToolTip(plain_tip([self._title.text()]))
        self.stage.begin(subject, display)
        self.candidates.show_searching()
        self.session.begin(subject)
        self._set_mode(Mode.BESIDE)
        self.stage.view.setFocus()

    def leave(self) -> None:
        """Stop everything and hold no pixels."""
        self.session.leave()
        self.stage.clear()
        self._offered.clear()
        self.chosen = ChosenScans()
        self.candidates.show_searching()
        self._show_state()

    @property
    def view(self) -> ScanView:
        """This scan."""
        return self.stage.view

    def page_acts(self) -> tuple[PageAct, ...]:
        """How scans are shown here, for whoever looks for a command."""
        return self.modes.page_acts()

    @property
    def active(self) -> str | None:
        """Key of the scan that is compared with."""
        return self.chosen.active

    def use_language(self, language: str) -> None:
        """Goods in this language."""
        self._language = language
        self.candidates.use_language(language)

    # Choosing

    def choose(self, key: str) -> None:
        """Compare with this scan instead of the one compared with now."""
        if key not in self._offered or key == self.active:
            return
        if key not in self.chosen and self.active is not None:
            self._drop(self.active)
        self.chosen.put_last(key)
        self._fetch(key)
        self._follow_active()

    def add(self, key: str) -> None:
        """Show this scan beside the others."""
        if key not in self._offered:
            return
        self._set_mode(Mode.BESIDE)
        if key in self.chosen:
            return
        while (oldest := self.chosen.one_too_many()) is not None:
            self._drop(oldest)
        self.chosen.put_last(key)
        self._fetch(key)
        self._follow_active()

    def remove(self, key: str) -> None:
        """Take a scan away."""
        if key in self.chosen:
            self._drop(key)
            self._follow_active()

    def _drop(self, key: str) -> None:
        self.session.stop(key)
        self.stage.remove_other(key)
        self.chosen.drop(key)

    def _fetch(self, key: str) -> None:
        if key in self.chosen.prepared or self.session.is_loading(key):
            return
        other = self._offered[key]
        self.chosen.begin(key)
        self.stage.show_loading(key, self._caption(other), None)
        self.session.load(other)

    def _follow_active(self) -> None:
        self.stage.layer.clear()
        self._lay_over()
        self._show_state()

    # Answers

    def _take_found(self, found: tuple[Comparable, ...]) -> None:
        subject = self.session.subject
        if subject is None:
            return
        self._offered = {one.key: one for one in found}
        self.candidates.show_candidates(found, subject.scan, self._language)
        here = [one for one in found if one.is_here]
        others = [one for one in here if one.why is not WhyOffered.OTHER_VIEW]
        first = here if self._wants_other_view or not others else others
        if first:
            self.choose(first[0].key)
        else:
            self._show_state()

    def _take_find_failure(self, error: Exception) -> None:
        self.candidates.show_problem(error_text(error))

    def _take_progress(self, key: str, share: float) -> None:
        if key in self.chosen.shares:
            self.chosen.shares[key] = share
            view = self.stage.view_of(key)
            if view is not None and view.pixels is None:
                view.show_loading(share)
            self._show_state()

    def _take_prepared(self, key: str, prepared: Prepared) -> None:
        if key not in self.chosen:
            return
        self.chosen.take(key, prepared)
        other = self._offered[key]
        placement = prepared.placement(aligned=self._is_aligning)
        self.stage.show_other(other, self._caption(other), prepared, placement)
        if key == self.active:
            if prepared.alignment is None and self.modes.mode is not Mode.BESIDE:
                self._set_mode(Mode.BESIDE)
            self._lay_over()
        self._show_state()

    def _take_failure(self, key: str, error: Exception) -> None:
        if key in self.chosen:
            self.chosen.fail(key, error)
            self.stage.show_failure(key, error_text(error))
            self._show_state()

    def _take_laid(self, key: str, laid: LaidOver) -> None:
        if key == self.active and self.session.subject is not None:
            self.stage.lay_over(laid, self._labels(key))
            self._show_state()

    # Acts

    @property
    def _is_aligning(self) -> bool:
        return self.modes.align_action.isChecked()

    def _set_mode(self, mode: Mode) -> None:
        self.modes.show_mode(mode)
        self.stage.set_mode(mode)
        self._lay_over()
        self._show_state()

    def _align(self, on: bool) -> None:
        for key, prepared in self.chosen.prepared.items():
            self.stage.place_other(key, prepared.placement(aligned=on))
        self._lay_over()
        self._show_state()

    def _lay_over(self) -> None:
        """Ask for the other scan over this one where the mode needs it."""
        prepared = self.chosen.active_prepared
        if prepared is None or prepared.alignment is None or self.modes.mode is Mode.BESIDE:
            return
        self.session.lay_over(self.active or "", prepared, aligned=self._is_aligning)

    def _stop_loading(self) -> None:
        for key in list(self.chosen.shares):
            self.remove(key)

    # Showing

    def _caption(self, other: Comparable) -> str:
        subject = self.session.subject
        if subject is None:
            return ""
        return caption_text(other, subject.scan)

    def _labels(self, key: str) -> tuple[str, str]:
        subject = self.session.subject
        if subject is None or key not in self._offered:
            return "", ""
        other = self._offered[key]
        label_text = other_label(other, subject.scan)
        return this_label(subject.scan), with_simulated(label_text, other.scan)

    def _show_state(self) -> None:
        prepared = self.chosen.active_prepared
        can_overlay = prepared is None or prepared.alignment is not None
        modes = tuple(Mode) if can_overlay and self.active else (Mode.BESIDE,)
        self.modes.allow(modes, aligning=prepared is not None and prepared.can_align)
        self.candidates.show_shown(self.chosen.keys, self.active)
        self.state.show_state(
            self._state_text(prepared), min(self.chosen.shares.values(), default=None)
        )

    def _state_text(self, prepared: Prepared | None) -> str:
        subject = self.session.subject
        if self.active is None or subject is None:
            return ""
        if self.chosen.active_error is not None:
            return error_text(self.chosen.active_error)
        if prepared is None:
            return self.tr("Opening and aligning …")
        return fit_text(prepared, subject.view.geometry, aligned=self._is_aligning)

    # Building

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(10, 6, 10, 6)
        head.setSpacing(12)
        head.addWidget(self._back)
        head.addWidget(self._title, 1)
        head.addWidget(self.modes)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 8, 8)
        column.setSpacing(2)
        column.addWidget(self.state)
        column.addWidget(self.stage, 1)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(self.candidates)
        halves.addWidget(right)
        halves.setStretchFactor(1, 1)
        halves.setCollapsible(1, False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(halves, 1)

    def _connect(self) -> None:
        session = self.session
        session.found.connect(self._take_found)
        session.find_failed.connect(self._take_find_failure)
        session.progressed.connect(self._take_progress)
        session.prepared.connect(self._take_prepared)
        session.failed.connect(self._take_failure)
        session.laid_over.connect(self._take_laid)
        self.candidates.chosen.connect(self.choose)
        self.candidates.added.connect(self.add)
        self.stage.close_wanted.connect(self.remove)
        self.stage.hands.stopped.connect(self.modes.show_by_hand)
        self.modes.mode_chosen.connect(self._set_mode)
        self.modes.align_chosen.connect(self._align)
        self.modes.coupling_chosen.connect(self.stage.link.set_coupled)
        self.modes.blink_chosen.connect(self.stage.hands.blink)
        self._back.clicked.connect(self.back_requested)
        self.state.stop_wanted.connect(self._stop_loading)

    def _retranslate(self) -> None:
        self._back.setText(self.tr("← Case"))
        self._back.setToolTip(self.tr("Back to the case (Alt+Left)"))
        if self.session.subject is not None:
            self.stage.retitle_this(self.session.subject)
        for key in self.chosen.keys:
            self.stage.retitle(key, self._caption(self._offered[key]))
        if self.active is not None:
            self.stage.layer.set_labels(self._labels(self.active))

    # Events

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
            self._show_state()
        super().changeEvent(event)
