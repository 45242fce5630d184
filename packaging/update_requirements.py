"""Pin everything the program is built from and with, in two places that must agree.

* `packaging/requirements.txt` (run time) and `packaging/requirements-build.txt` (PyInstaller and
  hatchling): exact versions with hashes for every system and Python the project supports, for
  ``pip install --require-hashes -r``.
* `[tool.uv] constraint-dependencies` in `pyproject.toml`: the same versions, and those of the
  development tools, without hashes. `uv sync` obeys them, so that a fresh clone gets what was
  tested. A lock file is not committed: it would name the package host it was made from.

    python packaging/update_requirements.py            # after a change of dependencies
    python packaging/update_requirements.py --upgrade  # newest versions of everything

Needs uv. Run the whole test suite afterwards.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = ROOT / "pyproject.toml"
RUN_TIME = ROOT / "packaging" / "requirements.txt"
BUILD = ROOT / "packaging" / "requirements-build.txt"
OLDEST_PYTHON = "3.11"
BUILD_TOOLS = ("hatchling", "pyinstaller")
ABOUT = """\
# Made by packaging/update_requirements.py; change pyproject.toml and run that instead.
# Install with: pip install --require-hashes -r {name}
"""

_CONSTRAINTS = re.compile(r"^constraint-dependencies = \[\n.*?^\]\n", re.DOTALL | re.MULTILINE)
_PIN = re.compile(r"^(?P<pin>[a-z0-9][a-z0-9._-]*==[^\s;\\]+(?: ; [^\\#]+?)?)\s*\\?$")


def pins_of(requirements: str) -> list[str]:
    """The ``name==version ; marker`` lines of a requirements file, without hashes."""
    return [found["pin"] for line in requirements.splitlines() if (found := _PIN.match(line))]


def compile_requirements(folder: Path, *arguments: str, hashes: bool) -> str:
    """What uv resolves in `folder`, as the text of a requirements file.

    Raises subprocess.CalledProcessError when the requirements contradict each other.
    """
    command = ["uv", "pip", "compile", "--universal", "--python-version", OLDEST_PYTHON]
    command += [
        "--no-header",
        "--no-annotate",
        "--quiet",
        *(["--generate-hashes"] if hashes else []),
    ]
    done = subprocess.run(
        [*command, *arguments], cwd=folder, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    upgrade = parser.parse_args().upgrade

    text = PYPROJECT.read_text(encoding="utf-8")
    if not _CONSTRAINTS.search(text):
        sys.exit("pyproject.toml has no constraint-dependencies under [tool.uv]")
    project = tomllib.loads(text)
    build_backend = project["build-system"]["requires"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        resolved = _CONSTRAINTS.sub("", text) if upgrade else text
        (folder / "pyproject.toml").write_text(resolved, encoding="utf-8")
        (folder / "backend.in").write_text("\n".join(build_backend), encoding="utf-8")
        (folder / "tools.in").write_text("\n".join(BUILD_TOOLS), encoding="utf-8")
        everything = compile_requirements(
            folder,
            *("pyproject.toml", "backend.in", "--group", "dev", "--extra", "central"),
            hashes=False,
        )
        (folder / "everything.txt").write_text(everything, encoding="utf-8")
        held = ("--constraints", "everything.txt")
        run_time = compile_requirements(folder, "pyproject.toml", *held, hashes=True)
        build = compile_requirements(folder, "tools.in", *held, hashes=True)

    listed = "".join(f'  "{pin}",\n' for pin in pins_of(everything))
    block = f"constraint-dependencies = [\n{listed}]\n"
    PYPROJECT.write_text(_CONSTRAINTS.sub(lambda _: block, text), encoding="utf-8")
    for path, content in ((RUN_TIME, run_time), (BUILD, build)):
        path.write_text(ABOUT.format(name=path.name) + content, encoding="utf-8")
        print(f"{path.relative_to(ROOT)}: {len(pins_of(content))} pins")
    print(f"pyproject.toml: {len(pins_of(everything))} constraints")
    return 0


if __name__ == "__main__":
    sys.exit(main())
