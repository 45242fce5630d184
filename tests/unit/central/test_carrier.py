"""Carrier disks at the centre: whose they are, and what is refused before anything is taken."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pyrage import x25519
from sqlalchemy import func, select, update

from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened, writing
from inspector_app.central.object_store import FolderStore
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station, identify
from inspector_app.central.tables import (
    audit,
    device,
    finding_revision,
    received_operation,
    upload,
)
from inspector_app.central.tables import station as station_table
from inspector_app.domain.errors import CarrierRefused
from inspector_app.domain.operation import Operation
from inspector_app.protocol import carrier
from inspector_app.protocol.carrier import (
    ANSWER_FORMAT,
    DISK_FORMAT,
    OPERATIONS,
    SUCCESSIONS_LIMIT,
    AnswerManifest,
    CarriedSuccession,
    DiskManifest,
    Part,
    sign_manifest,
)
from inspector_app.protocol.codec import encode
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.messages import FileKind, FileOffer, Successor, successor_message
from inspector_app.protocol.operations import make_operation, sealed
from inspector_app.protocol.sealed_tar import seal
from inspector_app.protocol.signing import Signer, new_private_key
from inspector_app.workflow.log_ports import DeviceIdentity
from tests.helpers.builders import a_case, a_finding
from tests.helpers.carrier_rig import answer, enrol_in_person

FILE = random.Random(1).randbytes(20_000)
SHA256 = hashlib.sha256(FILE).hexdigest()


@dataclass
class Keys:
    """A station that is nothing but its keys; stands for the log and the ports it lies in."""

    device_id: str = field(default_factory=new_id)
    key: Signer = field(default_factory=lambda: Signer(new_private_key()))
    sealing_key: str = field(default_factory=lambda: str(x25519.Identity.generate().to_public()))
    centre: str = ""

    @property
    def log(self) -> Keys:
        return self

    def identity(self) -> DeviceIdentity:
        return DeviceIdentity(self.device_id, self.key.public_key, self.sealing_key)

    def signer(self) -> Signer:
        return self.key

    def pin_centre(self, *, signing_key: str, sealing_key: str) -> None:
        self.centre = sealing_key

    def operations(self, count: int, *, first: int = 1, previous: str = "") -> list[Operation]:
        made = []
        for n in range(first, first + count):
            one = make_operation(
                a_finding(scan_id=""),
                op_id=new_id(),
                device_id=self.device_id,
                n=n,
                previous_sha256=previous,
                signer=self.key,
            )
            previous = one.sha256
            made.append(one)
        return made


@dataclass
class Bench:
    settings: CentreSettings
    station: Keys
    number: int
    folder: Path

    def disk(
        self,
        operations: list[Operation],
        *,
        signer: Signer | None = None,
        files: tuple[FileOffer, ...] = (),
        **changes: Any,
    ) -> Path:
        """A disk with these operations; `changes` to its manifest are signed with the rest."""
        lines = b"".join(encode(one) + b"\n" for one in operations)
        first = Part(OPERATIONS, len(lines), hashlib.sha256(lines).hexdigest())
        contents = [(first, lambda: [lines])]
        for sha256 in dict.fromkeys(one.sha256 for one in files):
            contents.append((Part(f"files/{sha256}", len(FILE), sha256), lambda: [FILE]))
        manifest = DiskManifest(
            format=DISK_FORMAT,
            device_id=self.station.device_id,
            protocol=2,
            head_n=len(operations),
            head_sha256=operations[-1].sha256 if operations else "",
            answered_n=0,
            made_at=datetime(2026, 11, 22, tzinfo=UTC),
            sealing_key=self.station.sealing_key,
            cursor="",
            answer_limit_bytes=10_000_000,
            operation_count=len(operations),
            parts=tuple(part for part, _ in contents),
            files=files,
        )
        manifest = msgspec.structs.replace(manifest, **changes)
        return self.sealed(sign_manifest(manifest, signer or self.station.key), contents)

    def sealed(self, manifest: bytes, contents: list) -> Path:
        path = self.folder / f"{new_id()}.inspector-carrier"
        with path.open("wb") as file:
            seal(file, manifest, contents, recipient=self.station.centre, watch=lambda _: None)
        return path

    def refusal(self, disk: Path) -> str:
        target = self.folder / "answer.inspector-carrier"
        with pytest.raises(CarrierRefused) as error:
            answer(self.settings, disk, target)
        assert not target.exists()
        assert self.counts() == (0, 0, 0, 0)
        return error.value.reason

    def take(self, disk: Path) -> Any:
        return answer(self.settings, disk, self.folder / f"{new_id()}.inspector-carrier")

    def counts(self) -> tuple[int, ...]:
        with opened(self.settings) as engine, engine.begin() as connection:
            return tuple(
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (received_operation, finding_revision, upload, audit)
            )


@pytest.fixture(scope="module")
def first_bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Made step by step once, which takes seconds."""
    folder = tmp_path_factory.mktemp("first")
    settings = CentreSettings(folder / "centre")
    load_cases(settings, [a_case(scans=())], {})
    station = Keys()
    number = enrol_in_person(settings, station)
    return Bench(settings, station, number, folder)


