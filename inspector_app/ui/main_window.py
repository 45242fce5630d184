"""The main window: the queue, the open case, the menus and the line at the bottom."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from inspector_app.background import Lane, TaskRunner
from inspector_app.domain.errors import InspectorError
from inspector_app.ui.case.case_page import CasePage
from inspector_app.ui.case.window_help import WindowHelp
from inspector_app.ui.compare.compare_place import ComparePlace
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.folder_drop import FolderDrop
from inspector_app.ui.language import Language
from inspector_app.ui.parts import label
from inspector_app.ui.queue.lookout import Lookout
from inspector_app.ui.queue.queue_page import QueuePage
from inspector_app.ui.status_bar import Link, SyncStatusBar
from inspector_app.ui.sync.sync_place import SyncPlace
from inspector_app.ui.taking_in import TakingIn
from inspector_app.workflow.ports import OutboxSummary, Ports, QueueEntry

T = TypeVar("T")

log = logging.getLogger(__name__)

LANGUAGE_NAMES = {"en": "English", "mn": "Монгол"}
DISK_INTERVAL_MS = 30_000


class MainWindow(QMainWindow):
    """Signals:
    sync_requested: the person wants to talk to the centre now, or something was saved.
    language_chosen: code of the language the person switched to.
    """

    sync_requested = Signal()
    language_chosen = Signal(str)

    def __init__(
        self,
        ports: Ports,
        runner: TaskRunner,
        language: Language,
        *,
        data_folder: Path,
        notice: str = "",
        highlights_hidden: bool = False,
    ) -> None:
        super().__init__()
        self._ports = ports
        self._runner = runner
        self._language = language
        self._data_folder = data_folder
        self._closing = False
        self._notice_key = notice
        self.queue_page = QueuePage(
            now=ports.now, language=language.code, highlights_hidden=highlights_hidden
        )
        self._lookout = Lookout(ports, runner, self)
        self.case_page = CasePage(
            ports, runner, highlights_hidden=highlights_hidden, language=language.code
        )
        self.status = SyncStatusBar()
        self._notice = label("notice")
        self._problem = label("problem")
        self.taking_in = TakingIn(ports, runner, self.status)
        self._pages = QStackedWidget()
        self._disk_timer = QTimer(self)
        self._disk_timer.setInterval(DISK_INTERVAL_MS)
        self._lay_out()
        self._make_actions()
        self._connect()
        self._retranslate()
        self._fit_screen()
        self._disk_timer.start()
        self._look_at_disk()
        self.queue_page.table.setFocus()
        self.refresh()

    # What others tell the window.

    def refresh(self) -> None:
        """Read the queue and the outbox again: something was saved, or the centre answered."""
        self._read_queue()
        self._run(self._ports.outbox.summary, self._show_outbox, "outbox")
        self.case_page.refresh()
        self.sync_place.page.refresh()

    def show_link(self, link: Link, reason: str, scans_missing: int) -> None:
        """How the conversation with the centre stands; `reason` is a sentence or empty."""
        for shown in (self.status, self.sync_place.page):
            shown.show_link(link, reason=reason, scans_missing=scans_missing)

    def open_case(self, case_id: str) -> None:
        """Show a case."""
        self._problem.hide()
        self._pages.setCurrentWidget(self.case_page)
        self._lookout.rest()
        self.case_page.open(case_id)
        self._queue_action.setEnabled(True)

    def show_queue_page(self) -> None:
        """Back to the queue. A draft that was not saved stays with its case."""
        self.case_page.leave()
        self._pages.setCurrentWidget(self.queue_page)
        self._queue_action.setEnabled(False)
        self.queue_page.table.setFocus()
        self._lookout.resume()
        self.refresh()

    def take_in(self, folder: Path) -> None:
        """Take cases in from a folder, with progress; it can be stopped."""
        self.taking_in.start(folder)

    # Building.

    def _lay_out(self) -> None:
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._notice)
        layout.addWidget(self._problem)
        layout.addWidget(self._pages, 1)
        self._problem.hide()
        self._problem.setWordWrap(True)
        self._notice.setVisible(bool(self._notice_key))
        self._pages.addWidget(self.queue_page)
        self._pages.addWidget(self.case_page)
        self.sync_place = SyncPlace(self._ports, self._runner, self._pages, self.status)
        self.compare_place = ComparePlace(
            self._ports, self._runner, self._pages, self.case_page, self._language.code
        )
        self.setCentralWidget(centre)
        self.setStatusBar(self.status)

    def _fit_screen(self) -> None:
        """A comfortable size, or the whole screen where that is smaller."""
        available = self.screen().availableGeometry().size()
        self.resize(QSize(1440, 880).boundedTo(available))

    def _make_actions(self) -> None:
        self._case_menu, self._language_menu, self._help_menu = QMenu(), QMenu(), QMenu()
        for menu in (self._case_menu, self._language_menu, self._help_menu):
            self.menuBar().addMenu(menu)
        self._queue_action = QAction(self)
        self._queue_action.setShortcut(QKeySequence("Alt+Left"))
        self._queue_action.setEnabled(False)
        self._take_in_action = QAction(self)
        self._take_in_action.setShortcut(QKeySequence("Ctrl+O"))
        self._sync_action = QAction(self)
        self._sync_action.setShortcut(QKeySequence("F5"))
        self._quit_action = QAction(self)
        self._quit_action.setShortcut(QKeySequence.StandardKey.Quit)
        self._case_menu.addActions(
            [self._queue_action, self.sync_place.action, self._take_in_action, self._sync_action]
        )
        self._case_menu.addAction(self._quit_action)
        self._languages = QActionGroup(self)
        for code, name in LANGUAGE_NAMES.items():
            action = QAction(name, self, checkable=True)
            action.setData(code)
            action.setChecked(code == self._language.code)
            self._languages.addAction(action)
            self._language_menu.addAction(action)
        self._about_action = QAction(self)
        self.help = WindowHelp(
            self,
            self._help_menu,
            self.case_page.scan.view,
            self._language.dictionary("mn"),
            self.compare_place.page,
        )
        self._help_menu.addAction(self._about_action)

    def _connect(self) -> None:
        self.queue_page.case_chosen.connect(self.open_case)
        self.case_page.back_requested.connect(self.show_queue_page)
        self.case_page.record_saved.connect(self._record_saved)
        self._lookout.looked.connect(self._read_queue)
        self.case_page.highlights_kept.connect(self._read_queue)
        self.case_page.record_failed.connect(self._record_failed)
        self.case_page.case_failed.connect(self._show_case_failure)
        self.status.sync_requested.connect(self.sync_requested)
        self.sync_place.page.sync_requested.connect(self.sync_requested)
        self.sync_place.page.answer_read.connect(self.refresh)
        self._queue_action.triggered.connect(self.show_queue_page)
        self._take_in_action.triggered.connect(self._ask_for_folder)
        self._sync_action.triggered.connect(self.sync_requested)
        self._quit_action.triggered.connect(self.close)
        self._languages.triggered.connect(self._choose_language)
        self._about_action.triggered.connect(self._show_about)
        self._disk_timer.timeout.connect(self._look_at_disk)
        FolderDrop(self).dropped.connect(self.take_in)
        self.taking_in.ended.connect(self.refresh)
        self.taking_in.failed.connect(self._show_take_in_failure)

    # Answers and wishes.

    def _run(self, work: Callable[[], T], done: Callable[[T], None], key: str) -> None:
        self._runner.run(
            work, done=done, failed=self._show_failure, owner=self, lane=Lane.DATABASE, key=key
        )

    def _read_queue(self) -> None:
        self._run(self._ports.cases.queue, self._show_queue, "queue")

    def _show_queue(self, entries: tuple[QueueEntry, ...]) -> None:
        self.queue_page.show_entries(entries)
        self._lookout.consider(entries)

    def _show_outbox(self, summary: OutboxSummary) -> None:
        self.status.show_outbox(summary, self._ports.now())
        self.sync_place.page.show_outbox(summary)

    def _record_saved(self) -> None:
        self.refresh()
        self.sync_requested.emit()
        if self._closing:
            self.close()

    def _record_failed(self, error: Exception) -> None:
        # The window stays: what could not be saved would be lost with it.
        self._closing = False
        if not self.case_page.isVisible():
            self._show_failure(error)

    def _show_case_failure(self, error: Exception) -> None:
        self.show_queue_page()
        self._show_failure(error)

    def _show_failure(self, error: Exception) -> None:
        log.error("shown to the person: %s", error, exc_info=error)
        self._problem.setText(error_text(error))
        self._problem.show()

    def _ask_for_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, self.tr("Folder with cases"), str(Path.home())
        )
        if folder:
            self.take_in(Path(folder))

    def _show_take_in_failure(self, error: Exception) -> None:
        self._show_failure(error)
        if isinstance(error, InspectorError):
            # Which file, and what is wrong in it: for whoever made the folder.
            self._problem.setText(f"{self._problem.text()}\n{error.detail}")

    def _look_at_disk(self) -> None:
        self.status.show_time(self._ports.now())
        try:
            self.status.show_free_disk(shutil.disk_usage(self._data_folder).free)
        except OSError as error:
            log.warning("free disk space is not known: %s", error)

    def choose_language(self, code: str) -> None:
        """Speak another language from now on."""
        for action in self._languages.actions():
            action.setChecked(action.data() == code)
        self._language.switch(code)
        self.queue_page.use_language(code)
        self.case_page.use_language(code)
        self.compare_place.page.use_language(code)
        self.language_chosen.emit(code)

    def _choose_language(self, action: QAction) -> None:
        self.choose_language(action.data())

    def _show_about(self) -> None:
        model = "—" if self._ports.highlighter is None else self._ports.highlighter.model
        QMessageBox.about(
            self,
            self.tr("About"),
            self.tr(
                "Red-channel inspector\n\nModel: {model}\nThe model points at places on a scan. "
                "It was trained on simulated scans only and never clears anything.\n\n"
                "Data folder: {folder}"
            ).format(model=model, folder=self._data_folder),
        )

    def _retranslate(self) -> None:
        title = self.tr("Red-channel inspector")
        place = " · ".join(part for part in (self._ports.post, self._ports.person) if part)
        self.setWindowTitle(f"{title} — {place}" if place else title)
        self._case_menu.setTitle(self.tr("Case"))
        self._language_menu.setTitle(self.tr("Language"))
        self._help_menu.setTitle(self.tr("Help"))
        self._queue_action.setText(self.tr("Back to the queue"))
        self._take_in_action.setText(self.tr("Take in from a folder…"))
        self._sync_action.setText(self.tr("Sync now"))
        self._quit_action.setText(self.tr("Quit"))
        self._about_action.setText(self.tr("About"))
        notices = {
            "demo": self.tr(
                "DEMO — simulated cases and scans. Nothing here is a real declaration."
            ),
            "real-demo": self.tr("DEMO — real scans, invented declarations. Not for any decision."),
        }
        self._notice.setText(notices.get(self._notice_key, ""))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing waits for saves, and asks before it loses a draft."""
        # Words that are still being written on the scan are saved too.
        self.case_page.scan.view.drawing.keep()
        page = self.case_page
        if page.recorder.is_saving() or page.annotations.is_saving() or page.photos.is_saving():
            self._closing = True
            event.ignore()
            return
        unsaved = page.recorder.has_unsaved() or page.annotations.has_unsaved()
        if unsaved and not self._may_lose_draft():
            self._closing = False
            event.ignore()
            return
        self.taking_in.stop()
        self.sync_place.page.stop()
        self.case_page.leave()
        event.accept()

    def _may_lose_draft(self) -> bool:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(self.tr("Something was drawn and not saved. Close and lose it?"))
        lose = box.addButton(self.tr("Close and lose it"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(self.tr("Back to the case"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setWindowModality(Qt.WindowModality.WindowModal)
        box.exec()
        return box.clickedButton() is lose
