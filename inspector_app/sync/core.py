"""Decides what to say to the centre next. No input or output in here: clocks, chance and the
station's storage come from outside, the answers are handed in.

Order: hello, all operations, the feed, then scans chunk by chunk; a new operation goes before the
next page or chunk. After a failure it waits a random time below a growing limit ("full jitter",
M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog 2015), so that 39 posts do not
come back in step after the centre was away.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from inspector_app.domain.errors import CentreRefused, InspectorError
from inspector_app.domain.operation import Operation, OperationKind, Receipt, ReceiptStatus
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.link import LinkState, LinkStatus
from inspector_app.protocol.messages import (
    BATCH_LIMIT,
    BODY_LIMIT_BYTES,
    Hello,
    PulledPage,
    ReceiptBatch,
)
from inspector_app.sync.downloads import Downloads
from inspector_app.sync.steps import (
    Answer,
    FetchScan,
    PullFeed,
    PushOperations,
    Request,
    SayHello,
    Step,
    WaitUntil,
)
from inspector_app.workflow.ports import Cases, Feed, Outbox, ScanStore

POLL_S = 15.0
LONGEST_WAIT_S = 300.0

_FIRST_WAIT_S = 2.0
_SHORTEST_WAIT_S = 0.5
_HELLO_EVERY_S = 300.0
_PAGE = 50
_BATCH_BYTES = 256 * 1024
# What an operation takes on the wire beside its body.
_ENVELOPE_BYTES = 1024

# The centre answers, but not to these operations: fewer at a time may do, and the feed goes on.
_BATCH_TROUBLE = frozenset({"malformed", "too-large", "batch-too-long", "centre-failed"})

# Those that even the first centres could read. To them a batch with any other was no batch at all.
_FIRST_KINDS = frozenset({OperationKind.FINDING_RECORDED, OperationKind.VERDICT_GIVEN})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StationSide:
    """The parts of the station's storage that the conversation needs."""

    outbox: Outbox
    feed: Feed
    cases: Cases
    scans: ScanStore