@pytest.fixture
def bench(first_bench: Bench, tmp_path: Path) -> Bench:
    shutil.copytree(first_bench.settings.folder, tmp_path / "centre")
    return replace(first_bench, settings=CentreSettings(tmp_path / "centre"), folder=tmp_path)


def a_file(**changes: Any) -> FileOffer:
    offer = FileOffer(SHA256, len(FILE), FileKind.PHOTO, "case-0412", "finding-1")
    return msgspec.structs.replace(offer, **changes)


def test_a_disk_is_taken_and_a_second_time_changes_nothing(bench: Bench) -> None:
    both = (a_file(), a_file(finding_id="finding-2"))
    disk = bench.disk(bench.station.operations(230), files=both)
    first = bench.take(disk)
    assert {one.receipt.status.value for one in first.receipts} == {"applied"}
    assert [one.whole for one in first.files] == [True, True]
    again = bench.take(disk)
    assert {one.receipt.status.value for one in again.receipts} == {"duplicate"}
    assert [one.whole for one in again.files] == [True, True]
    assert bench.counts() == (230, 230, 0, 0)
    assert FolderStore(bench.settings.scans).local_path(SHA256).read_bytes() == FILE


def test_a_disk_that_comes_before_the_one_before_it(bench: Bench) -> None:
    operations = bench.station.operations(4)
    late, early = bench.disk(operations[2:]), bench.disk(operations[:2])
    assert {one.receipt.reason for one in bench.take(late).receipts} == {"gap"}
    assert {one.receipt.status.value for one in bench.take(early).receipts} == {"applied"}
    assert {one.receipt.status.value for one in bench.take(late).receipts} == {"applied"}
    assert bench.counts() == (4, 4, 0, 0)


def test_a_forged_manifest_and_a_foreign_device(bench: Bench) -> None:
    operations = bench.station.operations(1)
    stranger = Signer(new_private_key())
    assert bench.refusal(bench.disk(operations, signer=stranger)) == "forged"
    for device_id in (new_id(), "", "x" * 65, "a\0b"):
        assert bench.refusal(bench.disk(operations, device_id=device_id)) == "unknown-device"
    other = Keys().operations(1)
    assert bench.refusal(bench.disk(other)) == "malformed"


