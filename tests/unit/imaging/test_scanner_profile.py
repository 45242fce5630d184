"""Scanners as data files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspector_app.imaging.scanner_profile import (
    profile_keys,
    read_profile,
    scanner_profile,
    table_of,
)
from inspector_app.settings.shipped import resources_folder

DUAL = resources_folder() / "scanners" / "dual-9-6.json"


@pytest.mark.parametrize("key", profile_keys())
def test_every_shipped_scanner_has_a_table_for_its_beams(key: str) -> None:
    profile = scanner_profile(key)
    table = table_of(profile)
    assert set(profile.beams) <= set(table.beams)
    for low, high in (profile.mm_per_px_x, profile.mm_per_px_y, profile.quanta):
        assert 0 < low <= high


def test_an_unknown_scanner_is_told() -> None:
    with pytest.raises(KeyError):
        scanner_profile("no such scanner")


@pytest.mark.parametrize(
    "change",
    [
        {"beams": []},
        {"bits": 4},
        {"colour": "blue"},
        {"height_px": 0},
        {"views": []},
        {"wobble": [0.02, 0.01]},
        {"lag": [-0.1, 0.1]},
        {"haze": 0.1},
        {"speed_jitter": [0.1, 0.9]},
        {"module_rows": []},
        {"module_rows": [0]},
        {"truncation_chance": 1.5},
    ],
    ids=str,
)
def test_a_wrong_profile_is_told_by_name(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(json.loads(DUAL.read_text(encoding="utf-8")) | change))
    with pytest.raises(ValueError, match=r"mine\.json"):
        read_profile(path)


def test_a_calibrated_scanner_gets_its_own_table(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    factors = {"factors": {"9MV": [1.02, 0.99, 1.0]}}
    path.write_text(json.dumps(json.loads(DUAL.read_text(encoding="utf-8")) | factors))
    profile = read_profile(path)
    assert profile.key == "mine"
    own, plain = table_of(profile), table_of(scanner_profile("dual-9-6"))
    assert own.mu_cm2_g("iron", "9MV") != pytest.approx(plain.mu_cm2_g("iron", "9MV"))
    assert own.mu_cm2_g("iron", "6MV") == pytest.approx(plain.mu_cm2_g("iron", "6MV"))
