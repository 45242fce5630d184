"""Previews come before the scans, and never in the way of anything."""

from __future__ import annotations

import hashlib

import pytest

from inspector_app.domain.case import Case
from inspector_app.domain.errors import CentreRefused, CentreUnreachable, InspectorError
from inspector_app.domain.scan import Energy, View
from inspector_app.protocol.messages import PREVIEW_LIMIT_BYTES, ScanPreview
from inspector_app.sync.steps import FetchScan, FindPreview, PushOperations, WaitUntil
from tests.helpers.builders import a_case, a_finding, a_scan, an_image
from tests.helpers.fake_centre import FakeCentre, FakeLine
from tests.helpers.fake_store import FakeStation
from tests.helpers.sync_rig import Rig

SCAN = bytes(range(256)) * 4000
LOW = bytes(range(255, -1, -1)) * 4000
PREVIEW = b"a small picture" * 10_000


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def case_with(case_id: str, *files: tuple[Energy, bytes]) -> tuple[Case, dict[str, bytes]]:
    images = tuple(
        an_image(energy=energy, sha256=sha256_of(content), size_bytes=len(content))
        for energy, content in files
    )
    case = a_case(case_id=case_id, scans=(a_scan(views=(View("side", images),)),))
    return case, {sha256_of(content): content for _, content in files}


@pytest.fixture
def station() -> FakeStation:
    return FakeStation()


@pytest.fixture
def centre() -> FakeCentre:
    centre = FakeCentre(previews={})
    centre.give(*case_with("case-0412", (Energy.HIGH, SCAN), (Energy.LOW, LOW)))
    return centre


@pytest.fixture
def rig(station: FakeStation, centre: FakeCentre) -> Rig:
    return Rig(station, FakeLine(centre))


def give_preview(centre: FakeCentre, content: bytes = PREVIEW) -> None:
    assert centre.previews is not None
    centre.previews[sha256_of(SCAN)] = ScanPreview(sha256_of(content), len(content))
    centre.files[sha256_of(content)] = content


def asked(rig: Rig) -> list[str]:
    """Hashes, in the order in which something was asked about them."""
    hashes = [
        one.image.sha256 for one in rig.line.carried if isinstance(one, FindPreview | FetchScan)
    ]
    return list(dict.fromkeys(hashes))


def questions(rig: Rig) -> int:
    return sum(isinstance(one, FindPreview) for one in rig.line.carried)