def test_an_operation_with_a_wrong_signature_is_answered_and_set_aside(bench: Bench) -> None:
    good = bench.station.operations(2)
    forged = replace(good[1], signature=Signer(new_private_key()).sign(b"x"))
    answered = bench.take(bench.disk([good[0], forged]))
    assert [one.receipt.reason for one in answered.receipts] == ["", "forged"]
    assert bench.counts() == (1, 1, 0, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"operation_count": 3},
        {"sealing_key": "age1nobody"},
        {"wanted": ("../../etc/passwd",)},
        {"files": (a_file(size_bytes=5),)},
        {"parts": ()},
        {"parts": (Part("operations.jsonl", 0, SHA256), Part("files/../x", 1, SHA256))},
    ],
)
def test_a_manifest_that_is_wrong_in_itself(bench: Bench, changes: dict[str, Any]) -> None:
    assert bench.refusal(bench.disk(bench.station.operations(2), **changes)) == "malformed"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": "inspector-carrier-7"}, "newer-format"),
        ({"protocol": 1}, "protocol"),
        ({"protocol": 99}, "protocol"),
    ],
)
def test_a_disk_of_another_age(
    bench: Bench, changes: dict[str, Any], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setitem(carrier._PURPOSES, "inspector-carrier-7", b"inspector-carrier-1\n")
    assert bench.refusal(bench.disk(bench.station.operations(1), **changes)) == reason


def test_an_answer_is_no_disk(bench: Bench) -> None:
    manifest = AnswerManifest(
        ANSWER_FORMAT, bench.station.device_id, "e", datetime(2026, 11, 22, tzinfo=UTC), 0, ""
    )
    path = bench.sealed(sign_manifest(manifest, bench.station.key), [])
    assert bench.refusal(path) == "is-answer"


@pytest.mark.parametrize("line", [b"{}", b"[[[[", b"\xff\xfe"])
def test_an_operation_that_cannot_be_read_takes_nothing_in(bench: Bench, line: bytes) -> None:
    good = encode(bench.station.operations(1)[0])
    lines = good + b"\n" + line + b"\n"
    part = Part(OPERATIONS, len(lines), hashlib.sha256(lines).hexdigest())
    disk = bench.disk([], operation_count=2, parts=(part,))
    # Sealed again with the lines that fit the manifest.
    signed = sign_manifest(
        DiskManifest(
            format=DISK_FORMAT,
            device_id=bench.station.device_id,
            protocol=2,
            head_n=1,
            head_sha256="",
            answered_n=0,
            made_at=datetime(2026, 11, 22, tzinfo=UTC),
            sealing_key=bench.station.sealing_key,
            cursor="",
            answer_limit_bytes=1_000_000,
            operation_count=2,
            parts=(part,),
        ),
        bench.station.key,
    )
    assert bench.refusal(disk) == "malformed"
    assert bench.refusal(bench.sealed(signed, [(part, lambda: [lines])])) == "malformed"


@pytest.mark.parametrize("cut", [0.2, 0.6, 0.999])
def test_nothing_is_half_taken_from_a_disk_that_was_cut_off(bench: Bench, cut: float) -> None:
    disk = bench.disk(bench.station.operations(300), files=(a_file(),))
    content = disk.read_bytes()
    disk.write_bytes(content[: int(len(content) * cut)])
    assert bench.refusal(disk) == "damaged"
    assert FolderStore(bench.settings.scans).size(SHA256) is None
    disk.write_bytes(content)
    assert len(bench.take(disk).receipts) == 300


def followed(old: Keys, new: Keys, *, agreed: Signer | None = None) -> CarriedSuccession:
    """The proof that one station's keys follow another's; `agreed` has signed it as the old."""
    public_key = new.key.public_key
    message = successor_message(old.device_id, new.device_id, public_key)
    signed = new.key.sign(message), (agreed or old.key).sign(message)
    return CarriedSuccession(old.device_id, Successor(new.device_id, public_key, *signed))


def as_another(bench: Bench, *told: CarriedSuccession, station: Keys, count: int = 2) -> Path:
    """A disk of a station that became another device, and could not say so."""
    restored = replace(bench, station=replace(station, centre=bench.station.centre))
    return restored.disk(station.operations(count), successions=told)


def devices(bench: Bench) -> dict[str, str | None]:
    """Whom each device that the centre knows descends from."""
    with opened(bench.settings) as engine, engine.begin() as connection:
        rows = connection.execute(select(device.c.device_id, device.c.descends_from))
        return {row.device_id: row.descends_from for row in rows}


def facts(bench: Bench) -> list[tuple[str, str, str]]:
    """What was kept as no more than a fact, about which device, and whom that says it follows."""
    with opened(bench.settings) as engine, engine.begin() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.audit_id)).all()
    return [
        (row.what, row.device_id, json.loads(row.content).get("old_device_id", "")) for row in rows
    ]


