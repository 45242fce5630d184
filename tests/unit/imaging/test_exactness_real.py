"""Values that come out of the reader are the file's, bit for bit, on real pictures.

The other side of every comparison is read without our own readers: by hand from DICOM, by tifffile,
by Pillow.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image

from inspector_app.domain.scan import Geometry
from inspector_app.imaging.display import Window, render, window_table
from inspector_app.imaging.read_scan import read_view
from inspector_app.imaging.readout import read_out
from tests.helpers.radiographs import read_radiograph

RADIOGRAPHS = {"RG1_UNCR": 15, "RG3_UNCR": 10}
CARGO = ("truck-001", "truck-010", "truck-025", "reefer-003")
STORED_AS = {
    "plain": {},
    "plain, one row a strip": {"rowsperstrip": 1},
    "plain, big-endian": {"byteorder": ">"},
    "deflate": {"compression": "zlib", "predictor": True},
}


@pytest.fixture(params=sorted(RADIOGRAPHS))
def radiograph(request: pytest.FixtureRequest, shared_data: Path) -> tuple[NDArray[np.uint16], int]:
    values, bits = read_radiograph(shared_data / "radiographs-16bit" / f"{request.param}.dcm")
    assert bits == RADIOGRAPHS[request.param]
    return values, bits


def _check_readouts(path: Path, expected: NDArray[np.uint16]) -> None:
    """A hundred places and the four corners, read from the file by somebody else."""
    pixels = read_view(path).high
    height, width = expected.shape
    rng = np.random.default_rng(11)
    columns = [0, width - 1, 0, width - 1, *rng.integers(0, width, 100)]
    rows = [0, 0, height - 1, height - 1, *rng.integers(0, height, 100)]
    for column, row in zip(columns, rows, strict=True):
        inside = float(column) + rng.random() * 0.999, float(row) + rng.random() * 0.999
        readout = read_out(pixels, inside, air=None, geometry=Geometry())
        assert readout is not None
        assert (readout.column, readout.row) == (column, row)
        assert readout.value == int(expected[row, column])
    assert read_out(pixels, (float(width), 0.0), air=None, geometry=Geometry()) is None


@pytest.mark.parametrize("stored_as", STORED_AS)
def test_radiographs_of_10_and_15_bits(
    tmp_path: Path, radiograph: tuple[NDArray[np.uint16], int], stored_as: str
) -> None:
    values, bits = radiograph
    path = tmp_path / "scan.tif"
    largest = (281, 3, 1, (1 << bits) - 1, True)
    tifffile.imwrite(path, values, extratags=[largest], **STORED_AS[stored_as])
    view = read_view(path)
    np.testing.assert_array_equal(view.high, tifffile.imread(path))
    np.testing.assert_array_equal(view.high, values)
    assert (view.bits, view.white) == (bits, (1 << bits) - 1)
    assert (view.high.min(), view.high.max()) == (values.min(), values.max())
    _check_readouts(path, values)


def test_radiographs_in_which_black_is_large(
    tmp_path: Path, radiograph: tuple[NDArray[np.uint16], int]
) -> None:
    values, bits = radiograph
    path = tmp_path / "scan.tif"
    largest = (281, 3, 1, (1 << bits) - 1, True)
    tifffile.imwrite(path, values, photometric="miniswhite", extratags=[largest])
    expected = ((1 << bits) - 1 - values.astype(np.int64)).astype(np.uint16)
    np.testing.assert_array_equal(read_view(path).high, expected)


def test_a_radiograph_spread_over_16_bits(
    tmp_path: Path, radiograph: tuple[NDArray[np.uint16], int]
) -> None:
    values, bits = radiograph
    wide = (values.astype(np.uint32) * 65_535 // ((1 << bits) - 1)).astype(np.uint16)
    for path in (tmp_path / "scan.tif", tmp_path / "scan.png"):
        Image.fromarray(wide).save(path)
        view = read_view(path)
        np.testing.assert_array_equal(view.high, wide)
        assert view.bits == 16
        assert (view.high.min(), view.high.max()) == (wide.min(), wide.max())
    _check_readouts(tmp_path / "scan.png", wide)


@pytest.mark.parametrize("name", CARGO)
def test_cargo_scans_of_8_bits(shared_data: Path, name: str) -> None:
    path = shared_data / "real-cargo" / f"{name}.jpg"
    with Image.open(path) as image:
        image.draft("L", image.size)
        expected = np.asarray(image).astype(np.uint16)
    view = read_view(path)
    np.testing.assert_array_equal(view.high, expected)
    assert view.bits == 8
    _check_readouts(path, expected)


def test_every_value_keeps_its_own_grey_on_the_way_to_the_screen(
    radiograph: tuple[NDArray[np.uint16], int],
) -> None:
    """No value is clipped or joined with another before the table: a window as narrow as one step
    parts any two neighbouring values, the darkest and the brightest among them."""
    values, _ = radiograph
    present = np.unique(values)
    steps = [present[0], present[len(present) // 2], present[-1]]
    for value in steps:
        table = window_table(Window(float(value) - 0.5, 1.0))
        picture = render(np.ascontiguousarray(values), table)
        np.testing.assert_array_equal(picture == 255, values >= value)
        np.testing.assert_array_equal(picture == 0, values < value)
