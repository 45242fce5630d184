"""The work behind the compare page: finding, fetching, aligning and laying over."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from inspector_app.background import Cancel, Lane, TaskRunner
from inspector_app.domain.case import Case
from inspector_app.domain.scan import Scan, View
from inspector_app.imaging.overlay import LaidOver, lay_over
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.workflow.find_comparable import Comparable, find_comparable
from inspector_app.workflow.ports import Ports
from inspector_app.workflow.prepare_comparison import Prepared, prepare_comparison

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Subject:
    """The scan that others are compared with."""

    case: Case
    scan: Scan
    view: View
    pixels: ViewPixels


class CompareSession(QObject):
    """One comparison. Signals come on the GUI thread; `str` is the key of a Comparable.

    Signals:
        found: tuple of Comparable.
        find_failed: Exception.
        progressed: key, share done of fetching and aligning (0 to 1).
        prepared: key, Prepared.
        failed: key, Exception.
        laid_over: key, LaidOver.
    """

    found = Signal(object)
    find_failed = Signal(object)
    progressed = Signal(str, float)
    prepared = Signal(str, object)
    failed = Signal(str, object)
    laid_over = Signal(str, object)

    def __init__(self, ports: Ports, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._runner = runner
        self._subject: Subject | None = None
        self._loading: dict[str, Cancel] = {}

    @property
    def subject(self) -> Subject | None:
        return self._subject

    def begin(self, subject: Subject) -> None:
        """Look for what can be compared with a scan; what was wanted before is dropped."""
        self.leave()
        self._subject = subject
        self._runner.run(
            partial(find_comparable, self._ports, subject.case, subject.scan, subject.view),
            done=self.found.emit,
            failed=self._fail_to_find,
            owner=self,
            lane=Lane.DATABASE,
            key="find",
        )

    def leave(self) -> None:
        """Nothing is wanted any more."""
        self._subject = None
        self._loading.clear()
        self._runner.cancel_all(self)

    def is_loading(self, key: str) -> bool:
        return key in self._loading

    def load(self, other: Comparable) -> None:
        """Fetch a scan and align it; `prepared` or `failed` follows unless it is stopped."""
        subject = self._subject
        if subject is None or other.key in self._loading:
            return
        cancel = Cancel()
        self._loading[other.key] = cancel
        self._runner.run(
            partial(
                prepare_comparison,
                self._ports,
                subject.pixels,
                subject.view,
                other.view,
                progress=self._runner.progress_to(
                    partial(self._tell, other.key, cancel), owner=self
                ),
                should_stop=cancel.should_stop,
            ),
            done=partial(self._take_prepared, other.key),
            failed=partial(self._fail, other.key),
            owner=self,
            lane=Lane.COMPUTE,
            cancel=cancel,
        )

    def stop(self, key: str) -> None:
        """The person does not want to wait; no answer comes."""
        cancel = self._loading.pop(key, None)
        if cancel is not None:
            cancel.ask_to_stop()

    def lay_over(self, key: str, prepared: Prepared, *, aligned: bool) -> None:
        """Resample a prepared scan into the frame of this one; the newest wish counts."""
        if self._subject is None:
            return
        placement = prepared.placement(aligned=aligned)
        self._runner.run(
            partial(lay_over, self._subject.pixels, prepared.pixels, placement),
            done=partial(self._take_laid, key),
            failed=partial(self._fail, key),
            owner=self,
            lane=Lane.COMPUTE,
            key="lay-over",
        )

    def _tell(self, key: str, cancel: Cancel, share: float) -> None:
        if self._loading.get(key) is cancel:
            self.progressed.emit(key, share)

    def _take_prepared(self, key: str, prepared: Prepared | None) -> None:
        self._loading.pop(key, None)
        if prepared is not None:
            self.prepared.emit(key, prepared)

    def _take_laid(self, key: str, laid: LaidOver) -> None:
        self.laid_over.emit(key, laid)

    def _fail(self, key: str, error: Exception) -> None:
        self._loading.pop(key, None)
        log.error("a scan to compare with could not be shown", exc_info=error)
        self.failed.emit(key, error)

    def _fail_to_find(self, error: Exception) -> None:
        log.error("scans to compare with could not be found", exc_info=error)
        self.find_failed.emit(error)
