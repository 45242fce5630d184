"""Headers: what a file says of its picture, known without decoding it."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.imaging import scan_file
from inspector_app.imaging.scan_file import ScanHeader, scan_header, scan_pages
from inspector_app.imaging.scan_limits import (
    MAX_DECODER_BYTES,
    MAX_FILE_BYTES,
    MAX_PIXELS,
    SCAN_REASONS,
)
from tests.faults.hostile_files import png
from tests.faults.hostile_tiffs import grey_tags, tiff

GREY = np.arange(6 * 9, dtype=np.uint8).reshape(6, 9)


@pytest.mark.parametrize(
    ("name", "format_"), [("a.png", "png"), ("a.tif", "tiff"), ("a.jpg", "jpeg")]
)
def test_size_and_kind_of_each_format(tmp_path: Path, name: str, format_: str) -> None:
    path = tmp_path / name
    Image.fromarray(GREY).save(path)
    header = scan_header(path)
    assert (header.format, header.width_px, header.height_px) == (format_, 9, 6)
    assert (header.bits, header.container_bits, header.pages) == (8, 8, 1)
    assert not header.in_colour


def test_the_extension_plays_no_part(tmp_path: Path) -> None:
    path = tmp_path / "really-a-png.jpg"
    Image.fromarray(GREY).save(path, format="PNG")
    assert scan_header(path).format == "png"


def test_a_progressive_jpeg_needs_more_memory(tmp_path: Path) -> None:
    needs = []
    for progressive in (False, True):
        path = tmp_path / f"{progressive}.jpg"
        Image.fromarray(GREY).save(path, progressive=progressive)
        needs.append(scan_header(path).decoder_bytes)
    assert needs == [54, 54 * 3]


def test_pages_of_a_tiff(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    with tifffile.TiffWriter(path, byteorder=">") as writer:
        writer.write(GREY, photometric="miniswhite")
        writer.write(GREY[::2, ::2], subfiletype=1)
        writer.write(GREY)
    first, second = scan_pages(path)
    assert (first.pages, first.frame, second.frame) == (2, 0, 2)
    assert (first.large_is_dark, second.large_is_dark) == (True, False)
    assert first.big_endian
    assert first.strips is not None
    assert sum(length for _, length in first.strips) == GREY.size


def test_a_train_of_two_energies_is_within_the_limits(tmp_path: Path) -> None:
    width, height = 60_000, 4_000
    assert width * height <= MAX_PIXELS
    assert width * height * 2 <= MAX_DECODER_BYTES
    assert width * height * 2 * 2 <= MAX_FILE_BYTES
    path = tmp_path / "train.png"
    path.write_bytes(png(width, height, 16, 0, data=b"x"))
    assert scan_header(path).pixels == 240_000_000


@pytest.mark.parametrize(("width", "height"), [(100_000, 100_000), (250_001, 1), (50_000, 5_001)])
def test_over_the_limits_is_said_before_anything_is_decoded(
    tmp_path: Path, width: int, height: int
) -> None:
    as_png, as_tiff = tmp_path / "a.png", tmp_path / "a.tif"
    as_png.write_bytes(png(width, height, 16, 0, data=b"x"))
    as_tiff.write_bytes(tiff(b"x", grey_tags(t256=(4, (width,)), t257=(4, (height,)))))
    for path in (as_png, as_tiff):
        with pytest.raises(ScanUnreadable) as caught:
            scan_header(path)
        assert caught.value.reason == "too-large"


def test_a_file_over_the_length_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(GREY).save(path)
    monkeypatch.setattr(scan_file, "MAX_FILE_BYTES", 10)
    with pytest.raises(ScanUnreadable) as caught:
        scan_header(path)
    assert caught.value.reason == "too-large"


def test_padded_strips_are_read_without_their_padding(tmp_path: Path) -> None:
    padded = grey_tags(t278=(4, (24,)), t273=(4, (8, 8 + 2000)), t279=(4, (2000, 2000)))
    path = tmp_path / "padded.tif"
    path.write_bytes(tiff(bytes(4000), padded))
    assert scan_header(path).strips == ((8, 24 * 64), (2008, 24 * 64))


def _contents(format_: str) -> bytes:
    out = io.BytesIO()
    Image.fromarray(GREY).save(out, format=format_)
    return out.getvalue()


@settings(deadline=None)
@given(
    st.sampled_from([_contents(format_) for format_ in ("PNG", "JPEG", "TIFF")]),
    st.lists(st.tuples(st.integers(0, 200), st.binary(min_size=1, max_size=4)), max_size=6),
    st.integers(0, 2000),
)
def test_no_change_to_a_file_leads_to_another_error(
    contents: bytes, changes: list[tuple[int, bytes]], length: int
) -> None:
    changed = bytearray(contents)
    for place, instead in changes:
        changed[place : place + len(instead)] = instead
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "changed"
        path.write_bytes(changed[:length])
        pages: tuple[ScanHeader, ...] = ()
        reason = None
        try:
            pages = scan_pages(path)
        except ScanUnreadable as error:
            reason = error.reason
    assert bool(pages) != (reason in SCAN_REASONS)
    assert all(0 < page.pixels <= MAX_PIXELS and 8 <= page.bits <= 16 for page in pages)


def test_reasons_are_stable_keys() -> None:
    assert all(reason == reason.lower() and " " not in reason for reason in SCAN_REASONS)
