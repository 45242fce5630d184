"""What the core can ask for, and what it is told in return."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.operation import Operation
from inspector_app.domain.scan import EnergyImage
from inspector_app.protocol.messages import Hello, PulledPage, ReceiptBatch


@dataclass(frozen=True, slots=True)
class SayHello:
    """Answer: Hello."""


@dataclass(frozen=True, slots=True)
class PushOperations:
    """Answer: ReceiptBatch."""

    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class PullFeed:
    """Answer: PulledPage of at most `limit` entries."""

    after: str
    limit: int


@dataclass(frozen=True, slots=True)
class FetchScan:
    """Answer: at least one byte and at most `length` bytes of the file, from `offset`."""

    image: EnergyImage
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Nothing to do until the monotonic clock shows `time_s`."""

    time_s: float


Request = SayHello | PushOperations | PullFeed | FetchScan
Step = Request | WaitUntil
Answer = Hello | ReceiptBatch | PulledPage | bytes
