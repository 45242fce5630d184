"""`inspector-app demo`: the app on demo data, for a person or, without a screen, played through."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import onnxruntime  # noqa: F401 - before Qt, see bootstrap/window.py
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from inspector_app.bootstrap.compose import save_settings, utc_now
from inspector_app.bootstrap.demo_cases import POST, POST_NAME, real_cases, simulated_cases
from inspector_app.bootstrap.demo_centre import DemoCentre
from inspector_app.bootstrap.demo_play import DemoPlay
from inspector_app.bootstrap.qt_messages import log_qt_messages
from inspector_app.bootstrap.window import (
    Desk,
    make_application,
    make_language,
    open_desk,
    stay_open,
)
from inspector_app.domain.errors import StorageUnavailable
from inspector_app.settings.data_folder import DataFolder
from inspector_app.settings.log_files import start_logging
from inspector_app.settings.shipped import resources_folder, shared_data_folder
from inspector_app.settings.station import StationSettings
from inspector_app.ui.demo_menu import DemoMenu

log = logging.getLogger(__name__)

OPENING_SCAN = "demo-09"
"""The first case of the demo: one where the model points at what is hidden. It misses others; its
card says how many."""

MARKER = "demo.txt"
"""A data folder of the demo holds this file; the demo never touches any other folder."""


def run_demo(
    *,
    data: Path | None,
    headless: bool,
    out: Path,
    real: bool,
    scan: str | None,
    language: str,
) -> int:
    """Make demo data, start a centre, open the app or play the job through."""
    if headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    shared = shared_data_folder()
    if real and shared is None:
        sys.stderr.write("inspector-app: --real needs ../shared/data beside the checkout\n")
        return 1
    with ExitStack() as stack:
        if data is None:
            made = stack.enter_context(
                tempfile.TemporaryDirectory(prefix="inspector-demo-", ignore_cleanup_errors=True)
            )
            data = Path(made)
        mark_as_demo(data)
        station = DataFolder(data / "station")
        station.make()
        stack.enter_context(start_logging(station))
        now = utc_now()
        if real and shared is not None:
            cases = real_cases(shared, now=now, first=scan)
        else:
            cases = simulated_cases(
                resources_folder() / "demo", now=now, first=scan or OPENING_SCAN
            )
        log_qt_messages()
        app = make_application()
        centre = DemoCentre(data / "centre", cases, post=POST)
        stack.callback(centre.stop)
        centre.start()
        settings = StationSettings(
            post=POST,
            post_name=POST_NAME,
            person="demo.inspector",
            centre_url=centre.url,
            token=centre.token,
            language=language,
        )
        save_settings(station, settings)
        desk = open_desk(station, make_language(app), notice="real-demo" if real else "demo")
        wanted = cases[0].case.case_id
        if headless:
            return play(app, desk, centre, out, case_id=wanted, cases=len(cases))
        return show(app, desk, centre)


def show(app: QApplication, desk: Desk, centre: DemoCentre) -> int:
    """Let a person use the demo; a menu stops and starts the centre."""
    connect_menu(DemoMenu(desk.window), centre)
    return stay_open(app, desk)


def connect_menu(menu: DemoMenu, centre: DemoCentre) -> None:
    """Have the menu stop and start the centre."""
    menu.centre_wanted.connect(CentreSwitch(centre, menu).turn)


class CentreSwitch(QObject):
    """Turns the demo's centre on and off. A child of the menu: Qt keeps no hold on what a signal
    is connected to, and a switch that was collected would turn nothing."""

    def __init__(self, centre: DemoCentre, menu: DemoMenu) -> None:
        super().__init__(menu)
        self._centre = centre
        self._action = menu.running

    def turn(self, on: bool) -> None:
        if on:
            self._centre.start()
        else:
            self._centre.stop()
        self._action.setChecked(self._centre.is_running)


def play(
    app: QApplication, desk: Desk, centre: DemoCentre, out: Path, *, case_id: str, cases: int
) -> int:
    """Play the job through the real windows and leave screenshots and summary.json in `out`."""
    out.mkdir(parents=True, exist_ok=True)
    desk.window.show()
    played = DemoPlay(desk, centre, out, case_id=case_id, cases=cases)
    played.ended.connect(app.exit)
    played.start()
    status = app.exec()
    return status if desk.close() else 1


def mark_as_demo(data: Path) -> None:
    """Claim an empty or missing folder for the demo.

    Raises StorageUnavailable(``not-a-demo``) for a folder that holds anything else.
    """
    marker = data / MARKER
    if data.exists() and any(data.iterdir()) and not marker.exists():
        raise StorageUnavailable(
            "not-a-demo", f"{data} is not empty and was not made by the demo; choose another folder"
        )
    data.mkdir(parents=True, exist_ok=True)
    marker.write_text("Made by inspector-app demo. Nothing in here is real.\n", encoding="utf-8")
