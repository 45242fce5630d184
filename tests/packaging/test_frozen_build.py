"""The frozen program, built here, starts and works with neither Python nor the checkout."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.packaging, pytest.mark.timeout(1500)]


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that the build script made; its own self-test is left to the tests below."""
    made = tmp_path_factory.mktemp("frozen")
    command = [sys.executable, str(ROOT / "packaging" / "build.py"), "--no-test"]
    command += ["--dist", str(made / "dist"), "--work", str(made / "work")]
    subprocess.run(command, check=True)
    yield made / "dist"
    # Half a gigabyte, of which pytest would keep the last three.
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def program(dist: Path) -> Path:
    spec = importlib.util.spec_from_file_location("build_script", ROOT / "packaging" / "build.py")
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    return build.program_in(dist / build.NAME)


def test_the_frozen_program_passes_its_self_test(program, run, expect_self_test) -> None:
    expect_self_test(run([program, "self-test", "--data-dir", "data"]))


def test_the_frozen_program_explains_itself(program, run) -> None:
    done = run([program, "--help"])

    assert done.returncode == 0, done.stdout
    for command in ("open", "demo", "self-test", "scan", "central"):
        assert command in done.stdout


def test_the_frozen_program_reads_a_scan(program, run) -> None:
    done = run([program, "scan", "info", "scan.png"])

    assert done.returncode == 0, done.stdout
    assert "420 x 320 px, 16 bits" in done.stdout


def test_the_frozen_program_says_why_a_file_is_no_scan(program, run, elsewhere) -> None:
    (elsewhere / "letter.png").write_text("Эрхэм хүндэт")

    done = run([program, "scan", "info", "letter.png"])

    assert done.returncode == 1
    assert "not-a-picture" in done.stdout


def test_the_frozen_program_plays_the_demo(program, run, elsewhere) -> None:
    """The whole job: windows, database, model, and a centre that is the frozen program again."""
    done = run([program, "demo", "--headless", "--out", "played"])

    assert done.returncode == 0, done.stdout
    summary = json.loads((elsewhere / "played" / "summary.json").read_text(encoding="utf-8"))
    assert summary
    assert list((elsewhere / "played").glob("*.png"))


def test_the_frozen_program_holds_what_it_needs_and_not_what_it_does_not(dist: Path) -> None:
    names = {path.relative_to(dist).as_posix() for path in dist.rglob("*") if path.is_file()}

    assert any("/models/" in name and name.endswith(".onnx") for name in names)
    assert any(name.endswith("/LGPL-3.0.txt") for name in names)
    for room in ("storage", "central"):
        for step in ("0001", "0002"):
            assert any(f"inspector_app/{room}/migrations/versions/{step}" in one for one in names)
    for unused in ("Qt6Qml.", "Qt6Quick.", "Qt6Pdf.", "libgtk-3", "_tkinter", "/training/"):
        assert not [name for name in names if unused in name]


def test_the_checksums_fit_what_was_built(dist: Path) -> None:
    lines = (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {line.split("  ", 1)[1] for line in lines}
    present = {
        path.relative_to(dist).as_posix()
        for path in (dist / "inspector-app").rglob("*")
        if path.is_file() and not path.is_symlink()
    }

    assert listed == present
