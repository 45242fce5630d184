"""From a display state to the table that colours the picture."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging.display import Window, window_table

OPAQUE = 0xFF000000
GREY_TO_RGB = 0x010101


@lru_cache(maxsize=16)
def colour_table(window: Window) -> NDArray[np.int32]:
    """The 32-bit colour (0xffRRGGBB) of each of the 65,536 possible values.

    Qt copies 32-bit pixels to the screen twice as fast as 8-bit ones, and looking up four bytes
    costs no more than looking up one. Signed, because cv2.LUT knows no unsigned 32-bit type.
    """
    table = window_table(window).astype(np.uint32) * GREY_TO_RGB | OPAQUE
    signed = table.view(np.int32)
    signed.flags.writeable = False
    return signed
