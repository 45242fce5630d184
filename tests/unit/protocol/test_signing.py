"""Signatures hold for one purpose, one content and one key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector_app.domain.operation import Receipt, ReceiptStatus
from inspector_app.protocol.operations import make_operation
from inspector_app.protocol.signing import (
    Signer,
    from_text,
    is_signed,
    is_signed_by,
    new_private_key,
    operation_message,
    receipt_message,
    to_text,
)
from tests.helpers.builders import a_finding

SIGNER = Signer(new_private_key())
OPERATION = make_operation(
    a_finding(), op_id="op-1", device_id="device-1", n=1, previous_sha256="", signer=SIGNER
)
RECEIPT = Receipt("op-1", ReceiptStatus.CONFLICT, 7, "version-conflict", theirs="{}")


def test_a_signature_is_of_one_key_and_one_hash() -> None:
    assert is_signed_by(OPERATION, public_key=SIGNER.public_key)
    assert not is_signed_by(OPERATION, public_key=Signer(new_private_key()).public_key)
    other = replace(OPERATION, sha256="0" * 64)
    assert not is_signed_by(other, public_key=SIGNER.public_key)


@pytest.mark.parametrize("signature", ["", "=", "а", "AAAA", "A" * 86])
@pytest.mark.parametrize("public_key", ["", "not a key", None])
def test_what_is_no_signature_or_no_key_proves_nothing(
    signature: str, public_key: str | None
) -> None:
    key = SIGNER.public_key if public_key is None else public_key
    assert not is_signed(b"message", signature, public_key=key)


@pytest.mark.parametrize(
    "change",
    [
        {"op_id": "op-2"},
        {"status": ReceiptStatus.APPLIED},
        {"sequence": 8},
        {"reason": ""},
        {"theirs": ""},
    ],
)
def test_a_receipt_is_signed_with_all_that_it_says(change: dict[str, object]) -> None:
    def message(receipt: Receipt, sha256: str = "ab", epoch: str = "one") -> bytes:
        return receipt_message(receipt, sha256=sha256, epoch=epoch)

    signature = SIGNER.sign(message(RECEIPT))
    assert is_signed(message(RECEIPT), signature, public_key=SIGNER.public_key)
    for other in (
        message(replace(RECEIPT, **change)),
        message(RECEIPT, sha256="ac"),
        message(RECEIPT, epoch="two"),
    ):
        assert not is_signed(other, signature, public_key=SIGNER.public_key)


def test_a_signature_for_one_purpose_is_none_for_another() -> None:
    signature = SIGNER.sign(b"inspector-receipt-1\n" + OPERATION.sha256.encode())
    message = operation_message(OPERATION.sha256)
    assert not is_signed(message, signature, public_key=SIGNER.public_key)


def test_bytes_travel_as_text() -> None:
    for length in range(5):
        raw = bytes(range(250, 250 + length))
        assert from_text(to_text(raw)) == raw
    with pytest.raises(ValueError, match="base64url"):
        from_text("no good!")
