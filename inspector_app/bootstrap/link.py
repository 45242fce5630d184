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
from inspector_app.sync.watchdog import Order, Watchdog
from inspector_app.ui.centre_texts import trouble_text
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.status_bar import Link

log = logging.getLogger(__name__)

REFRESH_INTERVAL_MS = 400
"""Answers can come many a second; the window reads the database at most this often."""

LOOK_INTERVAL_MS = 1000
"""How often the watchdog is asked whether the conversation still goes on."""

_SHOWN = {
    LinkState.OFFLINE: Link.OFFLINE,
    LinkState.TALKING: Link.TALKING,
    LinkState.IDLE: Link.IDLE,
    LinkState.REFUSED: Link.REFUSED,
}


class LinkKeeper(QObject):
    """Runs the conversation on the link lane, begins another when one has ended or is stuck, and
    tells the window how it goes.

    Signals:
        status_arrived: LinkStatus; emitted on the link lane, taken on the GUI thread.
    """

    status_arrived = Signal(object)

    def __init__(
        self,
        station: Station,
        runner: TaskRunner,
        window: MainWindow,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._station = station
        self._runner = runner
        self._window = window
        self._watchdog = Watchdog(monotonic=monotonic, rng=random.Random())
        self._alarm = Alarm()
        self._cancel = Cancel()
        self._stopping = False
        self.status: LinkStatus | None = None
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(REFRESH_INTERVAL_MS)
        self._refresh.timeout.connect(window.refresh)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_INTERVAL_MS)
        self._look.timeout.connect(self.look)
        self.status_arrived.connect(self._show_status)
        window.sync_requested.connect(self.wake)
        window.language_chosen.connect(self._say_again)

    def start(self) -> None:
        """Begin to talk, if this station has a centre."""
        if not self._station.settings.centre_url:
            self._window.show_link(Link.NONE, "", 0)
            return
        self._window.show_link(Link.OFFLINE, "", 0)
        self._begin()
        self._look.start()

    def look(self) -> None:
        """See whether the conversation still goes on, and do what follows from it."""
        match self._watchdog.look():
            case Order.CALL_OFF:
                log.error("the conversation with the centre is stuck and is called off")
                self._window.show_link(Link.OFFLINE, error_text(CentreUnreachable("stuck")), 0)
                self._cancel.ask_to_stop()
                self._alarm.ring()
            case Order.START:
                log.warning("another conversation begins, %d in a row", self._watchdog.restarts)
                self._begin()

    def _begin(self) -> None:
        # Its own, so that one that is stuck and comes to life later finds itself called off.
        self._cancel, self._alarm = Cancel(), Alarm()
        self._watchdog.note_start()
        cancel = self._cancel
        # The runner is not given the token: it would not say that a called-off one has ended.
        self._runner.run(
            partial(
                talk,
                self._station,
                cancel,
                self._alarm,
                self.status_arrived.emit,
                watchdog=self._watchdog,
            ),
            done=lambda _: self._ended(cancel),
            failed=lambda error: self._failed(cancel, error),
            owner=self,
            lane=Lane.LINK,
        )

    def wake(self) -> None:
        """Talk now."""
        self._alarm.ring()

    def stop(self) -> None:
        """End the conversation; the runner's `close` waits for it."""
        self._stopping = True
        self._look.stop()
        self._cancel.ask_to_stop()
        self._alarm.ring()
        self._refresh.stop()

    def _show_status(self, status: LinkStatus) -> None:
        if self._stopping:
            return  # the window may be gone
        self.status = status
        reason = ""
        if status.state is LinkState.REFUSED:
            reason = error_text(CentreRefused(status.reason))
        elif status.state is LinkState.OFFLINE and status.reason:
            reason = error_text(CentreUnreachable(status.reason))
        else:
            reason = trouble_text(status.reason)
        self._window.show_link(_SHOWN[status.state], reason, status.scans_missing)
        if not self._refresh.isActive() and not self._cancel.should_stop():
            self._refresh.start()

    def _say_again(self, _: str) -> None:
        """The reason was said in the language there was then."""
        if self.status is not None and not self._stopping:
            self._show_status(self.status)

    def _ended(self, cancel: Cancel) -> None:
        if cancel is self._cancel:
            log.info("the conversation with the centre has ended")
            self._watchdog.note_end()

    def _failed(self, cancel: Cancel, error: Exception) -> None:
        log.error("the conversation with the centre ended", exc_info=error)
        if cancel is self._cancel and not self._stopping:
            self._window.show_link(Link.REFUSED, error_text(error), 0)
            self._watchdog.note_end()


def talk(
    station: Station,
    cancel: Cancel,
    alarm: Alarm,
    on_status: Callable[[LinkStatus], None],
    *,
    watchdog: Watchdog | None = None,
) -> None:
    """The whole conversation, on the calling thread, until `cancel`."""
    # The HTTP library takes as long to load as the window to be built, and the window needs none.
    from inspector_app.sync.http_transport import HttpTransport  # noqa: PLC0415
    from inspector_app.sync.station_identity import StationIdentity  # noqa: PLC0415

    database = station.database
    side = StationSide(
        outbox=database.outbox,
        feed=database.feed,
        cases=database.cases,
        scans=database.scans,
        log=database.log,
        uploads=database.uploads,
    )
    core = SyncCore(side, now=utc_now, monotonic=time.monotonic, rng=random.Random())
    settings = station.settings
    with HttpTransport(
        settings.centre_url,
        token=settings.token,
        device_id=lambda: database.device_id,
        identity=StationIdentity(station.folder.identity),
    ) as transport:
        converse(
            core,
            transport,
            should_stop=cancel.should_stop,
            on_status=on_status,
            wait=alarm.wait,
            pulse=watchdog,
        )
