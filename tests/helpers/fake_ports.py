"""Ports in memory, for tests of the acts and of the windows."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from inspector_app.domain.annotation import Annotation
from inspector_app.domain.case import Case, CaseState
from inspector_app.domain.codes import CodeTable
from inspector_app.domain.errors import FindingRefused, PreferenceRefused, StorageUnavailable
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.domain.highlight import Highlight
from inspector_app.domain.operation import Delivery, Operation
from inspector_app.domain.photo import Photo
from inspector_app.domain.scan import Energy, EnergyImage
from inspector_app.domain.viewing import ViewingRecord
from inspector_app.exchange.code_tables import read_code_tables
from inspector_app.exchange.hashing import sha256_of
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.protocol.operations import make_operation
from inspector_app.settings.shipped import resources_folder
from inspector_app.storage.durable_files import write_new_durably
from inspector_app.workflow.ports import (
    PREFERENCE_LIMIT_BYTES,
    CaseOnDisk,
    DeliveryStatus,
    OutboxEntry,
    OutboxListing,
    OutboxSummary,
    Ports,
    QueueEntry,
    Record,
)
from tests.helpers.builders import AT
from tests.helpers.fake_uploads import FakeUploads


@dataclass
class FakeDatabase:
    """Cases, records, outbox, highlights and scan store at once."""

    known: dict[str, Case] = field(default_factory=dict)
    saved: list[Record] = field(default_factory=list)
    delivery: dict[str, DeliveryStatus] = field(default_factory=dict)
    opened: list[tuple[str, str]] = field(default_factory=list)
    kept: dict[str, tuple[Highlight, ...]] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    fails: StorageUnavailable | None = None
    uploads: FakeUploads = field(default_factory=FakeUploads)
    contents: dict[str, bytes] = field(default_factory=dict)
    previews: dict[str, Path] = field(default_factory=dict)

    # Cases

    def queue(self) -> tuple[QueueEntry, ...]:
        return tuple(
            QueueEntry(case, CaseState.WAITING, len(self.findings(case.case_id)), None, True)
            for case in self.known.values()
        )

    def get(self, case_id: str) -> Case:
        return self.known[case_id]

    def keep(self, cases: Sequence[Case]) -> int:
        before = len(self.known)
        self.known.update({case.case_id: case for case in cases})
        return len(self.known) - before

    def note_opened(self, case_id: str, *, person: str, at: datetime) -> None:
        self.opened.append((case_id, person))

    # Records

    def findings(self, case_id: str) -> tuple[Finding, ...]:
        return tuple(r for r in self.saved if isinstance(r, Finding) and r.case_id == case_id)

    def verdicts(self, case_id: str) -> tuple[ScanVerdict, ...]:
        return tuple(r for r in self.saved if isinstance(r, ScanVerdict) and r.case_id == case_id)

    def annotations(self, case_id: str) -> tuple[Annotation, ...]:
        return tuple(r for r in self.saved if isinstance(r, Annotation) and r.case_id == case_id)

    def photos(self, case_id: str) -> tuple[Photo, ...]:
        return tuple(r for r in self.saved if isinstance(r, Photo) and r.case_id == case_id)

    def deliveries(self, case_id: str) -> Mapping[str, DeliveryStatus]:
        return dict(self.delivery)

    def save(self, record: Record) -> Operation:
        if self.fails is not None:
            raise self.fails
        if any(record.replaces is not None and r.replaces == record.replaces for r in self.saved):
            raise FindingRefused("changed-meanwhile", "a later version was saved")
        self.saved.append(record)
        if isinstance(record, Photo) and record.version == 1:
            self.uploads.put_photo(record)
        self.delivery[record.revision_id] = DeliveryStatus(Delivery.WAITING)
        return make_operation(record, op_id="op", device_id="d", n=1, previous_sha256="")

    # Outbox, as far as the windows see it

    def summary(self) -> OutboxSummary:
        counts = {d: sum(s.delivery is d for s in self.delivery.values()) for d in Delivery}
        return OutboxSummary(
            counts[Delivery.WAITING],
            counts[Delivery.SENT],
            counts[Delivery.APPLIED],
            counts[Delivery.REJECTED],
            oldest_unsent=AT if counts[Delivery.WAITING] else None,
            conflicts=counts[Delivery.CONFLICT],
        )

    def operations(self) -> list[Operation]:
        """Every saved record as the operation that carries it, in the order of saving."""
        made: list[Operation] = []
        for n, record in enumerate(self.saved, 1):
            previous = made[-1].sha256 if made else ""
            made.append(
                make_operation(
                    record, op_id=f"op-{n}", device_id="d", n=n, previous_sha256=previous
                )
            )
        return made

    def _stage(self, operation: Operation) -> DeliveryStatus:
        return self.delivery[self.saved[operation.n - 1].revision_id]

    def unanswered(self, limit: int, *, after: int = 0) -> tuple[Operation, ...]:
        unanswered = (Delivery.WAITING, Delivery.SENT)
        open_ones = [o for o in self.operations() if self._stage(o).delivery in unanswered]
        return tuple(one for one in open_ones if one.n > after)[:limit]

    def list_operations(
        self, limit: int, *, only: Collection[Delivery] = tuple(Delivery)
    ) -> OutboxListing:
        if self.fails is not None:
            raise self.fails
        entries = [
            OutboxEntry(
                o.op_id,
                o.n,
                o.kind,
                o.case_id,
                o.author,
                o.recorded_at,
                self._stage(o).delivery,
                self._stage(o).reason,
                self._stage(o).since or o.recorded_at,
            )
            for o in reversed(self.operations())
            if self._stage(o).delivery in only
        ]
        return OutboxListing(tuple(entries[:limit]), max(len(entries) - limit, 0))

    # ScanStore

    def path(self, sha256: str) -> Path | None:
        return self.files.get(sha256)

    def take_file(self, source: Path) -> EnergyImage:
        sha256 = sha256_of(source)
        self.files[sha256] = source
        return EnergyImage(Energy.SINGLE, sha256, source.stat().st_size, source.name)

    def read(self, sha256: str, offset: int, length: int) -> bytes | None:
        path = self.files.get(sha256)
        return None if path is None else path.read_bytes()[offset : offset + length]

    def take_content(self, content: bytes, file_name: str) -> EnergyImage:
        sha256 = hashlib.sha256(content).hexdigest()
        self.contents[sha256] = content
        return EnergyImage(Energy.SINGLE, sha256, len(content), file_name)

    def preview(self, sha256: str) -> Path | None:
        return self.previews.get(sha256)


@dataclass
class FakeHighlights:
    kept: dict[str, tuple[Highlight, ...]] = field(default_factory=dict)

    def get(self, scan_id: str, *, model: str) -> tuple[Highlight, ...] | None:
        return self.kept.get(scan_id)

    def keep(
        self, scan_id: str, case_id: str, *, model: str, highlights: Sequence[Highlight]
    ) -> None:
        self.kept[scan_id] = tuple(highlights)


@dataclass
class FakePreferences:
    """Values by person and key."""

    values: dict[tuple[str, str], str] = field(default_factory=dict)

    def get(self, person: str, key: str) -> str | None:
        return self.values.get((person, key))

    def put(self, person: str, key: str, value: str) -> None:
        if len(value.encode()) > PREFERENCE_LIMIT_BYTES:
            raise PreferenceRefused("too-large")
        self.values[person, key] = value


@dataclass
class FakeViewings:
    """The log as a list."""

    logged: list[ViewingRecord] = field(default_factory=list)

    def keep(self, record: ViewingRecord) -> None:
        if all(one.viewing_id != record.viewing_id for one in self.logged):
            self.logged.append(record)

    def viewings_of(self, case_id: str) -> tuple[ViewingRecord, ...]:
        return tuple(one for one in self.logged if one.case_id == case_id)


@dataclass
class FakeHighlighter:
    """Points at what it was told to; `runs` counts how often it was asked."""

    found: tuple[Highlight, ...] = ()
    model: str = "fake 1.0 00000000"
    runs: int = 0
    before: Callable[[Callable[[], bool]], None] | None = None

    def false_marks_per_scan(self, *, energies):
        return 0.6 if energies == 2 else 0.2

    def find(self, pixels, *, view, progress, should_stop):
        self.runs += 1
        if self.before is not None:
            self.before(should_stop)
        progress(1.0)
        return () if should_stop() else self.found


def grey_view(width_px: int = 600, height_px: int = 240) -> ViewPixels:
    """A plain scan with a dark block in it."""
    pixels = np.full((height_px, width_px), 60_000, np.uint16)
    pixels[80:200, 150:450] = 12_000
    return ViewPixels(pixels, None, 16)


@dataclass
class Bench:
    """Fake ports and what lies behind them."""

    ports: Ports
    database: FakeDatabase
    highlights: FakeHighlights
    highlighter: FakeHighlighter
    preferences: FakePreferences
    viewings: FakeViewings


def code_tables() -> dict[str, CodeTable]:
    return read_code_tables(resources_folder() / "codes")


def a_bench(*cases: Case, found: tuple[Highlight, ...] = (), **changes: object) -> Bench:
    """Ports over memory that know `cases`; the scan files of all of them are here."""
    database = FakeDatabase(known={case.case_id: case for case in cases})
    for case in cases:
        for scan in case.scans:
            for view in scan.views:
                database.files.update({i.sha256: Path(i.file_name) for i in view.images})
    highlights = FakeHighlights()
    highlighter = FakeHighlighter(found)
    preferences = FakePreferences()
    viewings = FakeViewings()
    numbers = itertools.count(1)

    def no_cases(folder: Path) -> tuple[CaseOnDisk, ...]:
        raise AssertionError(f"nobody asked for {folder}")

    def read_view(high: Path, low: Path | None, **_watching: object) -> ViewPixels:
        return grey_view()

    ports = Ports(
        cases=database,
        records=database,
        outbox=database,  # type: ignore[arg-type] - the windows never note what was sent
        preferences=preferences,
        viewings=viewings,
        uploads=database.uploads,
        scans=database,  # type: ignore[arg-type]
        highlights=highlights,
        highlighter=highlighter,
        read_view=read_view,
        read_cases=no_cases,
        write_new_file=write_new_durably,
        codes=code_tables(),
        now=lambda: AT,
        new_id=lambda: f"id-{next(numbers)}",
        person="b.bold",
        post="ZU",
    )
    made = replace(ports, **changes)
    return Bench(made, database, highlights, highlighter, preferences, viewings)
