"""The loop that carries out what the core decides. Runs on a lane of its own until told to stop."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Protocol

from inspector_app.domain.errors import CentreRefused, CentreUnreachable
from inspector_app.protocol.link import LinkStatus
from inspector_app.sync.core import SyncCore
from inspector_app.sync.steps import Answer, Request, WaitUntil

# However long the wait, so soon it is noticed that the loop should stop.
_NAP_S = 0.5

_log = logging.getLogger(__name__)


class Pulse(Protocol):
    """Told of every step, so that somebody else notices when there are no more."""

    def beat(self) -> None:
        """A step begins or has ended."""

    def note_success(self) -> None:
        """The centre has answered a step."""


class Transport(Protocol):
    """Carries one step to the centre and its answer back."""

    def carry(self, step: Request, *, should_stop: Callable[[], bool]) -> Answer:
        """The centre's answer. Gives up soon after `should_stop` says so. Raises CentreUnreachable
        and CentreRefused."""


def converse(
    core: SyncCore,
    transport: Transport,
    *,
    should_stop: Callable[[], bool],
    on_status: Callable[[LinkStatus], None],
    wait: Callable[[float], bool],
    pulse: Pulse | None = None,
) -> None:
    """Talk to the centre until `should_stop`; returns within a second of it.

    `wait` pauses for at most so many seconds and says whether it was woken: something was saved, or
    a person asked for it. A wake-up that comes while nobody waits must end the next wait at once.
    An error that nobody foresaw is logged and the loop goes on: an inspector's findings must not
    stay here because of a mistake in a scan download.
    """
    shown: LinkStatus | None = None
    while not should_stop():
        try:
            step = core.next_step()
            shown = _show(core.status, shown, on_status)
            if isinstance(step, WaitUntil):
                if wait(min(_NAP_S, core.seconds_until(step))):
                    core.wake()
            else:
                _do(core, transport, step, should_stop, pulse)
        except Exception as error:  # noqa: BLE001 - said above
            _log.exception("the conversation with the centre stumbled")
            core.stumbled(error)
            _rest(wait)


def _do(
    core: SyncCore,
    transport: Transport,
    step: Request,
    should_stop: Callable[[], bool],
    pulse: Pulse | None,
) -> None:
    if pulse is not None:
        pulse.beat()
    try:
        answer = transport.carry(step, should_stop=should_stop)
    except (CentreUnreachable, CentreRefused) as error:
        core.failed(step, error)
        if pulse is not None:
            pulse.beat()
    else:
        core.answered(step, answer)
        if pulse is not None:
            pulse.note_success()


def _show(
    status: LinkStatus, shown: LinkStatus | None, on_status: Callable[[LinkStatus], None]
) -> LinkStatus:
    if status != shown:
        try:
            on_status(status)
        except Exception:  # noqa: BLE001 - a window that fails must not end this
            _log.exception("the status could not be shown")
    return status


def _rest(wait: Callable[[float], bool]) -> None:
    """A pause after an error, so that one that comes each time does not keep a processor busy."""
    try:
        wait(_NAP_S)
    except Exception:  # noqa: BLE001 - then without being woken
        _log.exception("waiting failed")
        time.sleep(_NAP_S)
