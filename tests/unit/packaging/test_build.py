"""What the build script works out around PyInstaller."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "packaging"))

import build  # noqa: E402


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A program as PyInstaller leaves it, in miniature."""
    folder = tmp_path / "dist" / build.NAME
    (folder / "_internal" / "lib").mkdir(parents=True)
    (folder / build.NAME).write_bytes(b"\x7fELF GLIBC_2.17\0")
    (folder / "_internal" / "lib" / "libone.so").write_bytes(
        b"GLIBC_2.9\0GLIBC_2.34\0" + b"x" * 5000
    )
    (folder / "_internal" / "data.json").write_bytes(b"{}" * 1000)
    return folder


def test_windows_shows_name_and_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    text = build.version_info(project)

    (call,) = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Expr)]
    assert ast.unparse(call).startswith("VSVersionInfo(")
    assert f"StringStruct('ProductVersion', '{project['version']}')" in text
    assert f"'{project['name']}.exe'" in text


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("1.2.3", "(1, 2, 3, 0)"), ("2.0", "(2, 0, 0, 0)"), ("1.4.0rc2", "(1, 4, 0, 2)")],
)
def test_windows_wants_four_numbers(version: str, numbers: str) -> None:
    text = build.version_info({"name": "a", "version": version, "license": "L"})

    assert f"filevers={numbers}, prodvers={numbers}" in text


def test_the_largest_parts_come_first(folder: Path) -> None:
    whole, *parts = build.describe_size(folder)

    assert "in all" in whole
    assert [line.split(" MB ")[1] for line in parts] == ["lib", "data.json", build.NAME]


def test_the_newest_c_library_is_compared_as_numbers(folder: Path) -> None:
    assert build.newest_glibc(folder) == ("2.34", "libone.so")


def test_checksums_can_be_checked_where_they_lie(folder: Path) -> None:
    target = folder.parent / "SHA256SUMS"

    assert build.write_checksums(folder, target) == 3

    lines = dict(reversed(line.split("  ")) for line in target.read_text().splitlines())
    digest = hashlib.sha256((folder / "_internal" / "data.json").read_bytes()).hexdigest()
    assert lines[f"{build.NAME}/_internal/data.json"] == digest


def test_licence_texts_travel_with_the_program(folder: Path) -> None:
    without = build.gather_licences(folder)

    licences = folder / "licences"
    assert (licences / "LICENSE.inspector-app").is_file()
    assert list(licences.glob("numpy-*/LICENSE*"))
    assert list(licences.glob("PySide6_Essentials-*/LGPL-3.0.txt"))
    assert all(list(licences.glob(f"{name}-*/METADATA")) for name in without)
    # Only a library that was not looked at could be missing here.
    assert len(list(licences.iterdir())) > 35


def test_nothing_is_left_out_that_the_program_imports() -> None:
    spec = ast.parse((ROOT / "packaging" / "inspector_app.spec").read_text(encoding="utf-8"))
    (unused,) = [
        node.value
        for node in spec.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "unused"
    ]
    left_out = set(eval(compile(ast.Expression(unused), "unused", "eval")))

    imported = set()
    for path in (ROOT / "inspector_app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}

    assert "PySide6.QtWidgets" in imported
    # Drivers for a centre that is more than a demo are imported where they are needed, and a post's
    # program does without.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extra = project["project"]["optional-dependencies"]["central"]
    drivers = {re.split(r"[\[<>=]", one)[0].replace("-", "_") for one in extra} | {"botocore"}
    assert {one for one in left_out & imported if one.partition(".")[0] not in drivers} == set()


def test_the_build_describes_itself_without_building() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "build.py"), "--help"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0
    assert "--no-test" in done.stdout
