"""How the station's log and what the centre has of it stand to one another.

Three things can have happened while nobody looked. The centre was restored from a backup: it has
less than it answered, and is offered the rest again. The station was restored from a backup: the
centre has more than the station, or something else under the same number. Numbers are never used
twice, so the station begins a new log as a new device. Or something is missing in the middle, which
only a comparison day by day shows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum

from inspector_app.domain.errors import CentreUnreachable
from inspector_app.protocol.messages import DayDigests, DeviceState, Successor
from inspector_app.sync.steps import AskDevice, AskDigests, TellSuccessor
from inspector_app.workflow.log_ports import DeviceLog, Succession

COMPARE_EVERY = timedelta(days=1)

NEW_LOGS_A_DAY = 2
"""A station that has begun so many new logs within a day begins no further one because the centre
knows it as another device. A restored station does that once; two computers with copies of one disk
push each other out for ever."""

# How a centre says that it does not believe a succession.
_NOT_BELIEVED = frozenset({"device-known", "token-in-use", "forged"})

_log = logging.getLogger(__name__)


class _Cause(Enum):
    """What a new log was begun for."""

    STATE = "state"
    REFUSAL = "refusal"
    RECEIPT = "receipt"


class LogComparison:
    """Asks what the centre has and puts the station's log into the state that follows from it."""

    def __init__(self, log: DeviceLog, now: Callable[[], datetime]) -> None:
        self._log = log
        self._now = now
        self._device_due = False
        self._digests_due = False
        self._told_again = False
        self._not_heard: set[str] = set()
        self._tried: set[_Cause] = set()
        self._epoch = ""
        self.trouble = ""

    def ask_again(self, *, epoch: str) -> None:
        """After a hello: ask for the device's state, and where it is time for the digests."""
        self._device_due = True
        self._not_heard.clear()
        identity = self._log.identity()
        due = identity.digests_at is None or (
            # A clock that was turned back makes the last time lie ahead.
            abs(self._now() - identity.digests_at) >= COMPARE_EVERY
        )
        self._digests_due = due or identity.centre_epoch != epoch

    def rest(self) -> None:
        """The centre is one of protocol 1: there is nothing to ask."""
        self._device_due = self._digests_due = False

    def doubt(self) -> None:
        """Something does not fit: ask for the device's state before anything else is sent."""
        self._device_due = True

    def next_step(self) -> AskDevice | TellSuccessor | None:
        """What must be known before operations are sent."""
        if not self._device_due:
            return None
        for succession in self._log.untold_successions():
            if succession.old_device_id not in self._not_heard:
                return _tell(succession)
        return AskDevice()

    def digests_step(self) -> AskDigests | None:
        """For when every operation has been answered."""
        return AskDigests() if self._digests_due else None

    def take_state(self, state: DeviceState) -> bool:
        """Put the log right; whether operations are to be sent that were not before. Raises
        CentreUnreachable(``not-a-centre``) for the state of another device."""
        if state.device_id != self._log.identity().device_id:
            raise CentreUnreachable("not-a-centre", "the state of another device")
        self._epoch = state.epoch
        self._device_due = False
        for succession in self._log.untold_successions():
            # It knows the device that came of them, and need not hear how.
            self._log.note_told(succession.old_device_id)
        head = self._log.head()
        if state.last_n > head.n or self._differs(state):
            return self._succeed("log-differs", _Cause.STATE)
        if self._log.stranded(state.epoch):
            return self._succeed("centre-restored", _Cause.STATE)
        self._tried &= {_Cause.RECEIPT}
        self._told_again = False
        if state.last_n < head.answered_n:
            count = self._log.reopen(state.last_n, at=self._now())
            _log.warning("the centre has lost %d operations; they are offered again", count)
            return True
        return False

    def take_told(self, step: TellSuccessor) -> None:
        """The centre knows of this succession."""
        self._log.note_told(step.old_device_id)

    def may_go_untold(self, step: TellSuccessor, reason: str) -> bool:
        """The centre does not believe this succession; whether to go on without it until the next
        hello. It may be another centre than the one where that log began, or the station was let in
        by a code as the device that it had just become."""
        if reason not in _NOT_BELIEVED:
            return False
        self._not_heard.add(step.old_device_id)
        return True

    def take_digests(self, answer: DayDigests) -> None:
        """Offer again what the centre has not, or has otherwise."""
        self._digests_due = False
        if answer.device_id != self._log.identity().device_id:
            raise CentreUnreachable("not-a-centre", "the digests of another device")
        theirs = set(answer.days)
        days = {one.day for one in self._log.day_digests() if one not in theirs}
        if days:
            count = self._log.reoffer_days(days, at=self._now())
            _log.warning("%d operations of %s are offered again", count, ", ".join(sorted(days)))
        self._log.note_compared(answer.epoch, at=self._now())

    def may_have_forgotten(self, reason: str) -> bool:
        """The centre does not know this device; whether there is a way out, once each.

        The centre may have been restored to before a succession, and is told again. Or the station
        was restored to before one, and the centre knows it under a later id: then it becomes the
        successor of that. Not while the centre has refused to hear of a succession, and no more
        than `NEW_LOGS_A_DAY`: then it stays refused, which is shown, until a person lets it in.
        """
        if not self._told_again and self._log.tell_again():
            self._told_again = self._device_due = True
            return True
        if reason != "token-in-use" or self._log.untold_successions():
            return False
        if self._new_logs_today() >= NEW_LOGS_A_DAY:
            _log.error("another computer speaks in this station's name; perhaps a copy of its disk")
            return False
        return self._succeed(reason, _Cause.REFUSAL)

    def doubt_log(self, reason: str) -> bool:
        """A receipt says that the log itself is wrong; whether a new one was begun."""
        return self._succeed(reason, _Cause.RECEIPT)

    def note_progress(self) -> None:
        """The centre has answered operations of the present log."""
        self._tried.clear()
        self.trouble = ""

    def _succeed(self, reason: str, cause: _Cause) -> bool:
        """Begin a new log. Only once for the same cause until it has helped: a centre that refuses
        each of them is wrong itself, and `trouble` says so."""
        if cause in self._tried:
            self.trouble = reason
            return False
        succession = self._log.succeed(at=self._now(), epoch=self._epoch)
        _log.warning(
            "%s: device %s goes on as %s and offers %d operations again",
            reason,
            succession.old_device_id,
            succession.device_id,
            succession.offered_again,
        )
        self._tried.add(cause)
        self._device_due = self._digests_due = True
        return True

    def _new_logs_today(self) -> int:
        now = self._now()
        # Either way, for a clock may have been turned back.
        return sum(abs(now - one) < timedelta(days=1) for one in self._log.succession_moments())

    def _differs(self, state: DeviceState) -> bool:
        if not state.last_n or not state.head_sha256:
            return False
        return self._log.sha256_of(state.last_n) != state.head_sha256


def _tell(succession: Succession) -> TellSuccessor:
    successor = Successor(
        succession.device_id,
        succession.public_key,
        succession.signature,
        succession.old_signature,
    )
    return TellSuccessor(succession.old_device_id, successor)
