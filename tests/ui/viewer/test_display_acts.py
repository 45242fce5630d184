"""Every act of the display: what it changes, what the picture and the words make of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector_app.domain.region import Box
from inspector_app.domain.scan import Energy
from inspector_app.imaging import physics
from inspector_app.imaging.display import Curve
from inspector_app.imaging.enhance import NOT_ENHANCED, Enhancement
from inspector_app.imaging.material_colour import MaterialMode
from inspector_app.imaging.palettes import Palette
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.settings.shipped import resources_folder
from inspector_app.ui.viewer import DisplayState, ReadoutBar, ScanView, ToolName
from inspector_app.ui.viewer.actions import ACTIONS, action_for_position
from inspector_app.ui.viewer.enhanced_badge import EnhancedBadge
from inspector_app.ui.viewer.orientation import Orientation
from tests.helpers.viewer import Mouse, grab, made_up


@pytest.fixture(scope="module")
def table() -> physics.AttenuationTable:
    return physics.load_table(resources_folder() / physics.TABLE_FILE)


@pytest.fixture
def two(view: ScanView, table: physics.AttenuationTable) -> ScanView:
    """The view with plastic on the left, steel and a wedge on the right, at two energies."""
    view.attenuation = table
    view.show_pixels(plastic_and_steel(table))
    return view


def plastic_and_steel(table: physics.AttenuationTable) -> ViewPixels:
    rng = np.random.default_rng(3)
    areal = {
        "polyethylene": np.zeros((400, 900), np.float32),
        "iron": np.zeros((400, 900), np.float32),
    }
    areal["polyethylene"][100:300, 100:400] = 40.0
    areal["iron"][100:300, 500:800] = 40.0
    areal["iron"][100:300, 820:890] = np.linspace(60, 110, 70, dtype=np.float32)
    both = []
    for share in physics.transmissions(table, areal, table.beams[:2]):
        noisy = rng.normal(share * 60_000, 30)
        both.append(np.clip(noisy, 0, 65_535).astype(np.uint16))
    return ViewPixels(*both, 16)


def press(view: ScanView, key: str) -> None:
    action = view.view_actions.by_key[key]
    assert action.isEnabled(), key
    action.trigger()


def sharp(qtbot: QtBot, view: ScanView) -> np.ndarray:
    """The picture once it is painted in full, without the frame of the focus."""
    view.clearFocus()
    grab(view)
    qtbot.waitUntil(lambda: view.is_sharp)
    return grab(view)[60:, 2:-2].astype(int)


CHANGES = {
    "auto": lambda s: s.window.white < 65_535,
    "full-range": lambda s: (s.window.black, s.window.white) == (0, 65_535),
    "dark-zone": lambda s: s.window.white < 10_000,
    "curve": lambda s: s.window.curve is Curve.LOG,
    "invert": lambda s: s.inverted,
    "edges": lambda s: s.enhancement == Enhancement(edges=1),
    "local-contrast": lambda s: s.enhancement == Enhancement(local_contrast=1),
    "denoise": lambda s: s.enhancement == Enhancement(denoise=1),
    "gamma-up": lambda s: s.window.gamma == pytest.approx(1.1),
    "gamma-down": lambda s: s.window.gamma == pytest.approx(1 / 1.1),
    "palette-next": lambda s: s.palette is Palette.VIRIDIS,
    "palette-previous": lambda s: s.palette is Palette.RAINBOW,
    "material": lambda s: s.material is MaterialMode.COLOUR,
    "organic-only": lambda s: s.material is MaterialMode.ORGANIC_ONLY,
    "metal-only": lambda s: s.material is MaterialMode.METAL_ONLY,
    "blind-zone": lambda s: s.marks_blind,
    "energy": lambda s: s.energy is Energy.LOW,
    "original": lambda s: s.is_original,
}
UNSEEN = {"auto", "blind-zone"}
"""Auto changes nothing on a scan that was just opened, and nothing here is blind."""


@pytest.mark.parametrize("key", CHANGES)
def test_an_act_changes_what_it_says_and_the_picture_follows(
    qtbot: QtBot, two: ScanView, key: str
) -> None:
    before = sharp(qtbot, two)
    press(two, key)
    assert CHANGES[key](two.display.state)
    after = sharp(qtbot, two)
    assert bool(np.abs(after - before).max() > 3) is (key not in UNSEEN)


def test_blind_zones_are_marked_where_the_beam_is_spent(qtbot: QtBot, view: ScanView) -> None:
    high = np.random.default_rng(0).integers(40_000, 40_200, (400, 900)).astype(np.uint16)
    high[100:300, 300:600] = np.random.default_rng(1).integers(0, 3, (200, 300))
    view.show_pixels(ViewPixels(high, None, 16))
    before = sharp(qtbot, view)
    press(view, "blind-zone")
    changed = np.abs(sharp(qtbot, view) - before).max(axis=2) > 30
    assert changed.any()
    x, y = view.frame().to_widget((450, 200))
    assert changed[int(y) - 60 - 20 : int(y) - 60 + 20, int(x) - 22 : int(x) + 18].any()
    assert not changed[:60].any()


def test_strengths_go_round_in_four_steps(view: ScanView) -> None:
    seen = []
    for _ in range(5):
        seen.append(view.display.state.enhancement.denoise)
        press(view, "denoise")
    assert seen == [0, 1, 2, 3, 0]


def test_energies_go_high_low_combined(two: ScanView) -> None:
    seen = []
    for _ in range(4):
        seen.append((two.display.state.energy, two.display.state.combined))
        press(two, "energy")
    assert seen == [
        (Energy.HIGH, False),
        (Energy.LOW, False),
        (Energy.HIGH, True),
        (Energy.HIGH, False),
    ]


def test_gamma_always_meets_one_again(view: ScanView) -> None:
    for steps in (3, -7, 40, -80, 40):
        view.display.step_gamma(steps)
        assert 0.2 <= view.display.state.window.gamma <= 5
    view.display.set_gamma(1.1)
    view.display.step_gamma(-1)
    assert view.display.state.window.gamma == 1.0


def test_material_needs_two_energies_and_says_so(view: ScanView) -> None:
    for key in ("material", "organic-only", "metal-only", "energy"):
        action = view.view_actions.by_key[key]
        assert not action.isEnabled()
        assert "one energy only" in action.toolTip()
        assert "one energy only" in action.whatsThis()
    view.display.set_material(MaterialMode.COLOUR)
    assert view.display.state.material is MaterialMode.OFF


def test_material_without_the_table_of_the_beams_is_greyed_out(view: ScanView) -> None:
    view.show_pixels(made_up(two=True))
    assert view.view_actions.by_key["energy"].isEnabled()
    assert not view.view_actions.by_key["material"].isEnabled()
    assert "table of the beams" in view.view_actions.by_key["material"].toolTip()


def test_the_reason_goes_away_with_its_cause(two: ScanView) -> None:
    assert "one energy" not in two.view_actions.by_key["material"].toolTip()
    two.show_pixels(made_up())
    assert "one energy" in two.view_actions.by_key["material"].toolTip()


def test_the_original_switches_everything_off_and_comes_back_exactly(
    qtbot: QtBot, two: ScanView
) -> None:
    for key in ("edges", "denoise", "material", "blind-zone", "curve", "gamma-up", "minimum"):
        press(two, key)
    press(two, "energy")
    press(two, "energy")
    mine = two.display.state
    assert mine.combined
    picture = sharp(qtbot, two)
    press(two, "original")
    shown = two.display.state
    assert shown.enhancement == NOT_ENHANCED
    assert (shown.material, shown.palette) == (MaterialMode.OFF, Palette.GREY)
    assert shown == DisplayState.original(shown.white, shown.energy)
    assert shown.window.gamma == 1.0
    press(two, "original")
    assert two.display.state == mine
    assert (sharp(qtbot, two) == picture).all()


def test_reset_is_as_opened(two: ScanView) -> None:
    opened = two.display.state
    for key in ("edges", "material", "curve", "gamma-up", "blind-zone", "invert"):
        press(two, key)
    press(two, "reset")
    assert two.display.state == opened


def test_a_scan_of_great_range_opens_with_the_logarithm(view: ScanView) -> None:
    wide = np.full((200, 400), 60_000, np.uint16)
    wide[20:180, 50:350] = np.geomspace(100, 50_000, 300).astype(np.uint16)
    view.show_pixels(ViewPixels(wide, None, 16))
    assert view.display.state.window.curve is Curve.LOG
    view.show_pixels(ViewPixels((wide >> 8).astype(np.uint16), None, 8))
    assert view.display.state.window.curve is Curve.LINEAR


def test_a_box_gives_the_window_of_what_is_in_it(qtbot: QtBot, view: ScanView) -> None:
    qtbot.keyClick(view, "q")
    assert view.tool is ToolName.WINDOW_REGION
    assert view.view_actions.by_key["window-region"].isChecked()
    frame = view.frame()
    start, end = frame.to_widget((30, 40)), frame.to_widget((150, 300))
    view.display.set_gamma(1.5)
    Mouse(view).drag(start, end)
    window = view.display.state.window
    by_hand = view.display.state
    view.display.set_auto_window_of(Box.around([frame.to_scan(start), frame.to_scan(end)]))
    assert view.display.state == by_hand
    assert window.white < 16_000
    assert window.gamma == 1.5
    assert view.draft() is None


def test_a_box_can_be_abandoned(qtbot: QtBot, view: ScanView) -> None:
    before = view.display.state
    qtbot.keyClick(view, "q")
    mouse = Mouse(view)
    mouse.press((100, 200))
    mouse.move((200, 300))
    plain = grab(view)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert (grab(view) != plain).any()
    mouse.release((200, 300))
    mouse.click((50, 200))
    assert view.display.state == before


def test_the_words_name_everything_that_is_on(qtbot: QtBot, two: ScanView) -> None:
    bar = ReadoutBar(two)
    qtbot.addWidget(bar)
    two.display.set_state(
        replace(
            two.display.state,
            enhancement=Enhancement(edges=3, denoise=1, local_contrast=2),
            palette=Palette.HOT,
            marks_blind=True,
            combined=True,
        )
    )
    two.display.step_gamma(2)
    two.display.toggle_pyramid()
    two.set_orientation(Orientation(1, mirrored=True))
    text = bar.display_text()
    for words in (
        "both energies combined",
        "edges strong",
        "noise removal weak",
        "local contrast medium",
        "colours hot",
        "blind zones marked",
        "gamma 1.21",
        "thin dense things stay visible",
        "turned 90°",
        "mirrored",
    ):
        assert words in text
    two.display.set_material(MaterialMode.METAL_ONLY)
    assert "metal only" in bar.display_text()
    assert "colours hot" not in bar.display_text()


def test_a_badge_says_that_the_picture_is_enhanced(qtbot: QtBot, two: ScanView) -> None:
    badge = EnhancedBadge(two.display)
    two.clearFocus()
    assert badge.text() == ""
    corner = grab(two)[10:30, 10:200].astype(int)
    press(two, "edges")
    assert badge.text() == "Enhanced: edges weak. Original: O"
    assert np.abs(grab(two)[10:30, 10:200].astype(int) - corner).max() > 100
    press(two, "organic-only")
    assert "organic only" in badge.text()
    press(two, "original")
    assert badge.text() == ""
    assert (grab(two)[10:30, 10:200] == corner).all()


def test_the_readout_tells_both_values_steel_and_material(
    qtbot: QtBot, two: ScanView, table: physics.AttenuationTable
) -> None:
    bar = ReadoutBar(two)
    qtbot.addWidget(bar)
    at = two.frame().to_widget((650.5, 200.5))
    Mouse(two).move(at)
    pixels = two.pixels
    assert (
        bar._labels["value"].text() == f"High {pixels.high[200, 650]}, low {pixels.low[200, 650]}"
    )
    steel_mm = 40.0 * 10 / table.density_g_cm3["iron"]
    told = int(bar._labels["steel"].text().split()[1])
    assert told == pytest.approx(steel_mm, abs=1.5)
    qtbot.waitUntil(lambda: "metal (" in bar._labels["material"].text())
    Mouse(two).move(two.frame().to_widget((250.5, 200.5)))
    qtbot.waitUntil(lambda: "organic (" in bar._labels["material"].text())
    assert bar._labels["steel"].toolTip() == ""


def test_no_false_exactness_for_files_of_eight_bits(
    qtbot: QtBot, view: ScanView, table: physics.AttenuationTable
) -> None:
    view.attenuation = table
    bar = ReadoutBar(view)
    qtbot.addWidget(bar)
    view.show_pixels(ViewPixels((made_up().high >> 8).astype(np.uint16), None, 8))
    Mouse(view).move((320, 240))
    assert bar._labels["steel"].text() == "as – mm of steel"
    assert "8 bits" in bar._labels["steel"].toolTip()
    view.show_pixels(made_up())
    Mouse(view).move((320, 240))
    assert bar._labels["steel"].text() != "as – mm of steel"
    assert "two energies" in bar._labels["material"].toolTip()


@pytest.mark.parametrize("spec", [s for s in ACTIONS if s.menu == "display"], ids=lambda s: s.key)
def test_every_key_of_the_display_works_by_its_place_too(spec) -> None:
    """On Windows with a Cyrillic layout; what is typed there is another letter."""
    signs = {"[": 0xDB, "]": 0xDD, ".": 0xBE, ",": 0xBC, "{": 0xDB, "}": 0xDD}
    keys = spec.shortcuts[0]
    modifiers = Qt.KeyboardModifier.NoModifier
    if keys.startswith("Shift+") or keys in "{}":
        modifiers |= Qt.KeyboardModifier.ShiftModifier
    if keys.startswith("Alt+"):
        modifiers |= Qt.KeyboardModifier.AltModifier
    last = keys.rsplit("+", 1)[-1]
    assert action_for_position(signs.get(last, ord(last[0])), modifiers) == spec.key


def test_a_sign_on_a_digit_key_means_the_digit(two: ScanView) -> None:
    """The Mongolian layout has signs where a Latin one has digits: Alt+3 arrives as Alt+\"."""
    event = QKeyEvent(
        QEvent.Type.KeyPress, ord('"'), Qt.KeyboardModifier.AltModifier, 0, ord("3"), 0, '"'
    )
    QApplication.sendEvent(two, event)
    assert two.display.state.window.white < 10_000
