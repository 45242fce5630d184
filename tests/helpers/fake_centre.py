"""The centre's rules over dictionaries, and a line to it that can fail in every way."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from inspector_app.central.rules import (
    Answer as RuleAnswer,
)
from inspector_app.central.rules import (
    EarlierAnswer,
    NewestRevision,
    act_hash,
    answer_again,
    answer_by_number,
    answer_by_state,
    answer_of_line,
    flaw_of_proof,
    for_protocol,
    read_record,
    rejected,
)
from inspector_app.domain.case import Case
from inspector_app.domain.errors import CentreRefused, CentreUnreachable
from inspector_app.domain.operation import Operation, Receipt, ReceiptStatus
from inspector_app.protocol.codec import aggregate_id_of, encode
from inspector_app.protocol.messages import (
    DayDigests,
    DeviceState,
    FeedEntry,
    FeedPage,
    Hello,
    PulledPage,
    ReceiptBatch,
    ScanPreview,
    successor_message,
)
from inspector_app.protocol.signing import Signer, is_signed, new_private_key, receipt_message
from inspector_app.sync.steps import (
    AskDevice,
    AskDigests,
    FetchScan,
    FindPreview,
    PullFeed,
    PushOperations,
    SayHello,
    TellSuccessor,
)
from tests.helpers.builders import AT
from tests.helpers.fake_store import digests_of

if TYPE_CHECKING:
    from inspector_app.protocol.codec import Record
    from inspector_app.sync.steps import Answer, Request

_KEPT = ("sequence", "logs", "answers", "applied", "conflicts", "feed", "keys", "parents", "bound")


@dataclass
class FakeCentre:
    """One post's view of a centre; every station brings a token, bound to its first device."""

    oldest_protocol: int = 1
    newest_protocol: int = 2
    epoch: str = "epoch"
    private_key: str = field(default_factory=new_private_key)
    sequence: int = 0
    logs: dict[str, dict[int, Operation]] = field(default_factory=dict)
    answers: dict[tuple[str, str], EarlierAnswer] = field(default_factory=dict)
    applied: list[Record] = field(default_factory=list)
    conflicts: list[Record] = field(default_factory=list)
    refused: list[Operation] = field(default_factory=list)
    feed: list[FeedEntry] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    previews: dict[str, ScanPreview] | None = None
    """By the hash of the scan file; None for a centre of before there were any."""
    keys: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    bound: dict[str, str] = field(default_factory=dict)
    reads_only: frozenset[str] | None = None
    """Kinds a strict old centre can read; any other makes a batch malformed."""
    chokes_on: set[str] = field(default_factory=set)
    """Operations that it cannot read whatever their kind."""

    def give(self, case: Case, files: dict[str, bytes]) -> None:
        self.sequence += 1
        self.feed.append(FeedEntry(self.sequence, case))
        self.files.update(files)

    def back_up(self) -> dict[str, object]:
        return {name: copy.deepcopy(getattr(self, name)) for name in _KEPT}

    def restore(self, backup: dict[str, object]) -> None:
        """Lose everything since the backup, and begin a new life."""
        for name, value in backup.items():
            setattr(self, name, copy.deepcopy(value))
        self.epoch += "+"

    def last_n(self, device_id: str) -> int:
        log, n = self.logs.get(device_id, {}), 0
        while n + 1 in log:
            n += 1
        return n

    def line_of(self, device_id: str) -> list[str]:
        """A device and those it descends from."""
        line = [device_id]
        while line[-1] in self.parents:
            line.append(self.parents[line[-1]])
        return line

    def has_answered(self, op_id: str) -> bool:
        return any(op_id == answered for _, answered in self.answers)

    def answer(self, step: Request, device_id: str, token: str = "token") -> Answer:
        if isinstance(step, SayHello):
            return self._hello()
        if isinstance(step, TellSuccessor):
            return self._bind_successor(step, token)
        if self.bound.setdefault(token, device_id) != device_id:
            raise CentreRefused("token-in-use")
        match step:
            case AskDevice():
                return self._state(device_id)
            case AskDigests():
                log = self.logs.get(device_id, {})
                said = [(log[n], self.answers[device_id, log[n].op_id].status) for n in sorted(log)]
                days = digests_of(said)
                return DayDigests(device_id, self.epoch, days)
            case PushOperations():
                return self._take_batch(step, device_id)
            case PullFeed():
                return self._page(step)
            case FetchScan():
                return self._part(step)
            case FindPreview():
                return self._preview_of(step.image.sha256)
            case _:
                raise AssertionError(f"the centre does not know {step}")

    def _hello(self) -> Hello:
        key = Signer(self.private_key).public_key if self.newest_protocol > 1 else ""
        can = () if self.previews is None else ("previews",)
        return Hello(
            self.oldest_protocol, self.newest_protocol, self.epoch, AT, can, signing_key=key
        )

    def _preview_of(self, sha256: str) -> ScanPreview:
        assert self.previews is not None, "it was asked for what it does not say it can do"
        if sha256 not in self.previews:
            raise CentreRefused("no-such-preview")
        return self.previews[sha256]

    def _take_batch(self, step: PushOperations, device_id: str) -> ReceiptBatch:
        kinds = {one.kind.value for one in step.operations}
        if self.reads_only is not None and not self.reads_only >= kinds:
            raise CentreRefused("malformed")
        if any(one.op_id in self.chokes_on and one.body for one in step.operations):
            raise CentreRefused("malformed")
        receipts = [self._take(one, device_id, step.protocol) for one in step.operations]
        return ReceiptBatch(tuple(receipts), self.epoch if step.protocol > 1 else "")

    def _page(self, step: PullFeed) -> PulledPage:
        epoch, _, after = step.after.partition(":")
        start = int(after or 0) if epoch == self.epoch else 0
        entries = [one for one in self.feed if one.sequence > start]
        page = tuple(entries[: step.limit])
        more = len(entries) > step.limit
        end = page[-1].sequence if more else self.sequence
        return PulledPage(FeedPage(page, f"{self.epoch}:{end}", more))

    def _part(self, step: FetchScan) -> bytes:
        if step.image.sha256 not in self.files:
            raise CentreRefused("no-such-scan")
        content = self.files[step.image.sha256]
        if step.offset >= len(content):
            raise CentreRefused("bad-range")
        return content[step.offset : step.offset + step.length]

    def _state(self, device_id: str) -> DeviceState:
        last_n = self.last_n(device_id)
        head = self.logs[device_id][last_n].sha256 if last_n else ""
        signed = device_id in self.keys
        return DeviceState(device_id, "post", self.epoch, last_n, head, signed=signed)

    def _bind_successor(self, step: TellSuccessor, token: str) -> DeviceState:
        new, old = step.successor, step.old_device_id
        message = successor_message(old, new.device_id, new.public_key)
        if not is_signed(message, new.signature, public_key=new.public_key):
            raise CentreRefused("forged")
        bound = self.bound.setdefault(token, old)
        if new.device_id in self.keys:
            said_again = old in self.line_of(new.device_id)
            if not (said_again and new.device_id in self.line_of(bound)):
                raise CentreRefused("device-known")
        elif old not in self.line_of(bound):
            raise CentreRefused("token-in-use")
        elif (key := self.keys.get(old)) and not is_signed(
            message, new.old_signature, public_key=key
        ):
            raise CentreRefused("forged")
        else:
            self.bound[token] = new.device_id
            self.parents[new.device_id] = bound
            self.keys[new.device_id] = new.public_key
        return self._state(new.device_id)

    def _take(self, operation: Operation, device_id: str, protocol: int) -> Receipt:
        if flaw := flaw_of_proof(operation, public_key=self.keys.get(device_id, "")):
            self.refused.append(operation)
            return self._receipt(operation, rejected(flaw), protocol)
        answer = self._earlier(operation, device_id)
        if answer is None:
            answer = self._judge(operation, device_id, protocol)
        answer = for_protocol(answer, protocol)
        return self._receipt(operation, answer, protocol)

    def _receipt(self, operation: Operation, answer: RuleAnswer, protocol: int) -> Receipt:
        receipt = Receipt(operation.op_id, answer.status, answer.sequence, answer.reason)
        if protocol == 1:
            return receipt
        receipt = replace(receipt, theirs=answer.theirs)
        message = receipt_message(receipt, sha256=operation.sha256, epoch=self.epoch)
        return replace(receipt, signature=Signer(self.private_key).sign(message))

    def _earlier(self, operation: Operation, device_id: str) -> RuleAnswer | None:
        earlier = self.answers.get((device_id, operation.op_id))
        return None if earlier is None else answer_again(operation, earlier)

    def _line_of(self, operation: Operation, device_id: str) -> RuleAnswer | None:
        for older in self.line_of(device_id)[1:]:
            earlier = self.answers.get((older, operation.op_id))
            if earlier is not None:
                return answer_of_line(act_hash(operation), earlier)
        return None

    def _judge(self, operation: Operation, device_id: str, protocol: int) -> RuleAnswer:
        log = self.logs.setdefault(device_id, {})
        answer = answer_by_number(
            operation,
            device_id=device_id,
            last_n=max(log, default=0),
            place_free=operation.n not in log,
            protocol=protocol,
        )
        if answer is not None:
            return answer
        answer = self._line_of(operation, device_id) or self._judge_content(operation)
        log[operation.n] = operation
        kept = answer
        if answer.status is ReceiptStatus.DUPLICATE:
            kept = replace(answer, status=ReceiptStatus.APPLIED)
        self.answers[device_id, operation.op_id] = EarlierAnswer(
            operation.sha256,
            kept.status,
            kept.sequence,
            kept.reason,
            kept.theirs,
            act_hash(operation),
        )
        return answer

    def _judge_content(self, operation: Operation) -> RuleAnswer:
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
        if answer.status not in (ReceiptStatus.APPLIED, ReceiptStatus.CONFLICT):
            return answer
        self.sequence += 1
        if answer.status is ReceiptStatus.CONFLICT:
            self.conflicts.append(record)
            theirs = encode(same[-1]).decode() if same else ""
            return replace(answer, sequence=self.sequence, theirs=theirs)
        self.applied.append(record)
        return replace(answer, sequence=self.sequence)


