"""Who may do what, checked by the centre again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from inspector_app.central.batches import batch_of
from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened
from inspector_app.central.intake import Sender, take_batch
from inspector_app.central.reading import findings_at_centre, list_conflicts
from inspector_app.central.roll import add_person, end_person, list_people
from inspector_app.central.rules import Role
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station, identify
from inspector_app.domain.finding import ScanVerdict
from inspector_app.domain.review import Decision, ReviewDecision
from inspector_app.protocol.codec import Record
from inspector_app.protocol.ids import new_id
from tests.helpers.builders import AT, a_case, a_finding, a_photo, a_verdict
from tests.helpers.device_log import DeviceLog

Send = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def settings(new_settings: Callable[[Path], CentreSettings], tmp_path: Path) -> CentreSettings:
    settings = new_settings(tmp_path / "centre")
    load_cases(settings, [a_case(scans=())], {})
    return settings


@pytest.fixture
def engine(settings: CentreSettings) -> Iterator[Engine]:
    with opened(settings) as engine:
        identify(engine, f"Bearer {add_station(settings, 'ZU', '')}", "device-1")
        yield engine


@pytest.fixture
def send(engine: Engine) -> Send:
    log = DeviceLog("device-1", signer=None)

    def take(*records: Record) -> list[tuple[str, str]]:
        batch = batch_of([log.save(one) for one in records])
        answer = take_batch(engine, Sender("device-1", "ZU"), batch)
        return [(one.status.value, one.reason) for one in answer.receipts]

    return take


def a_review(of: ScanVerdict, **fields: object) -> ReviewDecision:
    return ReviewDecision(
        **{
            "review_id": new_id(),
            "revision_id": new_id(),
            "version": 1,
            "case_id": of.case_id,
            "scan_id": of.scan_id,
            "verdict_id": of.verdict_id,
            "verdict_revision_id": of.revision_id,
            "decision": Decision.AGREE,
            "author": "s.saran",
            "recorded_at": AT,
            **fields,
        }
    )


APPLIED = ("applied", "")


def test_a_post_with_nobody_on_its_roll_is_not_checked(
    send: Send, settings: CentreSettings
) -> None:
    add_person(settings, "GS", "somebody.else", Role.INSPECTOR)
    verdict = a_verdict()
    assert send(a_finding(), verdict, a_review(verdict)) == [APPLIED] * 3


def test_who_is_not_on_the_roll_is_refused_and_the_work_is_kept(
    send: Send, settings: CentreSettings
) -> None:
    add_person(settings, "ZU", "b.bold", Role.INSPECTOR)
    stranger = a_finding(author="x.xenon")
    answers = send(a_finding(author="b.bold"), stranger, a_finding(author="b.bold"))
    assert answers == [APPLIED, ("rejected", "unknown-person"), APPLIED]
    assert [one.operation.author for one in findings_at_centre(settings).rejected] == ["x.xenon"]


def test_what_somebody_recorded_before_leaving_is_taken_in(
    send: Send, settings: CentreSettings
) -> None:
    add_person(settings, "ZU", "b.bold", Role.INSPECTOR)
    end_person(settings, "ZU", "b.bold")
    gone = list_people(settings, "ZU")[0].ended_at
    assert gone is not None
    before, after = gone - timedelta(hours=1), gone + timedelta(hours=1)
    assert send(a_finding(recorded_at=before), a_finding(recorded_at=after)) == [
        APPLIED,
        ("rejected", "unknown-person"),
    ]
    add_person(settings, "ZU", "b.bold", Role.SUPERVISOR)
    assert send(a_finding(recorded_at=after)) == [APPLIED]
    assert [one.role for one in list_people(settings)] == [Role.SUPERVISOR]


def test_a_review_needs_a_supervisor_and_four_eyes(send: Send, settings: CentreSettings) -> None:
    add_person(settings, "ZU", "b.bold", Role.INSPECTOR)
    add_person(settings, "ZU", "d.dorj", Role.INSPECTOR)
    add_person(settings, "ZU", "a.admin", Role.ADMIN)
    add_person(settings, "ZU", "s.saran", Role.SUPERVISOR)
    verdict, own = a_verdict(author="b.bold"), a_verdict(author="s.saran")
    assert send(verdict, own) == [APPLIED] * 2
    good = a_review(verdict, decision=Decision.RESCAN, reason="давхар хана")
    assert send(
        a_review(verdict, author="d.dorj"),
        a_review(verdict, author="a.admin"),
        a_review(own, author="s.saran"),
        good,
    ) == [
        ("rejected", "not-supervisor"),
        ("rejected", "not-supervisor"),
        ("rejected", "four-eyes"),
        APPLIED,
    ]
    assert findings_at_centre(settings).reviews == (good,)


def test_four_eyes_are_four_without_a_roll_and_within_one_batch(send: Send) -> None:
    verdict = a_verdict(author="b.bold")
    assert send(verdict, a_review(verdict, author="b.bold")) == [APPLIED, ("rejected", "four-eyes")]


@pytest.mark.parametrize("field", ["verdict_id", "verdict_revision_id"])
def test_a_review_with_what_no_database_takes_is_refused_alone(send: Send, field: str) -> None:
    verdict = a_verdict()
    odd = a_review(verdict, **{field: "a\0b"})
    assert send(verdict, odd, a_finding()) == [APPLIED, ("rejected", "unreadable"), APPLIED]


def test_a_review_of_a_verdict_that_is_not_here_is_kept_for_people_to_look_at(
    send: Send, settings: CentreSettings
) -> None:
    review = a_review(a_verdict())
    assert send(review, a_finding()) == [("conflict", "unknown-verdict"), APPLIED]
    assert findings_at_centre(settings).reviews == ()
    kept = list_conflicts(settings, "ZU")
    assert [(one.operation.aggregate_id, one.theirs) for one in kept] == [(review.review_id, "")]
    assert list_conflicts(settings, "GS") == ()
    assert list_conflicts(settings) == kept


def test_a_review_follows_its_versions(send: Send) -> None:
    verdict = a_verdict()
    first = a_review(verdict)
    second = a_review(verdict, review_id=first.review_id, version=2, replaces=first.revision_id)
    assert send(verdict, first, second) == [APPLIED] * 3
    assert send(a_review(verdict, review_id=first.review_id)) == [("conflict", "version-conflict")]


def test_photos_are_records_like_others(send: Send, settings: CentreSettings) -> None:
    first = a_photo()
    second = a_photo(photo_id=first.photo_id, version=2, replaces=first.revision_id, withdrawn=True)
    assert send(first, second) == [APPLIED] * 2
    assert findings_at_centre(settings).photos == (first, second)


@pytest.mark.parametrize(("post", "name"), [("", "b"), ("ZU", ""), ("ZU", "a\0b"), ("x" * 65, "b")])
def test_a_person_who_cannot_be(settings: CentreSettings, post: str, name: str) -> None:
    with pytest.raises(ValueError, match="characters"):
        add_person(settings, post, name, Role.INSPECTOR)


def test_only_who_is_there_can_leave(settings: CentreSettings) -> None:
    with pytest.raises(ValueError, match="not on the roll"):
        end_person(settings, "ZU", "b.bold")
    add_person(settings, "ZU", "b.bold", Role.INSPECTOR)
    assert list_people(settings)[0].added_at <= datetime.now(UTC)
