"""A post without any line: its work travels on a stick, and the answer comes back on it."""

from __future__ import annotations

import errno
import hashlib
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from inspector_app.__main__ import main
from inspector_app.central import carrier_answer
from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened
from inspector_app.central.keys import centre_keys
from inspector_app.central.object_store import FolderStore
from inspector_app.central.sequence import epoch_and_sequence, raise_epoch
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import revoke_station
from inspector_app.central.tables import audit, finding_revision, photo_revision
from inspector_app.domain.errors import CarrierRefused, CentreRefused, ExportFailed
from inspector_app.domain.operation import Delivery
from inspector_app.domain.scan import Energy, EnergyImage
from inspector_app.protocol.carrier import ANSWER_FORMAT, AnswerManifest, sign_manifest
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.sealed_tar import seal
from inspector_app.protocol.signing import Signer
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage.durable_files import fill_new_durably
from inspector_app.storage.station import StationDatabase, open_station
from inspector_app.workflow.carrier_ports import CarrierPorts
from inspector_app.workflow.carry_in import carry_in
from inspector_app.workflow.carry_out import carry_out
from inspector_app.workflow.file_ports import UploadState
from tests.helpers.builders import a_case, a_finding, a_photo, a_scan
from tests.helpers.carrier_rig import (
    NOW,
    CarrierRig,
    answer,
    enrol_in_person,
    ports_of,
    read_answer,
    write_disk,
)

KNOWN = a_case(scans=())
PHOTO = b"\xff\xd8\xff" + random.Random(1).randbytes(300_000)
SCAN = random.Random(2).randbytes(2_500_000)
DIGEST = hashlib.sha256(SCAN).hexdigest()


@dataclass
class Post:
    """A station that was enrolled in person and has no line, and its centre."""

    folder: DataFolder
    database: StationDatabase
    ports: CarrierPorts
    centre: CentreSettings
    number: int
    road: Path

    def count(self, table) -> int:
        with opened(self.centre) as engine, engine.begin() as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()

    def states(self) -> set[Delivery]:
        found = self.database.records.deliveries(KNOWN.case_id).values()
        return {one.delivery for one in found}

    def record(self, count: int) -> list:
        findings = [a_finding(scan_id="") for _ in range(count)]
        for one in findings:
            self.database.records.save(one)
        return findings

    def attach(self, finding, content: bytes = PHOTO) -> str:
        image = self.database.scans.take_content(content, "IMG_1.jpg")
        photo = a_photo(
            finding_id=finding.finding_id,
            scan_id="",
            sha256=image.sha256,
            size_bytes=image.size_bytes,
        )
        self.database.records.save(photo)
        return image.sha256


@pytest.fixture(scope="module")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A folder with both, made step by step once, and the station's number."""
    first = tmp_path_factory.mktemp("first")
    centre, folder = CentreSettings(first / "centre"), DataFolder(first / "station")
    load_cases(centre, [KNOWN], {})
    with open_station(folder) as database:
        number = enrol_in_person(centre, ports_of(folder, database))
        database.cases.keep([KNOWN])
    return first, number


@pytest.fixture
def post(enrolled: tuple[Path, int], tmp_path: Path) -> Iterator[Post]:
    first, number = enrolled
    shutil.copytree(first, tmp_path, dirs_exist_ok=True)
    centre, folder = CentreSettings(tmp_path / "centre"), DataFolder(tmp_path / "station")
    with open_station(folder) as database:
        yield Post(folder, database, ports_of(folder, database), centre, number, tmp_path)


def set_back(centre: CentreSettings, backup: Path) -> None:
    """Restore a centre, its files with it, from what was copied of its folder."""
    shutil.rmtree(centre.folder)
    shutil.copytree(backup, centre.folder)
    raise_epoch(centre)


def a_new_case(tmp_path: Path) -> tuple:
    """A case with one scan of its own, and the scan's file."""
    source = tmp_path / "new.tif"
    source.write_bytes(SCAN)
    scan = a_scan(scan_id="scan-0999")
    view = replace(scan.views[0], images=(EnergyImage(Energy.HIGH, DIGEST, len(SCAN), "new.tif"),))
    return a_case(case_id="case-0999", scans=(replace(scan, views=(view,)),)), {DIGEST: source}


