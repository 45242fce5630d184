"""One set of versions, written down twice, and no trace of where packages came from."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "packaging"))

from update_requirements import BUILD, PYPROJECT, RUN_TIME, pins_of  # noqa: E402

# In pieces, so that this file does not name them itself.
PACKAGE_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("npm" + "js", "org"),
        ("npm" + "js", "com"),
        ("deb", "debian", "org"),
        ("anaconda", "org"),
        ("crates", "io"),
    )
]
LOCK_FILES = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "pip.conf"}


@pytest.fixture(scope="module")
def pyproject() -> dict[str, object]:
    return tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def constraints(pyproject: dict) -> list[str]:
    return pyproject["tool"]["uv"]["constraint-dependencies"]


@pytest.fixture(scope="module")
def kept_files() -> list[Path]:
    """What is committed or would be: everything that git does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    names = listed.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def name_of(requirement: str) -> str:
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-").replace(".", "-")


@pytest.mark.parametrize("path", [RUN_TIME, BUILD], ids=lambda path: path.name)
def test_the_hashed_files_and_the_constraints_say_the_same(path: Path, constraints: list) -> None:
    pins = pins_of(path.read_text(encoding="utf-8"))
    names = {name_of(pin) for pin in pins}

    assert pins
    versions = [pin.split(" ;")[0] for pin in pins]
    constrained = [pin.split(" ;")[0] for pin in constraints if name_of(pin) in names]
    assert versions == constrained


def test_every_direct_dependency_is_pinned(pyproject: dict, constraints: list) -> None:
    project = pyproject["project"]
    direct = [*project["dependencies"], *pyproject["dependency-groups"]["dev"]]
    direct += [*project["optional-dependencies"]["central"], *pyproject["build-system"]["requires"]]

    assert {name_of(each) for each in direct} <= {name_of(pin) for pin in constraints}


def test_every_dependency_of_the_program_is_in_the_file_with_hashes(pyproject: dict) -> None:
    pinned = {name_of(pin) for pin in pins_of(RUN_TIME.read_text(encoding="utf-8"))}

    assert {name_of(each) for each in pyproject["project"]["dependencies"]} <= pinned


@pytest.mark.parametrize("path", [RUN_TIME, BUILD], ids=lambda path: path.name)
def test_every_pin_is_exact_and_has_hashes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())

    assert len(blocks) == len(pins_of(text))
    for block in blocks:
        assert re.match(r"[a-z0-9-]+==[0-9]", block), block.splitlines()[0]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block.splitlines()[0]


def test_versions_that_differ_by_python_cover_each_python_once(constraints: list) -> None:
    """numpy has left Python 3.11 behind: there is a newest version for it and one for the rest."""
    numpy = [pin for pin in constraints if name_of(pin) == "numpy"]

    assert [pin.split(" ; ")[1] for pin in numpy] == [
        "python_full_version < '3.12'",
        "python_full_version >= '3.12'",
    ]


def test_no_kept_file_names_a_package_host(kept_files: list) -> None:
    named = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in kept_files
        for host in PACKAGE_HOSTS
        if host.encode() in path.read_bytes()
    ]

    assert len(kept_files) > 50
    assert named == []


def test_no_lock_file_is_kept(kept_files: list) -> None:
    assert [path.name for path in kept_files if path.name in LOCK_FILES] == []


def test_requirements_files_choose_no_index() -> None:
    for path in (RUN_TIME, BUILD):
        options = [line for line in path.read_text().splitlines() if line.startswith("-")]
        assert options == []
