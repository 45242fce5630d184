"""Build the frozen program, see that it works, and say how large it is.

    python packaging/build.py              # dist/inspector-app/, dist/SHA256SUMS
    python packaging/build.py --no-test    # do not start what was built

PyInstaller builds for the system it runs on: the Windows program is built on Windows, with this
same command. On Linux the result runs on systems whose C library is at least as new as the one
named at the end, so build on the oldest system that is to be supported.

Before a release, install from the pinned files:

    pip install --require-hashes -r packaging/requirements.txt
    pip install --require-hashes -r packaging/requirements-build.txt
    pip install --no-deps --no-build-isolation .
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SPEC = ROOT / "packaging" / "inspector_app.spec"
NAME = "inspector-app"
LARGEST_SHOWN = 12
# Qt is used under the LGPL 3.0, and its wheels carry no licence text.
UNDER_LGPL = ("pyside6-essentials", "shiboken6")
SELF_TEST_TIMEOUT_S = 300

_LICENCE_TEXT = re.compile(
    r"(\.dist-info/.*|^[^/]+/)(licen[cs]e|copying|notice|third.?party)", re.IGNORECASE
)
_GLIBC = re.compile(rb"GLIBC_(2\.\d+)\b")

VERSION_INFO = """\
VSVersionInfo(
  ffi=FixedFileInfo(
    filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1,
    subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('040904B0', [
      StringStruct('FileDescription', {description!r}),
      StringStruct('FileVersion', {version!r}),
      StringStruct('InternalName', {name!r}),
      StringStruct('OriginalFilename', {file_name!r}),
      StringStruct('ProductName', {name!r}),
      StringStruct('ProductVersion', {version!r}),
      StringStruct('LegalCopyright', {licence!r})])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])])
  ])
"""


def version_info(project: dict[str, Any]) -> str:
    """What Windows shows under Details of the program, as PyInstaller wants to read it.

    Args:
        project: the ``[project]`` table of pyproject.toml.
    """
    release = re.findall(r"\d+", project["version"])[:4]
    numbers = tuple(int(number) for number in (*release, "0", "0", "0", "0"))[:4]
    return VERSION_INFO.format(
        numbers=numbers,
        version=project["version"],
        description="Red-channel inspector",
        name=project["name"],
        file_name=f"{project['name']}.exe",
        licence=f"Licence: {project['license']}",
    )


def freeze(dist: Path, work: Path) -> Path:
    """Run PyInstaller; returns the folder of the program. Raises CalledProcessError."""
    work.mkdir(parents=True, exist_ok=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version_file = work / "version-info.txt"
    version_file.write_text(version_info(project), encoding="utf-8")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN"]
    command += [f"--distpath={dist}", f"--workpath={work}", str(SPEC)]
    environment = {**os.environ, "INSPECTOR_APP_VERSION_FILE": str(version_file)}
    subprocess.run(command, check=True, cwd=work, env=environment)
    return dist / NAME


def program_in(folder: Path) -> Path:
    """The program that writes to the console: on Windows the twin, elsewhere the only one."""
    return folder / (f"{NAME}-console.exe" if sys.platform == "win32" else NAME)


def files_in(folder: Path) -> Iterator[Path]:
    """All files that take room; PyInstaller links some libraries to their second place."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


def describe_size(folder: Path) -> list[str]:
    """Lines on the size of the whole and of its largest parts, in MB."""
    parts: Counter[str] = Counter()
    inside = folder / "_internal"
    for path in files_in(folder):
        base = inside if path.is_relative_to(inside) else folder
        parts[path.relative_to(base).parts[0]] += path.stat().st_size
    lines = [f"{sum(parts.values()) / 1e6:8.1f} MB in all"]
    lines += [f"{size / 1e6:8.1f} MB {part}" for part, size in parts.most_common(LARGEST_SHOWN)]
    return lines


