"""Sending operations: how many at a time, what the answers mean, and what to do about one that the
centre cannot take, which must never hold up the others for ever."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from inspector_app.domain.operation import Operation, OperationKind, Receipt, ReceiptStatus
from inspector_app.protocol.messages import BATCH_LIMIT, BODY_LIMIT_BYTES, ReceiptBatch
from inspector_app.protocol.receipts import LOG_TROUBLE, sort_receipts
from inspector_app.sync.steps import PushOperations
from inspector_app.sync.waits import jittered_s
from inspector_app.workflow.log_ports import DeviceLog
from inspector_app.workflow.ports import (
    Outbox,
)

BATCH_TROUBLE = frozenset({"malformed", "too-large", "batch-too-long", "centre-failed"})
"""The centre answers, but not to these operations: fewer at a time may do, and the feed goes on."""

POISON_TRIES = 6
POISON_AFTER_S = 900.0
"""An operation that failed so often, over so long, while the centre answered everything else, is
given up: its number is used up without it, so that the later ones can go. It stays here, rejected,
for a person to look at and to export."""

_BATCH_BYTES = 256 * 1024
# What an operation takes on the wire beside its body.
_ENVELOPE_BYTES = 1024

# Those that even the first centres could read. To them a batch with any other was no batch at all.
_FIRST_KINDS = frozenset({OperationKind.FINDING_RECORDED, OperationKind.VERDICT_GIVEN})

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Suspicion:
    """`cleared` says whether the centre has answered something else since the last failure."""

    op_id: str
    since_s: float
    tries: int = 0
    cleared: bool = True


class Pushing:
    """Makes the batches and takes in the receipts."""

    def __init__(
        self,
        outbox: Outbox,
        log: DeviceLog,
        *,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        rng: random.Random,
    ) -> None:
        self._outbox = outbox
        self._log = log
        self._now = now
        self._monotonic = monotonic
        self._rng = rng
        self._limit = BATCH_LIMIT
        # Why the last push did not help; while it rests, feed and scans go on.
        self.trouble = ""
        self._due_s = monotonic()
        self._failures = 0
        self._stand_ins: dict[str, str] = {}
        self._suspicion: _Suspicion | None = None

    def next_push(self, spoken: int) -> PushOperations | None:
        """The next batch, None when there is nothing to send just now. It is noted as sent."""
        if self._monotonic() < self._due_s:
            return None
        batch = self._batch()
        if not batch:
            # A carrier disk, say, has brought the answers meanwhile.
            self.trouble = ""
            return None
        self._outbox.note_sent([one.op_id for one in batch], at=self._now())
        head = self._log.head()
        return PushOperations(batch, spoken, head.n, head.sha256)

    def take(self, step: PushOperations, answer: ReceiptBatch, *, epoch: str) -> str:
        """Take in receipts. Returns why there was no progress: a reason of `LOG_TROUBLE`,
        ``centre-unproved`` or ``no-progress``; empty when there was."""
        asked = {one.op_id: one for one in step.operations}
        epoch = answer.epoch or epoch
        key = self._log.identity().centre_signing_key
        receipts = sort_receipts(answer.receipts, asked, epoch=epoch, centre_key=key)
        about_log = [one for one in receipts.believed if _is_about_log(one, step)]
        final = [one for one in receipts.believed if one not in about_log]
        reasons = {
            one.op_id: self._stand_ins[one.op_id] for one in final if one.op_id in self._stand_ins
        }
        if final:
            self._outbox.note_receipts(final, at=self._now(), epoch=epoch, reasons=reasons)
        if receipts.unproved:
            _log.error("%d receipts are not signed by the centre", len(receipts.unproved))
            trouble = "centre-unproved"
        elif about_log:
            trouble = about_log[0].reason
        elif all(one.status is ReceiptStatus.LATER for one in final):
            trouble = "no-progress"
        else:
            self._note_progress()
            return ""
        self.rest(trouble)
        return trouble

    def _note_progress(self) -> None:
        self.trouble = ""
        self._failures = 0
        self._suspicion = None
        self._limit = min(BATCH_LIMIT, self._limit * 2)

    def note_other_answer(self) -> None:
        """The centre has answered something that was no push."""
        if self._suspicion is not None:
            self._suspicion.cleared = True

    def note_trouble(self, step: PushOperations, reason: str) -> None:
        """The batch was not taken, for a reason of `BATCH_TROUBLE`."""
        if len(step.operations) > 1:
            self._limit = len(step.operations) // 2
            return
        operation = step.operations[0]
        if (
            reason == "malformed"
            and operation.kind not in _FIRST_KINDS
            and operation.op_id not in self._stand_ins
        ):
            self._stand_ins[operation.op_id] = "unknown-kind"
            return
        self._suspect(operation, reason)
        self.rest(reason)

    def wake(self) -> None:
        """Do not rest any longer."""
        self._due_s = self._monotonic()

    def rest(self, reason: str) -> None:
        """Send nothing for a while; `reason` is shown."""
        self.trouble = reason
        self._due_s = self._monotonic() + jittered_s(self._rng, self._failures)
        self._failures += 1

    def _suspect(self, operation: Operation, reason: str) -> None:
        now_s, suspicion = self._monotonic(), self._suspicion
        if suspicion is None or suspicion.op_id != operation.op_id:
            suspicion = self._suspicion = _Suspicion(operation.op_id, now_s)
        if not suspicion.cleared:
            # Nothing else got through either: it is the centre that is ill.
            return
        suspicion.cleared = False
        suspicion.tries += 1
        if suspicion.tries >= POISON_TRIES and now_s - suspicion.since_s >= POISON_AFTER_S:
            _log.error("operation %d (%s) is given up: %s", operation.n, operation.op_id, reason)
            self._stand_ins[operation.op_id] = "given-up"

    def _batch(self) -> tuple[Operation, ...]:
        batch: list[Operation] = []
        room = _BATCH_BYTES
        for operation in self._outbox.unanswered(self._limit):
            if operation.op_id in self._stand_ins:
                batch.append(_stand_in(operation))
                continue
            body_bytes = len(operation.body.encode())
            if body_bytes > BODY_LIMIT_BYTES:
                # Its number must be used up, or the centre would wait for it for ever.
                batch.append(replace(operation, body=""))
                continue
            room -= body_bytes + _ENVELOPE_BYTES
            if room < 0 and batch:
                break
            batch.append(operation)
        return tuple(batch)


def _is_about_log(receipt: Receipt, step: PushOperations) -> bool:
    return (
        step.protocol > 1
        and receipt.status in (ReceiptStatus.REJECTED, ReceiptStatus.LATER)
        and receipt.reason in LOG_TROUBLE
    )


def _stand_in(operation: Operation) -> Operation:
    """What the centre is sent for an operation it cannot take. It rejects it as too large, which
    uses up its number, so that what comes after it is not held up."""
    return replace(operation, kind=OperationKind.FINDING_RECORDED, body="")
