"""From a display state to the table that colours the picture."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging.display import Window, window_table
from inspector_app.imaging.palettes import Palette, palette_rgb

OPAQUE = 0xFF000000


@lru_cache(maxsize=16)
def colour_table(window: Window, palette: Palette = Palette.GREY) -> NDArray[np.int32]:
    """The 32-bit colour (0xffRRGGBB) of each of the 65,536 possible values.

    Qt copies 32-bit pixels to the screen twice as fast as 8-bit ones, and looking up four bytes
    costs no more than looking up one. Signed, because cv2.LUT knows no unsigned 32-bit type.
    """
    signed = _packed(palette)[window_table(window)]
    signed.flags.writeable = False
    return signed


@lru_cache(maxsize=len(Palette))
def _packed(palette: Palette) -> NDArray[np.int32]:
    rgb = palette_rgb(palette).astype(np.uint32)
    return (OPAQUE | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]).view(np.int32)
