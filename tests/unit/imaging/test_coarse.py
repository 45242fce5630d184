"""The rough picture of a scan that is still being decoded."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.imaging import decoder, read_scan
from inspector_app.imaging.coarse import CoarsePixels, ReadingStopped, read_coarse
from inspector_app.imaging.decode_child import DecodeRequest
from inspector_app.imaging.decode_coarse import CoarseWriter, coarse_size, coarse_step
from inspector_app.imaging.read_scan import read_view
from inspector_app.imaging.scan_file import scan_header
from inspector_app.imaging.scan_limits import COARSE_PIXELS

HEIGHT, WIDTH = 607, 1203


@pytest.fixture
def deep() -> NDArray[np.uint16]:
    rng = np.random.default_rng(5)
    return rng.integers(0, 65_536, (HEIGHT, WIDTH), dtype=np.uint16)


@pytest.fixture(autouse=True)
def _small_pictures_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_scan, "COARSE_FROM_PIXELS", 1)
    monkeypatch.setattr(decoder, "TELL_SECONDS", 0.0)


def _decode_in_child(path: Path, folder: Path) -> tuple[NDArray[np.uint16], float] | None:
    """What the child leaves in the file of the rough picture when it is through."""
    header = scan_header(path)
    rough = folder / "rough"
    rough.touch()
    request = DecodeRequest(
        scan=str(path),
        out=str(folder / "out"),
        format=header.format,
        frame=header.frame,
        width_px=header.width_px,
        height_px=header.height_px,
        white=(1 << header.bits) - 1 if header.large_is_dark else 0,
        in_colour=header.in_colour,
        colour_as_luminance=False,
        memory_bytes=2**30,
        cpu_seconds=20,
        coarse=str(rough),
    )
    subprocess.run(decoder.child_command(request), check=True, capture_output=True)
    return read_coarse(rough, header.width_px, header.height_px)


def _thinned(pixels: NDArray[np.uint16]) -> NDArray[np.uint16]:
    step = coarse_step(WIDTH, HEIGHT)
    columns, rows = coarse_size(WIDTH, HEIGHT)
    return pixels[step // 2 :: step, step // 2 :: step][:rows, :columns]


@pytest.mark.parametrize(
    "options",
    [
        {"compression": "zlib"},
        {"compression": "zlib", "predictor": True, "rowsperstrip": 7},
        {"compression": "zlib", "predictor": True, "byteorder": ">"},
        {"compression": "zlib", "bigtiff": True},
        {"compression": "zlib", "extratags": [(274, 3, 1, 6, True)]},
    ],
    ids=["deflate", "predictor", "big-endian", "BigTIFF", "turned"],
)
def test_a_tiff_of_many_strips_is_exact_and_shown_roughly(
    tmp_path: Path, deep: NDArray[np.uint16], options: dict[str, object]
) -> None:
    path = tmp_path / "scan.tif"
    tifffile.imwrite(path, deep, **({"rowsperstrip": 50} | options))
    seen: list[CoarsePixels] = []
    np.testing.assert_array_equal(read_view(path, coarse=seen.append).high, deep)
    rough = _decode_in_child(path, tmp_path)
    assert rough is not None
    np.testing.assert_array_equal(rough[0], _thinned(deep))
    assert rough[1] == 1.0


@pytest.mark.parametrize("bits", [8, 16])
def test_white_is_zero_is_turned_over_in_the_rough_picture_too(
    tmp_path: Path, deep: NDArray[np.uint16], bits: int
) -> None:
    stored = deep if bits == 16 else (deep >> 8).astype(np.uint8)
    path = tmp_path / "scan.tif"
    tifffile.imwrite(path, stored, photometric="miniswhite", compression="zlib", rowsperstrip=40)
    expected = ((1 << bits) - 1 - stored.astype(np.int64)).astype(np.uint16)
    seen: list[CoarsePixels] = []
    np.testing.assert_array_equal(read_view(path, coarse=seen.append).high, expected)
    rough = _decode_in_child(path, tmp_path)
    assert rough is not None
    np.testing.assert_array_equal(rough[0], _thinned(expected))


@pytest.mark.parametrize("kind", ["deep", "flat", "grey in RGB"])
def test_a_png_gives_rows_as_they_are_decoded(
    tmp_path: Path, deep: NDArray[np.uint16], kind: str
) -> None:
    flat = (deep >> 8).astype(np.uint8)
    stored = {"deep": deep, "flat": flat, "grey in RGB": np.repeat(flat[..., None], 3, 2)}[kind]
    expected = deep if kind == "deep" else flat.astype(np.uint16)
    path = tmp_path / "scan.png"
    Image.fromarray(stored).save(path)
    rough = _decode_in_child(path, tmp_path)
    assert rough is not None
    rows = rough[0].shape[0]
    np.testing.assert_array_equal(rough[0], _thinned(expected)[:rows])


def test_rows_that_are_not_decoded_yet_are_not_taken_for_black(tmp_path: Path) -> None:
    """A child that stands still half-way shows half the rows, black ones among them."""
    black = np.zeros((2000, 3000), np.uint16)
    black[:, -1] = np.random.default_rng(1).integers(0, 65_536, 2000)
    path = tmp_path / "scan.png"
    Image.fromarray(black).save(path, compress_level=0)
    program = f"""
import sys, time
from PIL import PngImagePlugin
from inspector_app.imaging import decode_coarse
decode_coarse._INTERVAL_SECONDS = 0
writer = decode_coarse.CoarseWriter({str(tmp_path / "rough")!r}, 3000, 2000, white=0,
                                    colour_as_luminance=False)
