"""What an annotation must have, kind by kind."""

from __future__ import annotations

import math

import pytest

from inspector_app.domain.annotation import POINT_LIMIT, TEXT_LIMIT, AnnotationKind
from inspector_app.domain.errors import FindingRefused
from tests.helpers.builders import an_annotation

CORNERS = tuple((float(i), float(i * i)) for i in range(POINT_LIMIT + 1))


def refusal(**fields):
    with pytest.raises(FindingRefused) as caught:
        an_annotation(**fields)
    return caught.value.reason


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        (AnnotationKind.ARROW, 2),
        (AnnotationKind.RULER, 2),
        (AnnotationKind.TEXT, 1),
        (AnnotationKind.RECTANGLE, 2),
        (AnnotationKind.ELLIPSE, 2),
        (AnnotationKind.POLYGON, 3),
        (AnnotationKind.POLYGON, POINT_LIMIT),
    ],
)
def test_the_kind_says_how_many_points(kind, count):
    assert an_annotation(kind=kind, points=CORNERS[:count]).kind is kind
    below = CORNERS[: count - 1] if count != POINT_LIMIT else CORNERS[:2]
    above = CORNERS[: count + 1] if count != 3 else CORNERS
    assert refusal(kind=kind, points=below) == "points"
    assert refusal(kind=kind, points=above) == "points"


@pytest.mark.parametrize("nowhere", [math.nan, math.inf, -math.inf])
def test_points_lie_somewhere(nowhere):
    assert refusal(points=((0.0, 1.0), (nowhere, 2.0))) == "points"


def test_words():
    one = {"kind": AnnotationKind.TEXT, "points": ((1.0, 2.0),)}
    assert refusal(**one, text="  ") == "no-text"
    assert refusal(text="x" * (TEXT_LIMIT + 1)) == "text-too-long"
    assert an_annotation(text="").text == ""
    assert len(an_annotation(**one, text="x" * TEXT_LIMIT).text) == TEXT_LIMIT


def test_a_later_version_names_what_it_replaces():
    assert refusal(version=2) == "version"
    assert refusal(replaces="rev-0") == "version"
    assert an_annotation(version=2, replaces="rev-1").version == 2
