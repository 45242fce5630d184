"""Writing carrier disks and reading the answers, with progress; both can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from inspector_app.background import TaskRunner
from inspector_app.ui.centre_texts import trouble_text, unproved_text
from inspector_app.ui.file_texts import size_text
from inspector_app.ui.sync.work_row import Progress, Stop, WorkRow
from inspector_app.workflow.carrier_ports import CarrierPorts
from inspector_app.workflow.carry_in import CarriedIn, carry_in
from inspector_app.workflow.carry_out import CarriedOut, carry_out


class Carrying(WorkRow):
    """The row of the carrier disk. Cases may have come in when it has `ended`."""

    def __init__(
        self, carrier: CarrierPorts | None, runner: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(runner, parent)
        self._carrier = carrier

    def write(self, path: Path, *, limit_bytes: int) -> None:
        """Write a disk to `path`, unless something is running."""
        if self._carrier is not None:
            self.begin(
                partial(self._write, self._carrier, path, limit_bytes),
                self._written,
                doing=lambda: self.tr("The carrier disk is being written"),
            )

    def read(self, path: Path) -> None:
        """Read the answer in `path`, unless something is running."""
        if self._carrier is not None:
            self.begin(
                partial(self._read, self._carrier, path),
                self._read_in,
                doing=lambda: self.tr("The answer is being read"),
            )

    @staticmethod
    def _write(
        carrier: CarrierPorts, path: Path, limit_bytes: int, progress: Progress, should_stop: Stop
    ) -> CarriedOut | None:
        return carry_out(
            carrier, path, limit_bytes=limit_bytes, progress=progress, should_stop=should_stop
        )

    @staticmethod
    def _read(
        carrier: CarrierPorts, path: Path, progress: Progress, should_stop: Stop
    ) -> CarriedIn | None:
        return carry_in(carrier, path, progress=progress, should_stop=should_stop)

    def _written(self, carried: object) -> tuple[Callable[[], str], bool]:
        if not isinstance(carried, CarriedOut):
            return lambda: self.tr("Stopped: no file was written."), False
        return partial(self._written_text, carried), bool(carried.damaged)

    def _written_text(self, carried: CarriedOut) -> str:
        parts = [
            self.tr(
                "Written to {path}: {operations} records and {files} files, {size}. Take it to the "
                "centre. Until its answer is read in here, everything counts as not answered."
            ).format(
                path=carried.path,
                operations=carried.operations,
                files=carried.files,
                size=size_text(carried.size_bytes),
            )
        ]
        for count, text in (
            (carried.wanted, self.tr("Scans asked for: {count}.")),
            (carried.left_out, self.tr("Files left out for their size: {count}.")),
            (
                carried.operations_left,
                self.tr("Records left for the next disk, after the answer: {count}."),
            ),
            (
                carried.damaged,
                self.tr("Files damaged or gone from the scan store: {count}. Tell the technician."),
            ),
        ):
            if count:
                parts.append(text.format(count=count))
        return " ".join(parts)

    def _read_in(self, carried: object) -> tuple[Callable[[], str], bool]:
        if not isinstance(carried, CarriedIn):
            return lambda: self.tr("Stopped: nothing was taken in."), False
        bad = bool(carried.log_trouble or carried.unproved)
        return partial(self._read_text, carried), bad

    def _read_text(self, carried: CarriedIn) -> str:
        parts = [
            text.format(count=count)
            for count, text in (
                (carried.applied, self.tr("Records applied at the centre: {count}.")),
                (carried.conflicts, self.tr("In conflict with another version: {count}.")),
                (carried.rejected, self.tr("Rejected: {count}.")),
                (carried.files, self.tr("Files safe at the centre: {count}.")),
                (carried.cases, self.tr("New or newer cases: {count}.")),
                (carried.scans, self.tr("Scan files: {count}.")),
                (carried.scans_left, self.tr("Scan files left out for their size: {count}.")),
                (
                    carried.reopened,
                    self.tr("Lost at the centre, to go on the next disk: {count}."),
                ),
                (
                    carried.offered_again,
                    self.tr(
                        "The centre was restored; to be compared with it, on the next disk: "
                        "{count}."
                    ),
                ),
                (carried.later, self.tr("Records that wait for earlier ones: {count}.")),
                (carried.files_refused, self.tr("Files the centre did not take: {count}.")),
                (
                    carried.unreadable_cases,
                    self.tr("Cases that this program is too old to read: {count}."),
                ),
            )
            if count
        ]
        if carried.unproved:
            parts.append(unproved_text())
        if carried.new_log:
            parts.append(
                self.tr(
                    "This computer or the centre was restored from a backup; what waits is "
                    "numbered anew. Write another carrier disk."
                )
            )
        if carried.log_trouble:
            parts.append(trouble_text(carried.log_trouble))
        if not parts:
            return self.tr("The answer brought nothing new: all of it was here already.")
        return " ".join([self.tr("The answer was read in."), *parts])
