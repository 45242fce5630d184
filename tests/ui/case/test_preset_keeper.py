"""A person's own displays are read at the start and kept when they change."""

from __future__ import annotations

from PySide6.QtCore import QObject

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.domain.scan import Energy
from inspector_app.ui.case.preset_keeper import PREFERENCE, PresetKeeper
from inspector_app.ui.viewer.display_presets import DisplayPreset, PresetShelf, read_presets
from inspector_app.ui.viewer.display_state import DisplayState
from tests.helpers.fake_ports import a_bench


def a_preset(slot: int = 4, name: str = "mine") -> DisplayPreset:
    return DisplayPreset.of(slot, name, DisplayState.original(65_535, Energy.HIGH), 60_000)


def kept(bench) -> list[str]:
    text = bench.ports.preferences.get(bench.ports.person, PREFERENCE)
    return [preset.name for preset in read_presets(text)]


def test_what_was_kept_is_there_at_the_next_start(qtbot, runner):
    bench = a_bench()
    owner = QObject()
    first = PresetShelf(owner)
    PresetKeeper(first, bench.ports, runner, owner)
    first.put(a_preset(5, "tyres"))
    first.put(a_preset(6, "engine"))
    qtbot.waitUntil(lambda: kept(bench) == ["tyres", "engine"])
    second = PresetShelf(owner)
    with qtbot.waitSignal(second.refilled):
        PresetKeeper(second, bench.ports, runner, owner)
    assert [preset.name for preset in second.all()] == ["tyres", "engine"]
    second.delete(5)
    qtbot.waitUntil(lambda: kept(bench) == ["engine"])


def test_another_person_has_other_displays(qtbot, runner):
    bench = a_bench()
    bench.ports.preferences.put("somebody-else", PREFERENCE, "[]")
    owner = QObject()
    shelf = PresetShelf(owner)
    PresetKeeper(shelf, bench.ports, runner, owner)
    shelf.put(a_preset())
    qtbot.waitUntil(lambda: kept(bench) == ["mine"])
    assert bench.ports.preferences.get("somebody-else", PREFERENCE) == "[]"


def test_a_text_that_makes_no_sense_is_an_empty_shelf(qtbot, runner):
    bench = a_bench()
    bench.ports.preferences.put(bench.ports.person, PREFERENCE, "{broken")
    owner = QObject()
    shelf = PresetShelf(owner)
    with qtbot.waitSignal(shelf.refilled):
        PresetKeeper(shelf, bench.ports, runner, owner)
    assert shelf.all() == ()


def test_what_cannot_be_kept_is_told(qtbot, runner, monkeypatch):
    bench = a_bench()
    owner = QObject()
    shelf = PresetShelf(owner)
    with qtbot.waitSignal(shelf.refilled):
        PresetKeeper(shelf, bench.ports, runner, owner)

    def refuse(*_: object) -> None:
        raise StorageUnavailable("disk-full")

    monkeypatch.setattr(bench.ports.preferences, "put", refuse)
    with qtbot.waitSignal(shelf.told) as told:
        shelf.put(a_preset())
    assert "disk is full" in told.args[0]
    assert shelf.get(4) is not None
