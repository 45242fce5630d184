"""The fault profile with small counts: that it runs, finds nothing, and would find something."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app.domain.operation import Delivery
from tests.faults import run
from tests.faults.forgetful_disk import Disk, File
from tests.faults.oracle import AtCentre, judge

RUN = Path(__file__).with_name("run.py")


@pytest.mark.timeout(600)
def test_the_short_profile_finds_nothing(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    done = subprocess.run(
        [sys.executable, str(RUN), "--profile", "short", "--seed", "7", "--json", str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert out.exists(), done.stdout + done.stderr
    figures = json.loads(out.read_text(encoding="utf-8"))
    print(*(f"skipped: {reason}" for reason in figures["skipped"]), sep="\n")
    assert figures["problems"] == []
    names = ("lost", "duplicated", "silent_conflicts", "stuck", "power_cut_lost", "wrong_files")
    assert {name: figures[name] for name in names} == dict.fromkeys(names, 0)
    assert figures["runs"] >= 60
    histories = figures["by_kind"]["histories"]["detail"]
    assert histories["conflicts"] > 0
    # Posts that have no line, and what disks alone put right of them.
    assert histories["disk_only"]["posts"] > 0
    assert histories["disk_only"]["stations restored"] > 0
    assert histories["disk_only"]["centre restored"] > 0
    if figures["power_cuts"]:
        # The same disk loses what a careless database does not sync.
        assert figures["control_lost"] > 0
    assert done.returncode == 0


def test_many_runs_of_a_kind_are_shared_among_jobs() -> None:
    """A job that does all of them would come to its time limit and be called stuck."""
    jobs = run.jobs_of_kind("histories", 4711, total=450, together=200)
    assert [(one.seed, one.count) for one in jobs] == [(4711, 200), (4911, 200), (5111, 50)]
    assert [one.count for one in run.jobs_of_kind("histories", 4711, total=1, together=200)] == [1]


def test_the_disk_forgets_what_was_not_synced() -> None:
    disk = Disk()
    synced, written = File(), File()
    disk.root.names |= {"synced": synced, "written": written}
    disk.root.sync()
    disk.root.names["unsynced name"] = File()
    for file in (synced, written):
        file.write(b"before" * 2000, 0)
    synced.sync()
    synced.write(b"after", 3)
    disk.cut(random.Random(1), keep=0.0)
    assert set(disk.root.names) == {"synced", "written"}
    assert synced.content == b"before" * 2000
    assert written.content == b""


def test_the_disk_may_keep_any_page_of_what_was_not_synced() -> None:
    outcomes = set()
    for seed in range(40):
        file = File()
        file.write(b"a" * 8192, 0)
        file.sync()
        file.write(b"b" * 8192, 0)
        file.forget(random.Random(seed), keep=0.5)
        outcomes.add((bytes(file.content[:1]), bytes(file.content[-1:])))
    assert outcomes == {(b"a", b"a"), (b"a", b"b"), (b"b", b"a"), (b"b", b"b")}


def a_found(**fields: object) -> AtCentre:
    found = AtCentre(
        applied={"first": ("finding-1", 1), "second": ("finding-1", 2)},
        links={"first": None, "second": "first"},
        sequences=[1, 2],
        last_sequence=2,
    )
    found.received.update(["first", "second"])
    for name, value in fields.items():
        setattr(found, name, value)
    return found


def test_the_judge_is_content_with_what_is_right() -> None:
    said = judge(a_found(), {"first", "second"}, set(), [{"first": Delivery.APPLIED}])
    assert said.is_well


def test_the_judge_sees_what_was_lost_and_who_believes_otherwise() -> None:
    said = judge(a_found(), {"third"}, set(), [{"third": Delivery.APPLIED}])
    assert said.lost == {"third"}
    assert said.differing == {"third"}


def test_the_judge_sees_what_came_twice() -> None:
    found = a_found()
    found.received.update(["second"])
    assert judge(found, set(), set(), []).duplicated == {"second"}


def test_the_judge_sees_what_was_overwritten_in_silence() -> None:
    other = a_found(links={"first": None, "second": "a third one"})
    assert judge(other, set(), set(), []).silent_conflicts == {"second"}
    refused = a_found(rejected={"fourth": "version-conflict"})
    assert judge(refused, set(), set(), []).silent_conflicts == {"fourth"}


def test_the_judge_sees_gaps() -> None:
    assert judge(a_found(last_sequence=3), set(), set(), []).gaps == [3]
    assert judge(a_found(sequences=[1, 2, 2]), set(), set(), []).gaps == [2]
