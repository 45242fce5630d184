"""The demo's menu cuts the link to the centre and brings it back."""

from __future__ import annotations

import gc

from PySide6.QtWidgets import QMainWindow

from inspector_app.bootstrap.demo import connect_menu
from inspector_app.ui.demo_menu import DemoMenu


class FakeCentre:
    """Starts only when `works`."""

    def __init__(self):
        self.is_running = True
        self.works = True

    def start(self):
        self.is_running = self.works

    def stop(self):
        self.is_running = False


def test_the_menu_stops_and_starts_the_centre(qtbot):
    window, centre = QMainWindow(), FakeCentre()
    qtbot.addWidget(window)
    menu = DemoMenu(window)
    connect_menu(menu, centre)
    gc.collect()
    menu.running.trigger()
    assert not centre.is_running
    menu.running.trigger()
    assert centre.is_running
    assert menu.running.isChecked()


def test_a_centre_that_does_not_start_is_not_shown_as_running(qtbot):
    window, centre = QMainWindow(), FakeCentre()
    qtbot.addWidget(window)
    menu = DemoMenu(window)
    connect_menu(menu, centre)
    menu.running.trigger()
    centre.works = False
    menu.running.trigger()
    assert not menu.running.isChecked()