def test_a_preview_comes_before_both_energies(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    give_preview(centre)
    rig.until_wait()
    assert asked(rig) == [sha256_of(SCAN), sha256_of(PREVIEW), sha256_of(LOW)]
    assert station.previews == {sha256_of(SCAN): sha256_of(PREVIEW)}
    assert len(station.files) == 3
    assert questions(rig) == 1


def test_while_the_scan_itself_is_not_at_the_centre(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    """As when another station of the post sends it over a thin line: previews go first there."""
    del centre.files[sha256_of(SCAN)], centre.files[sha256_of(LOW)]
    give_preview(centre)
    rig.until_wait()
    assert station.preview(sha256_of(SCAN)) is not None
    assert rig.core.status.scans_missing == 2


def test_one_that_is_sent_later_is_asked_for_again(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    del centre.files[sha256_of(SCAN)]
    rig.until_wait()
    give_preview(centre)
    rig.until_wait()
    assert (questions(rig), station.previews) == (1, {})
    rig.clocks.pass_s(301)
    rig.until_wait()
    assert (questions(rig), len(station.previews)) == (2, 1)


def test_a_finding_goes_before_the_next_chunk_of_a_preview(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    give_preview(centre)
    while not isinstance(rig.one(), FindPreview):
        pass
    station.save(a_finding())
    assert isinstance(rig.one(), PushOperations)


def test_a_centre_that_knows_none_is_not_asked(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    centre.previews = None
    rig.until_wait()
    assert (questions(rig), len(station.files)) == (0, 2)


def test_a_small_file_is_fetched_itself(station: FakeStation) -> None:
    centre = FakeCentre(previews={})
    centre.give(*case_with("case-0500", (Energy.SINGLE, bytes(PREVIEW_LIMIT_BYTES))))
    rig = Rig(station, FakeLine(centre))
    rig.until_wait()
    assert (questions(rig), len(station.files)) == (0, 1)


@pytest.mark.parametrize("kept", [b"something else", PREVIEW[:-1], b""])
def test_one_that_arrives_damaged_holds_nothing_up(
    rig: Rig, station: FakeStation, centre: FakeCentre, kept: bytes
) -> None:
    give_preview(centre)
    if kept:
        centre.files[sha256_of(PREVIEW)] = kept
    else:
        del centre.files[sha256_of(PREVIEW)]
    rig.until_wait()
    assert (len(station.files), station.previews, rig.core.status.reason) == (2, {}, "")


@pytest.mark.parametrize(
    "answer",
    [
        ScanPreview("../../etc/passwd", 10),
        ScanPreview(sha256_of(PREVIEW), PREVIEW_LIMIT_BYTES + 1),
        ScanPreview(sha256_of(PREVIEW), 0),
    ],
)
def test_an_answer_that_makes_no_sense_counts_as_none(
    rig: Rig, station: FakeStation, centre: FakeCentre, answer: ScanPreview
) -> None:
    give_preview(centre)
    assert centre.previews is not None
    centre.previews[sha256_of(SCAN)] = answer
    rig.until_wait()
    assert asked(rig) == [sha256_of(SCAN), sha256_of(LOW)]
    assert (len(station.files), station.previews) == (2, {})


def test_one_file_may_be_the_preview_of_two_scans(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    other = SCAN + b"more"
    centre.give(*case_with("case-0500", (Energy.HIGH, other)))
    give_preview(centre)
    assert centre.previews is not None
    centre.previews[sha256_of(other)] = centre.previews[sha256_of(SCAN)]
    rig.until_wait()
    assert set(station.previews) == {sha256_of(SCAN), sha256_of(other)}


def test_after_a_restart_it_is_not_fetched_again(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    del centre.files[sha256_of(SCAN)]
    give_preview(centre)
    rig.until_wait()
    again = Rig(station, FakeLine(centre))
    again.until_wait()
    assert (questions(again), sha256_of(PREVIEW) in asked(again)) == (0, False)


def many_scans(count: int) -> FakeCentre:
    centre = FakeCentre(previews={})
    for number in range(count):
        content = number.to_bytes(4, "big") * 60_000
        centre.give(*case_with(f"case-{number}", (Energy.SINGLE, content)))
    return centre


def test_many_questions_on_a_slow_line_do_not_keep_the_scans_from_coming(
    station: FakeStation,
) -> None:
    rig = Rig(station, FakeLine(many_scans(400)))
    began_s = rig.clocks.monotonic_s
    while len(station.files) < 400 and rig.clocks.monotonic_s - began_s < 3600:
        step = rig.core.next_step()
        if isinstance(step, WaitUntil):
            rig.clocks.pass_s(rig.core.seconds_until(step) + 0.001)
        else:
            rig.clocks.pass_s(0.8)
            rig.carry(step)
    assert len(station.files) == 400


@pytest.mark.parametrize(
    "error",
    [
        CentreUnreachable("centre-failed"),
        CentreUnreachable("not-a-centre"),
        CentreUnreachable("timeout"),
        CentreRefused("no-such-thing"),
        CentreRefused("malformed"),
    ],
    ids=lambda error: error.reason,
)
def test_a_question_that_fails_does_not_stand_before_the_scans(
    station: FakeStation, error: InspectorError
) -> None:
    rig = Rig(station, FakeLine(many_scans(2)))
    began_s = rig.clocks.monotonic_s
    while len(station.files) < 2 and rig.clocks.monotonic_s - began_s < 600:
        step = rig.core.next_step()
        if isinstance(step, WaitUntil):
            rig.clocks.pass_s(rig.core.seconds_until(step) + 0.001)
        elif isinstance(step, FindPreview):
            rig.core.failed(step, error)
        else:
            rig.clocks.pass_s(0.1)
            rig.carry(step)
    assert len(station.files) == 2


def test_the_scan_itself_is_no_preview_of_it(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    station.partial[sha256_of(SCAN)] = bytearray(SCAN[:500_000])
    assert centre.previews is not None
    centre.previews[sha256_of(SCAN)] = ScanPreview(sha256_of(SCAN), PREVIEW_LIMIT_BYTES)
    rig.until_wait()
    fetched = [one for one in rig.line.carried if isinstance(one, FetchScan)]
    assert fetched[0].offset == 500_000
    assert (len(station.files), station.previews) == (2, {})
