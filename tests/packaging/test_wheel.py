"""The wheel, installed in an empty environment elsewhere, is the whole program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from inspector_app import __name__ as package

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.packaging, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(
    wheel: Path, tmp_path_factory: pytest.TempPathFactory, bare_environment: dict[str, str]
) -> Path:
    """The folder of programs of an environment that holds the pinned dependencies and the wheel."""
    uv = os.environ.get("UV") or shutil.which("uv")
    assert uv, "uv is needed: the README says how to install it"
    environment = tmp_path_factory.mktemp("installed") / "environment"
    folder = environment / ("Scripts" if sys.platform == "win32" else "bin")
    python = folder / ("python.exe" if sys.platform == "win32" else "python")
    install = [uv, "pip", "install", "--quiet", "--python", str(python)]
    for command in (
        [uv, "venv", "--quiet", "--python", sys.executable, str(environment)],
        [*install, "--require-hashes", "-r", str(ROOT / "packaging" / "requirements.txt")],
        [*install, "--no-deps", str(wheel)],
    ):
        subprocess.run(command, cwd=environment.parent, env=bare_environment, check=True)
    return folder


def test_the_wheel_holds_the_program_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())

    shipped = {name for name in names if name.startswith("inspector_app/_shipped/")}
    code = {name for name in names - shipped if name.startswith("inspector_app/")}
    metadata = names - shipped - code
    assert all(".dist-info/" in name for name in metadata)
    assert all(name.endswith(".py") for name in code)
    for room in ("storage", "central"):
        steps = (ROOT / "inspector_app" / room / "migrations" / "versions").glob("0*.py")
        assert {f"inspector_app/{room}/migrations/versions/{one.name}" for one in steps} <= code
    models = {name for name in shipped if name.startswith("inspector_app/_shipped/models/")}
    assert any(name.endswith(".onnx") for name in models)
    assert not any(word in name for name in models for word in ("training", "evaluation"))
    resources = {path for path in (ROOT / "resources").rglob("*") if path.is_file()}
    inside = {f"inspector_app/_shipped/{path.relative_to(ROOT).as_posix()}" for path in resources}
    assert inside == shipped - models


def test_the_installed_program_passes_its_self_test(programs, run, expect_self_test) -> None:
    done = run([programs / "inspector-app", "self-test"])

    expect_self_test(done)


def test_the_installed_program_reads_a_scan(programs, run, elsewhere) -> None:
    done = run([programs / "inspector-app", "scan", "info", "scan.png"])

    assert done.returncode == 0, done.stdout
    assert "420 x 320 px, 16 bits" in done.stdout


def test_models_and_resources_come_from_inside_the_installed_package(programs, run) -> None:
    question = (
        "import inspector_app.settings.shipped as s;"
        "print(s.models_folder(), s.resources_folder(), sep='\\n')"
    )

    done = run([programs / "python", "-c", question])

    assert done.returncode == 0, done.stdout
    models, resources = (Path(line) for line in done.stdout.splitlines())
    for folder, name in ((models, "models"), (resources, "resources")):
        assert folder.is_dir()
        assert folder.parts[-3:] == (package, "_shipped", name)
        assert folder.is_relative_to(programs.parent)
