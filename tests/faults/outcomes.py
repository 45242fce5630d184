"""What a random history begins with, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.oracle import Judgement


@dataclass(frozen=True)
class Templates:
    """Empty, migrated databases to copy."""

    station: Path
    centre: Path


@dataclass
class Outcome:
    """What came of one history. `problem` is empty when all is well; `disk_only` counts what
    happened to posts without a line."""

    seed: int
    problem: str = ""
    judgement: Judgement = field(default_factory=Judgement)
    is_stuck: bool = False
    acts: dict[str, int] = field(default_factory=dict)
    carrier: dict[str, int] = field(default_factory=dict)
    disk_only: dict[str, int] = field(default_factory=dict)
    saved: int = 0
    excused: int = 0
    helped: int = 0
    conflicts: int = 0
    steps: int = 0
