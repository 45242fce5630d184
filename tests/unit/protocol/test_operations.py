"""Operations: one form on the wire, and a hash that notices any change."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.case import Case
from inspector_app.domain.operation import Operation, OperationKind
from inspector_app.domain.region import Mark, MarkShape
from inspector_app.protocol.codec import decode, decode_record, encode
from inspector_app.protocol.operations import hash_of, is_intact, make_operation
from tests.helpers.builders import AT, a_case, a_finding, a_verdict, an_annotation

RECORD = a_finding(remark="Ачааны ард")
OPERATION = make_operation(RECORD, op_id="op-1", device_id="device-1", n=7, previous_sha256="ab")
CHANGES = {
    "op_id": "op-2",
    "device_id": "device-2",
    "n": 8,
    "kind": OperationKind.VERDICT_GIVEN,
    "case_id": "case-9",
    "aggregate_id": "other",
    "base_version": 1,
    "body": "{}",
    "author": "someone else",
    "recorded_at": AT + timedelta(microseconds=1),
    "previous_sha256": "ac",
    "sha256": "0" * 64,
}


def test_an_operation_carries_its_record():
    assert decode_record(OPERATION.kind, OPERATION.body) == RECORD
    assert (OPERATION.aggregate_id, OPERATION.base_version) == (RECORD.finding_id, 0)
    verdict = a_verdict()
    operation = make_operation(verdict, op_id="o", device_id="d", n=1, previous_sha256="")
    assert decode_record(operation.kind, operation.body) == verdict


def test_an_operation_survives_the_wire():
    received = decode(encode(OPERATION), Operation)
    assert received == OPERATION
    assert is_intact(received)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_any_field_is_noticed(name):
    assert set(CHANGES) == {field.name for field in fields(Operation)} - {"signature"}
    assert is_intact(OPERATION)
    assert not is_intact(replace(OPERATION, **{name: CHANGES[name]}))


def test_the_same_value_always_gives_the_same_bytes():
    received = decode(encode(a_case()), Case)
    assert encode(decode(encode(received), Case)) == encode(received)


def an_operation(record, **fields):
    given = {"op_id": "o", "device_id": "d", "n": 1, "previous_sha256": "", **fields}
    return make_operation(record, **given)


# Written down by the program before marks had a shape.
BEFORE_SHAPES = (
    (
        a_finding(finding_id="f-1", revision_id="r-1"),
        '{"author":"b.bold","case_id":"case-0412","finding_id":"f-1","goods_item":1,'
        '"highlight_id":null,"kind":"density-differs",'
        '"mark":{"points":[[640.0,300.5],[850.0,396.5]],"view":"side"},"reason_id":null,'
        '"recorded_at":"2026-11-21T08:15:30Z","remark":"Ачааны ард өөр нягтралтай зүйл",'
        '"replaces":null,"revision_id":"r-1","scan_id":"scan-0412","version":1,'
        '"withdrawn":false}',
        "d235cd44a7ed2d3217046b89976cb1b36481860d2876d18d33afdb80a4d63aa4",
    ),
    (
        a_finding(
            finding_id="f-1",
            revision_id="r-2",
            version=2,
            replaces="r-1",
            mark=Mark("side", ((1.0, 2.5), (30.25, 4.0), (9.0, 1e-7), (100000.0, 3.0))),
            withdrawn=True,
            reason_id="reason-1",
            recorded_at=AT + timedelta(microseconds=120_000),
        ),
        '{"author":"b.bold","case_id":"case-0412","finding_id":"f-1","goods_item":1,'
        '"highlight_id":null,"kind":"density-differs",'
        '"mark":{"points":[[1.0,2.5],[30.25,4.0],[9.0,1e-7],[100000.0,3.0]],"view":"side"},'
        '"reason_id":"reason-1","recorded_at":"2026-11-21T08:15:30.120000Z",'
        '"remark":"Ачааны ард өөр нягтралтай зүйл","replaces":"r-1","revision_id":"r-2",'
        '"scan_id":"scan-0412","version":2,"withdrawn":true}',
        "e8bc87dd2996178f9c5a20cb2a821d9f3cfe8b14c271fe2987b8246ab58ff8db",
    ),
    (
        a_finding(finding_id="f-2", revision_id="r-3", mark=None, goods_item=None),
        '{"author":"b.bold","case_id":"case-0412","finding_id":"f-2","goods_item":null,'
        '"highlight_id":null,"kind":"density-differs","mark":null,"reason_id":null,'
        '"recorded_at":"2026-11-21T08:15:30Z","remark":"Ачааны ард өөр нягтралтай зүйл",'
        '"replaces":null,"revision_id":"r-3","scan_id":"scan-0412","version":1,'
        '"withdrawn":false}',
        "64bb8deb4eeba51b042bd8d7dcfaa646a177fb0a94f6dfdeffd4fcb35d75d13e",
    ),
)


def test_what_was_recorded_before_marks_had_a_shape_is_written_the_same_and_verifies():
    previous = ""
    for n, (finding, body, sha256) in enumerate(BEFORE_SHAPES, 1):
        operation = an_operation(
            finding, op_id=f"op-{n}", device_id="device-1", n=n, previous_sha256=previous
        )
        assert operation.body == body
        assert operation.sha256 == sha256
        assert decode_record(OperationKind.FINDING_RECORDED, body) == finding
        assert is_intact(decode(encode(operation), Operation))
        previous = operation.sha256


def test_an_ellipse_keeps_its_shape():
    mark = Mark("side", ((1.0, 2.0), (30.0, 40.0)), MarkShape.ELLIPSE)
    finding = a_finding(mark=mark)
    operation = an_operation(finding)
    written = json.loads(operation.body)["mark"]
    assert written == {"points": [[1.0, 2.0], [30.0, 40.0]], "shape": "ellipse", "view": "side"}
    assert decode_record(operation.kind, operation.body) == finding
    assert decode(encode(mark), Mark) == mark


def test_a_mark_by_itself_is_written_as_in_a_finding():
    mark = Mark("side", ((1.0, 2.0), (30.0, 40.0)))
    assert encode(mark) == b'{"points":[[1.0,2.0],[30.0,40.0]],"view":"side"}'
    assert decode(encode(mark), Mark) == mark


@pytest.mark.parametrize(
    "mark",
    [
        {"view": "side", "points": [[1, 2], [3, 4]], "shape": "star"},
        {"view": "side", "points": [[1, 2], [3, 4]], "shape": None},
        {"view": "side", "points": [[1, 2], [3, 4], [5, 6]], "shape": "ellipse"},
    ],
)
def test_a_shape_that_is_none_is_refused(mark):
    body = encode({**json.loads(encode(RECORD)), "mark": mark}).decode()
    with pytest.raises(ValueError, match=r"mark|ellipse"):
        decode_record(OperationKind.FINDING_RECORDED, body)


@pytest.mark.parametrize("kind", list(AnnotationKind))
def test_an_operation_carries_an_annotation(kind):
    count = {AnnotationKind.TEXT: 1, AnnotationKind.POLYGON: 5}.get(kind, 2)
    annotation = an_annotation(kind=kind, points=tuple((i + 0.25, i * 3.0) for i in range(count)))
    operation = an_operation(annotation)
    assert operation.kind is OperationKind.ANNOTATION_RECORDED
    assert (operation.aggregate_id, operation.base_version) == (annotation.annotation_id, 0)
    assert decode_record(operation.kind, operation.body) == annotation


def test_a_kind_of_a_newer_program_is_read_and_verified_but_not_understood():
    newer = replace(OPERATION, kind=OperationKind("seal-checked"))
    newer = replace(newer, sha256=hash_of(newer))
    received = decode(encode(newer), Operation)
    assert received == newer
    assert is_intact(received)
    assert not is_intact(replace(received, kind=OperationKind("seal-broken")))
    assert (received.kind.value, received.kind.is_known) == ("seal-checked", False)
    assert encode(received) == encode(newer)
    with pytest.raises(ValueError, match="seal-checked"):
        decode_record(received.kind, received.body)


def test_every_kind_this_program_writes_is_known():
    assert [kind.is_known for kind in OperationKind] == [True] * 5


@pytest.mark.parametrize("kind", ["", "Seal", "seal checked", "x" * 41, "1st", "a\0b", None, 5])
def test_what_cannot_be_a_kind(kind):
    raw = encode({**json.loads(encode(OPERATION)), "kind": kind})
    with pytest.raises(ValueError, match="kind"):
        decode(raw, Operation)
