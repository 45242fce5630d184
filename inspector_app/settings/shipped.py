"""Where the files lie that travel with the program: models and resources."""

from __future__ import annotations

import sys
from pathlib import Path


def _root() -> Path:
    """The folder that holds `models` and `resources`.

    Three cases: the frozen program unpacks them beside itself, a wheel carries them inside the
    package, and a checkout has them at its top level.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen)
    package = Path(__file__).resolve().parents[1]
    shipped = package / "_shipped"
    return shipped if shipped.is_dir() else package.parent


def resources_folder() -> Path:
    """Folder of code tables, translations, demo scans and physics tables."""
    return _root() / "resources"


def models_folder() -> Path:
    """Folder of ONNX models, their manifest and cards."""
    return _root() / "models"


def shared_data_folder() -> Path | None:
    """Real scans for demonstration and tests, where a developer has them beside the checkout."""
    folder = Path(__file__).resolve().parents[2].parent / "shared" / "data"
    return folder if folder.is_dir() else None
