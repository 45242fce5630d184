"""Made-up scans for the viewer's figures, in memory and as uncompressed TIFF files.

Imports numpy only: the peers' environment reads this module too.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

SIZES = {"truck": (6_000, 1_500), "train": (20_000, 2_500)}
SCREENS = {"1080p": (1920, 1080), "2160p": (3840, 2160)}

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_OFFSETS, _SAMPLES, _ROWS_PER_STRIP, _LENGTHS = 273, 277, 278, 279
_SHORT, _LONG = 3, 4


def made_up(width: int, height: int, *, seed: int) -> np.ndarray:
    """Goods of several thicknesses in air, with noise: no two neighbours alike. uint16."""
    rng = np.random.default_rng(seed)
    pixels = np.empty((height, width), np.uint16)
    depth = np.interp(np.arange(width), [0, width * 0.1, width], [0.0, 0.3, 5.0])
    depth = depth * (1.15 if seed % 2 else 1.0)
    for row in range(height):
        share = np.exp(-depth * (0.3 + 0.7 * abs(np.sin(row / 90))))
        noise = rng.normal(0, 1, width) * np.sqrt(share * 16 + 0.1) * 100
        pixels[row] = np.clip(share * 52_000 + noise, 0, 65_535)
    pixels.flags.writeable = False
    return pixels


def write_tiff(path: Path, pages: list[np.ndarray]) -> None:
    """An uncompressed little-endian TIFF, one strip a page, as scanners export."""
    with path.open("wb") as out:
        out.write(b"II*\0" + struct.pack("<I", 8))
        for number, page in enumerate(pages):
            height, width = page.shape
            tags = [
                (_WIDTH, _LONG, width),
                (_HEIGHT, _LONG, height),
                (_BITS, _SHORT, 16),
                (_COMPRESSION, _SHORT, 1),
                (_PHOTOMETRIC, _SHORT, 1),
                (_OFFSETS, _LONG, 0),
                (_SAMPLES, _SHORT, 1),
                (_ROWS_PER_STRIP, _LONG, height),
                (_LENGTHS, _LONG, page.nbytes),
            ]
            data = out.tell() + 2 + 12 * len(tags) + 4
            following = data + page.nbytes if number + 1 < len(pages) else 0
            out.write(struct.pack("<H", len(tags)))
            for tag, kind, value in tags:
                out.write(struct.pack("<HHII", tag, kind, 1, data if tag == _OFFSETS else value))
            out.write(struct.pack("<I", following))
            page.astype("<u2", copy=False).tofile(out)


def write_scans(folder: Path) -> dict[str, Path]:
    """Both scans, two energies each: name to file."""
    paths = {}
    for name, (width, height) in SIZES.items():
        paths[name] = folder / f"{name}.tif"
        write_tiff(paths[name], [made_up(width, height, seed=s) for s in (2, 1)])
    return paths


def high_energy(path: Path, name: str) -> np.ndarray:
    """The first page of one of our own files, read as plainly as can be."""
    width, height = SIZES[name]
    return np.fromfile(path, "<u2", width * height, offset=8 + 2 + 12 * 9 + 4).reshape(
        height, width
    )
