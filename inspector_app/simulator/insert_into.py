"""Put a hidden object into a scan that exists already, real or simulated.

The pictures that come out are made. They are for tests of operators and for evaluation on real
backgrounds, never evidence of anything; the truth that comes with them says `inserted`, and whoever
stores one must store that too.

The scan's own pixels stay: each is multiplied by the change of transmission that the object causes
where it lies (`seen_background` finds how much beam is left and how hard it is), so rows of unequal
gain, pulses and texture go on through the object. What multiplication gets wrong is put right:

* the object adds less to ``-ln T`` behind much cargo than in the open (beam hardening; plain
  multiplication is 12 to 56 % off, `models/evaluation/insertion.py`);
* a darker pixel has less noise, but more in relation to its value: scaled by r, noise of variance
  ``d + k v`` becomes ``r^2 (d + k v)`` while ``d + k r v`` belongs there. The difference is added.
  Where a pixel becomes brighter there is too much, and what varies by chance is scaled down;
* the object is as blurred as the rest of the scan, shifted as far between the energies, and its
  columns sway with the container's roof and floor.

A scan of one energy is taken as proportional to transmission, air at the level of the open beam,
black at zero; nothing in such a file says if its grey curve was another. That assumption and the
assumed goods behind the object are named in the truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from inspector_app.domain.region import Box
from inspector_app.domain.scan import Geometry
from inspector_app.imaging import physics
from inspector_app.imaging.noise import ROUNDING_VARIANCE, Noise, estimate_noise
from inspector_app.imaging.readout import estimate_air
from inspector_app.imaging.view_pixels import Pixels, ViewPixels
from inspector_app.simulator.canvas import FloatMap
from inspector_app.simulator.exact_images import shift_columns
from inspector_app.simulator.insertion_place import choose_place, inside_of
from inspector_app.simulator.object_sheet import HiddenObject
from inspector_app.simulator.placed import Placed, Window
from inspector_app.simulator.scan_traits import (
    estimate_blur_px,
    estimate_energy_offset_px,
    estimate_sway_px,
)
from inspector_app.simulator.seen_background import (
    SeenBackground,
    attenuation_change,
    see_background,
)
from inspector_app.simulator.truth import InsertedTruth

# Far enough for the blur of the object and for the smoothing of what is behind it.
_MARGIN_PX = 24
_CARGO_DEPTH_MM = 2350.0
_MOST_DISPLACED = 0.9


class HowInserted(StrEnum):
    """What the insertion could go by."""

    TWO_ENERGIES = "two-energies"
    ONE_ENERGY_ASSUMED_LINEAR = "one-energy-assumed-linear"


@dataclass(frozen=True, slots=True)
class InsertionTruth:
    """What was put into a scan. There is none of these for a scan that was left alone.

    Attributes:
        objects: one for each object, in order; their `depth_mm` is 0, which nothing tells here.
        how: by two energies, or by one with a grey curve taken as linear.
        blur_px: standard deviation of the point spread given to the objects.
        jpeg_quality: of the whole file's new compression; None if it was not compressed again.
        inserted: always True; it travels with the pixels.
    """

    objects: tuple[InsertedTruth, ...]
    how: HowInserted
    blur_px: float
    jpeg_quality: int | None
    inserted: bool = True


@dataclass(frozen=True, slots=True)
class _Scanner:
    """What is known of the scanner that made a scan, per energy, high first."""

    table: physics.AttenuationTable
    beams: tuple[str, ...]
    air: tuple[float, ...]
    noise: tuple[Noise, ...]
    blur_px: float
    offset_px: float


def insert_into_scan(
    pixels: ViewPixels,
    geometry: Geometry,
    objects: Sequence[HiddenObject],
    table: physics.AttenuationTable,
    rng: np.random.Generator,
    *,
    at: Sequence[Placed] | None = None,
    blur_px: float | None = None,
    jpeg_quality: int | None = None,
) -> tuple[ViewPixels, InsertionTruth]:
    """Put objects into a scan. For operator tests and evaluation only, never evidence.

    Args:
        geometry: the container's outline bounds where objects may lie.
        objects: drawn for this scan's pitch (`make_object`).
        table: attenuation of the scanner's beams; a scan of one energy takes the lower one.
        at: places, instead of choosing them: row, column and displaced share; one for each of
            `objects`, which it holds already.
        blur_px: standard deviation of the scan's point spread; None measures it from edges.
        jpeg_quality: compress the whole of an 8-bit scan once more, as its exporter would, so that
            no seam of compression surrounds the object; 1 to 100.

    Returns:
        The scan with the objects, and the truth. With no objects the pixels are the given ones.

    Raises:
        ValueError: the scan is black, the container is not known and no place was given, an object
            does not fit, or `jpeg_quality` is given for more than 8 bits.
    """
    if jpeg_quality is not None and pixels.bits != 8:
        raise ValueError("only 8-bit scans are compressed")
    scanner = _scanner_of(pixels, table, blur_px)
    how = HowInserted.ONE_ENERGY_ASSUMED_LINEAR
    images = [pixels.high.astype(np.float32)]
    if pixels.low is not None:
        how = HowInserted.TWO_ENERGIES
        images.append(pixels.low.astype(np.float32))
    found: list[InsertedTruth] = []
    for number, hidden in enumerate(objects):
        placed = (
            at[number] if at is not None else _choose(images[0], scanner, geometry, hidden, rng)
        )
        sway = _sway(pixels, geometry, placed)
        found.append(_insert(images, placed, sway, scanner, rng))
    if not found:
        return pixels, InsertionTruth((), how, scanner.blur_px, None)
    stored = [_stored(image, pixels.white) for image in images]
    if jpeg_quality is not None:
        stored = [_compressed(image, jpeg_quality) for image in stored]
    for image in stored:
        image.flags.writeable = False
    made = ViewPixels(stored[0], stored[1] if len(stored) > 1 else None, pixels.bits)
    return made, InsertionTruth(tuple(found), how, scanner.blur_px, jpeg_quality)


def _scanner_of(
    pixels: ViewPixels, table: physics.AttenuationTable, blur_px: float | None
) -> _Scanner:
    images = [pixels.high] if pixels.low is None else [pixels.high, pixels.low]
    beams = table.beams[-1:] if pixels.low is None else table.beams[:2]
    if len(beams) < len(images):
        raise ValueError("the table has fewer beams than the scan")
    air = tuple(estimate_air(image) or 0.0 for image in images)
    if min(air) <= 0:
        raise ValueError("the scan is black")
    noise = tuple(estimate_noise(image) for image in images)
    blur = blur_px if blur_px is not None else estimate_blur_px(pixels.high)
    offset = 0.0
    if pixels.low is not None:
        offset = estimate_energy_offset_px(pixels.high, pixels.low, (air[0], air[1]))
    return _Scanner(table, beams, air, noise, blur, offset)


def _choose(
    high: FloatMap,
    scanner: _Scanner,
    geometry: Geometry,
    hidden: HiddenObject,
    rng: np.random.Generator,
) -> Placed:
    transmission = high / np.float32(scanner.air[0])
    inside = inside_of(geometry, (high.shape[0], high.shape[1]))
    shape = (hidden.cover.shape[0], hidden.cover.shape[1])
    row, column, void = choose_place(transmission, inside, shape, scanner.air[0], rng)
    share = 0.0 if void else hidden.depth_mm / _CARGO_DEPTH_MM * float(rng.choice([0.0, 0.7, 1.0]))
    return Placed(hidden, row, column, min(share, _MOST_DISPLACED))


def _sway(pixels: ViewPixels, geometry: Geometry, placed: Placed) -> FloatMap:
    """Rows by which each column of the object's window hangs lower than the others."""
    columns = _window(placed, pixels.high.shape)[1]
    if geometry.container is None:
        return np.zeros(columns.stop - columns.start, np.float32)
    return estimate_sway_px(pixels.high, geometry.container, columns)


