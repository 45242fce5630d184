"""Keeps how long the scans of a case are looked at."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from inspector_app.background import Lane, TaskRunner
from inspector_app.domain.viewing import ViewingRecord
from inspector_app.ui.case.case_session import CaseSession
from inspector_app.ui.case.scan_column import ScanColumn
from inspector_app.ui.case.verdict_panel import VerdictPanel
from inspector_app.ui.viewer.viewing_log import ViewingLog
from inspector_app.workflow.log_viewing import log_viewing, viewings_of
from inspector_app.workflow.open_case import OpenedCase
from inspector_app.workflow.ports import Ports

log = logging.getLogger(__name__)

LEAST_S = 1.0
"""A glance shorter than this, in which nothing was done, is not worth a line."""


@dataclass(frozen=True, slots=True)
class _Watched:
    case_id: str
    scan_id: str
    view: str
    since: datetime


class ViewingKeeper(QObject):
    """Writes the viewing log while a case is open. A log that cannot be written stops nobody.

    Signals:
        looked: seconds for which the scan on screen was looked at in this case, all times together.
    """

    looked = Signal(float)

    def __init__(
        self,
        session: CaseSession,
        scan: ScanColumn,
        verdict: VerdictPanel,
        ports: Ports,
        runner: TaskRunner,
        *,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent or session)
        self._session = session
        self._ports = ports
        self._runner = runner
        self._watched: _Watched | None = None
        self._before: dict[str, float] = {}
        self.log = ViewingLog(scan.view, clock=clock, parent=self)
        self.log.due.connect(self._save)
        self.log.ticked.connect(self._tell)
        session.opened.connect(self._read_earlier)
        session.view_loaded.connect(self._begin)
        scan.view_chosen.connect(self._stop)
        self.looked.connect(verdict.show_looked)

    def leave_case(self) -> None:
        """The case is left: what was seen is saved."""
        self._stop()
        self._before.clear()

    def _stop(self, *_: object) -> None:
        self._hand_over(stop=True)
        self._watched = None

    @Slot()
    def _begin(self) -> None:
        self._stop()
        case, scan, view = self._session.case, self._session.scan, self._session.view
        if case is not None and scan is not None and view is not None:
            now = self._ports.now()
            self._watched = _Watched(case.case.case_id, scan.scan_id, view.name, now)
            self.log.begin()
            self._tell()

    @Slot()
    def _save(self) -> None:
        self._hand_over(stop=False)

    def _hand_over(self, *, stop: bool) -> None:
        watched = self._watched
        if watched is None:
            return
        seen = self.log.take(stop=stop)
        now = self._ports.now()
        self._watched = _Watched(watched.case_id, watched.scan_id, watched.view, now)
        if seen.seconds < LEAST_S and not seen.tools:
            return
        self._before[watched.scan_id] = self._before.get(watched.scan_id, 0.0) + seen.seconds
        record = ViewingRecord(
            viewing_id=self._ports.new_id(),
            case_id=watched.case_id,
            scan_id=watched.scan_id,
            view=watched.view,
            person=self._ports.person,
            started_at=watched.since,
            looked_s=seen.seconds,
            tools=seen.tools,
        )
        # No key: a stretch is never replaced by a later one.
        self._runner.run(
            partial(log_viewing, self._ports, record),
            done=_be_content,
            failed=self._log_failure,
            owner=self,
            lane=Lane.DATABASE,
            outlasts_close=True,
        )

    def _read_earlier(self, opened: OpenedCase) -> None:
        self._runner.run(
            partial(viewings_of, self._ports, opened.case.case_id),
            done=partial(self._add_earlier, opened.case.case_id),
            failed=self._log_failure,
            owner=self,
            lane=Lane.DATABASE,
            key="earlier",
        )

    def _add_earlier(self, case_id: str, records: tuple[ViewingRecord, ...]) -> None:
        case = self._session.case
        if case is None or case.case.case_id != case_id:
            return
        # Asked for when the case was opened: nothing of this time can be among them.
        for record in records:
            self._before[record.scan_id] = self._before.get(record.scan_id, 0.0) + record.looked_s
        self._tell()

    @Slot()
    def _tell(self) -> None:
        if self._watched is not None:
            self.looked.emit(self._before.get(self._watched.scan_id, 0.0) + self.log.seconds)

    def _log_failure(self, error: Exception) -> None:
        log.error("the viewing log could not be used", exc_info=error)


def _be_content(_answer: None) -> None:
    """A line of the log was written; nobody need be told."""