def test_a_restored_station_proves_whose_it_is_on_the_disk(bench: Bench) -> None:
    first = bench.station.operations(2)
    bench.take(bench.disk(first))
    second, third = Keys(), Keys()
    told = (followed(bench.station, second), followed(second, third))
    disk = as_another(bench, *told, station=third, count=3)
    answered = bench.take(disk)
    assert [one.receipt.status.value for one in answered.receipts] == ["applied"] * 3
    assert devices(bench) == {
        bench.station.device_id: None,
        second.device_id: bench.station.device_id,
        third.device_id: second.device_id,
    }
    assert {one.receipt.status.value for one in bench.take(disk).receipts} == {"duplicate"}
    assert facts(bench) == [
        ("succession-by-disk", second.device_id, bench.station.device_id),
        ("succession-by-disk", third.device_id, second.device_id),
    ]
    # What a log of the line has is known again in the next.
    last = answered.receipts[-1].sha256
    moved = replace(first[0], device_id=third.device_id, n=4, previous_sha256=last)
    again = sealed(moved, third.key)
    later = replace(bench, station=replace(third, centre=bench.station.centre)).disk([again])
    assert [one.receipt.status.value for one in bench.take(later).receipts] == ["duplicate"]
    assert bench.counts() == (6, 5, 0, 2)


def test_nobody_signs_themselves_into_a_line(bench: Bench) -> None:
    new, stranger = Keys(), Keys()
    before = devices(bench)
    unsigned = followed(bench.station, new, agreed=stranger.key)
    assert bench.refusal(as_another(bench, unsigned, station=new)) == "forged"
    of_nobody = followed(stranger, new)
    assert bench.refusal(as_another(bench, of_nobody, station=new)) == "unknown-device"
    assert bench.refusal(as_another(bench, station=new)) == "unknown-device"
    # Agreed to by the old key, and made by somebody who has not got the new one.
    agreed = followed(bench.station, new)
    thief = replace(new, key=Signer(new_private_key()))
    assert bench.refusal(as_another(bench, agreed, station=thief)) == "forged"
    assert bench.refusal(as_another(bench, agreed, station=replace(new, device_id="a\0b"))) == (
        "unknown-device"
    )
    assert devices(bench) == before


@pytest.mark.parametrize("has_key", [True, False])
def test_no_station_takes_the_place_of_another(bench: Bench, has_key: bool) -> None:
    owner = Keys()
    with opened(bench.settings) as engine:
        identify(engine, f"Bearer {add_station(bench.settings, 'ZU', '')}", owner.device_id)
        if has_key:
            with writing(engine) as connection:
                connection.execute(
                    update(device)
                    .where(device.c.device_id == owner.device_id)
                    .values(public_key=owner.key.public_key)
                )
    before = devices(bench)
    thief = Keys(owner.device_id)
    disk = as_another(bench, followed(bench.station, thief), station=thief)
    assert bench.refusal(disk) == ("forged" if has_key else "unknown-device")
    assert devices(bench) == before


def test_a_disk_that_was_cut_off_begins_no_new_log(bench: Bench) -> None:
    new = Keys()
    disk = as_another(bench, followed(bench.station, new), station=new, count=40)
    disk.write_bytes(disk.read_bytes()[:-200])
    assert bench.refusal(disk) == "damaged"
    assert new.device_id not in devices(bench)


