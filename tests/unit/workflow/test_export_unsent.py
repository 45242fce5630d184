"""Unsent work as a file: complete, never over another one, and every damage is told."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.domain.errors import ExportFailed
from inspector_app.domain.operation import Delivery
from inspector_app.protocol.signing import is_signed_by
from inspector_app.storage.durable_files import write_new_durably
from inspector_app.workflow import export_unsent as module
from inspector_app.workflow.export_unsent import Exported, ExportFault, export_unsent, read_export
from inspector_app.workflow.ports import DeliveryStatus
from tests.helpers.builders import AT, a_case, a_finding
from tests.helpers.fake_ports import FakeDatabase, a_bench
from tests.helpers.fake_store import FakeStation


def a_database(count: int = 5) -> FakeDatabase:
    database = a_bench(a_case()).database
    for i in range(count):
        database.save(a_finding(recorded_at=AT + timedelta(minutes=i)))
    return database


def answer(database: FakeDatabase, n: int, delivery: Delivery) -> None:
    database.delivery[database.saved[n - 1].revision_id] = DeliveryStatus(delivery)


def export(database, path: Path, *, progress=lambda _: None, should_stop=lambda: False, write=None):
    return export_unsent(
        database, write or write_new_durably, path, progress=progress, should_stop=should_stop
    )


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "unsent.jsonl"


def test_everything_without_an_answer_is_written_and_read_back(target: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    database = a_database(7)
    answer(database, 2, Delivery.APPLIED)
    answer(database, 3, Delivery.SENT)
    answer(database, 7, Delivery.REJECTED)
    shares: list[float] = []
    exported = export(database, target, progress=shares.append)
    assert isinstance(exported, Exported)
    assert exported.damaged == ()
    header = exported.header
    assert (header.device_id, header.count, header.first_n, header.last_n) == ("d", 5, 1, 6)
    read = read_export(target)
    assert read.header == header
    assert read.faults == ()
    assert read.operations == tuple(o for o in database.operations() if o.n in {1, 3, 4, 5, 6})
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_signatures_go_along(target: Path) -> None:
    station = FakeStation()
    operations = tuple(station.save(a_finding()) for _ in range(3))
    export(station, target)
    read = read_export(target)
    assert read.faults == ()
    assert read.operations == operations
    assert all(is_signed_by(one, public_key=station.signer().public_key) for one in operations)
    target.write_bytes(target.read_bytes().replace(operations[1].signature.encode(), b"A" * 86))
    assert [fault.reason for fault in read_export(target).faults] == ["lines-differ"]


def test_a_file_of_a_program_without_keys_is_still_read(target: Path) -> None:
    export(a_database(), target)
    assert b"signature" not in target.read_bytes()
    assert read_export(target).faults == ()


def test_the_same_work_gives_the_same_bytes(tmp_path: Path) -> None:
    database = a_database()
    export(database, tmp_path / "a")
    export(database, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_nothing_is_written_over(target: Path) -> None:
    target.write_text("somebody's")
    with pytest.raises(ExportFailed) as caught:
        export(a_database(), target)
    assert caught.value.reason == "already-there"
    assert target.read_text() == "somebody's"


def test_a_name_taken_while_writing_is_left_alone(target: Path) -> None:
    def take_name(share: float) -> None:
        if share == 1.0:
            target.write_text("somebody's")

    with pytest.raises(ExportFailed) as caught:
        export(a_database(), target, progress=take_name)
    assert caught.value.reason == "already-there"
    assert target.read_text() == "somebody's"
    assert list(target.parent.iterdir()) == [target]


def test_nothing_unsent_makes_no_file(target: Path) -> None:
    with pytest.raises(ExportFailed) as caught:
        export(a_database(0), target)
    assert caught.value.reason == "nothing-unsent"
    assert not target.exists()


@pytest.mark.parametrize("calls", range(6))
def test_stopped_anywhere_it_leaves_no_file(target: Path, calls: int) -> None:
    asked = iter(range(100))
    assert export(a_database(), target, should_stop=lambda: next(asked) >= calls) is None
    assert list(target.parent.iterdir()) == []


def test_asked_to_stop_when_all_is_written_it_keeps_the_file(target: Path) -> None:
    asked = iter(range(100))
    exported = export(a_database(), target, should_stop=lambda: next(asked) >= 6)
    assert exported is not None
    assert read_export(target).faults == ()


def test_a_cut_in_the_middle_leaves_no_file(target: Path) -> None:
    def pull_the_plug(share: float) -> None:
        if share > 0.7:
            raise OSError(errno.EIO, "the stick was pulled out")

    with pytest.raises(ExportFailed) as caught:
        export(a_database(), target, progress=pull_the_plug)
    assert caught.value.reason == "io-error"
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EACCES, "no-rights"),
        (errno.EROFS, "no-rights"),
        (errno.ENOENT, "no-folder"),
        (errno.EIO, "io-error"),
    ],
)
def test_a_disk_that_fails_at_the_end_leaves_no_file(
    target: Path, monkeypatch, number: int, reason: str
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("inspector_app.storage.durable_files.os.fsync", fail)
    with pytest.raises(ExportFailed) as caught:
        export(a_database(), target)
    assert caught.value.reason == reason
    assert list(target.parent.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ExportFailed) as caught:
        export(a_database(), tmp_path / "gone" / "a.jsonl")
    assert caught.value.reason == "no-folder"


def test_a_stick_without_links_takes_the_file_too(target: Path, monkeypatch) -> None:
    def refuse(self: Path, other: Path) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    export(a_database(), target)
    assert read_export(target).faults == ()
    assert list(target.parent.iterdir()) == [target]


def test_damage_in_the_database_is_exported_and_told(target: Path) -> None:
    database = a_database(3)
    whole = database.operations

    def operations():
        one, two, three = whole()
        return [one, replace(two, body=two.body.replace("density", "dansity")), three]

    database.operations = operations  # type: ignore[method-assign]
    exported = export(database, target)
    assert exported.damaged == (2,)
    read = read_export(target)
    assert read.faults == (ExportFault(3, "changed"),)
    assert [one.n for one in read.operations] == [1, 3]


def damaged(target: Path, change) -> tuple[set[str], list[int]]:
    """Reasons and the numbers that are left after `change` was made to the lines."""
    export(a_database(), target)
    lines = change(target.read_bytes().splitlines(keepends=True))
    target.write_bytes(b"".join(lines))
    read = read_export(target)
    return {fault.reason for fault in read.faults}, [one.n for one in read.operations]


@pytest.mark.parametrize(
    ("change", "reasons", "left"),
    [
        (
            lambda ls: [*ls[:2], ls[2].replace(b"b.bold", b"b.bald"), *ls[3:]],
            {"changed", "lines-differ"},
            [1, 3, 4, 5],
        ),
        (
            lambda ls: [*ls[:3], b"{not json\n", *ls[4:]],
            {"unreadable", "lines-differ"},
            [1, 2, 4, 5],
        ),
        (lambda ls: [*ls[:2], *ls[3:]], {"lines-differ"}, [1, 3, 4, 5]),
        (lambda ls: ls[:-1], {"lines-differ"}, [1, 2, 3, 4]),
        (lambda ls: [*ls[:-1], ls[-1][:40]], {"unreadable", "lines-differ"}, [1, 2, 3, 4]),
        (lambda ls: [*ls, ls[-1]], {"out-of-order", "lines-differ"}, [1, 2, 3, 4, 5]),
        (
            lambda ls: [*ls[:2], b" " + ls[2], *ls[3:]],
            {"not-canonical", "lines-differ"},
            [1, 3, 4, 5],
        ),
        (lambda ls: ls[1:], {"no-header"}, [2, 3, 4, 5]),
        (lambda ls: [], {"no-header"}, []),
        (
            lambda ls: [ls[0].replace(b'"first_n":1', b'"first_n":2'), *ls[1:]],
            {"lines-differ"},
            [1, 2, 3, 4, 5],
        ),
        (
            lambda ls: [ls[0].replace(b'"device_id":"d"', b'"device_id":"e"'), *ls[1:]],
            {"other-device"},
            [],
        ),
    ],
)
def test_every_damage_is_told(target: Path, change, reasons, left) -> None:
    assert damaged(target, change) == (reasons, left)


def test_an_operation_put_in_the_place_of_another_is_told(tmp_path: Path) -> None:
    mine, foreign = tmp_path / "mine", tmp_path / "foreign"
    export(a_database(), mine)
    export(a_database(), foreign)
    lines = mine.read_bytes().splitlines(keepends=True)
    lines[3] = foreign.read_bytes().splitlines(keepends=True)[3]
    mine.write_bytes(b"".join(lines))
    assert ExportFault(4, "broken-chain") in read_export(mine).faults
