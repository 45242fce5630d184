"""Photos of the findings of the case on screen: attached, looked at, taken back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from inspector_app.background import Lane, TaskRunner
from inspector_app.domain.errors import ScanUnreadable
from inspector_app.domain.finding import Finding
from inspector_app.domain.photo import Photo
from inspector_app.imaging.photo_picture import read_photo
from inspector_app.ui.case.case_session import CaseSession
from inspector_app.ui.case.findings_panel import FindingsPanel
from inspector_app.ui.case.photo_strip import PICTURE_PX
from inspector_app.ui.case.photo_window import LARGEST_PX, PhotoWindow
from inspector_app.ui.error_texts import error_text
from inspector_app.workflow.attach_photo import attach_photo, withdraw_photo
from inspector_app.workflow.ports import Ports

ATTACH_KEY = "Ctrl+Shift+A"

log = logging.getLogger(__name__)

Pixels = NDArray[np.uint8]


class PhotoKeeper(QObject):
    """Joins the strip of photos with what is on the disk.

    Signals:
        saved: a photo is attached or taken back, on the disk.
        failed: Exception; it is not.
    """

    saved = Signal()
    failed = Signal(object)

    def __init__(
        self,
        session: CaseSession,
        findings: FindingsPanel,
        ports: Ports,
        runner: TaskRunner,
        page: QWidget,
    ) -> None:
        super().__init__(session)
        self._session = session
        self._findings = findings
        self._strip = findings.photos
        self._ports = ports
        self._runner = runner
        self._page = page
        self._copying = 0
        self._saving = 0
        self._asked: set[str] = set()
        self.window: PhotoWindow | None = None
        shortcut = QShortcut(QKeySequence(ATTACH_KEY), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.ask_for_files)
        self._strip.add_requested.connect(self.ask_for_files)
        self._strip.open_requested.connect(self.open_photo)
        self._strip.withdraw_requested.connect(self.ask_withdraw)
        findings.photos_dropped.connect(self.attach)
        findings.photos_shown.connect(self._fetch_pictures)

    def is_saving(self) -> bool:
        """Whether a photo is being copied or taken back and is not on the disk yet."""
        return self._copying + self._saving > 0

    @Slot()
    def ask_for_files(self) -> None:
        """Let the person choose photos for the chosen finding."""
        if self._finding() is None:
            self._strip.show_notice(self.tr("Choose the finding first."))
            return
        chosen, _ = QFileDialog.getOpenFileNames(
            self._page,
            self.tr("Attach photos"),
            str(Path.home()),
            f"{self.tr('Photos')} (*.jpg *.jpeg *.png *.JPG *.JPEG *.PNG)",
        )
        self.attach([Path(one) for one in chosen])

    @Slot(object)
    def attach(self, paths: list[Path]) -> None:
        """Attach photos to the chosen finding, each by itself."""
        finding = self._finding()
        if finding is None:
            return
        for path in paths:
            self._copying += 1
            # Copying from a stick takes seconds; on the database's lane every save would wait.
            self._run(
                partial(attach_photo, self._ports, finding, path),
                self._take_attached,
                self._fail_attaching,
                Lane.COMPUTE,
            )
        self._strip.show_working(self._copying)
        if paths:
            self._strip.show_notice(self.tr("Being copied; leave the stick in until it is saved."))

    @Slot(str)
    def open_photo(self, photo_id: str) -> None:
        """Show a photo as large as the screen allows."""
        photo = self._photo(photo_id)
        if photo is None:
            return
        window = PhotoWindow(photo, self._page)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.window = window
        window.destroyed.connect(self._forget_window)
        window.show()
        self._runner.run(
            partial(self._read, photo, LARGEST_PX),
            done=lambda pixels: window.show_image(_image(pixels)),
            failed=lambda error: window.show_problem(error_text(error)),
            owner=window,
            lane=Lane.COMPUTE,
        )

    @Slot(str)
    def ask_withdraw(self, photo_id: str) -> None:
        """Take a photo back, once the person has said yes."""
        photo = self._photo(photo_id)
        if photo is None or not self._may_withdraw():
            return
        self._saving += 1
        self._run(
            partial(withdraw_photo, self._ports, photo),
            self._take_withdrawn,
            self._fail_withdrawing,
            Lane.DATABASE,
        )

    def _run(
        self,
        work: Callable[[], Photo],
        done: Callable[[Photo], None],
        failed: Callable[[Exception], None],
        lane: Lane,
    ) -> None:
        self._runner.run(work, done=done, failed=failed, owner=self, lane=lane)

    def _take_attached(self, photo: Photo) -> None:
        self._end_copy()
        self._strip.show_notice(self.tr("Saved here: {0}").format(photo.file_name))
        self._tell_saved()

    def _fail_attaching(self, error: Exception) -> None:
        self._end_copy()
        self._tell_failed(error)

    def _end_copy(self) -> None:
        self._copying -= 1
        self._strip.show_working(self._copying)

    def _take_withdrawn(self, _: Photo) -> None:
        self._saving -= 1
        self._strip.show_notice(self.tr("Photo taken back; it stays in the record."))
        self._tell_saved()

    def _fail_withdrawing(self, error: Exception) -> None:
        self._saving -= 1
        self._tell_failed(error)

    def _tell_saved(self) -> None:
        self.saved.emit()
        self._session.refresh()

    def _tell_failed(self, error: Exception) -> None:
        log.error("a photo was not saved: %s", error, exc_info=error)
        self._strip.show_notice(error_text(error))
        self.failed.emit(error)

    @Slot()
    def _fetch_pictures(self) -> None:
        for photo in self._strip.lacking_pictures():
            if photo.sha256 in self._asked:
                continue
            self._asked.add(photo.sha256)
            self._runner.run(
                partial(self._read, photo, PICTURE_PX),
                done=partial(self._show_picture, photo.sha256),
                failed=partial(self._show_no_picture, photo.sha256),
                owner=self,
                lane=Lane.COMPUTE,
            )

    def _show_picture(self, sha256: str, pixels: Pixels) -> None:
        self._strip.show_picture(sha256, _image(pixels))

    def _show_no_picture(self, sha256: str, error: Exception) -> None:
        log.warning("photo %s has no picture: %s", sha256, error)
        self._strip.show_picture(sha256, QImage())

    def _read(self, photo: Photo, fit_px: tuple[int, int]) -> Pixels:
        path = self._ports.scans.path(photo.sha256)
        if path is None:
            raise ScanUnreadable("missing", f"{photo.file_name} is not in the scan store")
        return read_photo(path, fit_px=fit_px)

    def _may_withdraw(self) -> bool:
        box = QMessageBox(self._page.window())
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Take the photo back?"))
        box.setInformativeText(self.tr("It stays in the record as taken back, with its file."))
        # Words of our own: Qt knows no Mongolian.
        yes = box.addButton(self.tr("Take it back"), QMessageBox.ButtonRole.DestructiveRole)
        no = box.addButton(self.tr("Keep it"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        box.exec()
        return box.clickedButton() is yes

    def _forget_window(self, _: object) -> None:
        self.window = None

    def _finding(self) -> Finding | None:
        chosen = self._findings.chosen_for_photos()
        case = self._session.case
        findings = () if case is None else case.current_findings
        return next((one for one in findings if one.finding_id == chosen), None)

    def _photo(self, photo_id: str) -> Photo | None:
        case = self._session.case
        photos = () if case is None else case.photos
        versions = [one for one in photos if one.photo_id == photo_id]
        return max(versions, key=lambda one: one.version, default=None)


def _image(pixels: Pixels) -> QImage:
    height_px, width_px, _ = pixels.shape
    shown = QImage(pixels.data, width_px, height_px, 3 * width_px, QImage.Format.Format_RGB888)
    return shown.copy()  # the array goes, the picture stays
