"""A disk that is really full: a small file system in memory, where mounting is allowed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.domain.errors import ExportFailed, StorageUnavailable
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import open_station
from inspector_app.storage.durable_files import write_new_durably
from inspector_app.workflow.export_unsent import export_unsent, read_export
from tests.helpers.builders import a_case, a_finding


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    if not sys.platform.startswith("linux"):
        pytest.skip("needs Linux to mount a small file system")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip(f"mounting is not allowed here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(path: Path) -> None:
    """Write until nothing more fits."""
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            return


def test_saving_on_a_full_disk(small_disk: Path) -> None:
    kept, refused = a_finding(), a_finding(remark="x" * 2000)
    with open_station(DataFolder(small_disk / "data")) as station:
        station.cases.keep([a_case()])
        station.records.save(kept)
        fill(small_disk / "filler")
        reasons = set()
        while not reasons:
            try:
                station.records.save(a_finding(remark="x" * 2000))
            except StorageUnavailable as error:
                reasons.add(error.reason)
        assert reasons == {"disk-full"}
        before = station.records.findings("case-0412")
        with pytest.raises(StorageUnavailable):
            station.records.save(refused)
        assert station.records.findings("case-0412") == before
        assert station.find_faults() == ()

        (small_disk / "filler").unlink()
        station.records.save(refused)
        assert station.records.findings("case-0412") == (*before, refused)

    with open_station(DataFolder(small_disk / "data")) as station:
        assert station.records.findings("case-0412") == (*before, refused)
        assert station.find_faults() == ()


def test_closing_and_opening_on_a_full_disk_loses_nothing(small_disk: Path) -> None:
    finding = a_finding()
    folder = DataFolder(small_disk / "data")
    with open_station(folder) as station:
        station.cases.keep([a_case()])
        station.records.save(finding)
        fill(small_disk / "filler")
    try:
        with open_station(folder) as station:
            assert station.records.findings("case-0412") == (finding,)
    except StorageUnavailable as error:
        assert error.reason == "disk-full"  # noqa: PT017 - both ends are right
    (small_disk / "filler").unlink()
    with open_station(folder) as station:
        assert station.records.findings("case-0412") == (finding,)
        assert station.find_faults() == ()


def test_a_new_station_on_a_full_disk(small_disk: Path) -> None:
    fill(small_disk / "filler")
    folder = DataFolder(small_disk / "data")
    with pytest.raises(StorageUnavailable) as caught:
        open_station(folder)
    assert caught.value.reason == "disk-full"
    (small_disk / "filler").unlink()
    with open_station(folder) as station:
        assert station.find_faults() == ()


def test_scans_on_a_full_disk(small_disk: Path, tmp_path: Path) -> None:
    source = tmp_path / "side.png"
    source.write_bytes(bytes(3 << 20))
    with open_station(DataFolder(small_disk / "data")) as station:
        with pytest.raises(StorageUnavailable) as caught:
            station.scans.take_file(source)
        assert caught.value.reason == "disk-full"
        # The part that was copied is gone again, and there is room for findings.
        station.cases.keep([a_case()])
        assert station.records.save(a_finding()).n == 1
        with pytest.raises(StorageUnavailable) as caught:
            station.scans.append("0" * 64, 0, bytes(3 << 20))
        assert caught.value.reason == "disk-full"


def test_exporting_to_a_full_stick(small_disk: Path, tmp_path: Path) -> None:
    target = small_disk / "unsent.jsonl"

    def export() -> None:
        export_unsent(
            station.outbox,
            write_new_durably,
            target,
            progress=lambda _: None,
            should_stop=lambda: False,
        )

    with open_station(DataFolder(tmp_path / "data")) as station:
        station.cases.keep([a_case()])
        saved = [station.records.save(a_finding(remark="x" * 2000)) for _ in range(20)]
        fill(small_disk / "filler")
        with pytest.raises(ExportFailed) as caught:
            export()
        assert caught.value.reason == "disk-full"
        assert [file.name for file in small_disk.iterdir()] == ["filler"]

        (small_disk / "filler").unlink()
        export()
    assert read_export(target).operations == tuple(saved)
    assert read_export(target).faults == ()
