"""A station's storage in memory. It outlives the core that works on it, as a disk does."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path

from inspector_app.domain.case import Case, CaseState
from inspector_app.domain.operation import Delivery, Operation, Receipt, ReceiptStatus
from inspector_app.domain.scan import EnergyImage
from inspector_app.protocol.digests import LogDigests
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.messages import DayDigest, successor_message
from inspector_app.protocol.operations import make_operation, sealed
from inspector_app.protocol.signing import Signer, new_private_key
from inspector_app.sync.core import StationSide
from inspector_app.workflow.log_ports import DeviceIdentity, LogHead, Succession
from inspector_app.workflow.ports import (
    OutboxSummary,
    QueueEntry,
    Record,
)
from tests.helpers.fake_uploads import FakeUploads

_FINAL = {
    ReceiptStatus.APPLIED: Delivery.APPLIED,
    ReceiptStatus.DUPLICATE: Delivery.APPLIED,
    ReceiptStatus.CONFLICT: Delivery.CONFLICT,
    ReceiptStatus.REJECTED: Delivery.REJECTED,
}
_OPEN = (Delivery.WAITING, Delivery.SENT)


@dataclass
class FakeStation:
    """All ports of the conversation at once; `side()` hands them over."""

    device_id: str = "device-1"
    operations: list[Operation] = field(default_factory=list)
    delivery: dict[str, Delivery] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    known: dict[str, Case] = field(default_factory=dict)
    feed_cursor: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    partial: dict[str, bytearray] = field(default_factory=dict)
    previews: dict[str, str] = field(default_factory=dict)
    private_key: str = field(default_factory=new_private_key)
    centre_key: str = ""
    centre_epoch: str = ""
    digests_at: datetime | None = None
    epochs: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    successions: list[Succession] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    uploads: FakeUploads = field(default_factory=FakeUploads)

    def side(self) -> StationSide:
        return StationSide(
            outbox=self, feed=self, cases=self, scans=self, log=self, uploads=self.uploads
        )

    def back_up(self) -> dict[str, object]:
        """Everything that is here, for `restore`."""
        return {one.name: copy.deepcopy(getattr(self, one.name)) for one in fields(self)}

    def restore(self, backup: Mapping[str, object]) -> None:
        """Be as at the time of the backup, as after a new disk."""
        for name, value in backup.items():
            setattr(self, name, copy.deepcopy(value))

    def save(self, record: Record) -> Operation:
        operation = make_operation(
            record,
            op_id=new_id(),
            device_id=self.device_id,
            n=self.head().n + 1,
            previous_sha256=self.head().sha256,
            signer=self.signer(),
        )
        return self.add(operation)

    def add(self, operation: Operation) -> Operation:
        self.operations.append(operation)
        self.delivery[operation.op_id] = Delivery.WAITING
        return operation

    # Outbox

    def unanswered(self, limit: int, *, after: int = 0) -> tuple[Operation, ...]:
        open_ones = [one for one in self.operations if self.delivery[one.op_id] in _OPEN]
        return tuple(one for one in open_ones if one.n > after)[:limit]

    def note_sent(self, op_ids: Sequence[str], *, at: datetime) -> None:
        for op_id in op_ids:
            self.delivery[op_id] = Delivery.SENT

    def note_receipts(
        self,
        receipts: Sequence[Receipt],
        *,
        at: datetime,
        epoch: str = "",
        reasons: Mapping[str, str] | None = None,
    ) -> None:
        self.receipts.extend(receipts)
        for receipt in receipts:
            self.delivery[receipt.op_id] = _FINAL.get(receipt.status, Delivery.WAITING)
            self.epochs[receipt.op_id] = epoch
            self.reasons[receipt.op_id] = (reasons or {}).get(receipt.op_id, receipt.reason)

    def summary(self) -> OutboxSummary:
        values = list(self.delivery.values())
        waiting, sent, applied, rejected, conflicts = (values.count(one) for one in Delivery)
        return OutboxSummary(waiting, sent, applied, rejected, None, conflicts)

    # DeviceLog

    def identity(self) -> DeviceIdentity:
        return DeviceIdentity(
            self.device_id,
            self.signer().public_key,
            "age1",
            centre_signing_key=self.centre_key,
            centre_epoch=self.centre_epoch,
            digests_at=self.digests_at,
        )

    def signer(self) -> Signer:
        return Signer(self.private_key)

    def sealing_identity(self) -> str:
        raise AssertionError("the conversation opens no carrier disk")

    def pin_centre(self, *, signing_key: str, sealing_key: str = "") -> None:
        self.centre_key = signing_key

    def own_log(self) -> list[Operation]:
        return [one for one in self.operations if one.device_id == self.device_id]

    def head(self) -> LogHead:
        log = self.own_log()
        answered = [one.n for one in log if self.delivery[one.op_id] not in _OPEN]
        return LogHead(log[-1].n, log[-1].sha256, max(answered, default=0)) if log else LogHead()

    def sha256_of(self, n: int) -> str:
        return next((one.sha256 for one in self.own_log() if one.n == n), "")

    def reopen(self, after_n: int, *, at: datetime) -> int:
        return self._offer([one for one in self.own_log() if one.n > after_n])

    def day_digests(self) -> tuple[DayDigest, ...]:
        said = [(one, self.delivery[one.op_id]) for one in self.own_log()]
        return digests_of([(one, state) for one, state in said if state not in _OPEN])

    def reoffer_days(self, days: Collection[str], *, at: datetime) -> int:
        return self._offer([one for one in self.own_log() if day_of(one) in days])

    def reoffer_answered_elsewhere(self, epoch: str, *, at: datetime) -> int:
        return self._offer([one for one in self.own_log() if self._answered_elsewhere(one, epoch)])

    def note_compared(self, epoch: str, *, at: datetime) -> None:
        self.centre_epoch, self.digests_at = epoch, at

    def note_epoch(self, epoch: str) -> None:
        self.centre_epoch, self.digests_at = epoch, None

    def stranded(self, epoch: str) -> int:
        old = [one for one in self.operations if one.device_id != self.device_id]
        return sum(self._answered_elsewhere(one, epoch) for one in old)

    def succeed(self, *, at: datetime, epoch: str = "") -> Succession:
        old_signer = self.signer()
        old, self.device_id, self.private_key = self.device_id, new_id(), new_private_key()
        moved: list[Operation] = []
        for index, one in enumerate(self.operations):
            again = epoch and self._answered_elsewhere(one, epoch)
            if again or self.delivery[one.op_id] in _OPEN:
                self.delivery[one.op_id] = Delivery.WAITING
                sha256 = moved[-1].sha256 if moved else ""
                number = len(moved) + 1
                new = replace(one, device_id=self.device_id, n=number, previous_sha256=sha256)
                moved.append(sealed(new, self.signer()))
                self.operations[index] = moved[-1]
        public_key = self.signer().public_key
        message = successor_message(old, self.device_id, public_key)
        signatures = (self.signer().sign(message), old_signer.sign(message))
        made = Succession(old, at, len(moved), self.device_id, public_key, *signatures)
        self.successions.append(made)
        return made

    def succession_moments(self) -> tuple[datetime, ...]:
        return tuple(one.ended_at for one in reversed(self.successions))

    def untold_successions(self) -> tuple[Succession, ...]:
        return tuple(one for one in self.successions if one.old_device_id not in self.told)

    def last_successions(self, limit: int) -> tuple[Succession, ...]:
        return tuple(self.successions[-limit:])

    def note_told(self, old_device_id: str) -> None:
        self.told.add(old_device_id)

    def tell_again(self) -> int:
        self.told.clear()
        return len(self.successions)

    def _answered_elsewhere(self, one: Operation, epoch: str) -> bool:
        is_answered = self.delivery[one.op_id] not in _OPEN
        return is_answered and self.epochs[one.op_id] not in ("", epoch)

    def _offer(self, operations: list[Operation]) -> int:
        answered = [one for one in operations if self.delivery[one.op_id] not in _OPEN]
        self.delivery.update({one.op_id: Delivery.WAITING for one in answered})
        return len(answered)

    # Feed

    def cursor(self) -> str:
        return self.feed_cursor

    def take(self, cases: Sequence[Case], *, cursor: str) -> int:
        self.feed_cursor = cursor
        return self.keep(cases)

    # Cases

    def keep(self, cases: Sequence[Case]) -> int:
        newer = [
            case
            for case in cases
            if case.case_id not in self.known or self.known[case.case_id].version < case.version
        ]
        self.known.update({case.case_id: case for case in newer})
        return len(newer)

    def get(self, case_id: str) -> Case:
        return self.known[case_id]

    def note_opened(self, case_id: str, *, person: str, at: datetime) -> None:
        raise AssertionError("the conversation opens no case")

    def queue(self) -> tuple[QueueEntry, ...]:
        return tuple(
            QueueEntry(case, CaseState.WAITING, 0, None, not self.missing(images_of(case)))
            for case in self.known.values()
        )

    # ScanStore

    def path(self, sha256: str) -> Path | None:
        return Path(sha256) if sha256 in self.files else None

    def missing(self, images: Sequence[EnergyImage]) -> tuple[EnergyImage, ...]:
        by_hash = {one.sha256: one for one in images}
        return tuple(one for sha256, one in by_hash.items() if sha256 not in self.files)

    def partial_size(self, sha256: str) -> int:
        return len(self.partial.get(sha256, b""))

    def append(self, sha256: str, offset: int, chunk: bytes) -> None:
        content = self.partial.setdefault(sha256, bytearray())
        assert offset <= len(content), "a hole in a download"
        content[offset : offset + len(chunk)] = chunk

    def commit(self, image: EnergyImage) -> bool:
        content = bytes(self.partial.pop(image.sha256, b""))
        if hashlib.sha256(content).hexdigest() != image.sha256:
            return False
        self.files[image.sha256] = content
        return True

    def take_file(self, source: Path) -> EnergyImage:
        raise AssertionError("the conversation copies no files")

    def take_content(self, content: bytes, file_name: str) -> EnergyImage:
        raise AssertionError("the conversation makes no files")

    def read(self, sha256: str, offset: int, length: int) -> bytes | None:
        content = self.files.get(sha256)
        return None if content is None else content[offset : offset + length]

    def keep_preview(self, sha256: str, preview_sha256: str) -> None:
        assert preview_sha256 in self.files
        self.previews[sha256] = preview_sha256

    def preview(self, sha256: str) -> Path | None:
        return self.path(self.previews.get(sha256, ""))


def images_of(case: Case) -> list[EnergyImage]:
    return [image for scan in case.scans for view in scan.views for image in view.images]


def day_of(operation: Operation) -> str:
    return operation.recorded_at.astimezone(UTC).date().isoformat()


def digests_of(outcomes: Sequence[tuple[Operation, str]]) -> tuple[DayDigest, ...]:
    """Of operations in the order of their numbers, and what became of them."""
    digests = LogDigests()
    for one, outcome in outcomes:
        digests.add(day_of(one), one.sha256, outcome)
    return digests.days()
