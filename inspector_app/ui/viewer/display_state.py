"""What is being shown: enough to say it in words under the scan."""

from __future__ import annotations

from dataclasses import dataclass, replace

from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import Window
from inspector_app.imaging.enhance import NOT_ENHANCED, Enhancement
from inspector_app.imaging.material_colour import MaterialMode
from inspector_app.imaging.palettes import Palette
from inspector_app.imaging.pyramid import PyramidKind


@dataclass(frozen=True, slots=True)
class DisplayState:
    """How values become grey.

    Attributes:
        energy: the energy image on screen.
        window: which values are spread over black to white, along which curve, inverted or not.
        white: the largest value the file can hold.
        pyramid: what stands for several scan pixels where the scan is shown smaller than it is;
            the minimum keeps thin dense things visible.
        enhancement: edges, noise, local contrast.
        palette: colours instead of greys; no part in material colour.
        material: colour by material, from both energies.
        marks_blind: what the beam did not get through is marked as such.
        combined: the mean of both energies instead of `energy`: less noise.
    """

    energy: Energy
    window: Window
    white: int
    pyramid: PyramidKind = PyramidKind.MEAN
    enhancement: Enhancement = NOT_ENHANCED
    palette: Palette = Palette.GREY
    material: MaterialMode = MaterialMode.OFF
    marks_blind: bool = False
    combined: bool = False

    @classmethod
    def original(cls, white: int, energy: Energy) -> DisplayState:
        """The whole range of the file, linear, not inverted, mean."""
        return cls(energy, Window.between(0, white), white)

    @property
    def inverted(self) -> bool:
        return self.window.invert

    @property
    def is_original(self) -> bool:
        """The values are shown as the scanner gave them, whichever energy is on."""
        return self == DisplayState.original(self.white, self.energy)

    def with_window(self, *, level: float, width: float) -> DisplayState:
        """The same with another window, kept meaningful: some width, its middle within range."""
        width = min(max(width, self.white / 512, 2.0), 2.0 * self.white)
        level = min(max(level, 0.0), float(self.white))
        return replace(self, window=replace(self.window, level=level, width=width))
