"""Scan files: nothing has a final name before its hash was checked."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.domain.errors import ScanUnreadable, StorageUnavailable
from inspector_app.domain.scan import Energy, EnergyImage
from inspector_app.storage.scan_store import ScanFolder

CONTENT = bytes(range(256)) * 40
SHA256 = hashlib.sha256(CONTENT).hexdigest()
IMAGE = EnergyImage(Energy.HIGH, SHA256, len(CONTENT), "side-high.png")


@pytest.fixture
def scans(tmp_path: Path) -> ScanFolder:
    folder = ScanFolder(tmp_path / "scans")
    folder.prepare()
    return folder


def files(tmp_path: Path) -> list[str]:
    root = tmp_path / "scans"
    return sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.is_file())


def test_a_download_in_pieces(scans: ScanFolder, tmp_path: Path) -> None:
    for offset in range(0, len(CONTENT), 3000):
        assert scans.partial_size(SHA256) == offset
        assert scans.path(SHA256) is None
        scans.append(SHA256, offset, CONTENT[offset : offset + 3000])
    assert scans.missing([IMAGE]) == (IMAGE,)
    assert scans.commit(IMAGE)
    path = scans.path(SHA256)
    assert path == tmp_path / "scans" / SHA256[:2] / SHA256
    assert path.read_bytes() == CONTENT
    assert scans.missing([IMAGE]) == ()
    assert scans.partial_size(SHA256) == 0
    assert files(tmp_path) == [f"{SHA256[:2]}/{SHA256}"]


@settings(deadline=None)  # a busy disk is no failure
@given(st.lists(st.integers(1, 4000), min_size=1, max_size=12), st.randoms())
def test_a_download_that_starts_over_at_any_offset(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], random
) -> None:
    """The centre may repeat bytes that are here; the file is right all the same."""
    scans = ScanFolder(tmp_path_factory.mktemp("scans"))
    for length in lengths:
        offset = random.randint(0, scans.partial_size(SHA256))
        scans.append(SHA256, offset, CONTENT[offset : offset + length])
    end = scans.partial_size(SHA256)
    scans.append(SHA256, end, CONTENT[end:])
    assert scans.commit(IMAGE)


def test_a_chunk_that_would_leave_a_hole(scans: ScanFolder) -> None:
    with pytest.raises(ValueError, match="offset"):
        scans.append(SHA256, 10, b"too far")


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT + b"x", b"", CONTENT[::-1]])
def test_a_download_with_the_wrong_hash_is_thrown_away(
    scans: ScanFolder, tmp_path: Path, content: bytes
) -> None:
    scans.append(SHA256, 0, content)
    assert not scans.commit(IMAGE)
    assert scans.path(SHA256) is None
    assert scans.partial_size(SHA256) == 0
    assert files(tmp_path) == []


def test_taking_in_what_is_here_already(scans: ScanFolder, tmp_path: Path) -> None:
    for _ in range(2):
        scans.append(SHA256, 0, CONTENT)
        assert scans.commit(IMAGE)
    assert scans.commit(IMAGE)
    assert files(tmp_path) == [f"{SHA256[:2]}/{SHA256}"]


def test_nothing_was_downloaded(scans: ScanFolder) -> None:
    assert not scans.commit(IMAGE)


def test_missing_names_each_hash_once_in_order(scans: ScanFolder) -> None:
    other = EnergyImage(Energy.LOW, "1" * 64, 1, "low.png")
    again = EnergyImage(Energy.LOW, SHA256, len(CONTENT), "same content.png")
    assert scans.missing([IMAGE, other, again]) == (IMAGE, other)
    assert scans.missing([]) == ()


def test_a_file_is_copied_in(scans: ScanFolder, tmp_path: Path) -> None:
    source = tmp_path / "ZU 0412 хажуу.png"
    source.write_bytes(CONTENT)
    image = scans.take_file(source)
    assert image == EnergyImage(Energy.SINGLE, SHA256, len(CONTENT), "ZU 0412 хажуу.png")
    assert scans.take_file(source) == image
    path = scans.path(SHA256)
    assert path is not None
    assert path.read_bytes() == CONTENT == source.read_bytes()
    assert files(tmp_path) == [f"{SHA256[:2]}/{SHA256}"]


@pytest.mark.parametrize("name", ["missing.png", "."])
def test_a_file_that_cannot_be_read(scans: ScanFolder, tmp_path: Path, name: str) -> None:
    with pytest.raises(ScanUnreadable) as caught:
        scans.take_file(tmp_path / name)
    assert caught.value.reason == "cannot-open"
    assert files(tmp_path) == []


@pytest.mark.parametrize("name", ["", "../../station.key", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_what_is_no_hash_never_becomes_a_path(scans: ScanFolder, tmp_path: Path, name: str) -> None:
    image = EnergyImage(Energy.HIGH, name, 1, "x.png")
    assert scans.path(name) is None
    assert scans.missing([image]) == (image,)
    for call in (
        lambda: scans.append(name, 0, b"x"),
        lambda: scans.commit(image),
        lambda: scans.partial_size(name),
    ):
        with pytest.raises(ValueError, match="not a SHA-256"):
            call()
    assert files(tmp_path) == []


def test_copies_that_were_cut_short_are_cleared_away_and_downloads_stay(
    scans: ScanFolder, tmp_path: Path
) -> None:
    (tmp_path / "scans" / "partial" / "copy-123").write_bytes(b"half")
    scans.append(SHA256, 0, CONTENT[:100])
    scans.prepare()
    assert scans.partial_size(SHA256) == 100
    assert files(tmp_path) == [f"partial/{SHA256}"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is Linux's")
def test_no_room_for_a_chunk(scans: ScanFolder, tmp_path: Path) -> None:
    (tmp_path / "scans" / "partial" / SHA256).symlink_to("/dev/full")
    with pytest.raises(StorageUnavailable) as caught:
        scans.append(SHA256, 0, b"chunk")
    assert caught.value.reason == "disk-full"


def test_no_room_for_a_copy(
    scans: ScanFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "side.png"
    source.write_bytes(CONTENT)

    def refuse(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("inspector_app.storage.scan_store.sync_file", refuse)
    with pytest.raises(StorageUnavailable) as caught:
        scans.take_file(source)
    assert caught.value.reason == "disk-full"
    assert files(tmp_path) == []
    monkeypatch.undo()
    assert scans.take_file(source).sha256 == SHA256


def test_the_preview_of_a_scan_that_is_not_here(scans: ScanFolder, tmp_path: Path) -> None:
    assert scans.preview("ab" * 32) is None
    kept = scans.take_content(CONTENT, "side-preview.jpg")
    scans.keep_preview("ab" * 32, kept.sha256)
    assert scans.preview("ab" * 32) == scans.path(kept.sha256)
    assert scans.path("ab" * 32) is None
    scans.prepare()
    assert files(tmp_path) == sorted([f"previews/{'ab' * 32}", f"{SHA256[:2]}/{SHA256}"])


@pytest.mark.parametrize("noted", [b"", b"../../../etc/passwd", bytes(64), b"\xff" * 200])
def test_a_note_that_a_power_cut_left_is_no_preview(
    scans: ScanFolder, tmp_path: Path, noted: bytes
) -> None:
    kept = scans.take_content(CONTENT, "side-preview.jpg")
    scans.keep_preview("ab" * 32, kept.sha256)
    (tmp_path / "scans" / "previews" / ("ab" * 32)).write_bytes(noted)
    assert scans.preview("ab" * 32) is None
    scans.keep_preview("ab" * 32, kept.sha256)
    assert scans.preview("ab" * 32) is not None


def test_the_preview_of_what_is_no_hash(scans: ScanFolder) -> None:
    assert scans.preview("../partial") is None
    with pytest.raises(ValueError, match="is not a SHA-256"):
        scans.keep_preview("../partial", SHA256)


def test_a_note_about_a_preview_that_cannot_be_read(scans: ScanFolder, tmp_path: Path) -> None:
    (tmp_path / "scans" / "previews" / ("ab" * 32)).mkdir(parents=True)
    assert scans.preview("ab" * 32) is None
