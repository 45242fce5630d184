"""How a part of the screen is worked out from a scan, step by step. Nothing here needs a widget.

The order: sampled values (one energy, or the mean of both), enhanced, turned and mirrored. Material
colour is worked out before turning as well. Grey and pseudo-colour come later, from a table
(`picture`), because they change far more often.

Every step is anchored to the scan, and an area is sampled with as much around it as its steps look
at, so a pixel comes out the same whatever part of the scan is on screen with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import Window, render, window_table
from inspector_app.imaging.enhance import Enhancement, enhance, surroundings
from inspector_app.imaging.material_colour import MaterialColours, MaterialMode
from inspector_app.imaging.pyramid import PyramidKind
from inspector_app.imaging.view_pixels import Pixels
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.orientation import Area, Orientation
from inspector_app.ui.viewer.pixel_source import PixelSource
from inspector_app.ui.viewer.resample import NEAREST_FROM, Grid
from inspector_app.ui.viewer.scan_facts import blind_energy
from inspector_app.ui.viewer.scan_levels import ScanLevels

_Array = TypeVar("_Array", bound=NDArray[Any])

# Nanoseconds per screen pixel on one core of 2.5 GHz or so, measured by tests/benchmarks/viewer.py;
# only their sum against a budget matters, to within a factor of two.
_SAMPLE_NS = 2.5
_COPY_NS = 0.7
_EDGES_NS = 4.5
_DENOISE_NS = (0.0, 0.5, 2.0, 10.0)
_CONTRAST_NS = 6.0
_MATERIAL_NS = 10.0

MOST_THINNED = 8
"""A rough picture has at least one pixel for so many by so many."""

_QUICK_PIXELS = 1_500_000
"""Up to here every screen pixel is sampled while the scale changes; beyond, every second."""


@dataclass(frozen=True, slots=True)
class Tint:
    """Colour by material, which the greys under it are part of."""

    colours: MaterialColours
    mode: MaterialMode


@dataclass(frozen=True, slots=True)
class Layers:
    """What a part of the screen is painted from, turned as it lies on screen.

    Attributes:
        values: uint16, enhanced.
        raw: uint16, as sampled, to tell what is blind; None where nobody asks.
        colours: int32, 0xffRRGGBB, where the colours do not come from a table; else None.
    """

    values: Pixels
    raw: Pixels | None
    colours: NDArray[np.int32] | None


@dataclass(frozen=True, slots=True)
class RoughLayers:
    """Layers with one pixel for `times` x `times` on screen, upright.

    Attributes:
        origin: of the layers' first pixel, in their own pixels.
        part: what of them the area is, in pixels of the screen: left, top, width, height.
    """

    layers: Layers
    times: int
    origin: tuple[int, int]
    part: Area

    def turned_part(self, orientation: Orientation) -> tuple[float, float, float, float]:
        """The part as it lies in the turned layers, in their pixels: left, top, width, height."""
        height, width = self.layers.values.shape
        left, top, across, down = (length / self.times for length in self.part)
        ax, ay = orientation.to_turned((left, top), width, height)
        bx, by = orientation.to_turned((left + across, top + down), width, height)
        return min(ax, bx), min(ay, by), abs(bx - ax), abs(by - ay)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What `Layers` depend on besides the area; equal recipes give equal pixels.

    Attributes:
        levels: what is sampled; plain data, as recipes travel to other threads.
        energies: the one on screen, or both for their mean.
        blind: the energy whose raw values are wanted as well, None for none.
        tint: colour by material, None for colours from a table.
        window: as far as these steps depend on it, else None.
    """

    levels: ScanLevels
    grid: Grid
    orientation: Orientation
    energies: tuple[Energy, ...]
    pyramid: PyramidKind
    enhancement: Enhancement
    blind: Energy | None
    tint: Tint | None
    window: Window | None

    @classmethod
    def of(
        cls, source: PixelSource, state: DisplayState, grid: Grid, orientation: Orientation
    ) -> Recipe:
        """The recipe for a display state; asks the source for what it lacks."""
        both = state.combined and len(source.energies) > 1
        colours = source.facts.material(state)
        window = state.window if colours is not None else None
        if window is None and state.enhancement.depends_on_window:
            window = replace(state.window, invert=False)
        recipe = cls(
            source.levels,
            grid,
            orientation,
            (Energy.HIGH, Energy.LOW) if both else (state.energy,),
            state.pyramid,
            state.enhancement,
            blind_energy(state) if source.facts.blind_limit(state) is not None else None,
            None if colours is None else Tint(colours, state.material),
            window,
        )
        for energy, kind in recipe.needed_samples:
            source.ask_for(energy, kind, grid)
        return recipe

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the whole scan in screen pixels, upright."""
        return self.grid.size_of(self.levels.pixels.width_px, self.levels.pixels.height_px)

    @property
    def needed_samples(self) -> tuple[tuple[Energy, PyramidKind], ...]:
        """All that is sampled. Material is judged by means also where minima are shown."""
        shown = [(energy, self.pyramid) for energy in self.energies]
        if self.tint is not None:
            shown += [(energy, PyramidKind.MEAN) for energy in (Energy.HIGH, Energy.LOW)]
        if self.blind is not None:
            shown.append((self.blind, self.pyramid))
        return tuple(dict.fromkeys(shown))

    @property
    def is_plain(self) -> bool:
        """Sampling is all the work."""
        return self.enhancement.is_off and self.tint is None

    @property
    def has_levels(self) -> bool:
        """Whether the source has what this is best sampled from."""
        return all(
            self.levels.is_sharp(energy, kind, self.grid) for energy, kind in self.needed_samples
        )

    def cost_ms(self, area: Area) -> float:
        """About how long `layers` takes for an area."""
        scales = self.grid.scale_x, self.grid.scale_y
        is_copied = min(scales) >= NEAREST_FROM or scales == (1.0, 1.0)
        per_pixel = (_COPY_NS if is_copied else _SAMPLE_NS) * len(self.needed_samples)
        if self.pyramid is PyramidKind.MINIMUM and self.grid.shrink > 1:
            per_pixel *= 2
        per_pixel += _EDGES_NS * bool(self.enhancement.edges)
        per_pixel += _DENOISE_NS[self.enhancement.denoise]
        per_pixel += _CONTRAST_NS * bool(self.enhancement.local_contrast)
        per_pixel += _MATERIAL_NS * (self.tint is not None)
        return per_pixel * area[2] * area[3] / 1e6

    def layers(self, area: Area) -> Layers:
        """An area (left, top, width, height) of the turned picture, in screen pixels. May be called
        from any thread."""
        return self._turned(self._upright(self._upright_area(area), quickly=False))

    def rough_layers(self, area: Area, budget_ms: float) -> RoughLayers:
        """The same in less time: pixels stepped over, and where that is not enough all steps done
        for every second, fourth or eighth pixel each way."""
        upright = self._upright_area(area)
        times = self._thinning(area, budget_ms)
        fewer = replace(self, grid=Grid(self.grid.scale_x / times, self.grid.scale_y / times))
        left, top = upright[0] // times, upright[1] // times
        right = -(-(upright[0] + upright[2]) // times)
        bottom = -(-(upright[1] + upright[3]) // times)
        layers = fewer._upright((left, top, right - left, bottom - top), quickly=True)
        x, y = upright[0] - left * times, upright[1] - top * times
        part = (x, y, upright[2], upright[3])
        return RoughLayers(layers, times, (left, top), part)

    def _thinning(self, area: Area, budget_ms: float) -> int:
        if self.is_plain:
            return 1 if area[2] * area[3] <= _QUICK_PIXELS else 2
        return next((n for n in (2, 4) if self.cost_ms(area) / n**2 <= budget_ms), MOST_THINNED)

    def _upright_area(self, area: Area) -> Area:
        return self.orientation.upright_area(area, *self.size)

    def _turned(self, layers: Layers) -> Layers:
        if self.orientation.is_upright:
            return layers
        turn = self.orientation.turn
        return Layers(
            turn(layers.values),
            None if layers.raw is None else turn(layers.raw),
            None if layers.colours is None else turn(layers.colours),
        )

    def _upright(self, area: Area, *, quickly: bool) -> Layers:
        size = self.size
        tinted = area
        if self.tint is not None:
            tinted = self.tint.colours.surroundings(area, size, self._pixels_averaged)
        sampled = surroundings(tinted, self.enhancement, size)
        samples = {
            (energy, kind): self.levels.values(energy, kind, self.grid, sampled, quickly=quickly)
            for energy, kind in self.needed_samples
        }
        values = samples[self.energies[0], self.pyramid]
        if len(self.energies) == 2:
            values = _mean(values, samples[self.energies[1], self.pyramid])
        window = self.window or Window(0.0, 1.0)
        origin = sampled[0], sampled[1]
        values = enhance(values, self.enhancement, origin=origin, window=window, wanted=area)
        colours = None
        if self.tint is not None and self.window is not None:
            colours = self.tint.colours.colour(
                _cut(samples[Energy.HIGH, PyramidKind.MEAN], tinted, sampled),
                _cut(samples[Energy.LOW, PyramidKind.MEAN], tinted, sampled),
                render(values, window_table(self.window)),
                self.tint.mode,
                origin=(tinted[0], tinted[1]),
                at=(area[0] - tinted[0], area[1] - tinted[1]),
                pixels_averaged=self._pixels_averaged,
            )
        raw = None
        if self.blind is not None:
            raw = _cut(samples[self.blind, self.pyramid], area, sampled)
        return Layers(values, raw, colours)

    @property
    def _pixels_averaged(self) -> float:
        """Scan pixels for each of the screen."""
        return 1.0 / (self.grid.scale_x * self.grid.scale_y)


def _cut(values: _Array, part: Area, whole: Area) -> _Array:
    x, y = part[0] - whole[0], part[1] - whole[1]
    return values[y : y + part[3], x : x + part[2]]  # type: ignore[return-value]


def _mean(first: Pixels, second: Pixels) -> Pixels:
    """Of both values, halves rounded up, without leaving 16 bits."""
    return (first | second) - ((first ^ second) >> 1)
