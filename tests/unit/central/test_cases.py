from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from inspector_app.central.cases import load_cases, may_fetch, read_feed
from inspector_app.central.database import opened
from inspector_app.central.object_store import FolderStore
from inspector_app.central.refusals import Refusal
from inspector_app.central.scan_files import scan_path, take_scan_file
from inspector_app.central.settings import CentreSettings
from inspector_app.domain.errors import ScanUnreadable
from tests.helpers.builders import a_case


def test_a_case_is_taken_in_once_and_again_when_it_is_newer(settings: CentreSettings) -> None:
    case = a_case()
    assert load_cases(settings, [case], {}) == 1
    assert load_cases(settings, [case], {}) == 0
    assert load_cases(settings, [a_case(version=3)], {}) == 1
    assert load_cases(settings, [a_case(version=2)], {}) == 0
    with opened(settings) as engine:
        page = read_feed(engine, "ZU", after="", limit=10)
    assert [(one.sequence, one.case) for one in page.entries] == [(2, a_case(version=3))]


def test_the_feed_gives_a_post_its_own_cases_page_by_page(settings: CentreSettings) -> None:
    cases = [
        a_case(case_id=f"case-{n}", post="GS" if n % 3 == 0 else "ZU", scans=()) for n in range(10)
    ]
    load_cases(settings, cases, {})
    seen: list[str] = []
    after, more = "", True
    with opened(settings) as engine:
        while more:
            page = read_feed(engine, "ZU", after=after, limit=4)
            seen += [one.case.case_id for one in page.entries]
            after, more = page.cursor, page.more
        assert seen == [case.case_id for case in cases if case.post == "ZU"]
        assert read_feed(engine, "ZU", after=after, limit=4).entries == ()
        epoch = after.partition(":")[0]
        # Restored from a backup: from the beginning, and never past what is there.
        assert len(read_feed(engine, "ZU", after="other-epoch:3", limit=99).entries) == 6
        assert len(read_feed(engine, "ZU", after=f"{epoch}:9999", limit=99).entries) == 6


@pytest.mark.parametrize(
    "cursor", ["7", "epoch:", "epoch:x", "epoch:-1", "epoch:²", "e:" + "9" * 40]
)
def test_a_cursor_that_is_none_is_refused(settings: CentreSettings, cursor: str) -> None:
    with opened(settings) as engine, pytest.raises(Refusal) as refusal:
        read_feed(engine, "ZU", after=cursor, limit=1)
    assert (refusal.value.status, refusal.value.reason) == (400, "malformed")


def test_a_scan_file_is_kept_only_when_it_is_what_its_hash_says(
    settings: CentreSettings, tmp_path: Path
) -> None:
    source = tmp_path / "scan.png"
    source.write_bytes(b"pixels")
    right = hashlib.sha256(b"pixels").hexdigest()
    wrong = hashlib.sha256(b"other").hexdigest()
    with pytest.raises(ScanUnreadable, match=wrong):
        load_cases(settings, [a_case()], {wrong: source})
    load_cases(settings, [], {right: source})
    load_cases(settings, [], {right: source})
    files = [path for path in settings.scans.rglob("*") if path.is_file()]
    assert files == [scan_path(settings.scans, right)]
    assert files[0].read_bytes() == b"pixels"


@pytest.mark.parametrize(
    "name", ["", "../centre.db", "A" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n"]
)
def test_what_is_no_hash_never_becomes_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        take_scan_file(FolderStore(tmp_path), tmp_path, name, tmp_path / "source")


def test_only_the_post_of_a_case_may_fetch_its_scans(settings: CentreSettings) -> None:
    case = a_case()
    load_cases(settings, [case, a_case(version=2)], {})
    sha256 = case.scans[0].views[0].images[0].sha256
    with opened(settings) as engine:
        assert may_fetch(engine, "ZU", sha256)
        assert not may_fetch(engine, "GS", sha256)
        assert not may_fetch(engine, "ZU", "0" * 64)