def test_work_goes_out_and_receipts_and_a_new_case_come_back(post: Post) -> None:
    findings = post.record(3)
    photo = post.attach(findings[0])
    disk, back = post.road / "a.inspector-carrier", post.road / "b.inspector-carrier"
    out = write_disk(post.ports, disk)
    assert (out.operations, out.files, out.left_out, out.damaged) == (4, 1, 0, 0)
    assert post.states() == {Delivery.WAITING}
    sealed = disk.read_bytes()
    assert findings[0].remark.encode() not in sealed
    assert PHOTO[1000:1100] not in sealed

    case, files = a_new_case(post.road)
    load_cases(post.centre, [case], files)
    answered = answer(post.centre, disk, back)
    assert [one.receipt.status.value for one in answered.receipts] == ["applied"] * 4
    assert [one.whole for one in answered.files] == [True]
    assert (answered.cases, answered.scans) == (2, 1)
    assert FolderStore(post.centre.scans).local_path(photo).read_bytes() == PHOTO
    assert (post.count(finding_revision), post.count(photo_revision)) == (3, 1)

    carried = read_answer(post.ports, back)
    assert (carried.applied, carried.files, carried.cases, carried.scans) == (4, 1, 1, 1)
    assert carried.log_trouble == ""
    assert post.states() == {Delivery.APPLIED}
    assert post.database.uploads.summary().safe == 1
    assert post.database.scans.path(DIGEST).read_bytes() == SCAN
    assert {one.case.case_id for one in post.database.cases.queue()} == {"case-0412", "case-0999"}
    assert post.database.outbox.summary().waiting == 0
    assert list(post.folder.scratch.iterdir()) == []
    assert list((post.centre.folder / "carrier").iterdir()) == []


def test_disks_read_twice_and_late_do_no_harm(post: Post) -> None:
    post.record(2)
    first, second = post.road / "1.inspector-carrier", post.road / "2.inspector-carrier"
    write_disk(post.ports, first)
    post.record(2)
    write_disk(post.ports, second)
    answers = []
    for i, disk in enumerate((second, first, second, first)):
        answers.append(post.road / f"answer-{i}.inspector-carrier")
        answer(post.centre, disk, answers[-1])
    assert post.count(finding_revision) == 4
    for path in (*reversed(answers), *answers):
        assert read_answer(post.ports, path).log_trouble == ""
    assert post.states() == {Delivery.APPLIED}
    assert post.count(audit) == 0
    # The first answer is older than all the others and says nothing about a loss.
    assert post.database.log.head().answered_n == 4


@pytest.mark.parametrize("seed", range(3))
def test_rough_roads(post: Post, seed: int) -> None:
    rig = CarrierRig(post.road / "road", seed)
    for _ in range(6):
        post.record(2)
        rig.carry(post.ports, post.centre)
        assert post.states() <= {Delivery.WAITING, Delivery.APPLIED}
    rig.carry_well(post.ports, post.centre)
    assert post.states() == {Delivery.APPLIED}
    assert post.count(finding_revision) == 12
    assert post.count(audit) == 0


def test_scans_that_do_not_fit_are_left_out_and_said(post: Post) -> None:
    case, files = a_new_case(post.road)
    load_cases(post.centre, [case], files)
    disk, back = post.road / "a.inspector-carrier", post.road / "b.inspector-carrier"
    write_disk(post.ports, disk, limit_bytes=1_000_000)
    assert (answer(post.centre, disk, back).scans, back.stat().st_size < 1_000_000) == (0, True)
    carried = read_answer(post.ports, back)
    assert (carried.cases, carried.scans, carried.scans_left) == (1, 0, 1)
    # Now the station knows the case and asks for its scan.
    more, last = post.road / "c.inspector-carrier", post.road / "d.inspector-carrier"
    assert write_disk(post.ports, more).wanted == 1
    answer(post.centre, more, last)
    assert read_answer(post.ports, last).scans == 1


def test_a_scan_taken_in_here_goes_up_whole_or_waits(post: Post) -> None:
    case, files = a_new_case(post.road)
    post.database.scans.take_file(files[DIGEST])
    post.database.cases.keep([case])
    load_cases(post.centre, [case], {})
    small = write_disk(post.ports, post.road / "a.inspector-carrier", limit_bytes=2_400_000)
    assert (small.files, small.left_out) == (0, 1)
    disk, back = post.road / "b.inspector-carrier", post.road / "c.inspector-carrier"
    assert write_disk(post.ports, disk).files == 1
    answer(post.centre, disk, back)
    assert FolderStore(post.centre.scans).local_path(DIGEST).read_bytes() == SCAN
    assert read_answer(post.ports, back).files == 1
    assert post.database.uploads.waiting() == ()