class Half(Exception): pass
class Plugin(PngImagePlugin.PngImageFile):
    def load_read(self, count):
        if self.fp.tell() > {path.stat().st_size // 2}: raise Half
        return super().load_read(count)
with open({str(path)!r}, "rb") as stream:
    image = decode_coarse.open_watched(Plugin, stream, writer, in_rows=True)
    try: image.load()
    except Half: pass
"""
    (tmp_path / "rough").touch()
    subprocess.run([sys.executable, "-c", program], check=True)
    seen = read_coarse(tmp_path / "rough", 3000, 2000)
    assert seen is not None
    values, share = seen
    whole_rows = coarse_size(3000, 2000)[1]
    assert 0.4 * whole_rows < values.shape[0] < 0.55 * whole_rows
    assert not values[:, :-1].any()
    assert 0.3 < share < 0.5


def test_a_jpeg_is_shown_whole_from_its_reduced_size(tmp_path: Path) -> None:
    ramp = np.linspace(10, 240, WIDTH).astype(np.uint8)[None, :].repeat(HEIGHT, 0)
    for name, stored in {"grey": ramp, "rgb": np.repeat(ramp[..., None], 3, 2)}.items():
        path = tmp_path / f"{name}.jpg"
        Image.fromarray(stored).save(path, quality=95)
        rough = _decode_in_child(path, tmp_path)
        assert rough is not None
        assert rough[0].shape == coarse_size(WIDTH, HEIGHT)[::-1]
        middle = rough[0][rough[0].shape[0] // 2].astype(int)
        assert np.abs(middle - _thinned(ramp.astype(np.uint16))[0]).max() < 6


def test_a_progressive_jpeg_is_read_without_a_rough_picture(
    tmp_path: Path, deep: NDArray[np.uint16]
) -> None:
    flat = (deep >> 8).astype(np.uint8)
    path = tmp_path / "scan.jpg"
    Image.fromarray(flat).save(path, progressive=True)
    rough = _decode_in_child(path, tmp_path)
    assert rough is not None
    assert rough[0].shape[0] == 0
    with Image.open(path) as image:
        np.testing.assert_array_equal(read_view(path).high, np.asarray(image))


def test_two_energies_are_told_of_by_the_first_and_by_the_work_of_both(
    tmp_path: Path, deep: NDArray[np.uint16]
) -> None:
    high, low = tmp_path / "high.png", tmp_path / "low.png"
    Image.fromarray(deep).save(high)
    Image.fromarray(deep // 2).save(low)
    seen: list[CoarsePixels] = []
    view = read_view(high, low, coarse=seen.append)
    assert view.low is not None
    assert seen
    assert [one.share for one in seen] == sorted(one.share for one in seen)
    last = seen[-1]
    assert (last.width_px, last.height_px) == (WIDTH, HEIGHT)
    np.testing.assert_array_equal(last.values, _thinned(deep)[: last.values.shape[0]])


def test_reading_can_be_given_up(tmp_path: Path, deep: NDArray[np.uint16]) -> None:
    png, plain = tmp_path / "scan.png", tmp_path / "scan.tif"
    Image.fromarray(deep).save(png)
    tifffile.imwrite(plain, deep)
    for path in (png, plain):
        started = time.monotonic()
        with pytest.raises(ReadingStopped):
            read_view(path, should_stop=lambda: True, scratch=tmp_path)
        assert time.monotonic() - started < 60
    assert sorted(file.name for file in tmp_path.iterdir()) == ["scan.png", "scan.tif"]


def test_a_colour_picture_is_refused_before_any_of_it_is_shown(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    path = tmp_path / "scan.png"
    Image.fromarray(rng.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)).save(path)
    seen: list[CoarsePixels] = []
    with pytest.raises(ScanUnreadable) as caught:
        read_view(path, coarse=seen.append)
    assert caught.value.reason == "colour-picture"
    assert not any(one.values.size for one in seen)


def test_small_pictures_have_no_rough_one(
    tmp_path: Path, deep: NDArray[np.uint16], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_scan, "COARSE_FROM_PIXELS", deep.size + 1)
    path = tmp_path / "scan.png"
    Image.fromarray(deep).save(path)
    seen: list[CoarsePixels] = []
    read_view(path, coarse=seen.append)
    assert not seen


@pytest.mark.parametrize("size", [(1200, 900), (20_000, 2_500), (60_000, 4_000), (200_000, 20)])
def test_a_rough_picture_is_small_enough_to_be_shown_often(size: tuple[int, int]) -> None:
    columns, rows = coarse_size(*size)
    assert 0 < columns * rows <= COARSE_PIXELS


def test_a_file_that_says_nonsense_is_read_as_far_as_it_makes_sense(tmp_path: Path) -> None:
    path = tmp_path / "rough"
    path.touch()
    assert read_coarse(path, WIDTH, HEIGHT) is None
    columns, rows = coarse_size(WIDTH, HEIGHT)
    np.full(1 + columns * rows * 3 + 5, 65_535, np.uint16).tofile(path)
    seen = read_coarse(path, WIDTH, HEIGHT)
    assert seen is not None
    assert (seen[0].shape, seen[1]) == ((rows, columns), 1.0)
    np.full(1 + columns + 3, 7, np.uint16).tofile(path)
    seen = read_coarse(path, WIDTH, HEIGHT)
    assert seen is not None
    assert seen[0].shape == (1, columns)


def test_a_disk_that_cannot_be_written_costs_only_the_rough_picture(tmp_path: Path) -> None:
    writer = CoarseWriter(
        str(tmp_path / "no" / "such"), WIDTH, HEIGHT, white=0, colour_as_luminance=False
    )
    writer.tell(0.5)
    writer.add_whole(Image.new("L", (300, 150)))
    assert not writer.is_wanted
