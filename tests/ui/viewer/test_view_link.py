"""Linked views: they go to the same place, exactly and for good, where they are coupled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from inspector_app.domain.scan import Energy, Geometry
from inspector_app.imaging.display import Window
from inspector_app.imaging.placement import Placement, place_unaligned
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.viewer import ScanView
from inspector_app.ui.viewer.view_link import Coupling, PointerLayer, ViewLink
from tests.helpers.viewer import Mouse, made_up


@pytest.fixture
def shown(qtbot, runner):
    def show(pixels=None, geometry=None, size=(600, 300)):
        view = ScanView(runner)
        qtbot.addWidget(view)
        view.resize(*size)
        view.show()
        view.show_pixels(pixels or made_up(), view="side", geometry=geometry or Geometry())
        return view

    return show


@pytest.fixture
def linked(shown):
    link = ViewLink()

    def join(*placements, **options):
        views = [shown() for _ in range(len(placements) + 1)]
        link.join(views[0])
        for view, placement in zip(views[1:], placements, strict=True):
            link.join(view, placement, **options)
        return link, *views

    yield join
    link.clear()


def at_middle(view, placement=None):
    camera = view.camera
    return (placement or Placement()).to_fixed((camera.x, camera.y))


def test_a_view_that_joins_goes_where_the_first_is(shown):
    link, first, second = ViewLink(), shown(), shown()
    first.set_camera(replace(first.camera, x=120.0, y=60.0, scale=2.5))
    link.join(first)
    link.join(second)
    assert (second.camera.x, second.camera.y, second.camera.scale) == (120.0, 60.0, 2.5)
    link.clear()


def test_dragging_one_moves_all_to_the_same_place(linked):
    placement = Placement(1.25, -40.0, 0.8, 12.0)
    _, first, second = linked(placement)
    first.set_camera(replace(first.camera, scale=3.0))
    Mouse(first).drag((300, 150), (220, 130))
    assert at_middle(second, placement) == pytest.approx(at_middle(first), abs=1e-9)
    Mouse(second).drag((300, 150), (350, 170))
    assert at_middle(second, placement) == pytest.approx(at_middle(first), abs=1e-9)


def test_the_wheel_zooms_all_by_as_much(linked):
    placement = Placement(0.5, 100.0, 0.5, 0.0)
    _, first, second = linked(placement)
    Mouse(first).wheel((200, 100), angle=(0, 360))
    assert second.camera.scale == pytest.approx(first.camera.scale * 0.5)
    Mouse(second).wheel((200, 100), angle=(0, -120))
    assert second.camera.scale == pytest.approx(first.camera.scale * 0.5)


def test_nothing_adds_up_however_often_one_moves(linked):
    placement = Placement(1.07, 33.3, 0.97, -7.7)
    _, first, second = linked(placement)
    rng = np.random.default_rng(1)
    for turn in range(300):
        view = (first, second)[turn % 2]
        dx, dy, factor = rng.uniform(-30, 30), rng.uniform(-30, 30), rng.uniform(0.8, 1.25)
        view.set_camera(view.camera.panned(dx, dy))
        view.set_camera(view.camera.zoomed(factor, (300.0, 150.0)))
        assert at_middle(second, placement) == pytest.approx(at_middle(first), abs=1e-6)
    assert second.camera.scale == pytest.approx(first.camera.scale * 1.07)


def test_each_move_is_made_once_and_goes_no_round(linked):
    _, first, second, third = linked(Placement(1.1), Placement(0.9))
    told = []
    for name, view in (("first", first), ("second", second), ("third", third)):
        view.view_changed.connect(lambda _, name=name: told.append(name))
    first.set_camera(first.camera.panned(5, 0))
    assert sorted(told) == ["first", "second", "third"]


def test_a_scan_that_came_the_other_way_is_shown_turned(linked):
    placement = Placement(-1.0, 900.0)
    _, first, second = linked(placement)
    first.set_camera(replace(first.camera, x=200.0, y=100.0, scale=2.0))
    assert (second.camera.x, second.camera.y) == (700.0, 100.0)
    assert second.camera.orientation.mirrored
    assert not first.camera.orientation.mirrored
    ours, theirs = first.camera.to_widget((250.0, 80.0)), second.camera.to_widget((650.0, 80.0))
    assert ours == pytest.approx(theirs)


def test_millimetres_link_scans_of_different_scales(shown):
    coarse, fine = Geometry(8.0, 8.0), Geometry(4.0, 4.0)
    first = shown(made_up(900, 400), coarse)
    second = shown(made_up(1800, 800), fine)
    link = ViewLink()
    link.join(first)
    link.join(second, place_unaligned(first.pixels, second.pixels, coarse, fine))
    first.set_camera(replace(first.camera, x=450.0, y=100.0, scale=2.0))
    assert (second.camera.x, second.camera.y) == pytest.approx((900.0, 200.0))
    assert second.camera.scale == pytest.approx(1.0)
    link.clear()


def test_two_sides_of_one_object_share_x_only(linked):
    _, side, top = linked(Placement(), links_y=False)
    before = top.camera.y
    side.set_camera(replace(side.camera, x=222.0, y=44.0, scale=2.0))
    assert (top.camera.x, top.camera.y) == (222.0, before)
    top.set_camera(replace(top.camera, y=5.0))
    assert side.camera.y == 44.0


@pytest.mark.parametrize("coupling", [Coupling.PLACE, Coupling.ZOOM])
def test_what_is_let_go_stays_and_comes_back_when_coupled_again(linked, coupling):
    link, first, second = linked(Placement())
    link.set_coupled(coupling, False)
    before = second.camera
    first.set_camera(replace(first.camera, x=111.0, scale=3.0))
    kept = (second.camera.x == before.x, second.camera.scale == before.scale)
    assert kept == (coupling is Coupling.PLACE, coupling is Coupling.ZOOM)
    link.set_coupled(coupling, True)
    assert (second.camera.x, second.camera.scale) == (111.0, 3.0)


def test_the_same_grey_is_the_same_transmission_whatever_the_bits(shown):
    rng = np.random.default_rng(0)
    deep = np.full((300, 900), 60_000, np.uint16)
    deep[100:200, 200:600] = rng.integers(3_000, 30_000, (100, 400))
    flat = (deep >> 8).astype(np.uint16)
    first, second = shown(ViewPixels(deep, None, 16)), shown(ViewPixels(flat, None, 8))
    link = ViewLink()
    link.join(first)
    link.join(second)
    first.display.set_window(Window.between(6_000, 30_000, invert=True))
    window = second.display.state.window
    assert window.invert
    assert window.white == pytest.approx(30_000 * 234 / 60_000, rel=0.01)
    assert second.display.state.white == 255
    second.display.toggle_inverted()
    assert not first.display.state.inverted
    link.set_coupled(Coupling.DISPLAY, False)
    second.display.toggle_inverted()
    assert not first.display.state.inverted
    link.clear()


def test_one_energy_beside_two_shows_what_it_has(shown):
    first, second = shown(made_up(two=True)), shown(made_up())
    link = ViewLink()
    link.join(first)
    link.join(second)
    first.display.toggle_energy()
    assert first.display.state.energy is Energy.LOW
    assert second.display.state.energy is Energy.SINGLE
    link.clear()


def test_the_mouse_on_one_is_shown_on_the_others(linked):
    placement = Placement(2.0, 10.0, 1.0, 0.0)
    link, first, second = linked(placement)
    pointers = [
        layer for view in (first, second) for layer in view._layers if type(layer) is PointerLayer
    ]
    Mouse(first).move((300, 150))
    readout = first.readout_at((300, 150))
    assert pointers[0].point is None
    assert pointers[1].point == ((readout.column + 0.5 - 10) / 2, readout.row + 0.5)
    first.cursor_moved.emit(None)
    assert pointers[1].point is None
    link.set_coupled(Coupling.CURSOR, False)
    Mouse(first).move((200, 150))
    assert pointers[1].point is None


def test_another_size_of_the_window_moves_nobody(linked):
    _, first, second = linked(Placement(1.1, 5.0))
    first.set_camera(replace(first.camera, x=300.0, y=120.0, scale=2.0))
    second.resize(400, 500)
    assert (first.camera.x, first.camera.y, first.camera.scale) == (300.0, 120.0, 2.0)
    assert at_middle(second, Placement(1.1, 5.0)) == pytest.approx((300.0, 120.0))


def test_who_parts_goes_its_own_way(linked):
    link, first, second, third = linked(Placement(), Placement())
    link.part(second)
    assert link.views == (first, third)
    before = second.camera
    first.set_camera(first.camera.panned(50, 10))
    assert second.camera == before
    second.set_camera(second.camera.panned(-80, 0))
    assert first.camera.x != second.camera.x
    assert third.camera.x == first.camera.x


def test_a_new_placement_takes_effect_at_once(linked):
    link, first, second = linked(Placement())
    first.set_camera(replace(first.camera, x=300.0, scale=2.0))
    link.place(second, Placement(1.0, 25.0))
    assert second.camera.x == 275.0


def test_a_view_that_shows_nothing_is_left_alone(linked):
    _, first, second = linked(Placement())
    second.show_loading(0.5)
    before = first.display.state
    first.set_camera(first.camera.panned(10, 0))
    first.display.toggle_inverted()
    assert second.pixels is None
    assert first.display.state != before
