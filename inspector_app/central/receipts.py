"""What a station gets for its operations, signed by the centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inspector_app.central.batches import Batch
from inspector_app.central.keys import signer_of
from inspector_app.central.rules import Answer
from inspector_app.central.sequence import CentreState
from inspector_app.domain.operation import Receipt
from inspector_app.protocol.messages import ReceiptBatch
from inspector_app.protocol.signing import receipt_message


def signed_receipts(batch: Batch, answers: Sequence[Answer], state: CentreState) -> ReceiptBatch:
    """Receipts in the order of the operations, signed unless the batch is of protocol 1."""
    receipts = [
        Receipt(operation.op_id, answer.status, answer.sequence, answer.reason, answer.theirs)
        for operation, answer in zip(batch.operations, answers, strict=True)
    ]
    if batch.protocol == 1:
        return ReceiptBatch(tuple(receipts))
    signer = signer_of(state.signing_key)
    return ReceiptBatch(
        tuple(
            replace(
                receipt,
                signature=signer.sign(
                    receipt_message(receipt, sha256=operation.sha256, epoch=state.epoch)
                ),
            )
            for operation, receipt in zip(batch.operations, receipts, strict=True)
        ),
        state.epoch,
    )