def _insert(
    images: list[FloatMap],
    placed: Placed,
    sway: FloatMap,
    scanner: _Scanner,
    rng: np.random.Generator,
) -> InsertedTruth:
    """Put one object into the images in place; returns its truth."""
    window = _window(placed, images[0].shape)
    part = [image[window] for image in images]
    seen = see_background(
        [p / np.float32(air) for p, air in zip(part, scanner.air, strict=True)],
        scanner.table,
        scanner.beams,
    )
    hidden = placed.hidden
    added = {
        name: shift_columns(_laid(areal, placed, window), -sway)
        for name, areal in hidden.maps.items()
    }
    cover = shift_columns(_laid(hidden.cover, placed, window), -sway)
    left = 1 - np.float32(placed.displaced_share) * cover * _cargo_share(seen)
    change = attenuation_change(seen, added, left, scanner.table, scanner.beams)
    shifted = [change[0], *(_shifted(one, scanner.offset_px) for one in change[1:])]
    for image, values, one, clear, air, noise in zip(
        images, part, shifted, seen.transmission, scanner.air, scanner.noise, strict=True
    ):
        ratio = _blurred_ratio(clear, np.exp(-one), scanner.blur_px)
        usual = np.maximum(clear, 0) * np.float32(air)
        image[window] = _with_right_noise(values, ratio, usual, noise, rng)
    return _truth(placed, window, seen, left, change[0], cover)


def _window(placed: Placed, shape: tuple[int, ...]) -> Window:
    rows, columns = placed.hidden.cover.shape
    top, left = max(placed.row - _MARGIN_PX, 0), max(placed.column - _MARGIN_PX, 0)
    bottom = min(placed.row + rows + _MARGIN_PX, shape[0])
    right = min(placed.column + columns + _MARGIN_PX, shape[1])
    if bottom - top < 3 or right - left < 3:
        raise ValueError("the place lies outside of the scan")
    return slice(top, bottom), slice(left, right)


