"""Bring the translations up to date with the program's texts.

Run `uv run packaging/update_translations.py` after changing a text. It collects the English texts
from the user interface into resources/translations/inspector_app_mn.ts, keeps the Mongolian ones
that
are there, and compiles the file the program reads. Texts without a translation are printed, and the
exit status is 1 while there are any.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "inspector_app" / "ui"
TRANSLATIONS = ROOT / "resources" / "translations"


def tool(name: str) -> str:
    """One of Qt's tools, from the environment this script runs in."""
    return str(Path(sysconfig.get_path("scripts")) / name)


def collect(target: Path) -> None:
    """Collect all texts of the user interface into `target`, keeping what it holds already."""
    sources = sorted(str(file.relative_to(ROOT)) for file in TEXTS.rglob("*.py"))
    command = [tool("pyside6-lupdate"), "-silent", "-no-obsolete", "-locations", "none"]
    subprocess.run(
        [*command, "-source-language", "en", "-target-language", "mn", *sources, "-ts", target],
        check=True,
        cwd=ROOT,
    )


def compile_to(source: Path, target: Path) -> None:
    """Compile a .ts file to the .qm file the program reads."""
    subprocess.run(
        [tool("pyside6-lrelease"), "-silent", source, "-qm", target], check=True, cwd=ROOT
    )


def untranslated(file: Path) -> list[str]:
    """Texts of a .ts file that have no finished translation."""
    missing = []
    for message in ET.parse(file).getroot().iter("message"):
        translation = message.find("translation")
        if translation is None or not translation.text or translation.get("type"):
            missing.append(message.findtext("source") or "")
    return missing


def main() -> int:
    """Update and compile; 1 while texts are untranslated."""
    file = TRANSLATIONS / "inspector_app_mn.ts"
    collect(file)
    compile_to(file, file.with_suffix(".qm"))
    missing = untranslated(file)
    for text in missing:
        print(f"not translated: {text}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
