"""What goes up when, and what a lost reply costs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.domain.errors import CentreRefused, CentreUnreachable
from inspector_app.protocol.messages import CHUNK_LIMIT_BYTES, FileKind, FileState
from inspector_app.sync.steps import OfferFile, SendChunk
from inspector_app.sync.uploads import FEATURE, TRIES, Uploads
from inspector_app.workflow.file_ports import Upload, UploadState
from tests.helpers.builders import AT
from tests.helpers.fake_store import FakeStation

SMALLEST = 16 * 1024


@dataclass
class Centre:
    """Takes files as the real one does, over dictionaries."""

    partial: dict[str, bytearray] = field(default_factory=dict)
    whole: dict[str, bytes] = field(default_factory=dict)
    sent: list[int] = field(default_factory=list)

    def answer(self, step: OfferFile | SendChunk) -> FileState:
        sha256 = step.upload.sha256
        if sha256 in self.whole:
            return FileState(sha256, len(self.whole[sha256]), whole=True)
        here = self.partial.setdefault(sha256, bytearray())
        if isinstance(step, SendChunk):
            self.sent.append(len(step.content))
            if step.offset != len(here):
                raise CentreRefused("stale-offset")
            here += step.content
            if len(here) == step.upload.size_bytes:
                content = bytes(self.partial.pop(sha256))
                if hashlib.sha256(content).hexdigest() != sha256:
                    raise CentreRefused("wrong-hash")
                self.whole[sha256] = content
                return FileState(sha256, len(content), whole=True)
        return FileState(sha256, len(here), whole=False)


class Rig:
    def __init__(self, bytes_per_s: float = 1e6) -> None:
        self.station = FakeStation()
        self.centre = Centre()
        self.clock_s = 100.0
        self.bytes_per_s = bytes_per_s
        self.steps: list[OfferFile | SendChunk] = []
        self.start()

    def start(self) -> None:
        """The program begins anew."""
        self.uploads = Uploads(
            self.station.uploads, self.station, now=lambda: AT, monotonic=lambda: self.clock_s
        )
        self.uploads.use_centre((FEATURE,), restored=False)

    def put(self, kind: FileKind, size: int, fill: bytes = b"x", **fields: str) -> Upload:
        content = (fill * size)[:size]
        sha256 = hashlib.sha256(content).hexdigest()
        self.station.files[sha256] = content
        self.uploads.look_again()
        return self.station.uploads.put(kind, sha256, size, **fields)

    def one(self, *, lose: str = "", scans: bool = True) -> OfferFile | SendChunk | None:
        """One step; `lose` the request or the reply."""
        step = self.uploads.next_step(scans=scans)
        if step is None:
            return None
        self.steps.append(step)
        if isinstance(step, SendChunk):
            self.clock_s += len(step.content) / self.bytes_per_s
        if lose == "request":
            self.uploads.failed(step, CentreUnreachable("no-connection"))
            return step
        try:
            answer = self.centre.answer(step)
        except CentreRefused as error:
            self.uploads.failed(step, error)
            return step
        if lose == "reply":
            self.uploads.failed(step, CentreUnreachable("timeout"))
        else:
            self.uploads.taken(step, answer)
        return step

    def finish(self) -> None:
        for _ in range(500):
            if self.one() is None:
                return
        raise AssertionError("it never ends")

    def states(self) -> list[UploadState]:
        return [one.state for one in self.station.uploads.rows]


def test_previews_then_photos_then_scans() -> None:
    rig = Rig()
    rig.put(FileKind.SCAN, 100, b"s")
    rig.put(FileKind.PHOTO, 90, b"p", finding_id="f")
    rig.put(FileKind.PREVIEW, 80, b"v", preview_of="s")
    rig.one(scans=False)
    rig.one(scans=False)
    rig.finish()
    order = [one.upload.kind for one in rig.steps if isinstance(one, SendChunk)]
    assert order == [FileKind.PREVIEW, FileKind.PHOTO, FileKind.SCAN]
    assert set(rig.states()) == {UploadState.SAFE}


def test_scans_wait_where_they_are_not_wanted() -> None:
    rig = Rig()
    rig.put(FileKind.SCAN, 100)
    assert rig.one(scans=False) is None
    assert isinstance(rig.one(), OfferFile)


def test_a_centre_that_takes_no_files_is_offered_none() -> None:
    rig = Rig()
    rig.put(FileKind.PHOTO, 100)
    rig.uploads.use_centre(("gzip",), restored=False)
    assert rig.one() is None


def test_chunks_are_what_the_line_carries_in_four_seconds() -> None:
    for bytes_per_s, expected in ((8_000, 32_000), (1_000, SMALLEST), (5e6, CHUNK_LIMIT_BYTES)):
        rig = Rig(bytes_per_s)
        rig.put(FileKind.SCAN, 20_000_000)
        for _ in range(4):
            rig.one()
        step = rig.one()
        assert isinstance(step, SendChunk)
        assert abs(len(step.content) - expected) <= expected * 0.02


def test_a_cut_line_is_asked_first_and_then_gets_a_smaller_chunk() -> None:
    rig = Rig()
    rig.put(FileKind.SCAN, 500_000)
    rig.one()
    first = rig.one(lose="request")
    assert isinstance(rig.one(), OfferFile)
    again = rig.one()
    assert isinstance(first, SendChunk)
    assert isinstance(again, SendChunk)
    assert (again.offset, len(again.content)) == (0, len(first.content) // 2)


@settings(max_examples=60, deadline=None)
@given(
    size=st.integers(1, 400_000),
    faults=st.lists(st.sampled_from(["", "", "request", "reply", "restart"]), max_size=40),
    speed=st.sampled_from([2_000, 8_000, 100_000, 1e7]),
)
def test_each_fault_costs_at_most_one_chunk(size: int, faults: list[str], speed: float) -> None:
    rig = Rig(speed)
    rig.put(FileKind.SCAN, size)
    for fault in faults:
        if fault == "restart":
            rig.start()
        else:
            rig.one(lose=fault)
    rig.finish()
    assert rig.states() == [UploadState.SAFE]
    chunks = [len(one.content) for one in rig.steps if isinstance(one, SendChunk)]
    cuts = sum(fault in ("request", "reply") for fault in faults)
    assert sum(chunks) - size <= cuts * max(chunks, default=0)
    # What arrived was never sent again.
    assert sum(rig.centre.sent) == size


def test_a_stale_offset_is_asked_for_again() -> None:
    rig = Rig()
    upload = rig.put(FileKind.SCAN, 300_000)
    rig.one()
    rig.centre.partial[upload.sha256] += rig.station.files[upload.sha256][:1000]
    rig.one()
    rig.finish()
    assert rig.states() == [UploadState.SAFE]


def test_a_file_that_is_always_wrong_rests_and_lets_the_next_one_go() -> None:
    rig = Rig()
    bad = rig.put(FileKind.PHOTO, 1000, b"b")
    rig.station.files[bad.sha256] = b"c" * 1000  # the disk has changed it
    rig.put(FileKind.PHOTO, 1000, b"g")
    rig.finish()
    assert rig.states() == [UploadState.WAITING, UploadState.SAFE]
    assert rig.station.uploads.rows[0].reason == "wrong-hash"
    assert len([one for one in rig.steps if one.upload.sha256 == bad.sha256]) == 2 * TRIES
    rig.clock_s += 4000
    assert rig.one() is not None


@pytest.mark.parametrize("reason", ["too-large", "other-size", "malformed"])
def test_what_will_never_be_taken_is_refused_for_good(reason: str) -> None:
    rig = Rig()
    rig.put(FileKind.PHOTO, 1000)
    step = rig.uploads.next_step(scans=True)
    assert step is not None
    assert rig.uploads.failed(step, CentreRefused(reason))
    assert rig.states() == [UploadState.REFUSED]
    rig.clock_s += 1e6
    assert rig.one() is None


@pytest.mark.parametrize("reason", ["unknown-case", "no-room"])
def test_what_may_come_right_rests(reason: str) -> None:
    rig = Rig()
    rig.put(FileKind.PHOTO, 1000)
    step = rig.uploads.next_step(scans=True)
    assert step is not None
    assert rig.uploads.failed(step, CentreRefused(reason))
    assert rig.one() is None
    assert (rig.states(), rig.station.uploads.rows[0].reason) == ([UploadState.WAITING], reason)
    rig.clock_s += 3601
    rig.finish()
    assert rig.states() == [UploadState.SAFE]
    assert rig.station.uploads.rows[0].reason == ""


def test_a_centre_that_stumbles_over_a_file_is_left_alone_with_it() -> None:
    rig = Rig()
    rig.put(FileKind.PHOTO, 1000)
    step = rig.uploads.next_step(scans=True)
    assert step is not None
    assert rig.uploads.failed(step, CentreUnreachable("centre-failed"))
    assert rig.one() is None


@pytest.mark.parametrize("error", [CentreUnreachable("timeout"), CentreRefused("unknown-token")])
def test_what_concerns_everything_is_not_swallowed(error: CentreUnreachable) -> None:
    rig = Rig()
    rig.put(FileKind.PHOTO, 1000)
    step = rig.uploads.next_step(scans=True)
    assert step is not None
    assert not rig.uploads.failed(step, error)


def test_a_file_that_is_gone_says_so() -> None:
    rig = Rig()
    upload = rig.put(FileKind.PHOTO, 1000)
    del rig.station.files[upload.sha256]
    rig.finish()
    assert rig.station.uploads.rows[0].reason == "not-here"


def test_after_a_restore_the_safe_ones_are_offered_again() -> None:
    rig = Rig()
    rig.put(FileKind.PHOTO, 1000)
    rig.finish()
    rig.centre = Centre()
    rig.uploads.use_centre((FEATURE,), restored=True)
    rig.finish()
    assert rig.centre.whole
