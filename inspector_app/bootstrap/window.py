"""Opening the window on a station, and closing everything in the right order."""

from __future__ import annotations

import logging
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass

import onnxruntime  # noqa: F401 - before Qt: on Windows both bring a C runtime, and Qt's is older

# What needs no Qt comes before it: once Qt is there it looks into each module that is loaded.
from inspector_app.bootstrap.compose import (
    Station,
    load_highlighter,
    open_composed,
    save_settings,
)

# isort: split
from PySide6.QtCore import QCoreApplication, QEvent, QLockFile, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from inspector_app.background import GuiGarbage, TaskRunner, beside
from inspector_app.bootstrap.link import LinkKeeper
from inspector_app.bootstrap.qt_messages import log_qt_messages
from inspector_app.domain.errors import StorageUnavailable
from inspector_app.protocol.sealed_tar import clear_scratch
from inspector_app.settings.data_folder import DataFolder
from inspector_app.settings.shipped import resources_folder
from inspector_app.settings.station import StationSettings, read_settings
from inspector_app.storage.errors import storage_errors
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.language import Language
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.theme import apply_theme

log = logging.getLogger(__name__)

CLOSE_TIMEOUT_S = 10.0


def make_application() -> QApplication:
    """The one QApplication, themed. Returns the one that is there already, if any."""
    app = QCoreApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
        app.setApplicationName("inspector-app")
    apply_theme(app, resources_folder() / "fonts")
    return app


class LanguageKeeper(QObject):
    """Remembers the language a person chose for the next start."""

    def __init__(self, folder: DataFolder) -> None:
        super().__init__()
        self._folder = folder

    def keep(self, code: str) -> None:
        try:
            settings = read_settings(self._folder.settings)
            save_settings(self._folder, settings.with_language(code))
        except (OSError, ValueError, TypeError):
            log.exception("the language could not be kept")


@dataclass(frozen=True)
class Desk:
    """A window with everything behind it.

    Attributes:
        lock: held as long as the window is open; one data folder has one window.
    """

    window: MainWindow
    runner: TaskRunner
    link: LinkKeeper
    station: Station
    languages: LanguageKeeper
    lock: QLockFile
    garbage: GuiGarbage

    def close(self) -> bool:
        """End the conversation, wait for what runs, take the window apart and close the database;
        False if something still ran and the database was left to the operating system."""
        self.window.close()
        self.link.stop()
        ended = self.runner.close(CLOSE_TIMEOUT_S)
        if ended:
            # Now and not when Python ends: by then what its parts still call has been taken apart.
            self.window.deleteLater()
            QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete.value)
            self.station.close()
        else:
            log.error("something still ran when the window closed")
        self.garbage.stop()
        self.lock.unlock()
        return ended


def open_desk(folder: DataFolder, language: Language, *, notice: str = "") -> Desk:
    """Build the window on a data folder and start talking to its centre. Raises StorageUnavailable
    (``locked`` when another window is open on the folder), ValueError and TypeError as
    `open_composed`."""
    with storage_errors():
        folder.make()
    lock = lock_folder(folder)
    highlighter, problem = load_highlighter()
    station = open_composed(
        folder, highlighter=highlighter, model_problem=problem, is_checked_later=True
    )
    switch_language(language, station.settings.language)
    runner = TaskRunner()
    # The file is looked through while the window is built, which only reads.
    with beside(station.database.check) as checked:
        window = MainWindow(
            station.ports,
            runner,
            language,
            data_folder=folder.path,
            notice=notice,
            highlights_hidden=station.settings.highlights_hidden,
        )
    link = LinkKeeper(station, runner, window)
    desk = Desk(window, runner, link, station, LanguageKeeper(folder), lock, GuiGarbage())
    window.language_chosen.connect(desk.languages.keep)
    try:
        checked()
    except BaseException:
        desk.close()
        raise
    link.start()
    return desk


def switch_language(language: Language, code: str) -> None:
    """Speak the language of the settings. A word that names none is no reason not to open."""
    try:
        language.switch(code)
    except ValueError as error:
        log.warning("%s", error)
        language.switch("en")


def lock_folder(folder: DataFolder) -> QLockFile:
    """Keep a second window off the folder: both would fetch the same scans and write over each
    other. A lock left by a program that died is taken over, and what that left in the scratch
    folder is cleared: of answers only what is older than a day, for the command that reads one asks
    for no window's lock. Raises StorageUnavailable(``locked``).
    """
    lock = QLockFile(str(folder.path / "window.lock"))
    # Age says nothing: a window stays open for a whole shift. Whether its process lives does.
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        if lock.error() is QLockFile.LockError.LockFailedError:
            raise StorageUnavailable("locked", f"another window is open on {folder.path}")
        raise StorageUnavailable("read-only", f"{folder.path} cannot be written to")
    # Left by a program that was killed in the middle of an answer or of a scan: gigabytes.
    clear_scratch(folder.scratch)
    for left in folder.scratch.glob("scan-*.values"):
        with suppress(OSError):
            left.unlink()
    return lock


def make_language(app: QApplication) -> Language:
    return Language(app, resources_folder() / "translations")


def open_window(folder: DataFolder) -> int:
    """Open the app and stay until it is closed."""
    log_qt_messages()
    app = make_application()
    language = make_language(app)
    # Should opening fail, the reason is said in the language of the post.
    switch_language(language, StationSettings().language)
    try:
        desk = open_desk(folder, language)
    except (StorageUnavailable, OSError, ValueError, TypeError) as error:
        log.exception("the station could not be opened")
        QMessageBox.critical(None, "inspector-app", error_text(error) + f"\n\n{error}")
        return 1
    return stay_open(app, desk)


def stay_open(app: QApplication, desk: Desk) -> int:
    """Show the window and run until it is closed or the process is told to end."""
    ticking = end_on_signals(app)
    desk.window.show()
    status = app.exec()
    ticking.stop()
    return status if desk.close() else 1


def end_on_signals(app: QApplication) -> QTimer:
    """Close windows on Ctrl+C and SIGTERM.

    Python only sees a signal when it runs, so a timer lets it run now and then.
    """

    def close_windows(*_: object) -> None:
        app.closeAllWindows()

    signal.signal(signal.SIGINT, close_windows)
    signal.signal(signal.SIGTERM, close_windows)
    ticking = QTimer()
    ticking.setInterval(200)
    ticking.timeout.connect(_nothing)
    ticking.start()
    return ticking


def _nothing() -> None:
    """Only so that Python runs."""
