"""Photos of findings, and previews of scans."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from inspector_app.domain.errors import FindingRefused, ScanUnreadable
from inspector_app.domain.photo import PHOTO_LIMIT_BYTES
from inspector_app.imaging.photo_picture import media_type_of, read_photo
from inspector_app.imaging.preview import LONG_SIDE_PX, make_preview, read_preview
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.protocol.messages import PREVIEW_LIMIT_BYTES, FileKind
from inspector_app.workflow.attach_photo import attach_photo, current_photos, withdraw_photo
from inspector_app.workflow.file_ports import UploadState
from inspector_app.workflow.open_case import open_case
from inspector_app.workflow.preview_scans import preview_cases
from tests.helpers.builders import AT, a_case, a_finding, a_photo
from tests.helpers.fake_ports import Bench, a_bench

FINDING = a_finding()


@pytest.fixture
def bench() -> Bench:
    made = a_bench(a_case())
    made.database.save(FINDING)
    return made


def a_jpeg(folder: Path, name: str = "DSC_1.JPG", *, turned: bool = False) -> Path:
    path = folder / name
    picture = Image.new("RGB", (400, 300), (200, 120, 40))
    exif = picture.getexif()
    if turned:
        exif[0x0112] = 6
    exif[0x010F] = "Camera"
    picture.save(path, "JPEG", exif=exif)
    return path


def test_a_photo_is_copied_byte_for_byte_and_recorded(bench: Bench, tmp_path: Path) -> None:
    source = a_jpeg(tmp_path)
    photo = attach_photo(bench.ports, FINDING, source)
    assert bench.database.saved[-1] == photo
    assert (photo.finding_id, photo.file_name) == (FINDING.finding_id, "DSC_1.JPG")
    assert (photo.media_type, photo.author) == ("image/jpeg", "b.bold")
    assert photo.size_bytes == source.stat().st_size
    (upload,) = bench.database.uploads.rows
    assert (upload.kind, upload.sha256) == (FileKind.PHOTO, photo.sha256)


def test_a_png_is_a_photo_too(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "shot.png"
    Image.new("RGB", (4, 4)).save(path)
    assert attach_photo(bench.ports, FINDING, path).media_type == "image/png"


def test_what_is_no_photo_is_refused(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "words.jpg").write_text("a shopping list")
    (tmp_path / "empty.jpg").touch()
    with (tmp_path / "huge.jpg").open("wb") as file:
        file.truncate(PHOTO_LIMIT_BYTES + 1)
    for name, reason in (
        ("words.jpg", "not-a-photo"),
        ("empty.jpg", "photo-empty"),
        ("huge.jpg", "photo-too-large"),
        ("gone.jpg", "photo-unreadable"),
    ):
        with pytest.raises(FindingRefused) as refused:
            attach_photo(bench.ports, FINDING, tmp_path / name)
        assert refused.value.reason == reason
    assert bench.database.photos(FINDING.case_id) == ()


def test_the_same_photo_is_attached_once(bench: Bench, tmp_path: Path) -> None:
    source = a_jpeg(tmp_path)
    photo = attach_photo(bench.ports, FINDING, source)
    with pytest.raises(FindingRefused, match="attached already"):
        attach_photo(bench.ports, FINDING, source)
    withdraw_photo(bench.ports, photo)
    assert attach_photo(bench.ports, FINDING, source).photo_id != photo.photo_id


def test_a_photo_that_is_taken_back_stays_in_the_record(bench: Bench, tmp_path: Path) -> None:
    photo = attach_photo(bench.ports, FINDING, a_jpeg(tmp_path))
    later = withdraw_photo(bench.ports, photo)
    assert (later.version, later.replaces, later.withdrawn) == (2, photo.revision_id, True)
    assert current_photos(bench.database.photos(FINDING.case_id)) == ()
    with pytest.raises(FindingRefused, match="before"):
        withdraw_photo(bench.ports, later)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"version": 2}, "version"),
        ({"remark": "x" * 2001}, "remark-too-long"),
        ({"finding_id": ""}, "no-finding"),
        ({"sha256": "A" * 64}, "bad-hash"),
        ({"size_bytes": 0}, "photo-empty"),
        ({"size_bytes": PHOTO_LIMIT_BYTES + 1}, "photo-too-large"),
        ({"media_type": "image/gif"}, "not-a-photo"),
        ({"file_name": ""}, "bad-file-name"),
        ({"file_name": "../a"}, "bad-file-name"),
    ],
)
def test_rules_of_a_photo(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(FindingRefused) as refused:
        a_photo(**fields)
    assert refused.value.reason == reason


def test_how_many_files_of_a_finding_are_safe(bench: Bench, tmp_path: Path) -> None:
    other = a_finding()
    bench.database.save(other)
    for number in range(2):
        path = tmp_path / f"{number}.jpg"
        Image.new("RGB", (8 + number, 8)).save(path)
        attach_photo(bench.ports, FINDING, path)
    scan = a_case().scans[0].views[0].images[0]
    bench.database.uploads.put(FileKind.SCAN, scan.sha256, scan.size_bytes)
    bench.database.uploads.put(FileKind.SCAN, "f" * 64, 1)  # of another scan
    bench.database.uploads.note(1, offset=1, state=UploadState.SAFE, at=AT)
    case = open_case(bench.ports, "case-0412")
    states = [one.state for one in case.files_of(FINDING)]
    assert states == [UploadState.SAFE, UploadState.WAITING, UploadState.WAITING]
    assert [one.kind for one in case.files_of(other)] == [FileKind.SCAN]
    assert len(case.photos_of(FINDING.finding_id)) == 2


def test_photos_are_shown_upright_and_small(tmp_path: Path) -> None:
    shown = read_photo(a_jpeg(tmp_path, turned=True), fit_px=(60, 60))
    assert shown.shape == (60, 45, 3)
    assert abs(int(shown[30, 20, 0]) - 200) < 4


def test_a_photo_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "words.jpg").write_text("a shopping list")
    torn = a_jpeg(tmp_path).read_bytes()[:600]
    (tmp_path / "torn.jpg").write_bytes(torn)
    for name in ("words.jpg", "torn.jpg", "gone.jpg"):
        with pytest.raises(ScanUnreadable):
            read_photo(tmp_path / name, fit_px=(60, 60))
    assert media_type_of(b"GIF89a..") is None


def noise(width_px: int, height_px: int) -> ViewPixels:
    rng = np.random.default_rng(1)
    pixels = rng.integers(500, 60_000, (height_px, width_px), dtype=np.uint16)
    return ViewPixels(pixels, None, 16)


def test_a_preview_fits_however_noisy_the_scan_is() -> None:
    for width_px, height_px in ((3000, 1500), (200, 4000), (90, 40)):
        encoded = make_preview(noise(width_px, height_px), limit_bytes=PREVIEW_LIMIT_BYTES)
        assert len(encoded) <= PREVIEW_LIMIT_BYTES
        shown = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_UNCHANGED)
        assert shown.ndim == 2
        assert max(shown.shape) <= LONG_SIDE_PX
        assert shown.shape[1] / shown.shape[0] == pytest.approx(width_px / height_px, rel=0.05)
    with pytest.raises(ValueError, match="fits"):
        make_preview(noise(3000, 1500), limit_bytes=100)


def test_a_preview_shows_what_is_dense_as_dark() -> None:
    pixels = np.full((600, 2000), 60_000, np.uint16)
    pixels[100:500, 500:1500] = 9_000
    pixels[200:400, 800:1200] = 600
    encoded = make_preview(ViewPixels(pixels, None, 16), limit_bytes=PREVIEW_LIMIT_BYTES)
    shown = np.asarray(Image.open(io.BytesIO(encoded)))
    air, load, dense = int(shown[20, 20]), int(shown[240, 500]), int(shown[240, 800])
    assert air > 240
    assert air - 40 > load > dense + 40


def test_previews_are_made_of_what_goes_up_and_only_once(bench: Bench) -> None:
    high = a_case().scans[0].views[0].images[0]
    assert preview_cases(bench.ports, ["case-0412"], lambda: False) == 0
    bench.database.uploads.put(FileKind.SCAN, high.sha256, high.size_bytes)
    assert preview_cases(bench.ports, ["case-0412"], lambda: True) == 0
    assert preview_cases(bench.ports, ["case-0412"], lambda: False) == 1
    assert preview_cases(bench.ports, ["case-0412"], lambda: False) == 0
    preview = bench.database.uploads.rows[-1]
    assert (preview.kind, preview.preview_of) == (FileKind.PREVIEW, high.sha256)
    assert len(bench.database.contents[preview.sha256]) == preview.size_bytes
    assert preview.file_name == "scan-0412-side-high-preview.jpg"


def a_grey_jpeg(size: tuple[int, int], mode: str = "L") -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, 120 if mode == "L" else (120, 120, 120)).save(made, "jpeg")
    return made.getvalue()


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_preview_is_read_as_grey(mode: str) -> None:
    grey = read_preview(a_grey_jpeg((LONG_SIDE_PX, 90), mode))
    assert (grey.shape, grey.dtype) == ((90, LONG_SIDE_PX), np.uint8)
    assert abs(int(grey[40, 40]) - 120) < 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        a_grey_jpeg((64, 64))[:40],
        a_grey_jpeg((64, 64))[:-20],
        a_grey_jpeg((1601, 9)),
    ],
    ids=["empty", "text", "head", "cut", "large"],
)
def test_what_is_no_preview_is_not_decoded(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"not a JPEG|larger than any preview"):
        read_preview(content)


def test_a_picture_that_says_it_is_huge_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytearray(a_grey_jpeg((64, 64)))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = b"\xff\xdc\xff\xdc"
    monkeypatch.setattr(Image.Image, "convert", lambda *_: pytest.fail("it was decoded"))
    with pytest.raises(ValueError, match=r"larger than any preview|not a JPEG"):
        read_preview(bytes(content))
