"""The legend in the picture's corner."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from inspector_app.background import TaskRunner
from inspector_app.imaging.material_colour import MaterialMode
from inspector_app.ui.viewer import ScanView
from tests.helpers.viewer import grab, made_up


def corner(view: ScanView) -> np.ndarray:
    return grab(view)[5:70, -330:-5]


def colourful(pixels: np.ndarray) -> int:
    """How many pixels are clearly coloured."""
    spread = pixels.max(axis=2).astype(int) - pixels.min(axis=2)
    return int((spread > 100).sum())


def test_the_legend_is_there_only_while_material_is_shown(qtbot: QtBot, runner: TaskRunner) -> None:
    view = ScanView(runner)
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show_pixels(made_up(600, 200, two=True))
    assert colourful(corner(view)) == 0
    view.display.toggle_material(MaterialMode.COLOUR)
    assert colourful(corner(view)) > 500
    view.display.toggle_material(MaterialMode.COLOUR)
    assert colourful(corner(view)) == 0


def test_it_does_not_cover_a_view_that_has_no_room(qtbot: QtBot, runner: TaskRunner) -> None:
    view = ScanView(runner)
    qtbot.addWidget(view)
    view.resize(200, 500)
    view.show_pixels(made_up(600, 200, two=True))
    view.display.toggle_material(MaterialMode.COLOUR)
    assert colourful(grab(view)[5:70, :]) == 0
