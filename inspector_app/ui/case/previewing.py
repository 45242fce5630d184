"""Previews of scans that go up from here, made while their pixels are in memory anyway."""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtCore import QObject

from inspector_app.background import Lane, TaskRunner
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.case.case_session import CaseSession
from inspector_app.workflow.ports import Ports
from inspector_app.workflow.preview_scans import preview_view

log = logging.getLogger(__name__)


class PreviewMaker(QObject):
    """Makes the preview of each view that is opened and has none."""

    def __init__(self, session: CaseSession, ports: Ports, runner: TaskRunner) -> None:
        super().__init__(session)
        self._session = session
        self._ports = ports
        self._runner = runner
        session.view_loaded.connect(self._make)

    def _make(self, pixels: ViewPixels) -> None:
        case, view = self._session.case, self._session.view
        if case is None or view is None:
            return
        self._runner.run(
            partial(preview_view, self._ports, case.case.case_id, view, pixels),
            done=self._pass_over,
            failed=self._log,
            owner=self,
            lane=Lane.COMPUTE,
            key="preview",
        )

    def _pass_over(self, _: bool) -> None:
        """The conversation with the centre finds it by itself."""

    def _log(self, error: Exception) -> None:
        log.error("no preview was made", exc_info=error)
