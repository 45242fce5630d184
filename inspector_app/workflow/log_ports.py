"""The station's log as a whole, as a Protocol: who the station is to the centre, what the centre
has answered, and how the log begins anew. Raises and lanes as in `workflow.ports`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from inspector_app.protocol.messages import DayDigest
from inspector_app.protocol.signing import Signer


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """Who this station is to the centre, and whom it takes for the centre.

    Attributes:
        public_key: what others check its operations with.
        sealing_recipient: what answers on a carrier disk are sealed to: an age recipient.
        centre_signing_key: what the centre's receipts are checked with; empty while none was
            pinned.
        centre_sealing_key: what carrier disks for the centre are sealed to; empty while unknown.
        centre_epoch: the life of the centre that the station knows of: in which both logs were last
            compared, or which a carrier disk told of.
        digests_at: when they were compared in that life, None for never.
    """

    device_id: str
    public_key: str
    sealing_recipient: str
    centre_signing_key: str = ""
    centre_sealing_key: str = ""
    centre_epoch: str = ""
    digests_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogHead:
    """The newest operation of the log, 0 and empty for none, and the highest number that has the
    centre's final answer."""

    n: int = 0
    sha256: str = ""
    answered_n: int = 0


@dataclass(frozen=True, slots=True)
class Succession:
    """One time that the station began a new log; the last ones as in `protocol.messages.Successor`.

    Attributes:
        offered_again: how many operations moved into the new log.
    """

    old_device_id: str
    ended_at: datetime
    offered_again: int
    device_id: str
    public_key: str
    signature: str
    old_signature: str


class DeviceLog(Protocol):
    """The log as a whole: whose it is, what of it the centre has answered, and its succession."""

    def identity(self) -> DeviceIdentity: ...

    def signer(self) -> Signer:
        """Signs as this station."""

    def sealing_identity(self) -> str:
        """The private age key that answers on a carrier disk are opened with."""

    def pin_centre(self, *, signing_key: str, sealing_key: str = "") -> None:
        """From now on this is the centre; empty leaves a key as it is."""

    def head(self) -> LogHead: ...

    def sha256_of(self, n: int) -> str:
        """The hash of the log's own operation `n`, empty when there is none."""

    def reopen(self, after_n: int, *, at: datetime) -> int:
        """Offer every operation above `after_n` again; how many had an answer."""

    def day_digests(self) -> tuple[DayDigest, ...]:
        """Of the operations that the centre has answered, in the order of days."""

    def reoffer_days(self, days: Collection[str], *, at: datetime) -> int:
        """Offer the operations of these days (UTC, ISO 8601) again; how many had an answer."""

    def reoffer_answered_elsewhere(self, epoch: str, *, at: datetime) -> int:
        """Offer again what was answered in another life of the centre than this; how many. A centre
        that was restored may have judged it anew, and otherwise."""

    def note_compared(self, epoch: str, *, at: datetime) -> None:
        """Both logs were compared in this life of the centre."""

    def note_epoch(self, epoch: str) -> None:
        """The centre is in this life; both logs are still to be compared in it."""

    def stranded(self, epoch: str) -> int:
        """Operations of earlier logs that were answered in another life of the centre only."""

    def succeed(self, *, at: datetime, epoch: str = "") -> Succession:
        """Become a new device with new keys. What has no answer moves into the new log, and with
        `epoch` what was answered in other lives of the centre only; what was answered in this one
        stays as the history of the log before. One transaction."""

    def succession_moments(self) -> tuple[datetime, ...]:
        """When this station began a new log, the newest first; the last few."""

    def untold_successions(self) -> tuple[Succession, ...]:
        """Those the centre does not know of yet, the oldest first."""

    def last_successions(self, limit: int) -> tuple[Succession, ...]:
        """The newest `limit` times that this station began a new log, the oldest of these first."""

    def note_told(self, old_device_id: str) -> None:
        """The centre knows who followed this one."""

    def tell_again(self) -> int:
        """The centre has forgotten all successions; how many there are."""
