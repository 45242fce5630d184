"""The centre's rules over dictionaries, and a line to it that can fail in every way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from inspector_app.central.rules import (
    Answer as RuleAnswer,
)
from inspector_app.central.rules import (
    EarlierAnswer,
    NewestRevision,
    answer_again,
    answer_by_number,
    answer_by_state,
    read_record,
)
from inspector_app.domain.case import Case
from inspector_app.domain.errors import CentreRefused, CentreUnreachable
from inspector_app.domain.operation import Operation, Receipt, ReceiptStatus
from inspector_app.protocol.codec import aggregate_id_of
from inspector_app.protocol.messages import FeedEntry, FeedPage, Hello, PulledPage, ReceiptBatch
from inspector_app.sync.steps import FetchScan, PullFeed, PushOperations, SayHello
from tests.helpers.builders import AT

if TYPE_CHECKING:
    from inspector_app.protocol.codec import Record
    from inspector_app.sync.steps import Answer, Request


@dataclass
class FakeCentre:
    """One post's view of a centre."""

    oldest_protocol: int = 1
    newest_protocol: int = 1
    sequence: int = 0
    last_n: dict[str, int] = field(default_factory=dict)
    answers: dict[str, EarlierAnswer] = field(default_factory=dict)
    applied: list[Record] = field(default_factory=list)
    feed: list[FeedEntry] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    reads_only: frozenset[str] | None = None
    """Kinds a strict old centre can read; any other makes a batch malformed."""

    def give(self, case: Case, files: dict[str, bytes]) -> None:
        self.sequence += 1
        self.feed.append(FeedEntry(self.sequence, case))
        self.files.update(files)

    def answer(self, step: Request, device_id: str) -> Answer:
        match step:
            case SayHello():
                return Hello(self.oldest_protocol, self.newest_protocol, "epoch", AT)
            case PushOperations():
                if self.reads_only is not None and not self.reads_only.issuperset(
                    one.kind.value for one in step.operations
                ):
                    raise CentreRefused("malformed")
                return ReceiptBatch(tuple(self._take(one, device_id) for one in step.operations))
            case PullFeed():
                start = int(step.after.partition(":")[2] or 0)
                entries = [one for one in self.feed if one.sequence > start]
                page = tuple(entries[: step.limit])
                more = len(entries) > step.limit
                end = page[-1].sequence if more else self.sequence
                return PulledPage(FeedPage(page, f"epoch:{end}", more))
            case FetchScan():
                if step.image.sha256 not in self.files:
                    raise CentreRefused("no-such-scan")
                content = self.files[step.image.sha256]
                if step.offset >= len(content):
                    raise CentreRefused("bad-range")
                return content[step.offset : step.offset + step.length]

    def _take(self, operation: Operation, device_id: str) -> Receipt:
        earlier = self.answers.get(operation.op_id)
        if earlier is not None:
            answer = answer_again(operation, earlier)
        else:
            answer = self._judge(operation, device_id)
            if answer.status is not ReceiptStatus.LATER:
                self.answers[operation.op_id] = EarlierAnswer(
                    operation.sha256, answer.status, answer.sequence, answer.reason
                )
        if operation.n == self.last_n.get(device_id, 0) + 1:
            self.last_n[device_id] = operation.n
        return Receipt(operation.op_id, answer.status, answer.sequence, answer.reason)

    def _judge(self, operation: Operation, device_id: str) -> RuleAnswer:
        last_n = self.last_n.get(device_id, 0)
        answer = answer_by_number(operation, device_id=device_id, last_n=last_n)
        if answer is not None:
            return answer
        record = read_record(operation)
        if isinstance(record, RuleAnswer):
            return record
        same = [r for r in self.applied if aggregate_id_of(r) == aggregate_id_of(record)]
        newest = (
            NewestRevision(same[-1].version, same[-1].revision_id, same[-1].case_id)
            if same
            else None
        )
        known = any(entry.case.case_id == record.case_id for entry in self.feed)
        answer = answer_by_state(record, case_known=known, newest=newest)
        if answer.status is not ReceiptStatus.APPLIED:
            return answer
        self.sequence += 1
        self.applied.append(record)
        return RuleAnswer(ReceiptStatus.APPLIED, sequence=self.sequence)


class Fault(StrEnum):
    """What can happen to one exchange."""

    NONE = "none"
    LOSE_REQUEST = "lose-request"
    LOSE_REPLY = "lose-reply"
    ARRIVE_TWICE = "arrive-twice"


@dataclass
class FakeLine:
    """Carries steps to a FakeCentre. `fault` is asked once for each exchange."""

    centre: FakeCentre
    device_id: str = "device-1"
    fault: Callable[[], Fault] = lambda: Fault.NONE
    carried: list[Request] = field(default_factory=list)

    def carry(self, step: Request, *, should_stop: Callable[[], bool] = lambda: False) -> Answer:
        self.carried.append(step)
        fault = self.fault()
        if fault is Fault.LOSE_REQUEST:
            raise CentreUnreachable("no-connection")
        answer = self.centre.answer(step, self.device_id)
        if fault is Fault.LOSE_REPLY:
            raise CentreUnreachable("timeout")
        if fault is Fault.ARRIVE_TWICE:
            answer = self.centre.answer(step, self.device_id)
        return answer
