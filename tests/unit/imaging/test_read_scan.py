"""Reading views: every kind of file gives its values exactly as stored."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.imaging import read_scan
from inspector_app.imaging.read_scan import read_view

HEIGHT, WIDTH = 37, 91


@pytest.fixture
def deep() -> NDArray[np.uint16]:
    return np.random.default_rng(3).integers(0, 65_536, (HEIGHT, WIDTH), dtype=np.uint16)


@pytest.fixture
def flat(deep: NDArray[np.uint16]) -> NDArray[np.uint8]:
    return (deep >> 8).astype(np.uint8)


def _reason(*paths: Path, **options: object) -> str:
    with pytest.raises(ScanUnreadable) as caught:
        read_view(*paths, **options)  # type: ignore[arg-type]
    return caught.value.reason


def test_png_of_16_and_8_bits(
    tmp_path: Path, deep: NDArray[np.uint16], flat: NDArray[np.uint8]
) -> None:
    for pixels, bits in ((deep, 16), (flat, 8)):
        path = tmp_path / f"{bits}.png"
        Image.fromarray(pixels).save(path)
        view = read_view(path)
        assert np.array_equal(view.high, pixels)
        assert view.high.dtype == np.uint16
        assert not view.high.flags.writeable
        assert (view.bits, view.low) == (bits, None)


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "packbits"])
@pytest.mark.parametrize("bits", [8, 16])
def test_compressed_tiff(
    tmp_path: Path, deep: NDArray[np.uint16], compression: str, bits: int
) -> None:
    pixels = deep if bits == 16 else (deep >> 8).astype(np.uint8)
    path = tmp_path / "scan.tif"
    Image.fromarray(pixels).save(path, compression=compression)
    view = read_view(path)
    assert np.array_equal(view.high, pixels)
    assert view.bits == bits


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("photometric", ["minisblack", "miniswhite"])
@pytest.mark.parametrize("bits", [8, 16])
def test_uncompressed_tiff_in_strips(
    tmp_path: Path, deep: NDArray[np.uint16], order: str, photometric: str, bits: int
) -> None:
    pixels = deep if bits == 16 else (deep >> 8).astype(np.uint8)
    expected = pixels if photometric == "minisblack" else (1 << bits) - 1 - pixels
    for rows, big in ((5, False), (HEIGHT, True)):
        path = tmp_path / f"{rows}.tif"
        tifffile.imwrite(
            path, pixels, byteorder=order, photometric=photometric, rowsperstrip=rows, bigtiff=big
        )  # fmt: skip
        assert np.array_equal(read_view(path).high, expected)


@pytest.mark.parametrize(
    ("order", "photometric", "bits", "compression"),
    [
        ("<", "minisblack", 16, None),
        (">", "minisblack", 16, "zlib"),
        ("<", "miniswhite", 16, "zlib"),
        (">", "miniswhite", 16, None),
        (">", "miniswhite", 8, None),
        ("<", "miniswhite", 8, "zlib"),
    ],
)
def test_tiled_tiff(
    tmp_path: Path,
    deep: NDArray[np.uint16],
    order: str,
    photometric: str,
    bits: int,
    compression: str | None,
) -> None:
    pixels = deep if bits == 16 else (deep >> 8).astype(np.uint8)
    path = tmp_path / "scan.tif"
    tifffile.imwrite(
        path, pixels, byteorder=order, photometric=photometric, tile=(16, 32),
        compression=compression,
    )  # fmt: skip
    expected = pixels if photometric == "minisblack" else (1 << bits) - 1 - pixels
    assert np.array_equal(read_view(path).high, expected)


def test_jpeg_in_grey_and_grey_held_in_three_components(
    tmp_path: Path, flat: NDArray[np.uint8]
) -> None:
    smooth = np.sort(flat, axis=1)
    for mode in ("L", "RGB"):
        path = tmp_path / f"{mode}.jpg"
        Image.fromarray(smooth).convert(mode).save(path, quality=92)
        with Image.open(path) as stored:
            expected = np.asarray(stored.convert("RGB"))[..., 1]
        view = read_view(path)
        assert np.array_equal(view.high, expected)
        assert view.bits == 8


@pytest.mark.parametrize("name", ["grey.png", "grey.tif"])
def test_three_equal_channels_are_grey(tmp_path: Path, flat: NDArray[np.uint8], name: str) -> None:
    Image.fromarray(flat).convert("RGB").save(tmp_path / name)
    assert np.array_equal(read_view(tmp_path / name).high, flat)


@pytest.mark.parametrize("name", ["colour.jpg", "colour.png"])
def test_a_colour_picture_is_refused_until_its_luminance_is_asked_for(
    tmp_path: Path, name: str
) -> None:
    ramp = np.tile(np.arange(0, 240, 2, dtype=np.uint8), (40, 1))
    Image.fromarray(np.stack([ramp, 255 - ramp, ramp // 2], axis=-1)).save(tmp_path / name)
    assert _reason(tmp_path / name) == "colour-picture"
    view = read_view(tmp_path / name, colour_as_luminance=True)
    with Image.open(tmp_path / name) as stored:
        luminance = np.asarray(stored.convert("L")).astype(int)
    # Luminance by the decoder and luminance from its RGB differ by rounding, and by clipping.
    assert np.abs(view.high.astype(int) - luminance).max() <= 4


@pytest.mark.parametrize("orientation", [2, 6, 7])
def test_orientation_tags_are_ignored(
    tmp_path: Path, deep: NDArray[np.uint16], orientation: int
) -> None:
    path = tmp_path / "turned.tif"
    Image.fromarray(deep).save(path, compression="tiff_lzw", tiffinfo={274: orientation})
    assert np.array_equal(read_view(path).high, deep)


def test_bits_stated_by_the_tiff_are_kept_unless_its_values_are_larger(
    tmp_path: Path, deep: NDArray[np.uint16]
) -> None:
    for significant in (10, 12, 15):
        path = tmp_path / f"{significant}.tif"
        pixels = deep >> (16 - significant)
        Image.fromarray(pixels).save(path, tiffinfo={281: (1 << significant) - 1})
        view = read_view(path)
        assert view.bits == significant
        assert np.array_equal(view.high, pixels)
    wrong = tmp_path / "wrong.tif"
    Image.fromarray(deep).save(wrong, tiffinfo={281: 4095})
    assert read_view(wrong).bits == 16


def test_bits_from_the_sidecar_must_fit(tmp_path: Path, deep: NDArray[np.uint16]) -> None:
    path = tmp_path / "scan.tif"
    tifffile.imwrite(path, deep >> 4)
    assert read_view(path, bits=12).bits == 12
    assert _reason(path, bits=11) == "bits-disagree"
    assert _reason(path, bits=17) == "bits-disagree"


def test_two_energies_from_two_files_of_different_kinds(
    tmp_path: Path, deep: NDArray[np.uint16]
) -> None:
    high, low = tmp_path / "high.png", tmp_path / "low.tif"
    Image.fromarray(deep).save(high)
    tifffile.imwrite(low, deep // 2)
    view = read_view(high, low)
    assert np.array_equal(view.high, deep)
    assert view.low is not None
    assert np.array_equal(view.low, deep // 2)


@pytest.mark.parametrize("compression", [None, "zlib"])
def test_two_energies_from_the_two_pages_of_one_file(
    tmp_path: Path, deep: NDArray[np.uint16], compression: str | None
) -> None:
    path = tmp_path / "both.tif"
    with tifffile.TiffWriter(path) as writer:
        writer.write(deep, compression=compression)
        writer.write(deep[::4, ::4], subfiletype=1)  # a preview is no energy
        writer.write(deep // 3, compression=compression)
    view = read_view(path)
    assert np.array_equal(view.high, deep)
    assert view.low is not None
    assert np.array_equal(view.low, deep // 3)
    assert _reason(path, path) == "too-many-pages"


def test_energies_that_differ_in_size_or_depth_are_refused(
    tmp_path: Path, deep: NDArray[np.uint16], flat: NDArray[np.uint8]
) -> None:
    high, small, shallow = (tmp_path / name for name in ("high.tif", "small.tif", "shallow.tif"))
    tifffile.imwrite(high, deep)
    tifffile.imwrite(small, deep[:-1])
    tifffile.imwrite(shallow, flat)
    assert _reason(high, small) == "energies-differ"
    assert _reason(high, shallow) == "energies-differ"


@pytest.mark.parametrize("name", ["large.tif", "large.png"])
def test_large_pictures_stay_in_a_file_that_is_already_gone(
    tmp_path: Path, deep: NDArray[np.uint16], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("inspector_app.imaging.decoder.IN_MEMORY_BYTES", 100)
    monkeypatch.setattr("inspector_app.imaging.tiff_strips.IN_MEMORY_BYTES", 100)
    path, scratch = tmp_path / name, tmp_path / "scratch"
    scratch.mkdir()
    if name.endswith("png"):
        Image.fromarray(deep).save(path)
    else:
        tifffile.imwrite(path, deep)
    view = read_view(path, scratch=scratch)
    assert not list(scratch.iterdir())
    assert np.array_equal(view.high, deep)
    assert not view.high.flags.writeable


def test_energies_too_large_for_two_children_are_read_one_after_the_other(
    tmp_path: Path, deep: NDArray[np.uint16], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_scan, "MAX_DECODER_BYTES", 1000)
    high, low = tmp_path / "high.png", tmp_path / "low.png"
    Image.fromarray(deep).save(high)
    Image.fromarray(deep // 5).save(low)
    view = read_view(high, low)
    assert np.array_equal(view.high, deep)
    assert view.low is not None
    assert np.array_equal(view.low, deep // 5)


def test_a_file_cut_off_after_its_header_was_read_is_truncated(
    tmp_path: Path, deep: NDArray[np.uint16], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "shrinking.tif"
    tifffile.imwrite(path, deep)
    pages = read_scan.scan_pages(path)
    path.write_bytes(path.read_bytes()[:-100])
    monkeypatch.setattr(read_scan, "scan_pages", lambda _: pages)
    assert _reason(path) == "truncated"


def test_real_scans_are_read_as_stored(shared_data: Path) -> None:
    paths = sorted((shared_data / "real-cargo").glob("*.jpg"))
    assert len(paths) > 100
    for path in paths[::40]:
        view = read_view(path)
        with Image.open(path) as stored:
            assert np.array_equal(view.high, np.asarray(stored)[..., 0])
