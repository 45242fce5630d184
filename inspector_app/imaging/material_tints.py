"""The colours of material: a hue along organic, light metal, metal, high-Z, as strong as certain.

Brightness follows the grey that a tinted pixel replaces, so structure stays visible: the hue is
mixed with black below its own brightness and with white above it. Nobody sees a hue in the dark, so
tinted pixels begin at a quarter of full brightness and not at black: dense goods whose kind can be
told are dark orange or dark blue, while black is left to what the beam did not get through.

The four hues keep their names for most people and are kept apart for those who see red and green
alike: orange leans to yellow, green to blue, violet to red (after M. Okabe and K. Ito, "Color
Universal Design", 2008). In the middle greys organic is also a little lighter and metal a little
darker than the grey they replace.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

HUES = 16
"""Steps from organic (0) to high-Z (15)."""

CERTAINTIES = 16
"""Steps from grey (0) to full colour (15)."""

# Steps at which the four kinds stand.
ORGANIC, LIGHT_METAL, METAL, HIGH_Z = 0, 5, 11, 15

# Yellow-green and teal between them: straight lines from colour to colour would run through mud.
_STOPS = (ORGANIC, 2.5, LIGHT_METAL, 8.0, METAL, HIGH_Z)
_COLOURS = (
    (240, 150, 0), (165, 175, 10), (0, 165, 95), (0, 145, 175), (20, 95, 225), (200, 60, 165),
)  # fmt: skip
_LIFT = (16.0, 12.0, 4.0, -6.0, -16.0, -8.0)
DARKEST = 64.0
"""How bright a fully tinted pixel is where the grey is black."""

_LUMA = np.array([0.299, 0.587, 0.114])
# What is not asked for goes to a light grey with a quarter of its contrast left.
_FADED_GREY = 225.0
_FADED_SHARE = 0.75


def legend(steps: int) -> NDArray[np.uint8]:
    """Hues from organic to high-Z at full certainty: uint8, shape (steps, 3), red, green, blue.

    Raises ValueError for less than two steps.
    """
    if steps < 2:
        raise ValueError("a legend has at least two steps")
    return np.round(_hues(np.linspace(0, HUES - 1, steps))).astype(np.uint8)


@lru_cache(maxsize=4)
def tint_table(kept: tuple[float, ...]) -> NDArray[np.int32]:
    """All colours: index hue << 12 | certainty << 8 | grey to 0xffRRGGBB; int32, 65,536 entries.

    Args:
        kept: for each of the `HUES`, 1 where it is shown in full, 0 where it fades.
    """
    steps = np.arange(HUES, dtype=np.float64)
    grey = np.arange(256, dtype=np.float64)
    certain = np.arange(CERTAINTIES)[:, None, None] / (CERTAINTIES - 1)
    table = np.empty((HUES, CERTAINTIES, 256, 3))
    for number, (hue, lift) in enumerate(
        zip(_hues(steps), np.interp(steps, _STOPS, _LIFT), strict=True)
    ):
        faded = (1 - _FADED_SHARE) * grey + _FADED_SHARE * _FADED_GREY
        away = certain * (1 - kept[number])
        tinted = (1 - certain) * grey[:, None] + certain * _tinted(grey, hue, float(lift))
        table[number] = (1 - away) * tinted + away * faded[:, None]
    red, green, blue = np.moveaxis(np.round(table).astype(np.uint32).reshape(-1, 3), 1, 0)
    packed = (red << 16 | green << 8 | blue | 0xFF000000).astype(np.uint32).view(np.int32)
    packed.flags.writeable = False
    return packed


def kept_around(first: int, last: int) -> tuple[float, ...]:
    """For `tint_table`: hues `first` to `last` in full, the others fading within three steps."""
    away = [max(first - n, n - last, 0) for n in range(HUES)]
    return tuple(max(0.0, 1 - steps / 3) for steps in away)


def _hues(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    columns = np.array(_COLOURS, np.float64).T
    return np.stack([np.interp(steps, _STOPS, column) for column in columns], axis=-1)


def _tinted(
    grey: NDArray[np.float64], hue: NDArray[np.float64], lift: float
) -> NDArray[np.float64]:
    """The colour of `hue` for each grey: shape (256, 3)."""
    share = grey / 255
    # What sets the kinds apart is nothing at the ends and most in the middle.
    wanted = grey + DARKEST * (1 - share) ** 2 + lift * 4 * share * (1 - share)
    own = float(hue @ _LUMA)
    darker = hue * (wanted / own)[:, None]
    whiter = ((wanted - own) / (255 - own))[:, None]
    return np.asarray(np.where(wanted[:, None] <= own, darker, hue + (255 - hue) * whiter))
