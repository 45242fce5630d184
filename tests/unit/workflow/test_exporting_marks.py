"""The marks as JSON, and files that are written whole or not at all."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.errors import ExportFailed
from inspector_app.domain.region import Box, Mark, MarkShape
from inspector_app.domain.scan import DoorSide, Geometry
from inspector_app.storage.durable_files import write_new_durably
from inspector_app.workflow.export_marks import FORMAT, MarksOfView, marks_as_json
from inspector_app.workflow.write_export import write_export
from tests.helpers.builders import a_finding, a_highlight, a_scan, an_annotation

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
GEOMETRY = Geometry(5.0, 4.0, DoorSide.RIGHT, Box(100, 50, 600, 250))


def written(**changes) -> dict:
    scan = a_scan()
    view = replace(scan.views[0], geometry=GEOMETRY)
    marks = MarksOfView(
        case_id="C-1",
        scan=scan,
        view=view,
        findings=(),
        annotations=(),
        highlights=(),
        model="m 1.0",
        person="b.bold",
        post="ZU",
    )
    return json.loads(marks_as_json(replace(marks, **changes), at=AT))


def test_the_file_says_what_it_is_about() -> None:
    scan = a_scan()
    document = written()
    assert document["format"] == FORMAT
    assert document["written_at"] == "2026-03-02T09:30:00Z"
    assert document["scan"]["id"] == scan.scan_id
    assert document["scan"]["simulated"] == scan.simulated
    hashes = [image.sha256 for image in scan.views[0].images]
    assert [file["sha256"] for file in document["view"]["files"]] == hashes
    assert document["view"]["mm_per_px_x"] == 5.0
    assert document["view"]["container"] == [[100, 50], [700, 300]]
    assert document["units"]["points"] == "px"


def test_findings_of_this_view_alone_are_written_with_their_place() -> None:
    scan = a_scan()
    name = scan.views[0].name
    ellipse = Mark(name, ((200.0, 100.0), (240.0, 120.0)), MarkShape.ELLIPSE)
    here = a_finding(scan_id=scan.scan_id, mark=ellipse, remark="Хайрцаг")
    document = written(
        findings=(
            here,
            a_finding(scan_id=scan.scan_id, mark=replace(ellipse, view="elsewhere")),
            a_finding(scan_id="another", mark=ellipse),
            a_finding(scan_id=scan.scan_id, mark=None),
        )
    )
    (one,) = document["findings"]
    assert one["shape"] == "ellipse"
    assert one["points"] == [[200, 100], [240, 120]]
    assert one["remark"] == "Хайрцаг"
    assert one["from_doors_m"] == pytest.approx((700 - 220) * 5 / 1000)
    assert one["above_floor_m"] == pytest.approx((300 - 110) * 4 / 1000)
    assert one["area_mm2"] == pytest.approx(3.14159265 / 4 * 40 * 20 * 20)


def test_annotations_have_their_shape_and_rulers_their_length() -> None:
    scan = a_scan()
    place = {"scan_id": scan.scan_id, "view": scan.views[0].name}
    ruler = an_annotation(
        kind=AnnotationKind.RULER, points=((0.0, 0.0), (30.0, 50.0)), text="", **place
    )
    words = an_annotation(kind=AnnotationKind.TEXT, points=((5.0, 6.0),), text="seal", **place)
    outline = an_annotation(
        kind=AnnotationKind.POLYGON, points=((0.0, 0.0), (9.0, 0.0), (0.0, 9.0)), text="", **place
    )
    first, second, third = written(annotations=(ruler, words, outline))["annotations"]
    assert first["length_mm"] == 250
    assert (second["shape"], second["text"]) == ("text", "seal")
    assert (third["shape"], third["area_mm2"]) == ("polygon", 40.5 * 20)


def test_without_scale_nothing_is_in_millimetres() -> None:
    scan = a_scan()
    view = replace(scan.views[0], geometry=Geometry())
    ruler = an_annotation(
        kind=AnnotationKind.RULER,
        points=((0.0, 0.0), (30.0, 50.0)),
        scan_id=scan.scan_id,
        view=view.name,
        text="",
    )
    document = written(view=view, annotations=(ruler,))
    assert document["annotations"][0]["length_mm"] is None
    assert document["view"]["mm_per_px_x"] is None


def test_highlights_name_the_model_that_made_them() -> None:
    scan = a_scan()
    highlight = a_highlight(view=scan.views[0].name)
    (one,) = written(highlights=(highlight, a_highlight(view="elsewhere")))["highlights"]
    assert (one["model"], one["score"]) == (highlight.model, highlight.score)
    assert one["shape"] == "rectangle"


def test_the_same_marks_give_the_same_bytes() -> None:
    scan = a_scan()
    marks = MarksOfView("C-1", scan, scan.views[0], (), (), (), "", "b.bold", "ZU")
    assert marks_as_json(marks, at=AT) == marks_as_json(marks, at=AT)


def test_a_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "marks.json"
    path.write_bytes(b"old")
    assert write_export(write_new_durably, path, b"new", token="t") == path
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EACCES, "no-rights"),
        (errno.EROFS, "no-rights"),
        (errno.EIO, "io-error"),
    ],
)
def test_what_the_disk_refuses_has_a_reason_and_leaves_the_old_file(
    tmp_path: Path, number: int, reason: str
) -> None:
    path = tmp_path / "marks.json"
    path.write_bytes(b"old")

    def refuses(beside: Path, chunks) -> None:
        beside.write_bytes(b"ha")
        raise OSError(number, "refused")

    with pytest.raises(ExportFailed) as failure:
        write_export(refuses, path, b"new", token="t")
    assert failure.value.reason == reason
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_gone_has_a_reason(tmp_path: Path) -> None:
    with pytest.raises(ExportFailed) as failure:
        write_export(write_new_durably, tmp_path / "gone" / "a.json", b"new", token="t")
    assert failure.value.reason == "no-folder"
