"""Whether a receipt is the centre's word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspector_app.domain.operation import Operation, Receipt, ReceiptStatus
from inspector_app.protocol.signing import is_signed, receipt_message

LOG_TROUBLE = frozenset({"forged", "unsigned", "broken-chain", "number-reused", "number-taken"})
"""Answers that are not about the operation but about the log that it stands in. They are not
final: in a new log, with a new key, the same operation may be fine."""


@dataclass(frozen=True, slots=True)
class SortedReceipts:
    """`believed` may be acted on; `unproved` are not signed by the centre that this station knows,
    and leave their operations without an answer."""

    believed: tuple[Receipt, ...]
    unproved: tuple[Receipt, ...]


def sort_receipts(
    receipts: Iterable[Receipt],
    operations: Mapping[str, Operation],
    *,
    epoch: str,
    centre_key: str,
) -> SortedReceipts:
    """Tell proved receipts from others; those for none of `operations` (by operation id) are left
    out.

    While no `centre_key` was pinned all are believed: the centre is one of protocol 1. ``later``
    needs no proof where it changes nothing.
    """
    believed, unproved = [], []
    for receipt in receipts:
        operation = operations.get(receipt.op_id)
        if operation is None:
            continue
        if (
            not centre_key
            or (receipt.status is ReceiptStatus.LATER and receipt.reason not in LOG_TROUBLE)
            or is_signed(
                receipt_message(receipt, sha256=operation.sha256, epoch=epoch),
                receipt.signature,
                public_key=centre_key,
            )
        ):
            believed.append(receipt)
        else:
            unproved.append(receipt)
    return SortedReceipts(tuple(believed), tuple(unproved))