def _laid(areal: FloatMap, placed: Placed, window: Window) -> FloatMap:
    """The object's map in a window of the scan, zeros around it; what lies outside is cut off."""
    rows, columns = window
    whole = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.float32)
    top, left = placed.row - rows.start, placed.column - columns.start
    part = areal[max(-top, 0) :, max(-left, 0) :]
    into = whole[max(top, 0) :, max(left, 0) :]
    height, width = (min(part.shape[i], into.shape[i]) for i in (0, 1))
    into[:height, :width] = part[:height, :width]
    return whole


def _cargo_share(seen: SeenBackground) -> FloatMap:
    """Share of the matter that is cargo: all but what the lightest places have, the walls."""
    areal = seen.areal_density()
    walls = np.float32(min(float(np.percentile(areal, 2)), 5.0))
    return np.clip(1 - walls / np.maximum(areal, 1e-3), 0, 1)


def _shifted(change: FloatMap, offset_px: float) -> FloatMap:
    """What the low beam sees at its own moment; nothing comes in from outside."""
    if offset_px == 0:
        return change
    shift = np.array([[1, 0, -offset_px], [0, 1, 0]], np.float64)
    size = (change.shape[1], change.shape[0])
    moved = cv2.warpAffine(change, shift, size, flags=cv2.INTER_CUBIC)
    return np.asarray(moved, np.float32)


def _blurred_ratio(clear: FloatMap, ratio: FloatMap, blur_px: float) -> FloatMap:
    """Change of transmission as the scanner sees it: blurring acts on transmission."""
    base = np.maximum(clear, 1e-4)
    with_object = cv2.GaussianBlur(base * ratio, (0, 0), blur_px)
    without = cv2.GaussianBlur(base, (0, 0), blur_px)
    blurred: FloatMap = (with_object / without).astype(np.float32)
    # Blurring of equal numbers differs in the last bit; nothing must come of nothing.
    blurred[np.abs(blurred - 1) < 1e-5] = 1
    return blurred


def _with_right_noise(
    values: FloatMap, ratio: FloatMap, usual: FloatMap, noise: Noise, rng: np.random.Generator
) -> FloatMap:
    """Values times `ratio`, with the variance that belongs to the new values.

    Args:
        usual: smoothed values, without noise.
    """
    drawn = rng.standard_normal(values.shape, np.float32)
    if not noise.measured:
        return values * ratio
    # Rounding happens once more at the end and brings its own part.
    dark = np.float32(max(noise.dark_variance - ROUNDING_VARIANCE, 0.0))
    quantum = np.float32(noise.variance_per_value) * usual
    wanted = dark + quantum * ratio
    scaled = (np.float32(noise.dark_variance) + quantum) * ratio**2
    made = values * ratio + drawn * np.sqrt(np.maximum(wanted - scaled, 0))
    brighter = ratio > 1
    if brighter.any():
        # Of what stands out here only the part that is noise shrinks; texture has to grow.
        rest = (values - usual) * ratio
        texture = np.maximum(cv2.blur(rest**2, (7, 7)) - scaled, 0)
        shrink = np.sqrt((texture + wanted) / np.maximum(texture + scaled, 1e-6))
        made = np.where(brighter, usual * ratio + rest * shrink, made)
    # Beyond the object not a bit changes.
    result: FloatMap = np.where(ratio == 1, values, made).astype(np.float32)
    return result


def _truth(
    placed: Placed,
    window: Window,
    seen: SeenBackground,
    left: FloatMap,
    change: FloatMap,
    cover: FloatMap,
) -> InsertedTruth:
    hidden = placed.hidden
    mask = cover > 0.5
    if not mask.any():
        mask = cover > 0
    if not mask.any():
        raise ValueError("the place lies outside of the scan")
    rows, columns = np.flatnonzero(cover.any(axis=1)), np.flatnonzero(cover.any(axis=0))
    span = (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1))
    box = Box(
        window[1].start + span[1].start,
        window[0].start + span[0].start,
        span[1].stop - span[1].start,
        span[0].stop - span[0].start,
    )
    return InsertedTruth(
        hidden.kind,
        hidden.material,
        box,
        hidden.mass_kg,
        float(physics.attenuation(seen.transmission[0])[mask].mean()),
        float(change[mask].mean()),
        np.ascontiguousarray(mask[span]),
        background_g_cm2=float((seen.areal_density() * left)[mask].mean()),
        displaces=placed.displaced_share > 0,
    )


def _stored(image: FloatMap, white: int) -> Pixels:
    stored: Pixels = np.clip(np.rint(image), 0, white).astype(np.uint16)
    return stored


def _compressed(image: Pixels, quality: int) -> Pixels:
    done, packed = cv2.imencode(
        ".jpg", image.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(quality)]
    )
    opened = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE) if done else None
    if opened is None:
        raise ValueError("the scan could not be compressed")
    return opened.astype(np.uint16)