@pytest.mark.parametrize("why", ["revoked", "replaced"])
def test_a_station_that_was_shut_out_comes_back_under_no_other_name(bench: Bench, why: str) -> None:
    changes = {"revoked": {"revoked_at": datetime.now(UTC)}, "replaced": {"device_id": "another"}}
    with opened(bench.settings) as engine, writing(engine) as connection:
        connection.execute(
            update(station_table)
            .where(station_table.c.station_id == bench.number)
            .values(**changes[why])
        )
    new = Keys()
    answered = bench.take(as_another(bench, followed(bench.station, new), station=new))
    assert (answered.refused, answered.receipts) == ("device-revoked", ())
    assert (answered.device_id, answered.post) == (new.device_id, "ZU")
    assert bench.counts() == (0, 0, 0, 2)
    assert new.device_id not in devices(bench)


def test_what_was_heard_over_the_line_meanwhile_keeps_no_disk_out(bench: Bench) -> None:
    new, newest = Keys(), Keys()
    disk = as_another(bench, followed(bench.station, new), station=new)
    bench.take(as_another(bench, followed(bench.station, newest), station=newest))
    # The station was set back twice; the second new log follows the first.
    assert {one.receipt.status.value for one in bench.take(disk).receipts} == {"applied"}
    assert devices(bench)[new.device_id] == newest.device_id
    assert bench.counts() == (4, 4, 0, 2)


def test_a_disk_carries_no_more_successions_than_a_station_has(bench: Bench) -> None:
    """Nobody has signed them when they are counted."""
    line = [bench.station, *(Keys() for _ in range(SUCCESSIONS_LIMIT))]
    told = [followed(old, new) for old, new in pairwise(line)]
    before = devices(bench)
    last = Keys()
    too_many = [*told, followed(line[-1], last)]
    assert bench.refusal(as_another(bench, *too_many, station=last)) == "malformed"
    assert devices(bench) == before
    disk = as_another(bench, *told, station=line[-1])
    for status in ("applied", "duplicate"):
        assert {one.receipt.status.value for one in bench.take(disk).receipts} == {status}
    assert len(devices(bench)) == len(before) + SUCCESSIONS_LIMIT
    assert sum(what == "succession-by-disk" for what, _, _ in facts(bench)) == SUCCESSIONS_LIMIT


def test_the_machine_that_was_replaced_is_shut_out(bench: Bench) -> None:
    with opened(bench.settings) as engine, writing(engine) as connection:
        connection.execute(
            update(station_table)
            .where(station_table.c.station_id == bench.number)
            .values(device_id="another-machine")
        )
    answered = bench.take(bench.disk(bench.station.operations(2)))
    assert (answered.refused, answered.receipts) == ("device-revoked", ())
    assert bench.counts() == (0, 0, 0, 2)


def test_a_cursor_that_is_none_begins_at_the_start(bench: Bench) -> None:
    assert bench.take(bench.disk([], cursor="no cursor at all")).cases == 1


def test_on_either_database(new_settings: Callable[[Path], CentreSettings], tmp_path: Path) -> None:
    settings = new_settings(tmp_path / "new")
    load_cases(settings, [a_case(scans=())], {})
    station = Keys()
    bench = Bench(settings, station, enrol_in_person(settings, station), tmp_path)
    disk = bench.disk(station.operations(3), files=(a_file(),))
    assert [bench.take(disk).cases, bench.take(disk).cases] == [1, 1]
    assert bench.counts() == (3, 3, 0, 0)
    new = Keys()
    restored = as_another(bench, followed(station, new), station=new)
    assert {one.receipt.status.value for one in bench.take(restored).receipts} == {"applied"}
    assert bench.counts() == (5, 5, 0, 1)
