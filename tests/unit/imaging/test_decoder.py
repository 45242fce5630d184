"""How the decoding child is started and what it may use."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inspector_app.imaging import decoder
from inspector_app.imaging.decode_child import EXIT_REASONS, DecodeRequest
from inspector_app.imaging.decoder import child_command
from inspector_app.imaging.scan_limits import SCAN_REASONS


def _request(**changes: object) -> DecodeRequest:
    plain = DecodeRequest(
        "scan.png", "out", "png", 0, 4, 3, 0, False, False, 2**30, 5
    )  # fmt: skip
    return plain._replace(**changes)


def test_the_command_line_from_source_and_in_the_frozen_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = _request(scan="a b/\udcff«.png")
    from_source = child_command(request)
    assert from_source[:3] == [sys.executable, "-m", "inspector_app.imaging.decode_child"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    frozen = child_command(request)
    assert frozen[:2] == [sys.executable, "decode-scan"]
    assert DecodeRequest(*json.loads(frozen[-1])) == request
    assert frozen[-1].isascii()


def test_every_exit_status_means_a_known_reason() -> None:
    assert set(EXIT_REASONS.values()) <= SCAN_REASONS
    assert not {0, 1, 2} & set(EXIT_REASONS)


def test_the_child_says_missing_when_the_file_went_away(tmp_path: Path) -> None:
    request = _request(scan=str(tmp_path / "gone.png"), out=str(tmp_path / "out"))
    done = subprocess.run(child_command(request), capture_output=True, check=False)
    assert EXIT_REASONS[done.returncode] == "missing"


def test_the_child_refuses_a_picture_of_another_size_than_was_checked(tmp_path: Path) -> None:
    path = tmp_path / "swapped.png"
    Image.fromarray(np.zeros((9, 9), np.uint8)).save(path)
    request = _request(scan=str(path), out=str(tmp_path / "out"))
    done = subprocess.run(child_command(request), capture_output=True, check=False)
    assert EXIT_REASONS[done.returncode] == "broken"
    assert not (tmp_path / "out").exists()


def test_the_child_does_not_load_what_it_does_not_need(tmp_path: Path) -> None:
    """numpy and OpenCV would more than double the time people wait for each scan."""
    path = tmp_path / "grey.png"
    Image.fromarray(np.zeros((3, 4), np.uint16)).save(path)
    request = _request(scan=str(path), out=str(tmp_path / "out"))
    program = (
        "import sys; from inspector_app.imaging import decode_child; "
        "status = decode_child.main(sys.argv[1:]); "
        "heavy = {'numpy', 'cv2', 'tifffile', 'PySide6', 'msgspec'} & set(sys.modules); "
        "sys.exit(status or (99 if heavy else 0))"
    )
    command = [sys.executable, "-c", program, request.to_argument()]
    assert subprocess.run(command, check=False).returncode == 0
    assert (tmp_path / "out").stat().st_size == 24


def test_the_child_takes_no_module_from_the_current_folder() -> None:
    environment = decoder._child_environment()
    assert environment["PYTHONSAFEPATH"] == "1"
    assert (Path(environment["PYTHONPATH"]) / "inspector_app" / "__init__.py").is_file()