class Fault(StrEnum):
    """What can happen to one exchange."""

    NONE = "none"
    LOSE_REQUEST = "lose-request"
    LOSE_REPLY = "lose-reply"
    ARRIVE_TWICE = "arrive-twice"
    FORGE_RECEIPTS = "forge-receipts"


@dataclass
class FakeLine:
    """Carries steps to a FakeCentre. `fault` is asked once for each exchange; `device_id` for who
    is speaking."""

    centre: FakeCentre
    device_id: Callable[[], str] = lambda: "device-1"
    token: str = "token"
    fault: Callable[[], Fault] = lambda: Fault.NONE
    carried: list[Request] = field(default_factory=list)

    def carry(self, step: Request, *, should_stop: Callable[[], bool] = lambda: False) -> Answer:
        self.carried.append(step)
        fault = self.fault()
        if fault is Fault.LOSE_REQUEST:
            raise CentreUnreachable("no-connection")
        if fault is Fault.FORGE_RECEIPTS and isinstance(step, PushOperations):
            return _forged(step, self.centre.epoch)
        answer = self.centre.answer(step, self.device_id(), self.token)
        if fault is Fault.LOSE_REPLY:
            raise CentreUnreachable("timeout")
        if fault is Fault.ARRIVE_TWICE:
            answer = self.centre.answer(step, self.device_id(), self.token)
        return answer


def _forged(step: PushOperations, epoch: str) -> ReceiptBatch:
    """What somebody in the middle would like the station to believe."""
    stranger, receipts = Signer(new_private_key()), []
    for number, operation in enumerate(step.operations):
        receipt = Receipt(operation.op_id, ReceiptStatus.APPLIED, number)
        message = receipt_message(receipt, sha256=operation.sha256, epoch=epoch)
        signature = stranger.sign(message) if number % 2 else ""
        receipts.append(replace(receipt, signature=signature))
    return ReceiptBatch(tuple(receipts), epoch)
