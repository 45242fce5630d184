"""What makes this installation this post's station. Kept as JSON in the data folder."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class StationSettings:
    """Attributes:
    post: code of the border post, empty until set.
    person: login name of the inspector who works here.
    centre_url: base address of the central system, empty to work without one.
    token: what the centre gave this station to prove itself.
    language: ``en`` or ``mn``.
    highlights_hidden: whether highlights stay hidden until the first verdict is given.
    """

    post: str = ""
    post_name: str = ""
    person: str = ""
    centre_url: str = ""
    token: str = ""
    language: str = "mn"
    highlights_hidden: bool = False

    def with_language(self, language: str) -> StationSettings:
        return replace(self, language=language)


def read_settings(path: Path) -> StationSettings:
    """Read settings; a missing file gives the defaults.

    Unknown names are ignored, so that an older program can start on a newer file. Raises ValueError
    or TypeError for a file that is not settings: guessing there could send findings to the wrong
    centre.
    """
    if not path.exists():
        return StationSettings()
    raw = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(raw, dict):
        raise TypeError(f"{path} does not hold station settings")
    values: dict[str, Any] = {}
    for field in fields(StationSettings):
        value = raw.get(field.name, field.default)
        if not isinstance(value, type(field.default)):
            raise TypeError(f"{path}: {field.name} has a value of the wrong kind")
        values[field.name] = value
    return StationSettings(**values)


def write_settings(path: Path, settings: StationSettings) -> None:
    """Write settings whole or not at all; only the owner may read them, because of the token."""
    beside = path.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(settings), file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
