"""Loading a view, highlighting it, and taking cases in from a folder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.domain.errors import DeclarationUnreadable, ModelRefused, ScanUnreadable
from inspector_app.domain.scan import DoorSide, Energy, Geometry, View
from inspector_app.exchange.case_folder import read_case_folder, write_case_file
from inspector_app.exchange.hashing import name_by_content, sha256_of
from inspector_app.workflow.highlight_scan import (
    LookedAt,
    keep_answers,
    keep_highlights,
    look_at_case,
    look_at_scan,
    stored_highlights,
)
from inspector_app.workflow.load_view import load_view
from inspector_app.workflow.take_in_cases import take_in_cases, take_in_folder
from tests.helpers.builders import a_case, a_highlight, a_scan, an_image
from tests.helpers.fake_ports import a_bench, grey_view


def ignore(share):
    pass


def never():
    return False


def a_case_on_disk(folder: Path, name: str = "scan.png"):
    image = an_image(file_name=name, energy=Energy.SINGLE, sha256="")
    scan = a_scan(views=(View("side", (image,)),))
    (folder / name).write_bytes(b"pixels of " + name.encode())
    write_case_file(folder, a_case(scans=(scan,)))


def reading_reason(act, *arguments):
    with pytest.raises((ScanUnreadable, DeclarationUnreadable)) as caught:
        act(*arguments)
    return caught.value.reason


def test_both_energies_are_read():
    case = a_case()
    seen = []
    bench = a_bench(case, read_view=lambda high, low, **_: seen.append((high, low)) or grey_view())
    load_view(bench.ports, case.scans[0].views[0])
    assert seen == [(Path("scan-0412-side-high.png"), Path("scan-0412-side-low.png"))]


def test_a_scan_that_has_not_arrived_says_so():
    case = a_case()
    bench = a_bench(case)
    bench.database.files.clear()
    assert reading_reason(load_view, bench.ports, case.scans[0].views[0]) == "not-here"


def test_a_view_without_an_image_says_so():
    bench = a_bench()
    low_only = View("side", (an_image(energy=Energy.LOW),))
    assert reading_reason(load_view, bench.ports, low_only) == "no-image"


def look(bench, scan, *, progress=ignore, should_stop=never):
    return look_at_scan(
        bench.ports,
        scan,
        read={"side": grey_view()},
        progress=progress,
        should_stop=should_stop,
    )


def test_highlights_are_kept_for_the_next_time():
    case = a_case()
    bench = a_bench(case, found=(a_highlight(),))
    scan = case.scans[0]
    assert stored_highlights(bench.ports, scan.scan_id) is None
    assert look(bench, scan) == LookedAt((a_highlight(),), complete=True)
    keep_highlights(
        bench.ports, scan_id=scan.scan_id, case_id=case.case_id, highlights=(a_highlight(),)
    )
    assert stored_highlights(bench.ports, scan.scan_id) == (a_highlight(),)


def test_every_view_is_looked_at_and_the_progress_is_of_all():
    side = View("side", (an_image(),))
    top = View("top", (an_image(file_name="top.png"),))
    case = a_case(scans=(a_scan(views=(top, side)),))
    bench = a_bench(case, found=(a_highlight(),))
    shares = []
    looked = look(bench, case.scans[0], progress=shares.append)
    assert looked is not None
    assert (len(looked.highlights), looked.complete) == (2, True)
    assert shares == [0.5, 1.0]
    bench.database.files.pop(top.images[0].sha256)
    looked = look(bench, case.scans[0])
    assert looked is not None
    assert (len(looked.highlights), looked.complete) == (1, False)


def test_a_waiting_case_is_looked_at_whole_or_not_kept():
    first, second = a_scan(scan_id="scan-1"), a_scan(scan_id="scan-2")
    case = a_case(scans=(first, second))
    bench = a_bench(case, found=(a_highlight(),))
    answers = look_at_case(bench.ports, case, should_stop=never)
    assert answers is not None
    assert keep_answers(bench.ports, case, answers)
    assert set(bench.highlights.kept) == {"scan-1", "scan-2"}
    bench.highlights.kept.clear()
    bench.database.files.pop(second.views[0].images[0].sha256)
    answers = look_at_case(bench.ports, case, should_stop=never)
    assert answers is not None
    assert not keep_answers(bench.ports, case, answers)
    assert set(bench.highlights.kept) == {"scan-1"}
    assert look_at_case(bench.ports, case, should_stop=lambda: True) is None


def test_a_stopped_model_gives_nothing_rather_than_too_little():
    case = a_case()
    bench = a_bench(case, found=(a_highlight(),))
    assert look(bench, case.scans[0], should_stop=lambda: True) is None


def test_without_a_model_there_is_an_error_and_no_empty_answer():
    case = a_case()
    bench = a_bench(case, highlighter=None, model_problem="hash-mismatch")
    with pytest.raises(ModelRefused) as refused:
        look(bench, case.scans[0])
    assert refused.value.reason == "hash-mismatch"


def test_a_folder_is_taken_in_with_the_hashes_of_its_files(tmp_path):
    a_case_on_disk(tmp_path)
    bench = a_bench(read_cases=read_case_folder)
    shares = []
    taken = take_in_folder(bench.ports, tmp_path, progress=shares.append, should_stop=never)
    assert (taken.cases, taken.files) == (1, 1)
    assert shares == [1.0]
    (case,) = bench.database.known.values()
    (image,) = case.scans[0].views[0].images
    assert bench.database.files[image.sha256] == tmp_path / "scan.png"


def test_stopping_takes_in_no_case(tmp_path):
    a_case_on_disk(tmp_path)
    bench = a_bench()
    taken = take_in_cases(
        bench.ports, read_case_folder(tmp_path), progress=ignore, should_stop=lambda: True
    )
    assert taken.cases == 0
    assert bench.database.known == {}


def test_what_was_written_is_read_again(tmp_path):
    a_case_on_disk(tmp_path)
    (on_disk,) = read_case_folder(tmp_path)
    named, files = name_by_content(on_disk)
    sha256 = sha256_of(tmp_path / "scan.png")
    assert files == {sha256: tmp_path / "scan.png"}
    assert named.scans[0].views[0].images[0].sha256 == sha256
    assert named.declaration == a_case().declaration


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("not json", "not-json"),
        ("{}", "wrong-field"),
        ('{"case_id": 5}', "wrong-field"),
        ("[]", "wrong-field"),
        ('{"unknown": ' + "[" * 200_000 + "]" * 200_000 + "}", "not-json"),
        ("\udce4".encode("utf-8", "surrogatepass").decode("latin-1"), "not-json"),
    ],
)
def test_a_case_file_that_is_none_is_named(tmp_path, text, reason):
    (tmp_path / "x.case.json").write_bytes(text.encode("latin-1"))
    assert reading_reason(read_case_folder, tmp_path) == reason


def test_a_folder_named_like_a_case_file_is_named(tmp_path):
    (tmp_path / "x.case.json").mkdir()
    assert reading_reason(read_case_folder, tmp_path) == "unreadable"


@pytest.mark.parametrize("name", ["../secret.png", "/etc/passwd", "sub/scan.png", ".."])
def test_a_file_outside_the_folder_is_never_read(tmp_path, name):
    a_case_on_disk(tmp_path)
    file = next(tmp_path.glob("*.case.json"))
    file.write_text(file.read_text().replace("scan.png", name))
    assert reading_reason(read_case_folder, tmp_path) == "outside"


def test_a_named_file_that_is_not_there_is_named(tmp_path):
    a_case_on_disk(tmp_path)
    (tmp_path / "scan.png").unlink()
    assert reading_reason(read_case_folder, tmp_path) == "missing"


def test_an_empty_folder_and_no_folder_are_different(tmp_path):
    assert reading_reason(read_case_folder, tmp_path) == "no-cases"
    assert reading_reason(read_case_folder, tmp_path / "gone") == "missing"


def test_one_case_in_two_files_is_refused(tmp_path):
    a_case_on_disk(tmp_path)
    file = next(tmp_path.glob("*.case.json"))
    (tmp_path / "again.case.json").write_bytes(file.read_bytes())
    assert reading_reason(read_case_folder, tmp_path) == "twice"


def test_a_file_that_was_changed_on_the_way_is_refused(tmp_path):
    a_case_on_disk(tmp_path)
    (on_disk,) = read_case_folder(tmp_path)
    scan = on_disk.case.scans[0]
    image = replace(scan.views[0].images[0], sha256="0" * 64)
    case = replace(
        on_disk.case, scans=(replace(scan, views=(replace(scan.views[0], images=(image,)),)),)
    )
    assert reading_reason(name_by_content, replace(on_disk, case=case)) == "damaged"
    bench = a_bench()
    with pytest.raises(ScanUnreadable, match="not the file"):
        take_in_cases(
            bench.ports, [replace(on_disk, case=case)], progress=ignore, should_stop=never
        )


def test_a_view_takes_its_scale_from_the_sidecar(tmp_path):
    a_case_on_disk(tmp_path)
    file = next(tmp_path.glob("*.case.json"))
    raw = json.loads(file.read_text())
    raw["scans"][0]["views"][0]["geometry"] = None
    file.write_text(json.dumps(raw))
    (on_disk,) = read_case_folder(tmp_path)
    assert on_disk.case.scans[0].views[0].geometry == Geometry()
    sidecar = {
        "format": "inspector-scan-1",
        "scan_id": "s",
        "scanner": "test scanner",
        "taken_at": "2026-11-21T08:00:00Z",
        "simulated": True,
        "views": [
            {
                "name": "side",
                "files": {"single": "scan.png"},
                "mm_per_px_x": 5.0,
                "mm_per_px_y": 4.0,
                "doors": "left",
            }
        ],
    }
    (tmp_path / "scan.json").write_text(json.dumps(sidecar))
    (on_disk,) = read_case_folder(tmp_path)
    assert on_disk.case.scans[0].views[0].geometry == Geometry(5.0, 4.0, DoorSide.LEFT)


def test_one_file_with_both_energies_is_read_once():
    image = an_image()
    both = View("side", (image, replace(image, energy=Energy.LOW)))
    case = a_case(scans=(a_scan(views=(both,)),))
    seen = []
    bench = a_bench(case, read_view=lambda high, low, **_: seen.append((high, low)) or grey_view())
    load_view(bench.ports, both)
    assert seen == [(Path(image.file_name), None)]
