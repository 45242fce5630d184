"""Decides what to say to the centre next. No input or output in here: clocks, chance and the
station's storage come from outside, the answers are handed in.

Order: hello, what the centre has of this station's log, all operations, the day's comparison, the
feed, previews and photos going up, then previews and scans coming down and scans going up, a chunk
of each in turn. A new operation goes before the next page or chunk.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from inspector_app.domain.errors import CentreRefused, InspectorError
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.link import LinkState, LinkStatus
from inspector_app.protocol.messages import (
    DayDigests,
    DeviceState,
    FileState,
    Hello,
    PulledPage,
    ReceiptBatch,
    ScanPreview,
)
from inspector_app.protocol.receipts import LOG_TROUBLE
from inspector_app.sync.comparison import LogComparison
from inspector_app.sync.downloads import Downloads
from inspector_app.sync.pushing import BATCH_TROUBLE, Pushing
from inspector_app.sync.steps import (
    Answer,
    AskDevice,
    AskDigests,
    FetchScan,
    FindPreview,
    OfferFile,
    PullFeed,
    PushOperations,
    Request,
    SayHello,
    SendChunk,
    Step,
    TellSuccessor,
    WaitUntil,
)
from inspector_app.sync.uploads import Uploads
from inspector_app.sync.waits import LONGEST_WAIT_S, jittered_s
from inspector_app.workflow.file_ports import Uploads as UploadRows
from inspector_app.workflow.log_ports import DeviceLog
from inspector_app.workflow.ports import (
    Cases,
    Feed,
    Outbox,
    ScanStore,
)

POLL_S = 15.0

OLDEST_CENTRE = 1
"""The oldest protocol that this program can still speak to a centre."""

_HELLO_EVERY_S = 300.0
_PAGE = 50

# Refusals that telling the centre of a succession cannot change.
_SHUT_OUT = frozenset({"device-revoked", "certificate-ended"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StationSide:
    """The parts of the station's storage that the conversation needs."""

    outbox: Outbox
    feed: Feed
    cases: Cases
    scans: ScanStore
    log: DeviceLog
    uploads: UploadRows


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
        self._uploads = Uploads(station.uploads, station.scans, now=now, monotonic=monotonic)
        self._sent_up_last = False
        self._status = LinkStatus(LinkState.OFFLINE, now())
        self._wait_until_s: float | None = None
        self._hello_due_s = self._pull_due_s = monotonic()
        self._failures = 0
        self._spoken = PROTOCOL_VERSION
        self._epoch = ""
        self._comparison = LogComparison(station.log, now)
        self._pushing = Pushing(station.outbox, station.log, now=now, monotonic=monotonic, rng=rng)
        self._cursor: str | None = None
        self._kept_cursor: str | None = None

    @property
    def status(self) -> LinkStatus:
        """How it goes."""
        return replace(
            self._status,
            reason=self._status.reason or self._reason_of_things(),
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
        step = self._comparison.next_step() or self._pushing.next_push(self._spoken)
        if step is not None:
            return step
        if not self._pushing.trouble and (digests := self._comparison.digests_step()) is not None:
            return digests
        if now_s >= self._pull_due_s:
            return PullFeed(self._feed_cursor(), _PAGE)
        return self._next_transfer() or self._rest()

    def answered(self, step: Request, answer: Answer) -> None:
        """The centre's answer to `step`. Raises what the storage raises, and TypeError for an
        answer of the wrong kind; call `stumbled` then."""
        self._status = replace(self._status, last_contact=self._now())
        match step, answer:
            case SayHello(), Hello():
                self._take_hello(answer)
            case AskDevice(), DeviceState():
                if self._comparison.take_state(answer):
                    self._pushing.wake()
            case TellSuccessor(), DeviceState():
                self._comparison.take_told(step)
            case AskDigests(), DayDigests():
                self._comparison.take_digests(answer)
            case PushOperations(), ReceiptBatch():
                self._take_receipts(step, answer)
            case PullFeed(), PulledPage():
                self._take_page(step, answer)
            case _:
                self._take_transfer(step, answer)
        if self._wait_until_s is None:
            self._become(LinkState.TALKING)

    def failed(self, step: Request, error: InspectorError) -> None:
        """`step` could not be done; whether the centre got it is not known."""
        _log.info("%s: %s (%s)", type(step).__name__, error.reason, error.detail)
        refused = isinstance(error, CentreRefused)
        if isinstance(step, FindPreview):
            # Whatever it was: the question must not stand before the scans again and again.
            self._downloads.previews.note_none(step.image.sha256)
        if isinstance(step, PushOperations) and error.reason in BATCH_TROUBLE:
            self._pushing.note_trouble(step, error.reason)
        elif isinstance(step, AskDevice) and refused and self._was_forgotten(error.reason):
            _log.warning("the centre is told again who this station became")
        elif (
            isinstance(step, TellSuccessor)
            and refused
            and self._comparison.may_go_untold(step, error.reason)
        ):
            _log.warning("the centre does not believe a succession; its device is asked about")
        elif isinstance(step, OfferFile | SendChunk) and self._uploads.failed(step, error):
            _log.info("everything else goes on")
        elif isinstance(step, FindPreview) and refused:
            # What stands against the station itself, the next request is refused for too.
            _log.info("there is no preview of %s", step.image.file_name)
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
        self._pushing.wake()
        self._uploads.look_again()
        self._pull_due_s = min(self._pull_due_s, self._monotonic())
        if self._wait_until_s is not None:
            self._wait_until_s = self._monotonic()

    def seconds_until(self, step: WaitUntil) -> float:
        """How long the wait still is, 0 when it is over."""
        return max(0.0, step.time_s - self._monotonic())

    def _begin_round(self) -> None:
        self._wait_until_s = None
        self._downloads.look_again()
        self._uploads.look_again()

    def _take_transfer(self, step: Request, answer: Answer) -> None:
        match step, answer:
            case OfferFile() | SendChunk(), FileState():
                self._uploads.taken(step, answer)
            case FindPreview(), ScanPreview():
                self._downloads.previews.take(step, answer)
            case FetchScan(), bytes() if answer:
                self._downloads.take(step, answer)
            case _:
                raise TypeError(f"{type(answer).__name__} is no answer to {type(step).__name__}")
        self._failures = 0

    def _next_transfer(self) -> FindPreview | FetchScan | OfferFile | SendChunk | None:
        step = self._uploads.next_step(scans=False)
        if step is not None:
            return step
        # Neither direction holds up the other.
        fetch = self._downloads.next_fetch() if self._sent_up_last else None
        self._sent_up_last = fetch is None
        if fetch is not None:
            return fetch
        step = self._uploads.next_step(scans=True)
        self._sent_up_last = step is not None
        return step or self._downloads.next_fetch()

    def _take_hello(self, hello: Hello) -> None:
        spoken = min(PROTOCOL_VERSION, hello.newest_protocol)
        if spoken < max(hello.oldest_protocol, OLDEST_CENTRE):
            self._refuse("protocol")
            return
        identity = self._station.log.identity()
        pinned = identity.centre_signing_key
        if hello.signing_key and not pinned:
            self._station.log.pin_centre(signing_key=hello.signing_key)
        elif hello.signing_key != pinned and hello.signing_key:
            self._refuse("centre-unproved")
            return
        self._uploads.use_centre(
            hello.features,
            restored=identity.centre_epoch not in ("", hello.epoch) and self._epoch != hello.epoch,
        )
        self._downloads.previews.use_centre(hello.features)
        self._spoken, self._epoch = spoken, hello.epoch
        self._hello_due_s = self._monotonic() + _HELLO_EVERY_S
        if spoken > 1:
            self._comparison.ask_again(epoch=hello.epoch)
        else:
            self._comparison.rest()

    def _take_receipts(self, step: PushOperations, answer: ReceiptBatch) -> None:
        trouble = self._pushing.take(step, answer, epoch=self._epoch)
        if not trouble:
            self._comparison.note_progress()
        elif self._spoken > 1 and trouble == "no-progress":
            self._comparison.doubt()
        elif trouble in LOG_TROUBLE and self._comparison.doubt_log(trouble):
            self._pushing.wake()

    def _was_forgotten(self, reason: str) -> bool:
        return reason not in _SHUT_OUT and self._comparison.may_have_forgotten(reason)

    def _take_page(self, step: PullFeed, answer: PulledPage) -> None:
        self._pushing.note_other_answer()
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
        self._wait(jittered_s(self._rng, self._failures))
        self._failures += 1

    def _wait(self, wait_s: float) -> WaitUntil:
        self._wait_until_s = self._monotonic() + wait_s
        self._pull_due_s = self._wait_until_s
        return WaitUntil(self._wait_until_s)

    def _become(self, state: LinkState, reason: str = "") -> None:
        if state is not self._status.state:
            self._status = replace(self._status, since=self._now())
        self._status = replace(self._status, state=state, reason=reason)

    def _reason_of_things(self) -> str:
        return (
            self._pushing.trouble
            or self._comparison.trouble
            or ("case-unreadable" if self._kept_cursor is not None else self._downloads.reason)
        )
