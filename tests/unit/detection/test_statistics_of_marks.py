"""The arithmetic behind the model card."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from inspector_app.settings.shipped import models_folder


@pytest.fixture(scope="module")
def statistics() -> ModuleType:
    path = models_folder() / "evaluation" / "statistics_of_marks.py"
    spec = importlib.util.spec_from_file_location("statistics_of_marks", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


FALSE = [[0.9, 0.2], [0.5], [], [0.4, 0.3]]


@pytest.mark.parametrize(("per_scan", "marks"), [(0.0, 0), (0.25, 1), (0.5, 2), (1.0, 4)])
def test_the_threshold_allows_just_that_many_marks(
    statistics: ModuleType, per_scan: float, marks: int
) -> None:
    limit = statistics.threshold_for(FALSE, per_scan)
    assert sum(score >= limit for scores in FALSE for score in scores) == marks
    assert statistics.marks_per_scan(FALSE, limit) == marks / len(FALSE)


def test_more_is_found_where_more_false_marks_are_allowed(statistics: ModuleType) -> None:
    objects = [
        statistics.ObjectResult(i, "pistol", "steel", 1.0, 0.2, score)
        for i, score in enumerate([0.95, 0.45, 0.45, 0.1])
    ]
    strict = statistics.detection_with_interval(objects, FALSE, 0.0)
    loose = statistics.detection_with_interval(objects, FALSE, 0.5)
    assert strict["detected"] == 0.25
    assert loose["detected"] == 0.75
    for rate in (strict, loose):
        assert rate["low"] <= rate["detected"] <= rate["high"]


def test_no_objects_give_no_rate(statistics: ModuleType) -> None:
    assert statistics.rate_at([], 0.5) == {"objects": 0}


def test_one_result_per_object_is_counted(statistics: ModuleType) -> None:
    objects = [
        statistics.ObjectResult(0, "rifle", "steel", 1.0, 0.2, 0.6),
        statistics.ObjectResult(0, "rifle", "steel", 1.0, 0.2, 0.2),
    ]
    assert statistics.rate_at(objects, 0.5)["detected"] == 0.5
