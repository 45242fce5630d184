from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from inspector_app.detection import load_model
from inspector_app.detection.model_file import ONE_ENERGY, TWO_ENERGIES, read_manifest
from inspector_app.domain.errors import ModelRefused
from inspector_app.settings.shipped import models_folder, resources_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped model that a test may damage."""
    for name in ("manifest.json", "highlights.onnx"):
        shutil.copy(models_folder() / name, tmp_path / name)
    return tmp_path


def change_manifest(folder: Path, **changes: Any) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["models"][0].update(changes)
    path.write_text(json.dumps(manifest))


def refusal(folder: Path, name: str = "highlights") -> str:
    with pytest.raises(ModelRefused) as caught:
        load_model(folder, resources_folder(), name)
    return caught.value.reason


def test_the_shipped_model_is_the_released_one() -> None:
    model = load_model(models_folder(), resources_folder())
    content = (models_folder() / model.record.file_name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == model.record.sha256
    assert model.record.licence == "Apache-2.0"
    assert len(content) < 8_000_000
    for mode in (ONE_ENERGY, TWO_ENERGIES):
        tiers = model.record.thresholds[mode]
        assert 0 < tiers.look < tiers.alert < 1
        assert tiers.alert_marks_per_scan <= tiers.look_marks_per_scan


def test_a_changed_file_is_refused(folder: Path) -> None:
    path = folder / "highlights.onnx"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert refusal(folder) == "hash-mismatch"


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "highlights.onnx").unlink()
    assert refusal(folder) == "missing"


def test_a_missing_manifest_is_refused(folder: Path) -> None:
    (folder / "manifest.json").unlink()
    assert refusal(folder) == "missing"


def test_an_unknown_name_is_refused(folder: Path) -> None:
    assert refusal(folder, "palaces") == "missing"


def test_missing_physics_is_refused(folder: Path) -> None:
    with pytest.raises(ModelRefused) as caught:
        load_model(folder, folder)
    assert caught.value.reason == "missing"


@pytest.mark.parametrize("text", ["", "[]", '{"models": [{}]}', '{"models": 3}'])
def test_a_broken_manifest_is_refused(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    assert refusal(folder) == "manifest-broken"


def test_a_file_outside_the_folder_is_refused(folder: Path) -> None:
    change_manifest(folder, file="../highlights.onnx")
    assert refusal(folder) == "manifest-broken"


def test_a_manifest_without_thresholds_for_one_energy_is_refused(folder: Path) -> None:
    entry = json.loads((folder / "manifest.json").read_text())["models"][0]
    change_manifest(folder, thresholds={TWO_ENERGIES: entry["thresholds"][TWO_ENERGIES]})
    assert refusal(folder) == "manifest-broken"


def test_a_file_that_is_no_model_is_refused(folder: Path) -> None:
    content = b"not a network"
    (folder / "highlights.onnx").write_bytes(content)
    change_manifest(folder, sha256=hashlib.sha256(content).hexdigest())
    assert refusal(folder) == "not-runnable"


def test_the_manifest_lists_what_is_shipped() -> None:
    (record,) = read_manifest(models_folder())
    assert record.label == f"{record.name} {record.version}"
    assert (models_folder() / record.file_name).is_file()
