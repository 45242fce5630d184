"""Annotations of the case on screen: each change is saved at once, in the order it was made.

What the person wants is on the scan the moment it is drawn. For each annotation the keeper knows
what is wanted and what is on the disk, and saves until both are the same; changes made meanwhile
are saved as one. What could not be saved stays on the scan, says so, and can be tried again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from inspector_app.background import Lane, TaskRunner
from inspector_app.domain.annotation import Annotation
from inspector_app.ui.case.case_session import CaseSession
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.parts import label, plain_tip
from inspector_app.ui.texts import translate
from inspector_app.ui.viewer.marks import AnnotationMark, AnnotationState
from inspector_app.ui.viewer.scan_view import ScanView
from inspector_app.ui.viewer.shape import Shape
from inspector_app.workflow.annotate_scan import AnnotationDraft, annotate, withdraw_annotation
from inspector_app.workflow.open_case import OpenedCase
from inspector_app.workflow.ports import Ports

log = logging.getLogger(__name__)

Place = tuple[str, str, str]
"""Case, scan and view."""


@dataclass(slots=True, eq=False)
class _Entry:
    """One annotation. `wanted` is None once it is to be gone; `error` is why it is not saved."""

    key: str
    place: Place
    wanted: Shape | None
    saved: Annotation | None = None
    is_saving: bool = False
    error: Exception | None = None

    @property
    def is_settled(self) -> bool:
        return not self.is_saving and self.error is None and self.wanted == _shape_of(self.saved)

    @property
    def shown(self) -> Shape | None:
        """What is to be seen: what could not be taken back is still there."""
        if self.wanted is None and self.error is not None:
            return _shape_of(self.saved)
        return self.wanted


class AnnotationKeeper(QObject):
    """Joins the annotations on the scan with those on the disk.

    Attributes:
        notice: says what is not saved and why, with a button to try again; hidden otherwise.

    Signals:
        saved: an annotation is on the disk.
        failed: Exception; an annotation could not be saved.
    """

    saved = Signal()
    failed = Signal(object)

    def __init__(
        self, session: CaseSession, view: ScanView, ports: Ports, runner: TaskRunner
    ) -> None:
        super().__init__(session)
        self._session = session
        self._view = view
        self._ports = ports
        self._runner = runner
        self._entries: dict[str, _Entry] = {}
        # Where what is drawn belongs; kept when the case is left, for words still being written.
        self._place: Place | None = None
        self.notice = UnsavedNotice()
        self.notice.again.clicked.connect(self.try_again)
        session.opened.connect(self._take_case)
        session.changed.connect(self._take_case)
        session.view_loaded.connect(self._take_view)
        view.annotations.wanted.connect(self._want)

    def is_saving(self) -> bool:
        """Whether a save was asked for and is not on the disk yet."""
        return any(entry.is_saving for entry in self._entries.values())

    def has_unsaved(self) -> bool:
        """Whether closing now would lose something that was drawn."""
        return any(not entry.is_settled for entry in self._entries.values())

    @Slot()
    def try_again(self) -> None:
        """Save what could not be saved, of every case."""
        for entry in list(self._entries.values()):
            if entry.error is not None:
                entry.error = None
                self._save(entry)
        self._show()

    # What comes from the disk

    def _take_case(self, case: OpenedCase) -> None:
        case_id = case.case.case_id
        newest: dict[str, Annotation] = {}
        for one in case.annotations:
            if one.annotation_id not in newest or newest[one.annotation_id].version < one.version:
                newest[one.annotation_id] = one
        for key, entry in list(self._entries.items()):
            known = newest.pop(entry.saved.annotation_id, None) if entry.saved else None
            if entry.is_settled and entry.place[0] != case_id:
                del self._entries[key]
            elif known is not None and known.version >= (entry.saved.version if entry.saved else 0):
                settled = entry.is_settled
                entry.saved = known
                if settled:
                    entry.wanted = _shape_of(known)
        for one in newest.values():
            place = (one.case_id, one.scan_id, one.view)
            self._entries[one.annotation_id] = _Entry(
                one.annotation_id, place, _shape_of(one), saved=one
            )
        self._show()

    def _take_view(self, _pixels: object) -> None:
        case, scan, view = self._session.case, self._session.scan, self._session.view
        if case is not None and scan is not None and view is not None:
            self._place = (case.case.case_id, scan.scan_id, view.name)
            self._show()

    # What comes from the scan

    @Slot(str, object)
    def _want(self, key: str, shape: Shape | None) -> None:
        entry = self._entries.get(key)
        if entry is None:
            if self._place is None or shape is None:
                return
            entry = self._entries[key] = _Entry(key, self._place, shape)
        entry.wanted = shape
        entry.error = None
        self._save(entry)
        self._show()

    def _save(self, entry: _Entry) -> None:
        if entry.is_saving or entry.wanted == _shape_of(entry.saved):
            return
        case_id, scan_id, view = entry.place
        shape, saved = entry.wanted, entry.saved
        if shape is not None:
            draft = AnnotationDraft(scan_id, view, shape.kind, shape.points, shape.text)
            work = partial(annotate, self._ports, case_id, draft, saved)
        elif saved is not None:
            work = partial(withdraw_annotation, self._ports, saved)
        entry.is_saving = True
        # No key: a save is never replaced by a later one.
        self._runner.run(
            work,
            done=partial(self._take_saved, entry),
            failed=partial(self._take_failure, entry),
            owner=self,
            lane=Lane.DATABASE,
        )

    def _take_saved(self, entry: _Entry, saved: Annotation) -> None:
        entry.is_saving = False
        entry.saved = saved
        self._save(entry)
        self._show()
        self.saved.emit()
        self._session.refresh()

    def _take_failure(self, entry: _Entry, error: Exception) -> None:
        log.error("an annotation was not saved: %s", error, exc_info=error)
        entry.is_saving = False
        entry.error = error
        self._show()
        self.failed.emit(error)

    # Showing

    def _show(self) -> None:
        unsaved = [entry for entry in self._entries.values() if entry.error is not None]
        self.notice.show_unsaved(len(unsaved), unsaved[0].error if unsaved else None)
        if self._place is None or self._view.pixels is None or not self._is_on_screen():
            return
        # During a drag the scan knows better; it tells when it is over.
        if not self._view.annotations.is_dragging:
            self._view.annotations.show(
                [
                    AnnotationMark(entry.key, shape, _tip(entry), _state(entry))
                    for entry in self._entries.values()
                    if entry.place == self._place and (shape := entry.shown) is not None
                ]
            )

    def _is_on_screen(self) -> bool:
        case, scan, view = self._session.case, self._session.scan, self._session.view
        if case is None or scan is None or view is None:
            return False
        return self._place == (case.case.case_id, scan.scan_id, view.name)


class UnsavedNotice(QWidget):
    """A line below the scan, only there while an annotation is not saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._error: Exception | None = None
        self._text = label("problem")
        self._text.setWordWrap(True)
        self.again = QPushButton()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 10, 2)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.again)
        self.hide()

    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_unsaved(self, count: int, error: Exception | None) -> None:
        """Say how many are not saved, and why the first of them is not."""
        self._count, self._error = count, error
        self._retranslate()
        self.setVisible(error is not None)

    def _retranslate(self) -> None:
        self.again.setText(self.tr("Try again"))
        if self._error is not None:
            what = self.tr("Annotations not saved: {0}.").format(self._count)
            self._text.setText(f"{what} {error_text(self._error)}")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _shape_of(annotation: Annotation | None) -> Shape | None:
    if annotation is None or annotation.withdrawn:
        return None
    return Shape(annotation.kind, annotation.points, annotation.text)


def _state(entry: _Entry) -> AnnotationState:
    if entry.error is not None:
        return AnnotationState.NOT_SAVED
    return AnnotationState.SAVED if entry.is_settled else AnnotationState.SAVING


def _tip(entry: _Entry) -> str:
    if entry.error is not None:
        what = (
            translate("Annotations", "Not saved")
            if entry.wanted is not None
            else translate("Annotations", "Not taken back")
        )
        return plain_tip([f"{what}. {error_text(entry.error)}"])
    saved = entry.saved
    if saved is None:
        return plain_tip([translate("Annotations", "Being saved")])
    when = saved.recorded_at.astimezone().strftime("%Y-%m-%d %H:%M")
    lines = [f"{saved.author}, {when}"]
    if saved.version > 1:
        lines.append(translate("Annotations", "version {0}").format(saved.version))
    return plain_tip(lines)
