"""Photos as pixels, for the screen. The file itself is never changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from inspector_app.domain.errors import ScanUnreadable

PIXEL_LIMIT = 120_000_000
"""More than any camera makes; a small file can claim any size."""

_SIGNATURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def media_type_of(start: bytes) -> str | None:
    """What a file is by its first eight bytes, None when it is neither JPEG nor PNG."""
    found = (kind for signature, kind in _SIGNATURES.items() if start.startswith(signature))
    return next(found, None)


def read_photo(path: Path, *, fit_px: tuple[int, int]) -> NDArray[np.uint8]:
    """A photo as uint8 of shape (height_px, width_px, 3), RGB, upright, no larger than `fit_px`
    (width, height). Raises ScanUnreadable (``cannot-open``, ``not-a-picture``, ``too-large``)."""
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as image:
            if image.width * image.height > PIXEL_LIMIT:
                raise ScanUnreadable("too-large", f"{path.name} has more than {PIXEL_LIMIT} pixels")
            # A JPEG can be decoded at an eighth of its size in an eighth of the time.
            image.draft("RGB", (max(fit_px), max(fit_px)))
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail(fit_px)
            return np.ascontiguousarray(upright)
    except UnidentifiedImageError as error:
        raise ScanUnreadable("not-a-picture", f"{path.name}: {error}") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ScanUnreadable("cannot-open", f"{path.name}: {error}") from error
