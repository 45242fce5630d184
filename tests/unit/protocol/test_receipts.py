from __future__ import annotations

from dataclasses import replace

import pytest

from inspector_app.domain.operation import Receipt, ReceiptStatus
from inspector_app.protocol.receipts import sort_receipts
from inspector_app.protocol.signing import Signer, new_private_key, receipt_message
from tests.helpers.builders import a_finding
from tests.helpers.fake_store import FakeStation

CENTRE = Signer(new_private_key())
OPERATION = FakeStation().save(a_finding())
OPERATIONS = {OPERATION.op_id: OPERATION}


def signed(receipt: Receipt, *, by: Signer = CENTRE, epoch: str = "one") -> Receipt:
    message = receipt_message(receipt, sha256=OPERATION.sha256, epoch=epoch)
    return replace(receipt, signature=by.sign(message))


APPLIED = signed(Receipt(OPERATION.op_id, ReceiptStatus.APPLIED, 4))


def is_believed(receipt: Receipt, *, epoch: str = "one", key: str = CENTRE.public_key) -> bool:
    found = sort_receipts([receipt], OPERATIONS, epoch=epoch, centre_key=key)
    assert {receipt} == {*found.believed, *found.unproved}
    return bool(found.believed)


def test_the_centres_word_is_believed() -> None:
    assert is_believed(APPLIED)


@pytest.mark.parametrize(
    "receipt",
    [
        replace(APPLIED, signature=""),
        replace(APPLIED, sequence=5),
        replace(APPLIED, status=ReceiptStatus.DUPLICATE),
        replace(APPLIED, theirs="{}"),
        replace(APPLIED, reason="forged"),
        signed(APPLIED, by=Signer(new_private_key())),
        signed(APPLIED, epoch="two"),
    ],
)
def test_anything_else_is_not(receipt: Receipt) -> None:
    assert not is_believed(receipt)


def test_a_receipt_of_another_life_of_the_centre_is_not() -> None:
    assert not is_believed(APPLIED, epoch="two")


def test_later_needs_no_proof_unless_a_new_log_would_follow_from_it() -> None:
    assert is_believed(Receipt(OPERATION.op_id, ReceiptStatus.LATER, reason="gap"))
    taken = Receipt(OPERATION.op_id, ReceiptStatus.LATER, reason="number-taken")
    assert not is_believed(taken)
    assert is_believed(signed(taken))


def test_while_no_centre_is_pinned_there_is_nothing_to_prove() -> None:
    assert is_believed(replace(APPLIED, signature=""), key="")


def test_receipts_for_something_else_are_left_out() -> None:
    stray = replace(APPLIED, op_id="other")
    found = sort_receipts([stray], OPERATIONS, epoch="one", centre_key=CENTRE.public_key)
    assert found.believed == found.unproved == ()
