"""Our sidecar: strict in, readable out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.domain.region import Box
from inspector_app.domain.scan import DoorSide, Energy, Geometry
from inspector_app.exchange.scan_sidecar import (
    ScanSidecar,
    find_sidecar,
    read_sidecar,
    scan_of,
    write_sidecar,
)


def _fields() -> dict[str, Any]:
    return {
        "format": "inspector-scan-1",
        "scan_id": "TEST-0042",
        "scanner": "invented 6/4 MeV",
        "taken_at": "2026-03-01T08:15:00Z",
        "simulated": True,
        "views": [
            {
                "name": "side",
                "files": {"high": "0042-side-high.tif", "low": "0042-side-low.tif"},
                "bits": 16,
                "mm_per_px_x": 5.0,
                "mm_per_px_y": 4.0,
                "doors": "right",
                "container": {"x": 310.0, "y": 120.0, "width": 2410.0, "height": 520.0},
            },
            {"name": "top", "files": {"single": "0042-top.png"}},
        ],
    }


def _written(folder: Path, fields: object) -> Path:
    path = folder / "0042.json"
    path.write_text(json.dumps(fields), encoding="utf-8")
    return path


def _refusal(path: Path) -> ScanUnreadable:
    with pytest.raises(ScanUnreadable) as caught:
        read_sidecar(path)
    return caught.value


def test_a_full_sidecar(tmp_path: Path) -> None:
    sidecar = read_sidecar(_written(tmp_path, _fields()))
    side, top = sidecar.views
    assert (sidecar.scan_id, sidecar.simulated) == ("TEST-0042", True)
    assert sidecar.taken_at.isoformat() == "2026-03-01T08:15:00+00:00"
    assert side.geometry == Geometry(5.0, 4.0, DoorSide.RIGHT, Box(310, 120, 2410, 520))
    assert side.paths(tmp_path) == (
        tmp_path / "0042-side-high.tif",
        tmp_path / "0042-side-low.tif",
    )
    assert top.geometry == Geometry()
    assert top.bits is None
    assert top.paths(tmp_path) == (tmp_path / "0042-top.png", None)


def test_both_energies_in_one_file(tmp_path: Path) -> None:
    fields = _fields()
    fields["views"][0]["files"] = {"high": "both.tif", "low": "both.tif"}
    side = read_sidecar(_written(tmp_path, fields)).views[0]
    assert side.paths(tmp_path) == (tmp_path / "both.tif", None)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    sidecar = read_sidecar(_written(tmp_path, _fields()))
    path = tmp_path / "again.json"
    write_sidecar(path, sidecar)
    assert read_sidecar(path) == sidecar
    assert b'\n  "scan_id"' in path.read_bytes()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["0042.json", "again.json"]


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    sound = read_sidecar(_written(tmp_path, _fields()))
    path = tmp_path / "again.json"
    with pytest.raises(ScanUnreadable) as caught:
        write_sidecar(path, msgspec.structs.replace(sound, scanner=""))
    assert caught.value.reason == "bad-sidecar"
    assert not path.exists()
    assert isinstance(sound, ScanSidecar)


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _written(tmp_path, _fields())
    before = path.read_bytes()

    def full_disk(_: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="no space"):
        write_sidecar(path, read_sidecar(path))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("format",), "inspector-scan-2", "format"),
        (("scan_id",), "", "scan_id"),
        (("taken_at",), "2026-03-01T08:15:00", "taken_at"),
        (("taken_at",), "yesterday", "taken_at"),
        (("simulated",), "yes", "simulated"),
        (("views",), [], "views"),
        (("views", 0, "mm_per_px_x"), 0, "mm_per_px_x"),
        (("views", 0, "mm_per_px_y"), 1e9, "mm_per_px_y"),
        (("views", 0, "mm_per_pixel_x"), 5, "mm_per_pixel_x"),
        (("views", 0, "bits"), 17, "bits"),
        (("views", 0, "bits"), 12.5, "bits"),
        (("views", 0, "doors"), "front", "doors"),
        (("views", 0, "container", "width"), 0, "width"),
        (("views", 0, "container", "x"), -1, "x"),
        (("views", 0, "files", "single"), "third.png", "single one"),
        (("views", 0, "files", "low"), None, "single one"),
        (("views", 0, "files", "high"), "../high.tif", "plain file name"),
        (("views", 0, "files", "high"), "C:high.tif", "plain file name"),
        (("views", 0, "files", "high"), "a\\high.tif", "plain file name"),
        (("views", 0, "files", "high"), "..", "plain file name"),
        (("views", 1, "name"), "side", "same name"),
    ],
)
def test_each_impossible_field_is_named(
    tmp_path: Path, place: tuple[str | int, ...], value: object, said: str
) -> None:
    fields: Any = _fields()
    inner = fields
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    error = _refusal(_written(tmp_path, fields))
    assert error.reason == "bad-sidecar"
    assert said in error.detail


@pytest.mark.parametrize("name", ["format", "scan_id", "scanner", "taken_at", "views", "simulated"])
def test_each_required_field_is_missed(tmp_path: Path, name: str) -> None:
    fields = _fields()
    del fields[name]
    error = _refusal(_written(tmp_path, fields))
    assert error.reason == "bad-sidecar"
    assert name in error.detail


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"{", "bad-sidecar"),
        (b"[" * 100_000, "bad-sidecar"),
        (b'{"a":' * 100_000, "bad-sidecar"),
        (b"\xff\xfe{}", "bad-sidecar"),
        (b'"\xff"', "bad-sidecar"),
        (b"null", "bad-sidecar"),
        (b" " * 1_000_001, "bad-sidecar"),
    ],
)
def test_what_is_no_sidecar_at_all(tmp_path: Path, raw: bytes, reason: str) -> None:
    path = tmp_path / "scan.json"
    path.write_bytes(raw)
    assert _refusal(path).reason == reason


def test_a_missing_sidecar_and_a_folder(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "none.json").reason == "missing"
    assert _refusal(tmp_path).reason == "not-a-file"


@pytest.mark.parametrize(
    ("scan", "sidecar"),
    [
        ("0042.png", "0042.json"),
        ("0042.tif", "0042.tif.json"),
        ("0042-side-high.tif", "0042.json"),
        ("0042_high.tif", "0042.json"),
        ("0042-side-low.tif", "0042-side.json"),
        ("20300101000001000AS.jpg", "20300101000001000A.xml"),
        ("20300101000001000AS_stamp.jpg", "20300101000001000A.xml"),
        ("0042.png", None),
        ("-.png", None),
    ],
)
def test_finding_the_sidecar(tmp_path: Path, scan: str, sidecar: str | None) -> None:
    (tmp_path / "other.json").touch()
    expected = tmp_path / sidecar if sidecar else None
    if expected is not None:
        expected.touch()
    assert find_sidecar(tmp_path / scan) == expected


def test_our_sidecar_comes_before_the_scanners(tmp_path: Path) -> None:
    for name in ("0042.json", "0042.xml"):
        (tmp_path / name).touch()
    assert find_sidecar(tmp_path / "0042.jpg") == tmp_path / "0042.json"


def test_the_scan_as_the_app_knows_it(tmp_path: Path) -> None:
    contents = {"0042-side-high.tif": b"high", "0042-side-low.tif": b"low!!", "0042-top.png": b"t"}
    for name, raw in contents.items():
        (tmp_path / name).write_bytes(raw)
    scan = scan_of(read_sidecar(_written(tmp_path, _fields())), tmp_path)
    assert (scan.scan_id, scan.simulated, len(scan.views)) == ("TEST-0042", True, 2)
    images = [image for view in scan.views for image in view.images]
    assert [image.energy for image in images] == [Energy.HIGH, Energy.LOW, Energy.SINGLE]
    for image in images:
        raw = contents[image.file_name]
        assert (image.sha256, image.size_bytes) == (hashlib.sha256(raw).hexdigest(), len(raw))
    (tmp_path / "0042-top.png").unlink()
    with pytest.raises(ScanUnreadable) as caught:
        scan_of(read_sidecar(tmp_path / "0042.json"), tmp_path)
    assert caught.value.reason == "missing"
