"""Taking the picture and the marks of a scan out of the program, to a file a person chooses."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from inspector_app.background import Lane, TaskRunner
from inspector_app.domain.highlight import Highlight
from inspector_app.ui.case.case_session import CaseSession
from inspector_app.ui.case.scan_column import ScanColumn
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.parts import label
from inspector_app.ui.viewer.drawing import Export
from inspector_app.ui.viewer.export_picture import png_bytes, stamped_picture
from inspector_app.workflow.export_marks import MarksOfView, marks_as_json
from inspector_app.workflow.ports import Ports
from inspector_app.workflow.write_export import write_export

log = logging.getLogger(__name__)


class ScanExports(QObject):
    """Attributes:
    notice: says what became of the last export; hidden before the first.
    """

    def __init__(
        self,
        session: CaseSession,
        column: ScanColumn,
        ports: Ports,
        runner: TaskRunner,
        found: Callable[[], tuple[Highlight, ...] | None],
    ) -> None:
        super().__init__(session)
        self._session = session
        self._column = column
        self._ports = ports
        self._runner = runner
        self._found = found
        self.notice = ExportNotice()
        column.view.drawing.export_wanted.connect(self._export)

    @Slot(object)
    def _export(self, what: Export) -> None:
        if self._session.case is None or self._column.view.pixels is None:
            return
        if what is Export.COPIED_VALUES:
            self._column.readout.copy_values()
            return
        # Words still being written belong on the picture.
        self._column.view.drawing.keep()
        if what is Export.COPIED_PICTURE:
            self._copy_picture()
            return
        path = self._ask_for_file(what)
        if path is None:
            return
        make = self._picture() if what is Export.PICTURE else self._marks()
        if make is None:
            return
        ports, token = self._ports, self._ports.new_id()
        self._runner.run(
            lambda: write_export(ports.write_new_file, path, make(), token=token),
            done=self._tell_written,
            failed=self._tell_failure,
            owner=self,
            # A slow stick must not hold up a save.
            lane=Lane.COMPUTE,
        )

    def stamp(self) -> dict[str, str]:
        """What is said about the picture, by the key it has in the file."""
        session, now = self._session, self._ports.now()
        case, scan, view = session.case, session.scan, session.view
        if case is None or scan is None or view is None:
            return {}
        declaration = case.case.declaration
        containers = ", ".join(container.number for container in declaration.containers)
        taken = scan.taken_at.astimezone().strftime("%Y-%m-%d %H:%M")
        return {
            "Case": case.case.case_id,
            "Declaration": declaration.number,
            "Vehicle": " · ".join(p for p in (declaration.vehicle.plate, containers) if p),
            "Scan": f"{scan.scan_id} · {view.name} · {scan.scanner} · {taken}",
            "Shown": self._column.readout.display_text(),
            "Written": f"{now.astimezone():%Y-%m-%d %H:%M:%S %z} · {self._ports.person} · "
            f"{self._ports.post}",
            "Simulated": "yes" if scan.simulated else "no",
        }

    def _picture(self) -> Callable[[], bytes] | None:
        stamp = self.stamp()
        image = self._stamped(stamp)
        return None if image is None else partial(png_bytes, image, stamp)

    def _copy_picture(self) -> None:
        image = self._stamped(self.stamp())
        if image is not None:
            QGuiApplication.clipboard().setImage(image)
            self.notice.show_copied()

    def _stamped(self, stamp: Mapping[str, str]) -> QImage | None:
        """The picture with its strip, None where nothing is known to stamp it with."""
        if not stamp:
            return None
        shown = {key: text for key, text in stamp.items() if key != "Simulated"}
        names = {
            "Case": self.tr("Case"),
            "Declaration": self.tr("Declaration"),
            "Vehicle": self.tr("Vehicle"),
            "Scan": self.tr("Scan"),
            "Shown": self.tr("Shown"),
            "Written": self.tr("Written"),
        }
        lines = [f"{names[key]}: {text}" for key, text in shown.items() if text]
        warning = self.tr("SIMULATED SCAN") if stamp["Simulated"] == "yes" else ""
        return stamped_picture(self._column.view, lines, warning=warning)

    def _marks(self) -> Callable[[], bytes] | None:
        case, scan, view = self._session.case, self._session.scan, self._session.view
        if case is None or scan is None or view is None:
            return None
        # Only what the person may see: highlights can be hidden until there is a verdict.
        seen = {mark.highlight_id for mark in self._column.view.marks.highlights}
        highlighter = self._ports.highlighter
        marks = MarksOfView(
            case_id=case.case.case_id,
            scan=scan,
            view=view,
            findings=case.current_findings,
            annotations=case.current_annotations,
            highlights=tuple(h for h in self._found() or () if h.highlight_id in seen),
            model="" if highlighter is None else highlighter.model,
            person=self._ports.person,
            post=self._ports.post,
        )
        return partial(marks_as_json, marks, at=self._ports.now())

    def _ask_for_file(self, what: Export) -> Path | None:
        case, view = self._session.case, self._session.view
        if case is None or view is None:
            return None
        is_picture = what is Export.PICTURE
        suffix = ".png" if is_picture else ".json"
        kept = "".join(c if c.isalnum() or c in "-_" else "-" for c in case.case.case_id)
        name = f"{kept}-{view.name}-{self._ports.now().astimezone():%Y%m%d-%H%M%S}{suffix}"
        title = self.tr("Save the picture") if is_picture else self.tr("Save the marks")
        kind = self.tr("Pictures") if is_picture else self.tr("Marks")
        chosen, _ = QFileDialog.getSaveFileName(
            self._column, title, str(Path.home() / name), f"{kind} (*{suffix})"
        )
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix else path.with_suffix(suffix)

    def _tell_written(self, path: Path) -> None:
        self.notice.show_written(path)

    def _tell_failure(self, error: Exception) -> None:
        log.error("an export was not written: %s", error, exc_info=error)
        self.notice.show_failure(error)


class ExportNotice(QWidget):
    """A line below the scan that says what became of an export; it can be put away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._error: Exception | None = None
        self._is_copied = False
        self._written = label("muted")
        self._problem = label("problem")
        self._close = QPushButton()
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 10, 2)
        for text in (self._written, self._problem):
            text.setWordWrap(True)
            layout.addWidget(text, 1)
        layout.addWidget(self._close)
        self.hide()

    def text(self) -> str:
        """What it says."""
        return self._written.text() or self._problem.text()

    def show_written(self, path: Path) -> None:
        """The file is on the disk."""
        self._path, self._error, self._is_copied = path, None, False
        self._retranslate()

    def show_copied(self) -> None:
        """The picture can be pasted elsewhere."""
        self._path, self._error, self._is_copied = None, None, True
        self._retranslate()

    def show_failure(self, error: Exception) -> None:
        """There is no new file."""
        self._path, self._error, self._is_copied = None, error, False
        self._retranslate()

    def _retranslate(self) -> None:
        written = self.tr("Written to {0}").format(self._path) if self._path else ""
        if self._is_copied:
            written = self.tr("The picture can be pasted now.")
        self._written.setText(written)
        self._problem.setText(error_text(self._error) if self._error else "")
        self._written.setVisible(bool(written))
        self._problem.setVisible(self._error is not None)
        self._close.setText(self.tr("Close"))
        self.setVisible(bool(written) or self._error is not None)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange and self.isVisible():
            self._retranslate()
        super().changeEvent(event)
