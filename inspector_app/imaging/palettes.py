"""Colour tables for one value: grey, perceptually uniform ones, and the classic ones.

Uniform tables (viridis, magma, cividis) grow evenly in lightness, so equal steps of value look like
equal steps; cividis looks the same to people who see red and green alike. The classic ones (hot,
rainbow) show steps that are not in the values; inspectors know them from older machines.

The tables come with OpenCV, under its licence (Apache-2.0). It has taken viridis and magma from
Matplotlib (S. van der Walt, N. Smith and E. Firing, public domain) and cividis from J. Nunez,
C. Anderton and R. Renslow, PLoS ONE 13:e0199239, 2018.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray


class Palette(StrEnum):
    """Which colours stand for black to white."""

    GREY = "grey"
    VIRIDIS = "viridis"
    MAGMA = "magma"
    CIVIDIS = "cividis"
    HOT = "hot"
    RAINBOW = "rainbow"


UNIFORM = frozenset({Palette.GREY, Palette.VIRIDIS, Palette.MAGMA, Palette.CIVIDIS})
"""Palettes that grow evenly in lightness."""

_MAPS = {
    Palette.VIRIDIS: cv2.COLORMAP_VIRIDIS,
    Palette.MAGMA: cv2.COLORMAP_MAGMA,
    Palette.CIVIDIS: cv2.COLORMAP_CIVIDIS,
    Palette.HOT: cv2.COLORMAP_HOT,
    Palette.RAINBOW: cv2.COLORMAP_JET,
}


@lru_cache(maxsize=len(Palette))
def palette_rgb(palette: Palette) -> NDArray[np.uint8]:
    """The 256 colours of a palette, dark end first: uint8, shape (256, 3), red, green, blue."""
    greys = np.arange(256, dtype=np.uint8)
    if palette is Palette.GREY:
        colours = np.repeat(greys[:, None], 3, axis=1)
    else:
        blue_first = cv2.applyColorMap(greys[:, None], _MAPS[palette])
        colours = blue_first[:, 0, ::-1].astype(np.uint8)
    colours.flags.writeable = False
    return colours