def test_a_damaged_file_does_not_keep_the_rest_here(post: Post) -> None:
    findings = post.record(1)
    photo = post.attach(findings[0])
    path = post.database.scans.path(photo)
    path.write_bytes(b"x" + path.read_bytes()[1:])
    disk, back = post.road / "a.inspector-carrier", post.road / "b.inspector-carrier"
    out = write_disk(post.ports, disk)
    assert (out.operations, out.files, out.damaged) == (2, 0, 1)
    answer(post.centre, disk, back)
    assert read_answer(post.ports, back).applied == 2


def test_a_file_for_a_case_that_the_centre_lacks_waits(post: Post) -> None:
    case, files = a_new_case(post.road)
    post.database.scans.take_file(files[DIGEST])
    post.database.cases.keep([case])
    disk, back = post.road / "a.inspector-carrier", post.road / "b.inspector-carrier"
    write_disk(post.ports, disk)
    assert [one.reason for one in answer(post.centre, disk, back).files] == ["unknown-case"]
    assert read_answer(post.ports, back).files_refused == 1
    [upload] = post.database.uploads.waiting()
    assert (upload.state, upload.reason) == (UploadState.WAITING, "unknown-case")


def test_a_revoked_station_is_told_and_its_work_is_kept_as_facts(post: Post) -> None:
    post.record(2)
    revoke_station(post.centre, post.number)
    disk, back = post.road / "a.inspector-carrier", post.road / "b.inspector-carrier"
    write_disk(post.ports, disk)
    for path in (back, post.road / "c.inspector-carrier"):
        assert answer(post.centre, disk, path).refused == "device-revoked"
    assert (post.count(finding_revision), post.count(audit)) == (0, 2)
    with pytest.raises(CentreRefused) as refusal:
        read_answer(post.ports, back)
    assert refusal.value.reason == "device-revoked"
    assert post.states() == {Delivery.WAITING}


