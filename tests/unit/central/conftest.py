from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.central.settings import CentreSettings


@pytest.fixture
def settings(tmp_path: Path) -> CentreSettings:
    return CentreSettings(tmp_path / "centre", port=0)
