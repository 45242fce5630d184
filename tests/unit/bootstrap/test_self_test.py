"""The self-test reports every check on one line and is not fooled."""

from __future__ import annotations

import json
import shutil
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.bootstrap import self_test, self_test_rooms
from inspector_app.bootstrap.self_test import Bench, Check, CheckFailed, run_self_test
from inspector_app.bootstrap.system_libraries import MissingLibrary
from inspector_app.settings.shipped import resources_folder


def a_check(name: str, look: Callable[[Bench], str]) -> Check:
    return Check(name, look, "Do this.")


def failing(error: Exception) -> Callable[[Bench], str]:
    def look(_: Bench) -> str:
        raise error

    return look


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return Bench(tmp_path, scratch)


@pytest.fixture
def own_resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the self-test's resources that a test may spoil."""
    folder = tmp_path / "resources"
    shutil.copytree(resources_folder() / "self_test", folder / "self_test")
    monkeypatch.setattr(self_test_rooms, "resources_folder", lambda: folder)
    return folder / "self_test"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was reported; the system has all libraries."""
    monkeypatch.setattr(self_test, "missing_libraries", lambda for_display: ())
    return []


def use(monkeypatch: pytest.MonkeyPatch, *checks: Check) -> None:
    monkeypatch.setattr(self_test, "CHECKS", checks)


def test_all_checks_passed(told, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, a_check("one", lambda _: "fine"))

    assert run_self_test(None, report=told.append) == 0
    assert told == ["ok: system libraries", "ok: one (fine)", "self-test passed"]


def test_a_failure_says_what_to_do_and_the_other_checks_go_on(
    told, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(
        monkeypatch,
        a_check("one", failing(CheckFailed("it is blank"))),
        a_check("two", failing(KeyError("kind"))),
        a_check("three", lambda _: "fine"),
    )

    assert run_self_test(None, report=told.append) == 1
    assert told[1:] == [
        "FAILED: one: it is blank. Do this.",
        "FAILED: two: KeyError: 'kind'. Do this.",
        "ok: three (fine)",
        "self-test: 2 of the checks failed",
    ]


def test_a_page_of_advice_becomes_one_line(told, monkeypatch: pytest.MonkeyPatch) -> None:
    page = "\n".join(["the beginning", *["advice"] * 500, "the end"])
    use(monkeypatch, a_check("one", failing(ImportError(page))))

    run_self_test(None, report=told.append)

    assert "\n" not in told[1]
    assert len(told[1]) < self_test.LONGEST_LINE + 60
    assert "the beginning" in told[1]
    assert "the end. Do this." in told[1]


def test_missing_libraries_are_a_failure_with_the_command_that_helps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines: list[str] = []
    missing = (MissingLibrary("libEGL.so.1", "libegl1", "not found"),)
    monkeypatch.setattr(self_test, "missing_libraries", lambda for_display: missing)
    draws = Check("window", failing(AssertionError("Qt cannot be loaded")), "Do this.", draws=True)
    use(monkeypatch, draws, a_check("one", lambda _: "fine"))

    assert run_self_test(None, report=lines.append) == 1
    assert lines == [
        "FAILED: system libraries: missing are libEGL.so.1. "
        "On Debian or Ubuntu: sudo apt-get install -y libegl1",
        "FAILED: window: not tried without the libraries above",
        "ok: one (fine)",
        "self-test: 2 of the checks failed",
    ]


def test_libraries_for_a_screen_only_are_named_but_no_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines: list[str] = []
    missing = (MissingLibrary("libxcb-cursor.so.0", "libxcb-cursor0", "not found"),)
    monkeypatch.setattr(
        self_test, "missing_libraries", lambda for_display: missing if for_display else ()
    )
    use(monkeypatch)

    assert run_self_test(None, report=lines.append) == 0
    assert lines[0].startswith("ok: system libraries (for a window on the screen also: ")
    assert "apt-get install -y libxcb-cursor0)" in lines[0]


def test_it_leaves_nothing_behind_in_the_data_folder(
    told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def litter(bench: Bench) -> str:
        (bench.scratch / "left").write_text("behind")
        return "littered"

    use(monkeypatch, a_check("one", litter))
    data = tmp_path / "not" / "there" / "yet"

    assert run_self_test(data, report=told.append) == 0
    assert list(data.iterdir()) == []


def test_a_data_folder_that_cannot_be_made_is_a_failure(told, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    assert run_self_test(tmp_path / "file" / "data", report=told.append) == 1
    assert told[1].startswith("FAILED: data folder: ")
    assert "--data-dir" in told[1]


def test_a_full_disk_is_a_failure(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")(10**9, 10**9, 5 * 2**20)
    monkeypatch.setattr(self_test.shutil, "disk_usage", lambda _: usage)

    with pytest.raises(CheckFailed, match="only 5 MB are free"):
        self_test.check_data_folder(bench)


def test_the_stored_scan_is_decoded_to_the_stored_pixels(bench: Bench) -> None:
    assert "two energies" in self_test_rooms.decode_stored_scan(bench.scratch)
    assert list(bench.scratch.iterdir()) == []


def test_other_pixels_are_noticed(bench: Bench, own_resources: Path) -> None:
    shutil.copyfile(
        own_resources / self_test_rooms.HIGH_NAME, own_resources / self_test_rooms.LOW_NAME
    )

    with pytest.raises(CheckFailed, match="not those that were stored"):
        self_test_rooms.decode_stored_scan(bench.scratch)


def test_the_stored_scan_says_that_it_is_simulated() -> None:
    assert "never a real scan" in self_test_rooms.expected_values()["scan"]["made_by"]


def test_the_model_gives_the_stored_score(bench: Bench) -> None:
    assert "score" in self_test_rooms.compare_peak_score(bench.scratch)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("peak_score", 0.031, "0.0310 is stored"),
        ("model", "another model", "no score is stored"),
        ("peak_score", None, "no score is stored"),
    ],
)
def test_another_score_or_model_is_noticed(
    bench: Bench, own_resources: Path, name: str, value: object, complaint: str
) -> None:
    path = own_resources / self_test_rooms.EXPECTED_NAME
    expected = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**expected, name: value}), encoding="utf-8")

    with pytest.raises(CheckFailed, match=complaint):
        self_test_rooms.compare_peak_score(bench.scratch)


def test_a_finding_survives_in_an_encrypted_database(bench: Bench) -> None:
    assert "encrypted, migrated" in self_test_rooms.save_and_read_back(bench.scratch / "station")
    assert list((bench.scratch / "station").glob("station.db.before-*")) != []


def test_a_centre_of_our_own_answers(bench: Bench) -> None:
    assert "protocol" in self_test_rooms.ask_own_centre(bench.scratch / "centre")
