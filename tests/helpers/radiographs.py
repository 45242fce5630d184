"""Reads the uncompressed radiographs of the shared data without the app's own readers.

A DICOM file in explicit, little-endian form is a row of elements: group, element, a two-letter
type, a length, the value. Enough of it to find the size, the depth and the pixels.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROWS, COLUMNS, BITS_STORED = (0x28, 0x10), (0x28, 0x11), (0x28, 0x101)
PIXELS = (0x7FE0, 0x10)
_LONG = {b"OB", b"OW", b"OF", b"SQ", b"UT", b"UN"}
UNDEFINED = 0xFFFFFFFF


def read_radiograph(path: Path) -> tuple[NDArray[np.uint16], int]:
    """Values as stored, shape (rows, columns), and the bits stored per pixel."""
    data = path.read_bytes()
    if data[128:132] != b"DICM":
        raise ValueError(f"{path.name} is no DICOM file")
    numbers: dict[tuple[int, int], int] = {}
    at = 132
    while at < len(data):
        group, element, kind = struct.unpack_from("<HH2s", data, at)
        if kind in _LONG:
            (length,) = struct.unpack_from("<I", data, at + 8)
            at += 12
        else:
            (length,) = struct.unpack_from("<H", data, at + 6)
            at += 8
        if length == UNDEFINED:
            raise ValueError("a sequence or a compressed picture")
        tag = (group, element)
        if tag == PIXELS:
            shape = numbers[ROWS], numbers[COLUMNS]
            values = np.frombuffer(data, "<u2", shape[0] * shape[1], at)
            return values.reshape(shape), numbers[BITS_STORED]
        if tag in (ROWS, COLUMNS, BITS_STORED):
            (numbers[tag],) = struct.unpack_from("<H", data, at)
        at += length
    raise ValueError("no pixels")
