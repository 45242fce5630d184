"""A station's storage in memory. It outlives the core that works on it, as a disk does."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from inspector_app.domain.case import Case, CaseState
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.domain.operation import Delivery, Operation, Receipt, ReceiptStatus
from inspector_app.domain.scan import EnergyImage
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.operations import make_operation
from inspector_app.sync.core import StationSide
from inspector_app.workflow.ports import OutboxSummary, QueueEntry

_FINAL = {
    ReceiptStatus.APPLIED: Delivery.APPLIED,
    ReceiptStatus.DUPLICATE: Delivery.APPLIED,
    ReceiptStatus.REJECTED: Delivery.REJECTED,
}


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

    def side(self) -> StationSide:
        return StationSide(outbox=self, feed=self, cases=self, scans=self)

    def save(self, record: Finding | ScanVerdict) -> Operation:
        operation = make_operation(
            record,
            op_id=new_id(),
            device_id=self.device_id,
            n=len(self.operations) + 1,
            previous_sha256=self.operations[-1].sha256 if self.operations else "",
        )
        return self.add(operation)

    def add(self, operation: Operation) -> Operation:
        self.operations.append(operation)
        self.delivery[operation.op_id] = Delivery.WAITING
        return operation

    # Outbox

    def unanswered(self, limit: int, *, after: int = 0) -> tuple[Operation, ...]:
        states = (Delivery.WAITING, Delivery.SENT)
        open_ones = [one for one in self.operations if self.delivery[one.op_id] in states]
        return tuple(one for one in open_ones if one.n > after)[:limit]

    def note_sent(self, op_ids: Sequence[str], *, at: datetime) -> None:
        for op_id in op_ids:
            self.delivery[op_id] = Delivery.SENT

    def note_receipts(self, receipts: Sequence[Receipt], *, at: datetime) -> None:
        self.receipts.extend(receipts)
        for receipt in receipts:
            self.delivery[receipt.op_id] = _FINAL.get(receipt.status, Delivery.WAITING)

    def summary(self) -> OutboxSummary:
        values = list(self.delivery.values())
        counts = [values.count(one) for one in Delivery]
        return OutboxSummary(*counts, oldest_unsent=None)

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


def images_of(case: Case) -> list[EnergyImage]:
    return [image for scan in case.scans for view in scan.views for image in view.images]
