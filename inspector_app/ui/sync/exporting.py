"""Writing unsent work into a file, with progress; it can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from inspector_app.background import TaskRunner
from inspector_app.ui.sync.work_row import Progress, Stop, WorkRow
from inspector_app.workflow.export_unsent import Exported, export_unsent
from inspector_app.workflow.ports import Ports


class Exporting(WorkRow):
    """The row of the export."""

    def __init__(self, ports: Ports, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(runner, parent)
        self._ports = ports

    def start(self, path: Path) -> None:
        """Write unsent work to `path`, unless another export is running."""
        self.begin(
            partial(self._export, path),
            self._outcome_of,
            doing=lambda: self.tr("Unsent work is being written"),
        )

    def _export(self, path: Path, progress: Progress, should_stop: Stop) -> Exported | None:
        return export_unsent(
            self._ports.outbox,
            self._ports.write_new_file,
            path,
            progress=progress,
            should_stop=should_stop,
        )

    def _outcome_of(self, exported: object) -> tuple[Callable[[], str], bool]:
        if not isinstance(exported, Exported):
            return lambda: self.tr("Stopped: no file was written."), False
        return partial(self._exported_text, exported), bool(exported.damaged)

    def _exported_text(self, exported: Exported) -> str:
        count = exported.header.count
        text = self.tr(
            "Written to {path}: {count} records. They stay here too and are still sent."
        ).format(path=exported.path, count=count)
        if exported.damaged:
            text += " " + self.tr(
                "{damaged} of them are damaged in this station's database. Tell the technician."
            ).format(damaged=len(exported.damaged))
        return text
