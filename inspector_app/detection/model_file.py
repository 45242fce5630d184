"""Which models are shipped, whether the files are the released ones, and how they are run."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import onnxruntime

from inspector_app.domain.errors import ModelRefused
from inspector_app.imaging.physics import TABLE_FILE, MaterialCurve, load_table, material_curve

MANIFEST_FILE = "manifest.json"
HIGHLIGHTS = "highlights"
TWO_ENERGIES = "two-energies"
ONE_ENERGY = "one-energy"
_MOST_THREADS = 4
_SILENT = 3


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Scores at which a place is marked, with the false marks they gave on benign simulated scans.

    Attributes:
        look, alert: least score of each tier.
        look_marks_per_scan, alert_marks_per_scan: measured mean on the test scans.
    """

    look: float
    alert: float
    look_marks_per_scan: float
    alert_marks_per_scan: float


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """One entry of the manifest."""

    name: str
    version: str
    file_name: str
    sha256: str
    stride: int
    licence: str
    trained_on: str
    thresholds: Mapping[str, Thresholds]

    @property
    def label(self) -> str:
        """Name and version, as a highlight carries them."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model whose file is the released one, ready to run.

    Attributes:
        steel: curve of iron, which the material channel is measured against.
    """

    record: ModelRecord
    session: onnxruntime.InferenceSession = field(repr=False)
    steel: MaterialCurve = field(repr=False)


def read_manifest(folder: Path) -> tuple[ModelRecord, ...]:
    """All models of a folder.

    Raises:
        ModelRefused: reason ``missing`` or ``manifest-broken``.
    """
    path = folder / MANIFEST_FILE
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_record(entry) for entry in raw["models"])
    except FileNotFoundError as error:
        raise ModelRefused("missing", f"{path} is not there") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelRefused("manifest-broken", f"{path} cannot be understood: {error}") from error


def _record(entry: dict[str, Any]) -> ModelRecord:
    file_name = str(entry["file"])
    if Path(file_name).name != file_name:
        raise ValueError(f"{file_name!r} is not a plain file name")
    thresholds = {
        mode: Thresholds(
            look=float(tiers["look"]["score"]),
            alert=float(tiers["alert"]["score"]),
            look_marks_per_scan=float(tiers["look"]["false_marks_per_scan"]),
            alert_marks_per_scan=float(tiers["alert"]["false_marks_per_scan"]),
        )
        for mode, tiers in entry["thresholds"].items()
    }
    if not {TWO_ENERGIES, ONE_ENERGY} <= thresholds.keys():
        raise ValueError("thresholds for one and for two energies are needed")
    return ModelRecord(
        name=str(entry["name"]),
        version=str(entry["version"]),
        file_name=file_name,
        sha256=str(entry["sha256"]).lower(),
        stride=int(entry["stride"]),
        licence=str(entry["licence"]),
        trained_on=str(entry["trained_on"]),
        thresholds=thresholds,
    )


def load_model(models: Path, resources: Path, name: str = HIGHLIGHTS) -> LoadedModel:
    """Check a shipped model against the manifest and open it.

    Args:
        models: folder of the manifest and the model files.
        resources: folder that holds the physics table.

    Raises:
        ModelRefused: reason ``missing`` (no such entry or file, or no physics table),
            ``manifest-broken``, ``hash-mismatch`` (the file is not the released one) or
            ``not-runnable``.
    """
    found = [record for record in read_manifest(models) if record.name == name]
    if not found:
        raise ModelRefused("missing", f"the manifest names no model {name!r}")
    record = found[0]
    try:
        content = (models / record.file_name).read_bytes()
    except OSError as error:
        raise ModelRefused("missing", f"{record.file_name} cannot be read: {error}") from error
    actual = hashlib.sha256(content).hexdigest()
    if actual != record.sha256:
        raise ModelRefused(
            "hash-mismatch", f"{record.file_name} has {actual}, released was {record.sha256}"
        )
    try:
        steel = material_curve(load_table(resources / TABLE_FILE), "iron")
    except (OSError, ValueError, KeyError) as error:
        raise ModelRefused("missing", f"the physics table cannot be read: {error}") from error
    return LoadedModel(record, open_session(content, record), steel)


def open_session(content: bytes, record: ModelRecord) -> onnxruntime.InferenceSession:
    """Open a model that has been checked already.

    Raises:
        ModelRefused: reason ``not-runnable``.
    """
    options = onnxruntime.SessionOptions()
    # One core stays free for the window; spinning threads would slow everything else down.
    options.intra_op_num_threads = max(1, min(_MOST_THREADS, (os.cpu_count() or 2) - 1))
    options.inter_op_num_threads = 1
    options.log_severity_level = _SILENT
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no base class of their own
        raise ModelRefused("not-runnable", f"{record.file_name}: {error}") from error
