"""The marks on one view as a JSON file for other programs, with everything needed to place them.

The file is one object, UTF-8, keys sorted. All points are ``[x, y]`` in pixels of the scan file as
stored: x grows along a row, y downwards, (0, 0) is the outer corner of the first pixel. To get
millimetres, multiply x by ``mm_per_px_x`` and y by ``mm_per_px_y``; both are null where the scale
is not known. ``files`` name the pixels by the SHA-256 of their file. Times are ISO 8601 in UTC.

``shape`` is ``rectangle`` or ``ellipse`` (two opposite corners), ``polygon`` (all corners),
``arrow`` (tail, head), ``ruler`` (both ends) or ``text`` (the place of the words). ``length_mm`` is
there for rulers, ``area_mm2`` for what has an area, where the scale is known.

A highlight is where the model points; its ``score`` is no probability of contraband, and none of
them is a decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from inspector_app.domain.annotation import Annotation, AnnotationKind
from inspector_app.domain.finding import Finding
from inspector_app.domain.highlight import Highlight
from inspector_app.domain.region import Mark, MarkShape, Point
from inspector_app.domain.scan import Geometry, Scan, View
from inspector_app.imaging.measure import area_mm2
from inspector_app.imaging.readout import distance_mm

FORMAT: Literal["inspector-marks-1"] = "inspector-marks-1"

_AREAS = {
    AnnotationKind.RECTANGLE: MarkShape.OUTLINE,
    AnnotationKind.ELLIPSE: MarkShape.ELLIPSE,
    AnnotationKind.POLYGON: MarkShape.OUTLINE,
}


@dataclass(frozen=True, slots=True)
class MarksOfView:
    """What is to be written.

    Attributes:
        findings, annotations: current ones of the case; those of other views are left out.
        highlights: those the person may see.
        model: name and version of the model, empty where there is none.
    """

    case_id: str
    scan: Scan
    view: View
    findings: Sequence[Finding]
    annotations: Sequence[Annotation]
    highlights: Sequence[Highlight]
    model: str
    person: str
    post: str


def marks_as_json(marks: MarksOfView, *, at: datetime) -> bytes:
    """The whole file.

    Args:
        at: when it is written; aware.
    """
    geometry = marks.view.geometry
    of_scan = [f for f in marks.findings if f.scan_id == marks.scan.scan_id]
    document = {
        "format": FORMAT,
        "written_at": at.astimezone(UTC),
        "person": marks.person,
        "post": marks.post,
        "case": marks.case_id,
        "scan": {
            "id": marks.scan.scan_id,
            "scanner": marks.scan.scanner,
            "taken_at": marks.scan.taken_at.astimezone(UTC),
            "simulated": marks.scan.simulated,
        },
        "view": {"name": marks.view.name, "files": _files(marks.view)} | _geometry(geometry),
        "units": {"points": "px", "length": "mm", "area": "mm2", "distance": "m"},
        "findings": [
            _finding(finding, finding.mark, geometry)
            for finding in of_scan
            if finding.mark is not None and finding.mark.view == marks.view.name
        ],
        "annotations": [
            _annotation(one, geometry)
            for one in marks.annotations
            if (one.scan_id, one.view) == (marks.scan.scan_id, marks.view.name)
        ],
        "highlights": [
            _highlight(one, geometry) for one in marks.highlights if one.view == marks.view.name
        ],
        "model": marks.model,
    }
    written = msgspec.json.encode(document, order="sorted")
    return msgspec.json.format(written, indent=2) + b"\n"


def _files(view: View) -> list[dict[str, Any]]:
    return [
        {
            "energy": image.energy.value,
            "sha256": image.sha256,
            "name": image.file_name,
            "bytes": image.size_bytes,
        }
        for image in view.images
    ]


def _geometry(geometry: Geometry) -> dict[str, Any]:
    box = geometry.container
    return {
        "mm_per_px_x": geometry.mm_per_px_x,
        "mm_per_px_y": geometry.mm_per_px_y,
        "doors": geometry.doors.value,
        "container": None if box is None else [[box.x, box.y], [box.right, box.bottom]],
    }


def _place(point: Point, geometry: Geometry) -> dict[str, Any]:
    return {
        "from_doors_m": geometry.metres_from_doors(point[0]),
        "above_floor_m": geometry.metres_above_floor(point[1]),
    }


def _outline(mark: Mark, geometry: Geometry) -> dict[str, Any]:
    shape = "polygon"
    if mark.is_ellipse:
        shape = "ellipse"
    elif mark.is_rectangle:
        shape = "rectangle"
    place = _place(mark.box.centre, geometry)
    return {"shape": shape, "points": mark.points, "area_mm2": area_mm2(mark, geometry)} | place


def _finding(finding: Finding, mark: Mark, geometry: Geometry) -> dict[str, Any]:
    return _outline(mark, geometry) | {
        "id": finding.finding_id,
        "version": finding.version,
        "kind": finding.kind,
        "remark": finding.remark,
        "reason": finding.reason_id,
        "goods_item": finding.goods_item,
        "highlight": finding.highlight_id,
        "author": finding.author,
        "recorded_at": finding.recorded_at.astimezone(UTC),
    }


def _annotation(one: Annotation, geometry: Geometry) -> dict[str, Any]:
    written = {
        "id": one.annotation_id,
        "version": one.version,
        "text": one.text,
        "author": one.author,
        "recorded_at": one.recorded_at.astimezone(UTC),
    }
    if one.kind in _AREAS:
        return _outline(Mark(one.view, one.points, _AREAS[one.kind]), geometry) | written
    # An arrow points with its head at what is meant.
    placed = _place(one.points[-1], geometry)
    if one.kind is AnnotationKind.RULER:
        placed["length_mm"] = distance_mm(one.points[0], one.points[1], geometry)
    return {"shape": one.kind.value, "points": one.points} | placed | written


def _highlight(one: Highlight, geometry: Geometry) -> dict[str, Any]:
    return _outline(Mark.of_box(one.view, one.box), geometry) | {
        "id": one.highlight_id,
        "score": one.score,
        "tier": one.tier.value,
        "reason": one.reason.value,
        "contrast": one.contrast,
        "model": one.model,
    }
