"""What a person drew or wrote on a scan beside the findings: arrows, rulers, words. Append-only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inspector_app.domain.errors import FindingRefused
from inspector_app.domain.region import Point

TEXT_LIMIT = 500
POINT_LIMIT = 500


class AnnotationKind(StrEnum):
    """What an annotation looks like, with the number of its points.

    ARROW: tail and head. RULER: both ends. TEXT: the place of the words. RECTANGLE and ELLIPSE:
    opposite corners. POLYGON: three corners or more.
    """

    ARROW = "arrow"
    RULER = "ruler"
    TEXT = "text"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    POLYGON = "polygon"


_POINTS = {
    AnnotationKind.ARROW: 2,
    AnnotationKind.RULER: 2,
    AnnotationKind.TEXT: 1,
    AnnotationKind.RECTANGLE: 2,
    AnnotationKind.ELLIPSE: 2,
}


@dataclass(frozen=True, slots=True)
class Annotation:
    """One version of an annotation.

    Attributes:
        annotation_id: the same for all versions.
        version: 1 for the first; an amendment is one higher.
        replaces: revision id of the version this one amends, None for the first.
        revision_id: unique for this version.
        points: in scan pixels of `view`; their number depends on `kind`.
        text: words at it; required for TEXT.
        withdrawn: the author takes it back; the earlier versions stay.
        recorded_at: the station's clock, aware, UTC.

    Raises FindingRefused (reasons ``version``, ``points``, ``text-too-long``, ``no-text``).
    """

    annotation_id: str
    revision_id: str
    version: int
    case_id: str
    scan_id: str
    view: str
    kind: AnnotationKind
    points: tuple[Point, ...]
    author: str
    recorded_at: datetime
    text: str = ""
    replaces: str | None = None
    withdrawn: bool = False

    def __post_init__(self) -> None:
        if (self.version == 1) != (self.replaces is None):
            raise FindingRefused(
                "version",
                "the first version replaces nothing; every later one names what it replaces",
            )
        wanted = _POINTS.get(self.kind)
        enough = len(self.points) == wanted if wanted else 3 <= len(self.points) <= POINT_LIMIT
        if not enough:
            raise FindingRefused("points", f"{self.kind} cannot have {len(self.points)} points")
        if not all(math.isfinite(place) for point in self.points for place in point):
            raise FindingRefused("points", "a point lies nowhere")
        if len(self.text) > TEXT_LIMIT:
            raise FindingRefused("text-too-long", f"a text has at most {TEXT_LIMIT} characters")
        if self.kind is AnnotationKind.TEXT and not self.text.strip():
            raise FindingRefused("no-text", "write the words of the annotation")