def newest_glibc(folder: Path) -> tuple[str, str]:
    """The newest C library that any file asks for, such as 2.34, and the file that does."""
    newest, name = (0, 0), ""
    for path in files_in(folder):
        if path.suffix in {".so", ""} or ".so." in path.name:
            for found in set(_GLIBC.findall(path.read_bytes())):
                major, minor = found.decode().split(".")
                if (int(major), int(minor)) > newest:
                    newest, name = (int(major), int(minor)), path.name
    return f"{newest[0]}.{newest[1]}", name


def write_checksums(folder: Path, target: Path) -> int:
    """Write SHA-256 sums of all files as `sha256sum --check` reads them; returns how many."""
    lines = []
    for path in files_in(folder):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        lines.append(f"{digest}  {path.relative_to(target.parent).as_posix()}\n")
    target.write_text("".join(lines), encoding="utf-8", newline="\n")
    return len(lines)


def gather_licences(folder: Path) -> list[str]:
    """Copy the licence texts of everything that is pinned for run time into ``licences``, as most
    of the licences ask; returns the names of libraries that have no text of their own."""
    without = []
    target = folder / "licences"
    for line in (ROOT / "packaging" / "requirements.txt").read_text("utf-8").splitlines():
        found = re.match(r"[a-z0-9._-]+(?===)", line)
        if found is None:
            continue
        try:
            library = distribution(found[0])
        except PackageNotFoundError:
            continue  # pinned for another system
        into = target / f"{library.name}-{library.version}"
        into.mkdir(parents=True, exist_ok=True)
        texts = [
            Path(str(each.locate()))
            for each in library.files or ()
            if _LICENCE_TEXT.search(each.as_posix()) and each.suffix != ".py"
        ]
        if found[0] in UNDER_LGPL:
            texts += sorted((ROOT / "packaging" / "licences").glob("*.txt"))
        for text in texts:
            shutil.copyfile(text, into / text.name)
        if not texts:
            (into / "METADATA").write_text(str(library.metadata), encoding="utf-8")
            without.append(found[0])
    shutil.copyfile(ROOT / "LICENSE", target / "LICENSE.inspector-app")
    return sorted(set(without))


def run_frozen(folder: Path, arguments: Sequence[str]) -> int:
    """Start the frozen program as on a machine without Python; returns its exit status."""
    environment = {name: value for name, value in os.environ.items() if "PYTHON" not in name}
    with tempfile.TemporaryDirectory(prefix="inspector-build-") as elsewhere:
        command = [str(program_in(folder)), *arguments]
        if arguments[0] == "self-test":
            command += ["--data-dir", str(Path(elsewhere) / "data")]
        done = subprocess.run(
            command,
            check=False,
            cwd=elsewhere,
            env=environment,
            stdin=subprocess.DEVNULL,
            timeout=SELF_TEST_TIMEOUT_S,
        )
    return done.returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", help="where it goes")
    parser.add_argument(
        "--work", type=Path, default=ROOT / "build" / "frozen", help="for PyInstaller's own files"
    )
    parser.add_argument("--no-test", action="store_true", help="do not start what was built")
    options = parser.parse_args()
    started = time.monotonic()
    dist = options.dist.resolve()
    folder = freeze(dist, options.work.resolve())
    print(f"built {folder} in {time.monotonic() - started:.0f} s")
    print("without a licence text of their own:", ", ".join(gather_licences(folder)) or "none")
    print("\n".join(describe_size(folder)))
    if sys.platform == "linux":
        print("needs the C library {} or newer (for {})".format(*newest_glibc(folder)))
    print(f"{write_checksums(folder, dist / 'SHA256SUMS')} files in {dist / 'SHA256SUMS'}")
    if options.no_test:
        return 0
    print("self-test of the frozen program:", flush=True)
    return run_frozen(folder, ["self-test"])


if __name__ == "__main__":
    sys.exit(main())
