"""What the commands of several modules have in common."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

from inspector_app.settings.data_folder import DataFolder, default_data_folder

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def data_folder(options: argparse.Namespace) -> DataFolder:
    """The folder a command works on."""
    chosen: Path | None = options.data_dir
    return default_data_folder() if chosen is None else DataFolder(chosen.resolve())
