"""What the acts need from outside, as Protocols. bootstrap puts the real rooms behind them.

All methods may be slow and are called off the GUI thread, on the database lane unless said
otherwise. All may raise StorageUnavailable.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from inspector_app.domain.annotation import Annotation
from inspector_app.domain.case import Case, CaseState
from inspector_app.domain.codes import CodeTable
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.domain.highlight import Highlight
from inspector_app.domain.operation import Delivery, Operation, OperationKind, Receipt
from inspector_app.domain.photo import Photo
from inspector_app.domain.scan import EnergyImage
from inspector_app.domain.viewing import ViewingRecord
from inspector_app.imaging.coarse import CoarsePixels
from inspector_app.imaging.physics import AttenuationTable
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.workflow.file_ports import Uploads

if TYPE_CHECKING:
    from inspector_app.workflow.carrier_ports import CarrierPorts

Record = Finding | ScanVerdict | Annotation | Photo

PREFERENCE_LIMIT_BYTES = 64 * 1024
"""Longest value of one preference, as UTF-8."""


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One line of the queue.

    Attributes:
        highlights: how many the model made, None while they were not computed here.
        scans_here: whether all files of its scans are in the scan store.
    """

    case: Case
    state: CaseState
    findings: int
    highlights: int | None
    scans_here: bool


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """How far the operation of one revision has come; `reason` is the centre's word for a rejection
    (a stable key), `theirs` of a conflict the centre's version as canonical JSON."""

    delivery: Delivery
    reason: str = ""
    since: datetime | None = None
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class OutboxSummary:
    """Numbers for the status bar.

    Attributes:
        oldest_unsent: when the oldest operation without the centre's answer was recorded.
        conflicts: operations that the centre keeps beside another version of the same thing.
        new_device_since: when this station last began a new log, because it had been restored from
            a backup; None when it never did, or the centre does not know of it yet.
    """

    waiting: int
    sent: int
    applied: int
    rejected: int
    oldest_unsent: datetime | None
    conflicts: int = 0
    new_device_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One operation and how far it has come, without its body.

    Attributes:
        reason: the centre's word for a rejection (a stable key), empty otherwise.
        since: when it came into this state; the station's clock.
    """

    op_id: str
    n: int
    kind: OperationKind
    case_id: str
    author: str
    recorded_at: datetime
    delivery: Delivery
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OutboxListing:
    """The newest operations, newest first; `older` is how many more there are behind them."""

    entries: tuple[OutboxEntry, ...]
    older: int


class Cases(Protocol):
    """The cases this post was given."""

    def queue(self) -> tuple[QueueEntry, ...]:
        """All cases, the one that has waited longest first."""

    def get(self, case_id: str) -> Case:
        """One case. Raises KeyError when there is none."""

    def keep(self, cases: Sequence[Case]) -> int:
        """Take in cases from a folder; how many were new or newer. One transaction."""

    def note_opened(self, case_id: str, *, person: str, at: datetime) -> None:
        """Remember that somebody opened it; only the first time counts."""


class Records(Protocol):
    """Findings, verdicts and annotations, append-only."""

    def findings(self, case_id: str) -> tuple[Finding, ...]:
        """All versions of all findings of a case, in the order in which they were saved."""

    def verdicts(self, case_id: str) -> tuple[ScanVerdict, ...]:
        """All versions of all verdicts of a case, in the order in which they were saved."""

    def annotations(self, case_id: str) -> tuple[Annotation, ...]:
        """All versions of all annotations of a case, in the order in which they were saved."""

    def photos(self, case_id: str) -> tuple[Photo, ...]:
        """All versions of all photos of a case, in the order in which they were saved."""

    def deliveries(self, case_id: str) -> Mapping[str, DeliveryStatus]:
        """Delivery by revision id, for every revision of the case."""

    def save(self, record: Record) -> Operation:
        """Write the record, its operation and its outbox row in one transaction.

        When this returns, the record survives a power cut. Raises FindingRefused(reason
        ``changed-meanwhile``) when `record.version` is not one above the newest saved version.
        """


class Preferences(Protocol):
    """What a person has set for themselves on this station. It is never sent."""

    def get(self, person: str, key: str) -> str | None:
        """The value, None while there is none."""

    def put(self, person: str, key: str, value: str) -> None:
        """Keep a value in place of the one before. Raises PreferenceRefused(``too-large``) when it
        is longer than `PREFERENCE_LIMIT_BYTES`; then the one before stays."""


class Viewings(Protocol):
    """The log of what was looked at, append-only. It is never sent."""

    def keep(self, record: ViewingRecord) -> None:
        """Add to the log. The same `viewing_id` again changes nothing."""

    def viewings_of(self, case_id: str) -> tuple[ViewingRecord, ...]:
        """All viewings of a case, in the order in which they were logged."""


class Outbox(Protocol):
    """Operations on their way to the centre, and what became of them."""

    def unanswered(self, limit: int, *, after: int = 0) -> tuple[Operation, ...]:
        """The oldest operations that have no final receipt, in the order of `n`; only those whose
        `n` is above `after`."""

    def list_operations(
        self, limit: int, *, only: Collection[Delivery] = tuple(Delivery)
    ) -> OutboxListing:
        """The newest `limit` operations in one of the states `only`."""

    def note_sent(self, op_ids: Sequence[str], *, at: datetime) -> None:
        """They left here; no answer yet."""

    def note_receipts(
        self,
        receipts: Sequence[Receipt],
        *,
        at: datetime,
        epoch: str = "",
        reasons: Mapping[str, str] | None = None,
    ) -> None:
        """The centre's answers, kept as they came. ``later`` puts an operation back to waiting.

        Whether a receipt is the centre's is for the caller to check. `epoch` is what its signature
        is over; `reasons` by operation id are shown instead of the centre's word.
        """

    def summary(self) -> OutboxSummary: ...


class Feed(Protocol):
    """What came from the centre, and up to where."""

    def cursor(self) -> str:
        """Where to go on, empty at the very first time."""

    def take(self, cases: Sequence[Case], *, cursor: str) -> int:
        """Write the cases and the cursor in one transaction; how many cases were new or newer."""


class ScanStore(Protocol):
    """Scan files by their hash. Called on any lane."""

    def path(self, sha256: str) -> Path | None:
        """Where the whole, checked file lies, or None while it is not here."""

    def missing(self, images: Sequence[EnergyImage]) -> tuple[EnergyImage, ...]:
        """Those whose file is not here, each hash once."""

    def partial_size(self, sha256: str) -> int:
        """How many bytes of an interrupted download are here."""

    def append(self, sha256: str, offset: int, chunk: bytes) -> None:
        """Write a chunk of a download at its offset."""

    def commit(self, image: EnergyImage) -> bool:
        """Check the downloaded file's hash and take it in; False (and the download is thrown away)
        when the hash is wrong."""

    def take_file(self, source: Path) -> EnergyImage:
        """Copy a file in; its energy is left at SINGLE for the caller to replace."""

    def adopt(self, source: Path, sha256: str) -> bool:
        """Move a file in that was made on the same disk; False when it is not what its hash
        says."""

    def take_content(self, content: bytes, file_name: str) -> EnergyImage:
        """Keep what was made here as a file; its energy is SINGLE."""

    def read(self, sha256: str, offset: int, length: int) -> bytes | None:
        """At most `length` bytes of a whole file from `offset`; None while it is not here."""

    def keep_preview(self, sha256: str, preview_sha256: str) -> None:
        """The second of these files, which is here, is a preview of the first."""

    def preview(self, sha256: str) -> Path | None:
        """Where the preview of a scan file lies, None while none is here."""


class Highlights(Protocol):
    """Highlights that were computed here, kept with the model that made them."""

    def get(self, scan_id: str, *, model: str) -> tuple[Highlight, ...] | None:
        """What this model made of this scan, None while it was not run."""

    def keep(
        self, scan_id: str, case_id: str, *, model: str, highlights: Sequence[Highlight]
    ) -> None: ...


class Highlighter(Protocol):
    """The model. Runs on the compute lane."""

    @property
    def model(self) -> str:
        """Name, version and start of the hash."""

    def false_marks_per_scan(self, *, energies: int) -> float:
        """How many marks it made on average on simulated scans with nothing hidden in them, as
        measured when it was released. `energies` is 1 or 2."""

    def find(
        self,
        pixels: ViewPixels,
        *,
        view: str,
        progress: Callable[[float], None],
        should_stop: Callable[[], bool],
    ) -> tuple[Highlight, ...]:
        """Highlights on one view, strongest first; empty when stopped early. `progress` gets
        0 to 1. Raises ModelRefused."""


class ReadView(Protocol):
    """Reads the pixels of one view from its files. Raises ScanUnreadable.

    `coarse` is told what of a large compressed file is decoded so far; when `should_stop` says so,
    reading is given up with ReadingStopped. Both are called on the lane that reads.
    """

    def __call__(
        self,
        high: Path,
        low: Path | None,
        *,
        coarse: Callable[[CoarsePixels], None] | None = None,
        should_stop: Callable[[], bool] = ...,
    ) -> ViewPixels: ...


class WriteNewFile(Protocol):
    """Writes a file that was not there before, whole or not at all and safe from a power cut.

    Raises FileExistsError when the file is there already, and OSError. What `chunks` raises comes
    out again; then there is no file.
    """

    def __call__(self, path: Path, chunks: Iterable[bytes]) -> None: ...


@dataclass(frozen=True, slots=True)
class CaseOnDisk:
    """A case as read from a folder.

    Attributes:
        files: where the file of each energy image lies, by the image's file name.
    """

    case: Case
    files: Mapping[str, Path]


class ReadCases(Protocol):
    """Reads all cases in a folder. Raises DeclarationUnreadable and ScanUnreadable."""

    def __call__(self, folder: Path) -> tuple[CaseOnDisk, ...]: ...


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything the acts need, in one bundle, made by bootstrap."""

    cases: Cases
    records: Records
    outbox: Outbox
    preferences: Preferences
    viewings: Viewings
    uploads: Uploads
    scans: ScanStore
    highlights: Highlights
    highlighter: Highlighter | None
    read_view: ReadView
    read_cases: ReadCases
    write_new_file: WriteNewFile
    codes: Mapping[str, CodeTable]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    person: str
    post: str
    model_problem: str = "no-model"
    """Why there is no `highlighter`: a reason of ModelRefused."""
    carrier: CarrierPorts | None = None
    """None where this station's work cannot travel on a disk."""
    attenuation: AttenuationTable | None = None
    """What the beams do in matter; None where the table is not shipped, and then nothing is said
    about thickness or material."""
