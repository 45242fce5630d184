"""Keeping up the conversation with the centre while the window is open."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from inspector_app.background import Alarm, Cancel, Lane, TaskRunner
from inspector_app.bootstrap.compose import Station, utc_now
from inspector_app.domain.errors import CentreRefused, CentreUnreachable
from inspector_app.protocol.link import LinkState, LinkStatus
from inspector_app.sync.conversation import converse
from inspector_app.sync.core import StationSide, SyncCore
from inspector_app.sync.http_transport import HttpTransport
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.status_bar import Link

log = logging.getLogger(__name__)

REFRESH_INTERVAL_MS = 400
"""Answers can come many a second; the window reads the database at most this often."""

_SHOWN = {
    LinkState.OFFLINE: Link.OFFLINE,
    LinkState.TALKING: Link.TALKING,
    LinkState.IDLE: Link.IDLE,
    LinkState.REFUSED: Link.REFUSED,
}


class LinkKeeper(QObject):
    """Runs the conversation on the link lane and tells the window how it goes.

    Signals:
        status_arrived: LinkStatus; emitted on the link lane, taken on the GUI thread.
    """

    status_arrived = Signal(object)

    def __init__(self, station: Station, runner: TaskRunner, window: MainWindow) -> None:
        super().__init__()
        self._station = station
        self._runner = runner
        self._window = window
        self._alarm = Alarm()
        self._cancel = Cancel()
        self.status: LinkStatus | None = None
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(REFRESH_INTERVAL_MS)
        self._refresh.timeout.connect(window.refresh)
        self.status_arrived.connect(self._show_status)
        window.sync_requested.connect(self.wake)

    def start(self) -> None:
        """Begin to talk, if this station has a centre."""
        if not self._station.settings.centre_url:
            self._window.show_link(Link.NONE, "", 0)
            return
        self._window.show_link(Link.OFFLINE, "", 0)
        self._runner.run(
            partial(talk, self._station, self._cancel, self._alarm, self.status_arrived.emit),
            done=self._ended,
            failed=self._failed,
            owner=self,
            lane=Lane.LINK,
            cancel=self._cancel,
        )

    def wake(self) -> None:
        """Talk now."""
        self._alarm.ring()

    def stop(self) -> None:
        """End the conversation; the runner's `close` waits for it."""
        self._cancel.ask_to_stop()
        self._alarm.ring()
        self._refresh.stop()

    def _show_status(self, status: LinkStatus) -> None:
        self.status = status
        reason = ""
        if status.state is LinkState.REFUSED:
            reason = error_text(CentreRefused(status.reason))
        elif status.state is LinkState.OFFLINE and status.reason:
            reason = error_text(CentreUnreachable(status.reason))
        self._window.show_link(_SHOWN[status.state], reason, status.scans_missing)
        if not self._refresh.isActive() and not self._cancel.should_stop():
            self._refresh.start()

    def _ended(self, _: object) -> None:
        log.info("the conversation with the centre has ended")

    def _failed(self, error: Exception) -> None:
        log.error("the conversation with the centre ended", exc_info=error)
        self._window.show_link(Link.REFUSED, error_text(error), 0)


def talk(
    station: Station, cancel: Cancel, alarm: Alarm, on_status: Callable[[LinkStatus], None]
) -> None:
    """The whole conversation, on the calling thread, until `cancel`."""
    database = station.database
    side = StationSide(database.outbox, database.feed, database.cases, database.scans)
    core = SyncCore(side, now=utc_now, monotonic=time.monotonic, rng=random.Random())
    settings = station.settings
    with HttpTransport(
        settings.centre_url, token=settings.token, device_id=database.device_id
    ) as transport:
        converse(
            core,
            transport,
            should_stop=cancel.should_stop,
            on_status=on_status,
            wait=alarm.wait,
        )