@pytest.mark.parametrize("is_older", [False, True])
def test_a_restored_centre_gets_again_what_it_lost(
    post: Post, is_older: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one whose program does not repeat yet which epoch a disk knows."""
    if is_older:
        monkeypatch.setattr(
            carrier_answer,
            "AnswerManifest",
            lambda known_epoch, **more: AnswerManifest(**more),
        )
    rig = CarrierRig(post.road / "road", 1)
    post.record(1)
    rig.carry_well(post.ports, post.centre)
    backup = post.centre.database.read_bytes()
    post.record(2)
    rig.carry_well(post.ports, post.centre)
    for name in ("-wal", "-shm"):
        post.centre.database.with_name(post.centre.database.name + name).unlink(missing_ok=True)
    post.centre.database.write_bytes(backup)
    raise_epoch(post.centre)
    carried = rig.carry_well(post.ports, post.centre)
    # What it still has goes too: it may have judged that anew since it was restored.
    assert (carried.reopened, carried.offered_again) == (2, 1)
    assert post.states() == {Delivery.WAITING}
    again = rig.carry_well(post.ports, post.centre)
    assert (again.applied, again.reopened, again.offered_again) == (3, 0, 0)
    assert post.states() == {Delivery.APPLIED}
    assert post.count(finding_revision) == 3
    disk = post.road / "last.inspector-carrier"
    assert write_disk(post.ports, disk).operations == 0


def test_a_restored_centre_that_lost_nothing_is_compared_all_the_same(post: Post) -> None:
    rig = CarrierRig(post.road / "road", 1)
    post.record(3)
    rig.carry_well(post.ports, post.centre)
    raise_epoch(post.centre)
    carried = rig.carry_well(post.ports, post.centre)
    assert (carried.reopened, carried.offered_again) == (0, 3)
    assert rig.carry_well(post.ports, post.centre).applied == 3
    assert post.states() == {Delivery.APPLIED}


def test_what_was_compared_over_a_line_is_not_carried_again(post: Post) -> None:
    rig = CarrierRig(post.road / "road", 1)
    post.record(3)
    rig.carry_well(post.ports, post.centre)
    raise_epoch(post.centre)
    with opened(post.centre) as engine, engine.begin() as connection:
        epoch, _ = epoch_and_sequence(connection)
    post.database.log.note_compared(epoch, at=NOW)
    assert rig.carry_well(post.ports, post.centre).offered_again == 0
    assert post.states() == {Delivery.APPLIED}


def test_a_station_set_back_goes_on_in_a_new_log_without_a_line(
    enrolled: tuple[Path, int], tmp_path: Path
) -> None:
    first, number = enrolled
    shutil.copytree(first, tmp_path, dirs_exist_ok=True)
    centre, folder = CentreSettings(tmp_path / "centre"), DataFolder(tmp_path / "station")
    rig = CarrierRig(tmp_path / "road", 1)

    @contextmanager
    def at_work() -> Iterator[Post]:
        with open_station(folder) as database:
            yield Post(folder, database, ports_of(folder, database), centre, number, tmp_path)

    with at_work() as post:
        post.record(1)
        rig.carry_well(post.ports, centre)
        post.record(1)
        disk, lost = tmp_path / "a.inspector-carrier", tmp_path / "b.inspector-carrier"
        write_disk(post.ports, disk)
        answer(centre, disk, lost)
    shutil.copytree(folder.path, tmp_path / "backup")
    with at_work() as post:
        post.record(2)
        rig.carry_well(post.ports, centre)
        assert post.states() == {Delivery.APPLIED}
    shutil.rmtree(folder.path)
    shutil.copytree(tmp_path / "backup", folder.path)
    with at_work() as post:
        post.record(3)
        before = post.database.log.identity().device_id
        # Taken in: the one whose answer was lost, and the last, whose number was still free.
        carried = rig.carry_well(post.ports, centre)
        assert (carried.new_log, carried.log_trouble) == (True, "")
        assert post.database.log.identity().device_id != before
        assert Delivery.WAITING in post.states()
        # That answer says the same again, of a log that is over.
        with pytest.raises(CarrierRefused):
            read_answer(post.ports, tmp_path / "road" / "6.inspector-carrier")
        for _ in range(2):
            disk, back = tmp_path / f"{new_id()}.inspector-carrier", tmp_path / new_id()
            write_disk(post.ports, disk)
            assert answer(centre, disk, back).refused == ""
            assert read_answer(post.ports, back).new_log is False
        assert post.states() == {Delivery.APPLIED}
        assert post.database.log.untold_successions() == ()
        assert post.count(finding_revision) == 1 + 1 + 2 + 3
        # That the centre heard by disk whom the station became.
        assert post.count(audit) == 1
        post.record(1)
        assert rig.carry_well(post.ports, centre).applied == 1


@pytest.mark.parametrize("told", [False, True])
def test_a_restored_centre_gets_again_what_stands_in_a_log_that_is_over(
    enrolled: tuple[Path, int], tmp_path: Path, told: bool
) -> None:
    """Station set back, centre set back, and no line: neither findings nor photos stay away."""
    first, number = enrolled
    shutil.copytree(first, tmp_path, dirs_exist_ok=True)
    centre, folder = CentreSettings(tmp_path / "centre"), DataFolder(tmp_path / "station")
    rig = CarrierRig(tmp_path / "road", 1)

    @contextmanager
    def at_work() -> Iterator[Post]:
        with open_station(folder) as database:
            yield Post(folder, database, ports_of(folder, database), centre, number, tmp_path)

    with at_work() as post:
        post.record(1)
        rig.carry_well(post.ports, centre)
        shutil.copytree(centre.folder, tmp_path / "centre-backup")
        photo = post.attach(post.record(2)[0])
        assert rig.carry_well(post.ports, centre).files == 1
    shutil.copytree(folder.path, tmp_path / "backup")
    with at_work() as post:
        post.record(1)
        rig.carry_well(post.ports, centre)
    shutil.rmtree(folder.path)
    shutil.copytree(tmp_path / "backup", folder.path)
    with at_work() as post:
        post.record(1)
        assert rig.carry_well(post.ports, centre).new_log
        if told:
            rig.carry_well(post.ports, centre)
            assert post.database.log.untold_successions() == ()
        set_back(centre, tmp_path / "centre-backup")
        assert post.count(finding_revision) == 1
        post.record(1)
        second = post.database.log.identity().device_id
        assert rig.carry_well(post.ports, centre).new_log
        third = post.database.log.identity().device_id
        assert third != second
        for _ in range(2):
            assert not rig.carry_well(post.ports, centre).new_log
        assert post.database.log.identity().device_id == third
        assert post.states() == {Delivery.APPLIED}
        # All but the one that the station forgot when it was set back.
        assert post.count(finding_revision) == 1 + 2 + 1 + 1
        assert post.count(photo_revision) == 1
        assert FolderStore(centre.scans).size(photo) == len(PHOTO)


def test_a_restored_centre_gets_a_file_again_whose_operation_it_kept(post: Post) -> None:
    rig = CarrierRig(post.road / "road", 1)
    photo = post.attach(post.record(1)[0])
    disk, back = post.road / "a.inspector-carrier", post.road / "b.inspector-carrier"
    assert write_disk(post.ports, disk, limit_bytes=50_000).left_out == 1
    answer(post.centre, disk, back)
    assert read_answer(post.ports, back).applied == 2
    shutil.copytree(post.centre.folder, post.road / "backup")
    assert rig.carry_well(post.ports, post.centre).files == 1
    set_back(post.centre, post.road / "backup")
    assert FolderStore(post.centre.scans).size(photo) is None
    assert rig.carry_well(post.ports, post.centre).reopened == 0
    assert rig.carry_well(post.ports, post.centre).files == 1
    assert FolderStore(post.centre.scans).size(photo) == len(PHOTO)
    # Offered again this once, and not with every answer.
    assert post.database.uploads.waiting() == ()
    rig.carry_well(post.ports, post.centre)
    assert post.database.uploads.waiting() == ()


def test_a_late_answer_from_before_the_centre_was_restored(post: Post) -> None:
    """It is no sign of another restoring, and what it calls safe is not."""
    rig = CarrierRig(post.road / "road", 1)
    photo = post.attach(post.record(1)[0])
    paths = [post.road / f"{i}.inspector-carrier" for i in range(6)]
    write_disk(post.ports, paths[0], limit_bytes=50_000)
    answer(post.centre, paths[0], paths[1])
    read_answer(post.ports, paths[1])
    shutil.copytree(post.centre.folder, post.road / "backup")
    write_disk(post.ports, paths[2], limit_bytes=50_000)
    post.record(1)
    write_disk(post.ports, paths[4])
    answer(post.centre, paths[4], paths[5])  # and this is late
    set_back(post.centre, post.road / "backup")
    answer(post.centre, paths[2], paths[3])
    read_answer(post.ports, paths[3])
    now = post.database.log.identity()
    late = read_answer(post.ports, paths[5])
    assert (late.applied, late.files, late.reopened, late.new_log) == (1, 0, 0, False)
    assert post.database.log.identity() == now
    assert rig.carry_well(post.ports, post.centre).reopened == 1
    rig.carry_well(post.ports, post.centre)
    assert post.states() == {Delivery.APPLIED}
    assert post.count(finding_revision) == 2
    assert FolderStore(post.centre.scans).size(photo) == len(PHOTO)
    for path in (paths[1], paths[3], paths[5]):
        again = read_answer(post.ports, path)
        assert (again.reopened, again.new_log) == (0, False)
    assert post.database.log.identity() == now
    assert post.database.uploads.waiting() == ()


@pytest.mark.parametrize("seed", range(3))
def test_rough_roads_to_a_centre_that_is_set_back(post: Post, seed: int) -> None:
    """Twice, and answers from all of its lives come late, twice, or never."""
    rig = CarrierRig(post.road / "road", seed)
    photos = []
    for life in range(3):
        photos.append(post.attach(post.record(1)[0], PHOTO + bytes([life])))
        rig.carry(post.ports, post.centre)
        backup = post.road / f"backup-{life}"
        shutil.copytree(post.centre.folder, backup)
        for _ in range(2):
            post.record(1)
            rig.carry(post.ports, post.centre)
        if life < 2:
            set_back(post.centre, backup)
    before = post.database.log.identity().device_id
    for _ in range(4):
        rig.carry_well(post.ports, post.centre)
    assert post.states() == {Delivery.APPLIED}
    assert post.count(finding_revision) == 9
    assert post.database.uploads.waiting() == ()
    store = FolderStore(post.centre.scans)
    assert [store.size(one) for one in photos] == [len(PHOTO) + 1] * 3
    assert post.database.log.identity().device_id == before
    assert post.count(audit) == 0


def test_a_station_that_was_never_enrolled(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "station")
    with open_station(folder) as database:
        ports = ports_of(folder, database)
        with pytest.raises(ExportFailed) as refusal:
            write_disk(ports, tmp_path / "a.inspector-carrier")
        with pytest.raises(CarrierRefused) as other:
            read_answer(ports, tmp_path / "a.inspector-carrier")
    assert (refusal.value.reason, other.value.reason) == ("not-enrolled", "not-enrolled")
    assert not (tmp_path / "a.inspector-carrier").exists()


def test_the_commands(post: Post, capsys: pytest.CaptureFixture[str]) -> None:
    post.record(3)
    where = ["--data-dir", str(post.folder.path)]
    disk, back = str(post.road / "a.inspector-carrier"), str(post.road / "b.inspector-carrier")
    assert main(["outbox", "carry-out", disk, "--size-mb", "5", *where]) == 0
    assert "3 operations, 0 files" in capsys.readouterr().out
    assert main(["outbox", "carry-out", disk, *where]) == 1
    centre = ["--data-dir", str(post.centre.folder)]
    assert main(["central", "carrier", disk, "--answer", back, *centre]) == 0
    assert "3 operations (3 applied)" in capsys.readouterr().out
    assert main(["central", "carrier", disk, "--answer", back, *centre]) == 1
    assert main(["outbox", "carry-in", disk, *where]) == 1
    assert main(["outbox", "carry-in", back, *where]) == 0
    assert "3 operations applied" in capsys.readouterr().out
    assert post.states() == {Delivery.APPLIED}


def test_answers_that_are_not_believed(post: Post) -> None:
    post.record(2)
    disk, back = post.road / "a.inspector-carrier", post.road / "b.inspector-carrier"
    write_disk(post.ports, disk)
    answer(post.centre, disk, back)
    identity = post.database.log.identity()

    def forge(device_id: str, signer: Signer) -> Path:
        manifest = AnswerManifest(
            ANSWER_FORMAT, device_id, "e", NOW, 0, "", refused="device-revoked"
        )
        path = post.road / f"{new_id()}.inspector-carrier"
        with path.open("wb") as file:
            signed = sign_manifest(manifest, signer)
            seal(file, signed, [], recipient=identity.sealing_recipient, watch=lambda _: None)
        return path

    def reason(path: Path) -> str:
        with pytest.raises(CarrierRefused) as refusal:
            read_answer(post.ports, path)
        assert post.states() == {Delivery.WAITING}
        return refusal.value.reason

    cut = post.road / "cut.inspector-carrier"
    cut.write_bytes(back.read_bytes()[:-300])
    with opened(post.centre) as engine, engine.begin() as connection:
        centre_signer = centre_keys(connection).signer
    assert reason(forge(identity.device_id, post.database.log.signer())) == "forged"
    assert reason(forge("another-station", centre_signer)) == "other-station"
    assert reason(disk) == "other-recipient"
    assert reason(cut) == "damaged"
    assert reason(post.road / "gone.inspector-carrier") == "cannot-read"
    stopped = carry_in(post.ports, back, progress=lambda _: None, should_stop=lambda: True)
    assert stopped is None
    assert post.states() == {Delivery.WAITING}
    assert list(post.folder.scratch.iterdir()) == []
    assert read_answer(post.ports, back).applied == 2


def test_a_disk_that_cannot_be_written_leaves_nothing(post: Post) -> None:
    findings = post.record(2)
    post.attach(findings[0])
    disk = post.road / "sticks" / "a.inspector-carrier"

    def reason(ports: CarrierPorts) -> str:
        with pytest.raises(ExportFailed) as refusal:
            write_disk(ports, disk)
        return refusal.value.reason

    assert reason(post.ports) == "no-folder"
    disk.parent.mkdir()

    class Full:
        """A stick without room, or of a file system without large files."""

        def __init__(self, file, number: int) -> None:
            self._file, self._number = file, number

        def write(self, content: bytes) -> int:
            if self._file.tell() > 100_000:
                raise OSError(self._number, "no")
            return self._file.write(content)

    def onto(number: int):
        def fill(path: Path, write) -> None:
            fill_new_durably(path, lambda file: write(Full(file, number)))

        return fill

    for number, expected in (
        (errno.ENOSPC, "disk-full"),
        (errno.EFBIG, "file-too-large"),
        (errno.EIO, "io-error"),
    ):
        assert reason(replace(post.ports, fill_new_file=onto(number))) == expected
        assert list(disk.parent.iterdir()) == []
    seen: list[float] = []
    carried = carry_out(
        post.ports,
        disk,
        limit_bytes=10_000_000,
        progress=seen.append,
        should_stop=lambda: len(seen) > 1,
    )
    assert carried is None
    assert list(disk.parent.iterdir()) == []
    disk.write_bytes(b"somebody's")
    assert reason(post.ports) == "already-there"
    assert disk.read_bytes() == b"somebody's"
