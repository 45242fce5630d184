"""A small picture of a view, for a supervisor who cannot wait for the scan itself."""

from __future__ import annotations

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inspector_app.imaging.display import Curve, Window, auto_window, render, window_table
from inspector_app.imaging.view_pixels import ViewPixels

LONG_SIDE_PX = 1600

_QUALITIES = (88, 80, 72, 64, 56, 48, 40, 32)
_SHRINK = 0.75
_BLACK_SHARE = 0.01
_SMALLEST_SIDE_PX = 64


def make_preview(view: ViewPixels, *, limit_bytes: int) -> bytes:
    """A grey JPEG of the whole view, at most `LONG_SIDE_PX` long and at most `limit_bytes`.

    Shown on a logarithmic scale down to a hundredth of air or lower, because a supervisor cannot
    turn the contrast of a JPEG. The quality is lowered until it fits, then the size. Raises
    ValueError when not even 64 pixels fit.
    """
    seen = auto_window(view.high, curve=Curve.LOG)
    black = min(seen.black, seen.white * _BLACK_SHARE)
    table = window_table(Window.between(black, seen.white, curve=Curve.LOG))
    side_px = min(LONG_SIDE_PX, max(view.width_px, view.height_px))
    while side_px >= min(_SMALLEST_SIDE_PX, max(view.width_px, view.height_px)):
        scale = side_px / max(view.width_px, view.height_px)
        size = (max(1, round(view.width_px * scale)), max(1, round(view.height_px * scale)))
        # Transmission is what averages rightly, so the scale of grey comes after.
        smaller = view.high
        if scale < 1:
            smaller = cv2.resize(view.high, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
        grey = render(smaller, table)
        for quality in _QUALITIES:
            _, encoded = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])
            if encoded.size <= limit_bytes:
                return encoded.tobytes()
        side_px = int(side_px * _SHRINK)
    raise ValueError(f"no preview fits into {limit_bytes} bytes")


def read_preview(content: bytes) -> NDArray[np.uint8]:
    """The grey values of a preview, rows by columns, 0 to 255.

    Its size is looked at before it is decoded: a file of 200 kB can say that it is a gigabyte of
    pixels. Raises ValueError for what is no JPEG of at most `LONG_SIDE_PX` in both directions.
    """
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
            if max(picture.size) > LONG_SIDE_PX:
                raise ValueError(f"{picture.size} is larger than any preview")
            return np.asarray(picture.convert("L"))
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"not a JPEG: {error}") from error
