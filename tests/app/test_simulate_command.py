"""`inspector-app simulate` as a technician types it."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

import cv2
import numpy as np
import pytest

from inspector_app.__main__ import main
from inspector_app.bootstrap import simulate_commands, simulated_files
from inspector_app.bootstrap.folder_lock import LOCK_FILE, hold_folder
from inspector_app.bootstrap.simulated_files import Wanted, from_json, to_json
from inspector_app.domain.errors import ExportFailed
from inspector_app.exchange.case_folder import read_case_folder
from inspector_app.imaging.read_scan import read_view

SMALL = ["--seed", "7", "--shrink", "0.12"]


HEARS_CTRL_C = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""


def digests(folder):
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.iterdir())
    }


def simulate(folder, *more):
    return main(["simulate", *SMALL, "--out", str(folder), *more])


@pytest.fixture(scope="module")
def one_job(tmp_path_factory):
    """Three scans with objects, made by one process."""
    folder = tmp_path_factory.mktemp("simulated") / "run"
    assert simulate(folder, "--count", "3", "--jobs", "1", "--with-objects") == 0
    return folder


def test_two_processes_write_the_same_bytes(one_job, tmp_path):
    folder = tmp_path / "run"
    assert simulate(folder, "--count", "3", "--jobs", "2", "--with-objects") == 0
    assert digests(folder) == digests(one_job)
    assert len(digests(folder)) == 3 * 5 + 1


def test_a_longer_run_begins_with_the_same_scans_and_goes_on_in_the_same_folder(
    one_job, tmp_path, capsys
):
    folder = tmp_path / "run"
    assert simulate(folder, "--count", "1", "--jobs", "1", "--with-objects") == 0
    assert simulate(folder, "--count", "3", "--jobs", "1", "--with-objects") == 0
    assert "3 scans" in capsys.readouterr().out.splitlines()[-1]
    assert digests(folder) == digests(one_job)


def test_the_app_opens_what_was_written(one_job):
    cases = read_case_folder(one_job)
    assert len(cases) == 3
    for on_disk in cases:
        (scan,) = on_disk.case.scans
        assert scan.simulated
        (view,) = scan.views
        high, low = (on_disk.files[image.file_name] for image in view.images)
        pixels = read_view(high, low)
        assert pixels.bits == 16
        assert view.images[0].sha256 == hashlib.sha256(high.read_bytes()).hexdigest()
        assert on_disk.case.declaration.goods


def test_the_truth_fits_the_pixels(one_job):
    numbers = set()
    for file in sorted(one_job.glob("*.truth.json")):
        truth = json.loads(file.read_text(encoding="utf-8"))
        mask = cv2.imread(str(one_job / truth["mask"]), cv2.IMREAD_UNCHANGED)
        assert mask.shape == (truth["height_px"], truth["width_px"])
        assert 1 <= len(truth["objects"]) <= 3
        numbers.add(len(truth["objects"]))
        for one in truth["objects"]:
            x, y, width, height = (int(v) for v in one["box_px"])
            rows, columns = np.nonzero(mask == one["label"])
            assert set(columns) <= set(range(x, x + width))
            assert set(rows) <= set(range(y, y + height))
    assert numbers


def test_a_scanner_of_8_bits_writes_its_jpeg(tmp_path):
    folder = tmp_path / "run"
    assert simulate(folder, "--count", "1", "--scanner", "portal-6-jpeg") == 0
    (case,) = read_case_folder(folder)
    (name,) = case.files
    assert name.endswith(".jpg")
    (truth,) = folder.glob("*.truth.json")
    assert json.loads(truth.read_text())["objects"] == []
    assert not list(folder.glob("*-mask.png"))


def test_a_folder_that_holds_something_else_is_refused(one_job, tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("hello")
    assert simulate(tmp_path, "--count", "1") == 1
    assert "not empty" in capsys.readouterr().err
    before = digests(one_job)
    assert main(["simulate", "--count", "1", "--seed", "8", "--out", str(one_job)]) == 1
    assert "another run" in capsys.readouterr().err
    assert digests(one_job) == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--scanner", "sonar"], "no scanner sonar; known: baggage-160"),
        (["--cargo", "unicorns"], "no cargo unicorns; known:"),
        (["--carrier", "camel"], "no carrier camel; known:"),
        (["--carrier", "van", "--cargo", "coils"], "never takes"),
        (["--scanner", "baggage-160", "--carrier", "van"], "known: suitcase-hard"),
        (["--scanner", "baggage-160", "--cargo", "coils"], "known: baggage-travel"),
        (["--count", "0"], "start at 1"),
        (["--jobs", "0"], "start at 1"),
        (["--shrink", "0"], "--shrink"),
    ],
)
def test_what_cannot_be_is_said(wrong, said, tmp_path, capsys):
    assert simulate(tmp_path / "run", *wrong) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_a_full_disk_is_named_and_leaves_whole_scans(tmp_path, monkeypatch, capsys):
    written = simulated_files._write
    calls = []

    def write(file, data):
        calls.append(file)
        if len(calls) > 7:
            written(file, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device", str(file))
        written(file, data)

    monkeypatch.setattr(simulated_files, "_write", write)
    folder = tmp_path / "run"
    assert simulate(folder, "--count", "5", "--jobs", "1") == 1
    assert "the disk is full; 2 of 5 scans" in capsys.readouterr().err
    assert len(read_case_folder(folder)) == 2
    assert len(digests(folder)) == 2 * 4 + 1


def test_a_process_that_finds_the_disk_full_says_so_to_the_one_that_started_it(
    tmp_path, monkeypatch, capsys
):
    def write(file, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(simulated_files, "_write", write)
    share = simulate_commands.Share(
        Wanted(7, "dual-9-6", shrink=0.2), str(tmp_path), 0, 1, 1, os.getppid()
    )
    argument = simulate_commands.msgspec.json.encode(share).decode()
    assert main(["simulate-share", argument]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{errno.ENOSPC} ")
    with tempfile.TemporaryFile() as file:
        program = f"import sys; sys.stderr.write({said!r}); sys.exit(1)"
        process = subprocess.Popen([sys.executable, "-c", program], stderr=file)
        process.wait()
        with pytest.raises(OSError, match="No space left") as caught:
            simulate_commands._raise_first_failure([(process, file)])
    assert caught.value.errno == errno.ENOSPC


def test_a_process_that_dies_is_reported():
    with tempfile.TemporaryFile() as file:
        process = subprocess.Popen([sys.executable, "-c", "raise SystemError('odd')"], stderr=file)
        process.wait()
        with pytest.raises(ExportFailed, match="odd"):
            simulate_commands._raise_first_failure([(process, file)])


def test_stopping_leaves_whole_scans_only(tmp_path):
    folder = tmp_path / "run"
    command = [sys.executable, "-m", "inspector_app", "simulate", *SMALL, "--with-objects"]
    command += ["--count", "500", "--jobs", "2", "--out", str(folder)]
    # A shell that started the tests in the background has told them to ignore what Ctrl+C sends.
    running = subprocess.Popen(
        [sys.executable, "-c", HEARS_CTRL_C, *command], stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while len(list(folder.glob("*.case.json"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "stopped" in said
    assert not list(folder.glob(".unfinished-*"))
    cases = read_case_folder(folder)
    assert 2 <= len(cases) < 500
    assert len(digests(folder)) == 5 * len(cases) + 1
    time.sleep(0.3)
    assert len(digests(folder)) == 5 * len(cases) + 1


def test_seeds_follow_from_the_run_and_the_number():
    wanted = Wanted(7, "dual-9-6")
    seeds = {wanted.scan_seed(number) for number in range(1000)}
    assert len(seeds) == 1000
    assert max(seeds) < 2**53
    assert Wanted(8, "dual-9-6").scan_seed(0) not in seeds
    assert from_json(to_json(wanted)) == wanted


@pytest.fixture(scope="module")
def bags(tmp_path_factory):
    """Two bags with something hidden, in two views each."""
    folder = tmp_path_factory.mktemp("simulated") / "bags"
    more = ["--count", "2", "--jobs", "1", "--with-objects", "--scanner", "baggage-160"]
    assert simulate(folder, *more) == 0
    return folder


def test_the_app_opens_a_bag_with_both_views(bags):
    cases = read_case_folder(bags)
    assert len(cases) == 2
    for on_disk in cases:
        (scan,) = on_disk.case.scans
        assert scan.simulated
        assert [view.name for view in scan.views] == ["side", "top"]
        pixels = []
        for view in scan.views:
            high, low = (on_disk.files[image.file_name] for image in view.images)
            pixels.append(read_view(high, low))
            assert view.geometry.mm_per_px_x == scan.views[0].geometry.mm_per_px_x
        assert pixels[0].width_px == pixels[1].width_px
        assert not np.array_equal(pixels[0].high, pixels[1].high)
        assert on_disk.case.declaration.goods
        assert on_disk.case.declaration.crossing.weighed_kg < 70


def test_an_object_in_a_bag_has_one_number_and_a_mask_in_each_view(bags):
    for file in sorted(bags.glob("*.truth.json")):
        truth = json.loads(file.read_text(encoding="utf-8"))
        assert 1 <= len(truth["objects"]) <= 2
        for name, view in truth["views"].items():
            mask = cv2.imread(str(bags / view["mask"]), cv2.IMREAD_UNCHANGED)
            assert mask.shape == (view["height_px"], view["width_px"])
            for one in truth["objects"]:
                x, y, width, height = (int(v) for v in one["views"][name]["box_px"])
                rows, columns = np.nonzero(mask == one["label"])
                assert set(columns) <= set(range(x, x + width))
                assert set(rows) <= set(range(y, y + height))
        stated = truth["declaration"]
        goods = sum(item["gross_mass_kg"] for item in stated["actual"])
        assert stated["weighed_kg"] == pytest.approx(goods + stated["vehicle_kg"], abs=0.25)
        assert len(stated["undeclared"]) >= 1


def test_the_desk_takes_a_bag_in(bags, tmp_path):
    """What the station does with a delivery: both views lie in its store afterwards."""
    assert main(["--data-dir", str(tmp_path / "desk"), "case", "import", str(bags)]) == 0


def test_two_runs_do_not_write_into_one_folder_at_once(tmp_path, capsys):
    folder = tmp_path / "run"
    folder.mkdir()
    with hold_folder(folder):
        assert simulate(folder, "--count", "1", "--jobs", "1") == 1
        assert "another run is writing into" in capsys.readouterr().err
        assert [file.name for file in folder.iterdir()] == [LOCK_FILE]
    assert not list(folder.iterdir())
    assert simulate(folder, "--count", "1", "--jobs", "1") == 0
    assert not (folder / LOCK_FILE).exists()


HOLDS_A_FOLDER = """
import sys
from pathlib import Path
from inspector_app.bootstrap.folder_lock import hold_folder
with hold_folder(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_folder_is_held_against_other_programs_and_free_when_one_is_killed(tmp_path, capsys):
    command = [sys.executable, "-c", HOLDS_A_FOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout.readline().strip() == "held"
        assert simulate(tmp_path, "--count", "1", "--jobs", "1") == 1
        assert "another run" in capsys.readouterr().err
        one.kill()
    # The file is still there, but nobody holds it.
    assert (tmp_path / LOCK_FILE).exists()
    assert simulate(tmp_path, "--count", "1", "--jobs", "1") == 0