class SyncCore:
    """Ask `next_step`, do it, tell `answered` or `failed`; and again. For one thread."""

    def __init__(
        self,
        station: StationSide,
        *,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        rng: random.Random,
        poll_s: float = POLL_S,
    ) -> None:
        self._station = station
        self._now = now
        self._monotonic = monotonic
        self._rng = rng
        self._poll_s = poll_s
        self._downloads = Downloads(station.cases, station.scans, monotonic)
        self._status = LinkStatus(LinkState.OFFLINE, now())
        self._wait_until_s: float | None = None
        self._hello_due_s = self._pull_due_s = monotonic()
        self._failures = 0
        self._batch_limit = BATCH_LIMIT
        # Why the last push did not help; while it rests, feed and scans go on.
        self._push_trouble = ""
        self._push_due_s = self._hello_due_s
        self._push_failures = 0
        self._not_understood: set[str] = set()
        self._cursor: str | None = None
        self._kept_cursor: str | None = None

    @property
    def status(self) -> LinkStatus:
        """How it goes."""
        return replace(
            self._status,
            reason=self._status.reason or self._push_trouble or self._reason_of_things(),
            scans_missing=self._downloads.missing,
        )

    def next_step(self) -> Step:
        """What to do now. Raises what the storage raises; call `stumbled` then."""
        now_s = self._monotonic()
        if self._wait_until_s is not None:
            if now_s < self._wait_until_s:
                return WaitUntil(self._wait_until_s)
            self._begin_round()
        if now_s >= self._hello_due_s:
            return SayHello()
        batch = self._batch() if now_s >= self._push_due_s else ()
        if batch:
            self._station.outbox.note_sent([one.op_id for one in batch], at=self._now())
            return PushOperations(batch)
        if now_s >= self._pull_due_s:
            return PullFeed(self._feed_cursor(), _PAGE)
        fetch = self._downloads.next_fetch()
        if fetch is not None:
            return fetch
        return self._rest()

    def answered(self, step: Request, answer: Answer) -> None:
        """The centre's answer to `step`. Raises what the storage raises, and TypeError for an
        answer of the wrong kind; call `stumbled` then."""
        self._status = replace(self._status, last_contact=self._now())
        match step, answer:
            case SayHello(), Hello():
                self._take_hello(answer)
            case PushOperations(), ReceiptBatch():
                self._take_receipts(step, answer)
            case PullFeed(), PulledPage():
                self._take_page(step, answer)
            case FetchScan(), bytes() if answer:
                self._downloads.take(step, answer)
                self._failures = 0
            case _:
                raise TypeError(f"{type(answer).__name__} is no answer to {type(step).__name__}")
        if self._wait_until_s is None:
            self._become(LinkState.TALKING)

    def failed(self, step: Request, error: InspectorError) -> None:
        """`step` could not be done; whether the centre got it is not known."""
        _log.info("%s: %s (%s)", type(step).__name__, error.reason, error.detail)
        refused = isinstance(error, CentreRefused)
        if isinstance(step, PushOperations) and error.reason in _BATCH_TROUBLE:
            self._split_batch(step, error.reason)
        elif isinstance(step, FetchScan) and refused and error.reason == "no-such-scan":
            self._downloads.note_absent(step.image)
        elif isinstance(step, FetchScan) and refused and error.reason == "bad-range":
            self._downloads.note_other_length(step.image)
        elif refused:
            self._refuse(error.reason)
        else:
            self._back_off(error.reason)

    def stumbled(self, error: Exception) -> None:
        """Something went wrong at the station itself: full disk, a bug."""
        self._back_off(error.reason if isinstance(error, InspectorError) else "failed-here")

    def wake(self) -> None:
        """Something was saved, or a person wants it now: do not wait any longer."""
        self._push_due_s = self._monotonic()
        self._pull_due_s = min(self._pull_due_s, self._monotonic())
        if self._wait_until_s is not None:
            self._wait_until_s = self._monotonic()

    def seconds_until(self, step: WaitUntil) -> float:
        """How long the wait still is, 0 when it is over."""
        return max(0.0, step.time_s - self._monotonic())

    def _begin_round(self) -> None:
        self._wait_until_s = None
        self._downloads.look_again()

    def _batch(self) -> tuple[Operation, ...]:
        batch: list[Operation] = []
        room = _BATCH_BYTES
        for operation in self._station.outbox.unanswered(self._batch_limit):
            if operation.op_id in self._not_understood:
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

    def _take_hello(self, hello: Hello) -> None:
        if not hello.oldest_protocol <= PROTOCOL_VERSION <= hello.newest_protocol:
            self._refuse("protocol")
            return
        self._hello_due_s = self._monotonic() + _HELLO_EVERY_S

    def _take_receipts(self, step: PushOperations, answer: ReceiptBatch) -> None:
        asked = {one.op_id for one in step.operations}
        receipts = [self._in_plain_words(one) for one in answer.receipts if one.op_id in asked]
        self._station.outbox.note_receipts(receipts, at=self._now())
        if all(one.status is ReceiptStatus.LATER for one in receipts):
            self._let_push_rest("no-progress")
        else:
            self._push_trouble = ""
            self._push_failures = 0
            self._batch_limit = min(BATCH_LIMIT, self._batch_limit * 2)

    def _in_plain_words(self, receipt: Receipt) -> Receipt:
        # Of a stand-in the centre says that it is too large.
        rejected = receipt.status is ReceiptStatus.REJECTED
        if rejected and receipt.op_id in self._not_understood:
            return replace(receipt, reason="unknown-kind")
        return receipt

    def _take_page(self, step: PullFeed, answer: PulledPage) -> None:
        page = answer.page
        if answer.unreadable and self._kept_cursor is None:
            # After the next start, perhaps with a newer program, it is asked for once more.
            self._kept_cursor = step.after
        cases = [entry.case for entry in page.entries]
        if cases:
            # Only then, because each time is a write to the disk; asking again costs little.
            kept = page.cursor if self._kept_cursor is None else self._kept_cursor
            self._station.feed.take(cases, cursor=kept)
            self._downloads.look_again()
        self._cursor = page.cursor
        if not page.more or page.cursor == step.after:
            self._pull_due_s = self._monotonic() + self._poll_s

    def _feed_cursor(self) -> str:
        if self._cursor is None:
            self._cursor = self._station.feed.cursor()
        return self._cursor

    def _split_batch(self, step: PushOperations, reason: str) -> None:
        if len(step.operations) > 1:
            self._batch_limit = len(step.operations) // 2
            return
        operation = step.operations[0]
        if (
            reason == "malformed"
            and operation.kind not in _FIRST_KINDS
            and operation.op_id not in self._not_understood
        ):
            self._not_understood.add(operation.op_id)
        else:
            self._let_push_rest(reason)

    def _let_push_rest(self, reason: str) -> None:
        self._push_trouble = reason
        self._push_due_s = self._monotonic() + self._jittered_s(self._push_failures)
        self._push_failures += 1

    def _rest(self) -> WaitUntil:
        self._failures = 0
        self._become(LinkState.IDLE)
        # Spread, so that posts that started together do not ask together for ever.
        return self._wait(self._poll_s * self._rng.uniform(0.9, 1.1))

    def _refuse(self, reason: str) -> None:
        self._become(LinkState.REFUSED, reason)
        self._hello_due_s = self._monotonic()
        self._wait(LONGEST_WAIT_S * self._rng.uniform(0.8, 1.0))

    def _back_off(self, reason: str) -> None:
        self._become(LinkState.OFFLINE, reason)
        self._hello_due_s = self._monotonic()
        self._wait(self._jittered_s(self._failures))
        self._failures += 1

    def _jittered_s(self, failures: int) -> float:
        limit_s = min(LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** min(failures, 16))
        return max(_SHORTEST_WAIT_S, self._rng.uniform(0, limit_s))

    def _wait(self, wait_s: float) -> WaitUntil:
        self._wait_until_s = self._monotonic() + wait_s
        self._pull_due_s = self._wait_until_s
        return WaitUntil(self._wait_until_s)

    def _become(self, state: LinkState, reason: str = "") -> None:
        if state is not self._status.state:
            self._status = replace(self._status, since=self._now())
        self._status = replace(self._status, state=state, reason=reason)

    def _reason_of_things(self) -> str:
        return "case-unreadable" if self._kept_cursor is not None else self._downloads.reason


def _stand_in(operation: Operation) -> Operation:
    """What an old centre is sent for an operation of a kind it cannot read. It rejects it as too
    large, which uses up its number, so that what comes after it is not held up."""
    return replace(operation, kind=OperationKind.FINDING_RECORDED, body="")
