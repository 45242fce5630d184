"""ONNX models that point at places worth a look. They highlight; they never clear a scan.

Public: `load_model`, `LoadedModel`, `ModelRecord`, `find_highlights`, `HighlightingStopped`.
"""

from inspector_app.detection.highlights import find_highlights
from inspector_app.detection.model_file import LoadedModel, ModelRecord, Thresholds, load_model
from inspector_app.detection.score_map import HighlightingStopped

__all__ = [
    "HighlightingStopped",
    "LoadedModel",
    "ModelRecord",
    "Thresholds",
    "find_highlights",
    "load_model",
]
