"""What the core can ask for, and what it is told in return."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.operation import Operation
from inspector_app.domain.scan import EnergyImage
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.messages import (
    DayDigests,
    DeviceState,
    FileOffer,
    FileState,
    Hello,
    PulledPage,
    ReceiptBatch,
    ScanPreview,
    Successor,
)
from inspector_app.workflow.file_ports import Upload


@dataclass(frozen=True, slots=True)
class SayHello:
    """Answer: Hello."""


@dataclass(frozen=True, slots=True)
class AskDevice:
    """What the centre has of this station's log. Answer: DeviceState."""


@dataclass(frozen=True, slots=True)
class AskDigests:
    """The same, day by day. Answer: DayDigests."""


@dataclass(frozen=True, slots=True)
class TellSuccessor:
    """The station has begun a new log. Carried in the name of `old_device_id`, which need not be
    the one before the present. Answer: DeviceState of the new one."""

    old_device_id: str
    successor: Successor


@dataclass(frozen=True, slots=True)
class PushOperations:
    """The fields of an OperationBatch; `protocol` is what both sides understand. Answer:
    ReceiptBatch."""

    operations: tuple[Operation, ...]
    protocol: int = PROTOCOL_VERSION
    head_n: int = 0
    head_sha256: str = ""


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
class FindPreview:
    """Which file is the preview of a scan that is not here. Answer: ScanPreview."""

    image: EnergyImage


@dataclass(frozen=True, slots=True)
class OfferFile:
    """A file is to go up. Answer: FileState, how much of it the centre has."""

    upload: Upload
    offer: FileOffer


@dataclass(frozen=True, slots=True)
class SendChunk:
    """The next bytes of a file. Answer: FileState after them."""

    upload: Upload
    offset: int
    content: bytes


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Nothing to do until the monotonic clock shows `time_s`."""

    time_s: float


Request = (
    SayHello
    | AskDevice
    | AskDigests
    | TellSuccessor
    | PushOperations
    | PullFeed
    | FindPreview
    | FetchScan
    | OfferFile
    | SendChunk
)
Step = Request | WaitUntil
Answer = (
    Hello | DeviceState | DayDigests | ReceiptBatch | PulledPage | FileState | ScanPreview | bytes
)
