"""Operations: one form on the wire, and a hash that notices any change."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from inspector_app.domain.case import Case
from inspector_app.domain.operation import Operation, OperationKind
from inspector_app.protocol.codec import decode, decode_record, encode
from inspector_app.protocol.operations import is_intact, make_operation
from tests.helpers.builders import AT, a_case, a_finding, a_verdict

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


@pytest.mark.parametrize("name", [field.name for field in fields(Operation)])
def test_a_change_of_any_field_is_noticed(name):
    assert is_intact(OPERATION)
    assert not is_intact(replace(OPERATION, **{name: CHANGES[name]}))


def test_the_same_value_always_gives_the_same_bytes():
    received = decode(encode(a_case()), Case)
    assert encode(decode(encode(received), Case)) == encode(received)
