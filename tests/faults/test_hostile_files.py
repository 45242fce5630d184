"""Whatever lies in the scan folder, reading it ends in a clear word and costs a bounded amount."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.imaging import decoder
from inspector_app.imaging.decode_child import DecodeRequest
from inspector_app.imaging.read_scan import read_view
from inspector_app.imaging.scan_limits import SCAN_REASONS
from tests.faults.hostile_files import HostileFile, make_hostile_files, measure, png

PEAK_LIMIT_MB = 1000


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[HostileFile, ...]]:
    folder = tmp_path_factory.mktemp("hostile")
    yield make_hostile_files(folder, seed=1)
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_size > 1_000_000_000:
            path.unlink()


def test_every_hostile_file_gets_the_right_word(
    hostile: tuple[HostileFile, ...], tmp_path: Path
) -> None:
    wrong = []
    errors = 0
    for file in hostile:
        try:
            read_view(file.path, scratch=tmp_path)
        except ScanUnreadable as error:
            errors += 1
            reason = error.reason
            right = reason in file.reasons and reason in SCAN_REASONS and bool(error.detail)
        else:
            reason, right = "readable", not file.reasons
        if not right:
            wrong.append((file.path.name, reason, sorted(file.reasons)))
    assert not wrong
    assert errors >= 30
    assert not list(tmp_path.iterdir()), "decoded values were left behind"


def test_the_same_seed_makes_the_same_files(tmp_path: Path) -> None:
    contents = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        files = make_hostile_files(tmp_path / name, seed=7)
        contents.append(
            [
                file.path.read_bytes()
                for file in files
                if file.path.name.endswith((".png", ".jpg", ".tif"))
                and "\0" not in file.path.name
                and len(file.path.name) < 100
                and file.path.name not in {"closed.png", "endless.png", "pipe.png"}
                and file.path.is_file()
                and file.path.stat().st_size < 10_000_000
            ]
        )
    assert len(contents[0]) > 60
    assert contents[0] == contents[1]


@pytest.mark.parametrize("name", ["giant-within-limits.png", "text-bomb.png", "pixel-bomb.png"])
def test_reading_and_decoding_stay_below_one_gigabyte(
    hostile: tuple[HostileFile, ...], name: str
) -> None:
    (path,) = [file.path for file in hostile if file.path.name == name]
    cost = measure(path)
    assert cost["reason"]
    assert 0 < float(str(cost["peak_mb"])) < PEAK_LIMIT_MB


def _run_instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Put a program in the child's place; its arguments are the output file and its length."""

    def command(request: DecodeRequest) -> list[str]:
        size_bytes = request.width_px * request.height_px * 2
        return [sys.executable, "-c", program, request.out, str(size_bytes)]

    monkeypatch.setattr(decoder, "child_command", command)


@pytest.fixture
def sound_png(hostile: tuple[HostileFile, ...]) -> Path:
    return next(file.path for file in hostile if file.path.name == "grey-palette.png")


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import os; os.abort()", "decoder-died"),
        ("raise SystemExit(1)", "decoder-died"),
        ("pass", "decoder-died"),
        ("import sys; open(sys.argv[1], 'wb').write(b'half')", "decoder-died"),
        ("import sys; open(sys.argv[1], 'wb').write(bytes(int(sys.argv[2]) + 1))", "decoder-died"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "took-too-long"),
        ("raise SystemExit(24)", "too-large"),
    ],
)
def test_a_child_that_fails_costs_one_picture(
    monkeypatch: pytest.MonkeyPatch, sound_png: Path, tmp_path: Path, program: str, reason: str
) -> None:
    _run_instead(monkeypatch, program)
    with pytest.raises(ScanUnreadable) as caught:
        read_view(sound_png, scratch=tmp_path)
    assert caught.value.reason == reason
    assert not list(tmp_path.iterdir())


def test_a_child_that_hangs_is_ended(
    monkeypatch: pytest.MonkeyPatch, sound_png: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr(decoder, "CHILD_START_SECONDS", 0.1)
    _run_instead(monkeypatch, "import time; time.sleep(60)")
    with pytest.raises(ScanUnreadable) as caught:
        read_view(sound_png, scratch=tmp_path)
    assert caught.value.reason == "took-too-long"
    assert not list(tmp_path.iterdir())


def test_a_child_that_cannot_start_is_no_crash(
    monkeypatch: pytest.MonkeyPatch, sound_png: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr(decoder, "child_command", lambda _: [str(tmp_path / "no-such-program")])
    with pytest.raises(ScanUnreadable) as caught:
        read_view(sound_png)
    assert caught.value.reason == "decoder-died"


def test_no_room_for_decoded_values_is_said(sound_png: Path, tmp_path: Path) -> None:
    with pytest.raises(ScanUnreadable) as caught:
        read_view(sound_png, scratch=tmp_path / "no-such-folder")
    assert caught.value.reason == "scratch-full"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on address space")
def test_the_child_cannot_use_more_memory_than_the_picture_needs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # The header promises more than the child may have once its allowance is cut to almost nothing.
    path = tmp_path / "wide.png"
    path.write_bytes(png(30_000, 4_000, 16, 0, data=b"\0"))
    monkeypatch.setattr(decoder, "CHILD_BASE_BYTES", -150 * 1024 * 1024)
    with pytest.raises(ScanUnreadable) as caught:
        read_view(path)
    assert caught.value.reason in {"too-large", "decoder-died"}
