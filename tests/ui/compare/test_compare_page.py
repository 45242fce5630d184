"""The compare page: what it offers, every mode, how the scans fit, and leaving it at any moment."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from inspector_app.domain.declaration import Container, Vehicle
from inspector_app.domain.errors import ScanUnreadable
from inspector_app.domain.finding import Verdict
from inspector_app.domain.scan import Energy, Geometry, Scan, View
from inspector_app.imaging.placement import Placement
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.settings.shipped import resources_folder
from inspector_app.ui.compare.compare_page import ComparePage
from inspector_app.ui.compare.compare_session import Subject
from inspector_app.ui.compare.compare_texts import Mode
from inspector_app.ui.language import Language
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.viewer.view_link import Coupling
from inspector_app.workflow.find_comparable import WhyOffered
from tests.helpers.builders import AT, a_case, a_declaration, a_goods_item, a_verdict, an_image
from tests.helpers.fake_ports import a_bench
from tests.helpers.passes import a_pass, a_truck
from tests.helpers.viewer import Mouse, grab

WIDTH, HEIGHT = 900, 320
TRUCK = a_truck(width=WIDTH, height=HEIGHT)
CHANGED = TRUCK.copy()
CHANGED[120:180, 300:360] = (CHANGED[120:180, 300:360] * 0.35).astype(np.uint16)
PLACED = Placement(1.06, -20.0, 1.0, 2.0)
SCALE = Geometry(8.0, 8.0)
PICTURES = {
    "now.png": CHANGED,
    "top.png": TRUCK[::2],
    "earlier.png": a_pass(TRUCK, PLACED, noise=0.01),
    "empty.png": a_truck(seed=7, width=WIDTH, height=HEIGHT),
    "flat.png": np.full((HEIGHT, WIDTH), 60_000, np.uint16),
    "goods.png": a_truck(seed=8, width=WIDTH, height=HEIGHT),
}


def a_view(file, name="side"):
    return View(name, (an_image(file_name=file, energy=Energy.SINGLE),), SCALE)


def one_case(case_id, *views, days=0, **declared):
    scan = Scan(f"scan-{case_id}", "MB", AT - timedelta(days=days), views, simulated=True)
    declaration = replace(
        a_declaration(
            containers=(Container(f"X{case_id}", "22G1"),),
            vehicle=Vehicle(f"plate-{case_id}"),
            goods=(a_goods_item(hs_code="100630"),),
        ),
        **declared,
    )
    return a_case(case_id=case_id, scans=(scan,), declaration=declaration)


NOW = one_case("now", a_view("now.png"), a_view("top.png", "top"))
EARLIER = one_case("earlier", a_view("earlier.png"), days=3, containers=NOW.declaration.containers)
EMPTY = one_case("empty", a_view("empty.png"), days=-1, goods=())
FLAT = one_case("flat", a_view("flat.png"), days=9, vehicle=NOW.declaration.vehicle)
GOODS = one_case("goods", a_view("goods.png"), days=4)
ALL = (NOW, EARLIER, EMPTY, FLAT, GOODS)


def read_view(high: Path, low: Path | None, **_options) -> ViewPixels:
    return ViewPixels(PICTURES[high.name], None, 16)


def bench_of(*cases, **changes):
    return a_bench(*cases, **{"read_view": read_view, **changes})


def subject(case=NOW):
    scan = case.scans[0]
    return Subject(case, scan, scan.views[0], ViewPixels(CHANGED, None, 16))


@pytest.fixture
def page_of(qtbot, runner):
    made = []

    def show(bench, case=NOW, **options):
        page = ComparePage(bench.ports, runner)
        qtbot.addWidget(page)
        page.resize(1200, 700)
        page.show()
        page.open(subject(case), **options)
        made.append(page)
        return page

    yield show
    for page in made:
        page.leave()


@pytest.fixture
def compared(qtbot, page_of):
    """A page that compares with the earlier pass of the same container."""
    page = page_of(bench_of(*ALL))
    wait_for(qtbot, page)
    return page


def key_of(case):
    return f"{case.case_id}/{case.scans[0].scan_id}/side"


def wait_for(qtbot, page, key=None):
    qtbot.waitUntil(lambda: (key or page.active) in page.chosen.prepared, timeout=8_000)


def over(qtbot, page, mode):
    page.modes.mode_actions[mode].trigger()
    qtbot.waitUntil(lambda: page.stage.layer.is_on, timeout=8_000)


# What is offered


def test_it_lists_why_when_what_goods_and_which_verdict(qtbot, page_of):
    bench = bench_of(*ALL)
    bench.database.saved.append(
        a_verdict(case_id="earlier", scan_id="scan-earlier", verdict=Verdict.SUSPICIOUS)
    )
    page = page_of(bench)
    wait_for(qtbot, page)
    texts = page.candidates.rows.row_texts()
    assert len(texts) == 5
    earlier = next(text for text in texts if "same container" in text)
    for wanted in ("Earlier 2026-11-18", "Ceramic floor tiles", "Suspicious", "SIMULATED"):
        assert wanted in earlier
    assert any("Later 2026-11-22" in text and "empty" in text for text in texts)


def test_the_most_telling_scan_is_compared_with_at_once(compared):
    assert compared.active == key_of(EARLIER)
    assert compared.stage.captions() == [
        f"This scan · {AT.astimezone():%Y-%m-%d %H:%M} · SIMULATED",
        compared.stage.captions()[1],
    ]
    assert "Earlier" in compared.stage.captions()[1]
    assert "same container" in compared.stage.captions()[1]


def test_nothing_to_compare_with_says_why(qtbot, page_of):
    alone = replace(NOW, scans=(replace(NOW.scans[0], views=NOW.scans[0].views[:1]),))
    page = page_of(bench_of(alone), alone)
    qtbot.waitUntil(lambda: "Nothing to compare with" in page.candidates.text())
    assert page.active is None
    assert not page.modes.mode_actions[Mode.SWIPE].isEnabled()
    assert page.stage.view.pixels is not None


def test_a_scan_whose_file_is_missing_says_so_and_is_not_taken_first(qtbot, page_of):
    bench = bench_of(*ALL)
    del bench.database.files[EARLIER.scans[0].views[0].images[0].sha256]
    page = page_of(bench)
    wait_for(qtbot, page)
    assert page.active == key_of(FLAT)
    assert "file not here" in next(
        text for text in page.candidates.rows.row_texts() if "same container" in text
    )
    page.choose(key_of(EARLIER))
    qtbot.waitUntil(lambda: "not arrived" in page.state.text)
    assert "not arrived" in page.stage.view_of(key_of(EARLIER)).placeholder.text


def test_a_damaged_file_leaves_the_rest_of_the_page_usable(qtbot, page_of):
    def broken(high, low, **_options):
        if high.name == "earlier.png":
            raise ScanUnreadable("broken", "x")
        return read_view(high, low)

    page = page_of(bench_of(*ALL, read_view=broken))
    qtbot.waitUntil(lambda: "damaged" in page.state.text)
    page.choose(key_of(GOODS))
    wait_for(qtbot, page)
    assert page.stage.view_of(key_of(GOODS)).pixels is not None


# How they fit


def test_it_says_in_plain_words_how_the_scans_fit(compared):
    found = compared.chosen.active_prepared.alignment
    assert found.placement.scale_x == pytest.approx(PLACED.scale_x, rel=0.001)
    text = compared.state.text
    assert text.startswith("Aligned, residual 0.")
    assert "stretched by 6.0 %" in text
    middle = (WIDTH / 2, HEIGHT / 2)
    shift_mm = abs(PLACED.to_fixed(middle)[0] - middle[0]) * 8.0
    assert f"shifted by {shift_mm:.0f} mm" in text


def test_not_aligned_is_by_scale_alone_and_says_so(compared):
    compared.modes.align_action.trigger()
    assert compared.state.text == "Not aligned: shown by scale alone"
    other = compared.stage.view_of(compared.active)
    view = compared.stage.view
    view.set_camera(replace(view.camera, x=400.0, scale=2.0))
    assert other.camera.x == pytest.approx(400.0)
    compared.modes.align_action.trigger()
    assert other.camera.x == pytest.approx(PLACED.to_moving((400.0, 0.0))[0], abs=0.5)


def test_what_cannot_be_aligned_is_shown_unaligned(qtbot, compared):
    compared.choose(key_of(FLAT))
    wait_for(qtbot, compared)
    assert "Cannot be aligned: there is nothing to hold on to." in compared.state.text
    assert "unaligned" in compared.state.text
    assert not compared.modes.align_action.isEnabled()


# Modes


def test_four_scans_stand_beside_each_other_and_move_together(qtbot, compared):
    for case in (EMPTY, GOODS):
        compared.add(key_of(case))
        wait_for(qtbot, compared, key_of(case))
    views = compared.stage.link.views
    assert len(views) == 4
    assert all(view.isVisible() for view in views)
    before = [view.camera for view in views]
    compared.stage.view.set_camera(before[0].zoomed(2.0, (100.0, 50.0)))
    assert all(view.camera.scale > was.scale for view, was in zip(views, before, strict=True))
    compared.add(key_of(FLAT))
    wait_for(qtbot, compared, key_of(FLAT))
    assert len(compared.stage.link.views) == 4
    assert key_of(EARLIER) not in compared.chosen


def test_a_scan_can_be_taken_away_again(qtbot, compared):
    compared.add(key_of(EMPTY))
    wait_for(qtbot, compared, key_of(EMPTY))
    compared.stage.close_wanted.emit(key_of(EMPTY))
    assert compared.active == key_of(EARLIER)
    assert len(compared.stage.captions()) == 2
    assert compared.stage.view_of(key_of(EMPTY)) is None


def test_choosing_another_replaces_the_one_compared_with(qtbot, compared):
    compared.candidates.rows.row_chosen.emit(key_of(GOODS))
    wait_for(qtbot, compared)
    assert compared.chosen.keys == [key_of(GOODS)]
    assert "similar" in compared.stage.captions()[1] or "same goods" in compared.stage.captions()[1]


def sides_differ(page):
    """Where what is painted differs from this scan alone, by half of the view."""
    shown = grab(page.stage.view).astype(int)
    page.stage.layer.mode, mode = Mode.BESIDE, page.stage.layer.mode
    page.stage.view.update()
    alone = grab(page.stage.view).astype(int)
    page.stage.layer.mode = mode
    differs = (np.abs(shown - alone).max(axis=2) > 60)[60:]
    middle = differs.shape[1] // 2
    return int(differs[:, : middle - 12].sum()), int(differs[:, middle + 12 :].sum())


def test_swipe_shows_the_other_scan_right_of_the_divider(qtbot, compared):
    over(qtbot, compared, Mode.SWIPE)
    layer, view = compared.stage.layer, compared.stage.view
    assert layer.labels[0].startswith("This scan")
    assert layer.labels[1].startswith("Earlier")
    qtbot.waitUntil(lambda: view.is_sharp)
    layer.set_divider(0.02)
    assert sum(sides_differ(compared)) > 200
    layer.set_divider(0.98)
    assert sides_differ(compared)[0] == 0


def test_the_divider_moves_by_key_and_by_hand_and_stays_within_reach(qtbot, compared):
    over(qtbot, compared, Mode.SWIPE)
    layer, view = compared.stage.layer, compared.stage.view
    before = view.camera
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert layer.divider == pytest.approx(0.52)
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert layer.divider == pytest.approx(0.42)
    x = layer.divider * view.width()
    Mouse(view).drag((x, 200), (x + 100, 220))
    assert layer.divider == pytest.approx((x + 100) / view.width())
    Mouse(view).drag((x + 100, 200), (view.width() + 500, 220))
    assert layer.divider == 0.98
    assert view.camera == before
    Mouse(view).drag((200, 200), (160, 200))
    assert view.camera != before


def test_in_other_modes_the_arrow_keys_move_the_picture(compared, qtbot):
    view = compared.stage.view
    view.set_camera(replace(view.camera, scale=view.camera.scale * 3))
    before = view.camera
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.camera != before


def test_space_blinks_and_every_turn_says_which_scan_it_is(qtbot, compared):
    over(qtbot, compared, Mode.BLINK)
    view, layer = compared.stage.view, compared.stage.layer
    assert not layer.shows_other
    this = grab(view)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert layer.shows_other
    other = grab(view)
    assert not np.array_equal(this[:2], other[:2])  # the coloured frame
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert not layer.shows_other


def test_blinking_by_itself_never_flashes_more_than_three_times_a_second(qtbot, compared):
    over(qtbot, compared, Mode.BLINK)
    hands, layer = compared.stage.hands, compared.stage.layer
    assert not hands.is_blinking
    hands.blink(50)
    assert hands.is_blinking
    assert hands.changes_per_second <= 4  # two flashes
    with qtbot.waitSignal(layer.changed):
        pass
    compared.modes.blink_rate.setCurrentIndex(2)
    qtbot.keyClick(compared.stage.view, Qt.Key.Key_Space)
    assert not hands.is_blinking
    assert compared.modes.blink_rate.currentIndex() == 0
    compared.modes.blink_chosen.emit(2)
    assert hands.changes_per_second == 2
    compared.modes.mode_actions[Mode.SWIPE].trigger()
    assert not hands.is_blinking


def test_difference_is_orange_where_there_is_more_now_and_white_elsewhere(qtbot, compared):
    over(qtbot, compared, Mode.DIFFERENCE)
    view = compared.stage.view
    shown = grab(view).astype(int)

    def colour(x, y):
        at = view.frame().to_widget((x, y))
        return shown[round(at[1]), round(at[0])]

    red, _green, blue = colour(330, 150)
    assert red - blue > 60
    for place in ((330, 230), (600, 150), (800, 100)):
        assert colour(*place).min() > 220
    compared.modes.align_action.trigger()
    old = compared.stage.layer._laid
    qtbot.waitUntil(lambda: compared.stage.layer._laid is not old, timeout=8_000)
    assert (np.abs(grab(view).astype(int) - shown).max(axis=2) > 60).sum() > 2_000


@pytest.mark.parametrize("mode", [Mode.SWIPE, Mode.BLINK, Mode.DIFFERENCE])
def test_the_picture_can_be_moved_and_turned_in_every_mode(qtbot, compared, mode):
    over(qtbot, compared, mode)
    view = compared.stage.view
    compared.stage.layer.shows_other = True
    for key in ("zoom-in", "one-to-one", "turn-right", "flip", "fit", "invert"):
        if key in view.view_actions.by_key:
            view.view_actions.by_key[key].trigger()
            assert grab(view).std() > 5


def test_another_choice_in_an_overlay_replaces_the_other_scan(qtbot, compared):
    over(qtbot, compared, Mode.SWIPE)
    old = compared.stage.layer._laid
    compared.choose(key_of(GOODS))
    assert not compared.stage.layer.is_on
    qtbot.waitUntil(lambda: compared.stage.layer.is_on, timeout=8_000)
    assert compared.stage.layer._laid is not old
    assert "goods" in compared.stage.layer.labels[1]


# Several views of one object


def test_both_views_share_their_place_along_the_vehicle_only(qtbot, page_of):
    page = page_of(bench_of(*ALL), other_view=True)
    wait_for(qtbot, page)
    one = page.session.subject
    assert page.active == f"now/{one.scan.scan_id}/top"
    assert "Another view" in page.state.text
    side, top = page.stage.link.views
    before = top.camera.y
    side.set_camera(replace(side.camera, x=500.0, y=30.0, scale=2.0))
    assert (top.camera.x, top.camera.y) == (500.0, before)
    assert not page.modes.mode_actions[Mode.DIFFERENCE].isEnabled()
    offered = page._offered[page.active]
    assert offered.why is WhyOffered.OTHER_VIEW


def test_what_the_scans_do_together_can_be_let_go(compared):
    compared.modes.couplings[Coupling.PLACE].trigger()
    view, other = compared.stage.link.views
    before = other.camera.x
    view.set_camera(view.camera.panned(-50, 0))
    assert other.camera.x == before


# Leaving


def test_leaving_while_a_scan_is_read_leaves_nothing_behind(qtbot, page_of):
    held, started = threading.Event(), threading.Event()

    def slow(high, low, **_options):
        started.set()
        held.wait(10)
        return read_view(high, low)

    page = page_of(bench_of(*ALL, read_view=slow))
    qtbot.waitUntil(started.is_set)
    assert page.state.stop_button.isVisible()
    page.leave()
    held.set()
    qtbot.wait(50)
    assert page.chosen.prepared == {}
    assert page.stage.view.pixels is None
    assert page.stage.link.views == ()


def test_waiting_for_a_scan_can_be_stopped(qtbot, page_of):
    held = threading.Event()

    def slow(high, low, **_options):
        held.wait(10)
        return read_view(high, low)

    page = page_of(bench_of(*ALL, read_view=slow))
    qtbot.waitUntil(lambda: page.active is not None)
    page.state.stop_button.click()
    held.set()
    qtbot.wait(50)
    assert page.active is None
    assert page.state.text == ""
    assert page.stage.captions() == [page.stage.captions()[0]]
    page.choose(key_of(EARLIER))
    wait_for(qtbot, page)
    assert page.state.text.startswith("Aligned")


def test_views_are_used_again_and_hold_no_pixels_once_left(qtbot, compared):
    cells = list(compared.stage._cells)
    compared.leave()
    compared.open(subject())
    wait_for(qtbot, compared)
    assert compared.stage._cells == cells
    compared.leave()
    assert all(cell.view.pixels is None for cell in cells)
    assert not compared.stage.layer.has_other


# In the window


@pytest.fixture
def window(qtbot, runner, tmp_path, monkeypatch, qapp):
    monkeypatch.setattr(MainWindow, "_may_lose_draft", lambda _: True)
    language = Language(qapp, resources_folder() / "translations")
    bench = bench_of(*ALL)
    made = MainWindow(bench.ports, runner, language, data_folder=tmp_path)
    qtbot.addWidget(made)
    made.show()
    made.open_case(NOW.case_id)
    qtbot.waitUntil(lambda: made.case_page.scan.view.pixels is not None)
    yield made
    made.close()
    language.switch("en")


@pytest.mark.parametrize("back", ["alt-left", "escape", "button"])
def test_shift_c_leads_there_and_one_step_back(qtbot, window, back):
    view = window.case_page.scan.view
    view.view_actions.by_key["compare"].trigger()
    page = window.compare_place.page
    assert page.isVisible()
    wait_for(qtbot, page)
    if back == "alt-left":
        qtbot.keyClick(page.stage.view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    elif back == "escape":
        qtbot.keyClick(page.stage.view, Qt.Key.Key_Escape)
    else:
        page._back.click()
    assert window.case_page.isVisible()
    assert page.stage.view.pixels is None


def test_both_views_is_offered_only_where_there_are_two(qtbot, window):
    view = window.case_page.scan.view
    assert view.view_actions.by_key["both-views"].isEnabled()
    view.view_actions.by_key["both-views"].trigger()
    page = window.compare_place.page
    wait_for(qtbot, page)
    assert page.active.endswith("/top")
    page.back_requested.emit()
    window.open_case(GOODS.case_id)
    qtbot.waitUntil(lambda: window.case_page.scan.view.pixels is not None)
    assert view.view_actions.by_key["compare"].isEnabled()
    assert not view.view_actions.by_key["both-views"].isEnabled()


def test_the_scans_of_the_page_itself_offer_no_comparing(qtbot, window):
    window.compare_place.go()
    inner = window.compare_place.page.stage.view.view_actions
    assert not inner.by_key["compare"].isEnabled()


def test_a_look_at_the_sync_page_keeps_the_comparison_and_the_queue_ends_it(qtbot, window):
    window.compare_place.go()
    page = window.compare_place.page
    wait_for(qtbot, page)
    window.sync_place.go()
    window.sync_place.go_back()
    assert page.isVisible()
    assert page.stage.view.pixels is not None
    window.show_queue_page()
    assert page.stage.view.pixels is None


def test_it_speaks_the_language_of_the_window(qtbot, window):
    window.compare_place.go()
    page = window.compare_place.page
    wait_for(qtbot, page)
    window.choose_language("mn")
    assert "Шалны керамик хавтан" in " ".join(page.candidates.rows.row_texts())
    qtbot.waitUntil(lambda: "Энэ зураг" in page.stage.captions()[0])


# Finding its acts


def test_the_palette_runs_the_acts_of_the_page(qtbot, window):
    window.compare_place.go()
    page = window.compare_place.page
    qtbot.waitUntil(page.modes.mode_actions[Mode.SWIPE].isEnabled)
    window.help.commands.trigger()
    palette = window.help.palette
    qtbot.keyClicks(palette.search, "swipe")
    assert palette.list.topLevelItem(0).text(1) == "F3"
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert page.modes.mode is Mode.SWIPE


def test_the_palette_means_the_scan_that_is_before_the_person(qtbot, window):
    window.compare_place.go()
    page = window.compare_place.page
    before = window.case_page.scan.view.display.state.inverted
    invert = next(c for c in window.help.all_commands() if c.name == "Invert")
    invert.action.trigger()
    assert page.stage.view.display.state.inverted is not before
    assert window.case_page.scan.view.display.state.inverted is before


def test_elsewhere_the_acts_of_the_page_say_where_they_belong(window):
    commands = {c.name: c for c in window.help.all_commands()}
    for name in ("Side by side", "Blink", "Align", "Move together"):
        assert not commands[name].can_run
        assert commands[name].reason == "Only while scans are compared."


def test_the_sheet_of_keys_lists_the_page(window):
    listed = {keys for group in window.help.groups() for line in group.lines for keys in line.keys}
    assert {"F2", "F3", "F4", "F6", "F7"} <= listed


def test_both_languages_find_the_acts_of_the_page(qtbot, window):
    english = {c.name for c in window.help.all_commands()}
    acts = window.compare_place.page.page_acts()
    words = {act.english for act in acts}
    assert words <= english
    window.choose_language("mn")
    qtbot.waitUntil(lambda: all(act.action.text() != act.english for act in acts))
    found = {name for c in window.help.all_commands() for name in c.other_names}
    assert words <= found
