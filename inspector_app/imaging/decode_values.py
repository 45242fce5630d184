"""From what Pillow decoded to the scan's values, in the decoding child."""

# ruff: noqa: PLC0415  (imports inside functions: what is rare must not cost every start)

from __future__ import annotations

import array
import sys
from typing import TYPE_CHECKING

from inspector_app.domain.errors import ScanUnreadable

if TYPE_CHECKING:
    from PIL import Image

GREY_MODES = ("L", "I;16", "I;16B", "I;16L")
_COLOUR_TOLERANCE = 8


def native_values(image: Image.Image, white: int) -> bytes:
    """The values of a grey image: 16 bits each, the machine's byte order, row after row.

    Args:
        white: subtract every value from this one; 0 leaves the values as they are.
    """
    stored_order = "big" if image.mode == "I;16B" else "little"
    values = (image.convert("I;16") if image.mode == "L" else image).tobytes()
    if stored_order != sys.byteorder:
        numbers = array.array("H", values)
        numbers.byteswap()
        values = numbers.tobytes()
    if not white:
        return values
    import numpy as np  # only for what is rare, because its import takes a while

    return (white - np.frombuffer(values, np.uint16)).tobytes()


def grey_of(image: Image.Image, *, colour_as_luminance: bool) -> Image.Image:
    """One channel of a colour picture that holds grey; its luminance where that was asked for.

    Raises ScanUnreadable ``colour-picture``.
    """
    colours = image if image.mode == "RGB" else image.convert("RGB")
    if colour_as_luminance:
        return colours.convert("L")
    refuse_colour(colours)
    return colours.getchannel("G")


def refuse_colour(image: Image.Image) -> None:
    """Raise ScanUnreadable ``colour-picture`` unless the channels agree."""
    from PIL import ImageChops

    if image.mode == "L":
        return
    red, green, blue = image.split()
    for other in (red, blue):
        extrema = ImageChops.difference(green, other).getextrema()
        largest = extrema[1]
        if isinstance(largest, (int, float)) and largest > _COLOUR_TOLERANCE:
            raise ScanUnreadable("colour-picture", f"channels differ by {largest} of 255")
