"""What is being shown, in words: for the readout, the badge, captions and exports."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from inspector_app.domain.scan import DoorSide, Energy
from inspector_app.imaging.display import Curve
from inspector_app.imaging.material_colour import MaterialMode
from inspector_app.imaging.palettes import Palette
from inspector_app.imaging.pyramid import PyramidKind
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.orientation import Orientation

translate = QCoreApplication.translate


def display_words(state: DisplayState) -> list[str]:
    """Everything about how values become colours, each part short enough to stand in a line."""
    parts = [energy_text(state.energy, combined=state.combined), *enhancement_words(state)]
    if state.material is not MaterialMode.OFF:
        parts.append(material_text(state.material))
    elif state.palette is not Palette.GREY:
        parts.append(translate("Display", "colours {0}").format(palette_text(state.palette)))
    if state.marks_blind:
        parts.append(translate("Display", "blind zones marked"))
    parts.append(pyramid_text(state.pyramid))
    parts.append(curve_text(state.window.curve))
    if state.window.gamma != 1.0:
        parts.append(translate("Display", "gamma {0}").format(f"{state.window.gamma:.2f}"))
    if state.inverted:
        parts.append(translate("Display", "inverted"))
    parts.append(window_text(state))
    if state.is_original:
        parts.append(translate("Display", "original"))
    return parts


def enhancement_words(state: DisplayState) -> list[str]:
    """What was done to the values before they became grey, with its strength; nothing for none."""
    done = state.enhancement
    named = (
        (translate("Display", "edges {0}"), done.edges),
        (translate("Display", "noise removal {0}"), done.denoise),
        (translate("Display", "local contrast {0}"), done.local_contrast),
    )
    return [words.format(strength_text(strength)) for words, strength in named if strength]


def badge_words(state: DisplayState) -> list[str]:
    """What the badge over the picture names: whatever may make a thing look what it is not."""
    words = enhancement_words(state)
    if state.material in (MaterialMode.ORGANIC_ONLY, MaterialMode.METAL_ONLY):
        words.append(material_text(state.material))
    return words


def strength_text(strength: int) -> str:
    """The name of a strength from 0 to 3."""
    return (
        translate("Display", "off"),
        translate("Display", "weak"),
        translate("Display", "medium"),
        translate("Display", "strong"),
    )[strength]


def energy_text(energy: Energy, *, combined: bool = False) -> str:
    if combined:
        return translate("Display", "both energies combined")
    return {
        Energy.HIGH: translate("Display", "high energy"),
        Energy.LOW: translate("Display", "low energy"),
        Energy.SINGLE: translate("Display", "one energy"),
    }[energy]


def window_text(state: DisplayState) -> str:
    return translate("Display", "window {0} to {1} of {2}").format(
        round(state.window.black), round(state.window.white), state.white
    )


def curve_text(curve: Curve) -> str:
    return {
        Curve.LINEAR: translate("Display", "linear"),
        Curve.LOG: translate("Display", "logarithm"),
        Curve.SQUARE_ROOT: translate("Display", "square root"),
    }[curve]


def palette_text(palette: Palette) -> str:
    """The name of a palette; those of the uniform ones are proper names."""
    return {
        Palette.GREY: translate("Display", "grey"),
        Palette.VIRIDIS: "viridis",
        Palette.MAGMA: "magma",
        Palette.CIVIDIS: "cividis",
        Palette.HOT: translate("Display", "hot"),
        Palette.RAINBOW: translate("Display", "rainbow"),
    }[palette]


def material_text(mode: MaterialMode) -> str:
    return {
        MaterialMode.OFF: translate("Display", "no material colour"),
        MaterialMode.COLOUR: translate("Display", "material colour"),
        MaterialMode.ORGANIC_ONLY: translate("Display", "organic only"),
        MaterialMode.METAL_ONLY: translate("Display", "metal only"),
    }[mode]


def pyramid_text(kind: PyramidKind) -> str:
    if kind is PyramidKind.MEAN:
        return translate("Display", "mean")
    return translate("Display", "minimum: thin dense things stay visible")


def orientation_words(orientation: Orientation, doors: DoorSide = DoorSide.UNKNOWN) -> list[str]:
    """How the picture is turned, and where that puts the doors; nothing for upright."""
    words = []
    if orientation.quarter_turns:
        words.append(translate("Display", "turned {0}°").format(90 * orientation.quarter_turns))
    if orientation.mirrored:
        words.append(translate("Display", "mirrored"))
    if words and doors is not DoorSide.UNKNOWN:
        words.append(_doors_text(orientation.step_to_turned(*_OUTWARDS[doors])))
    return words


_OUTWARDS = {DoorSide.LEFT: (-1.0, 0.0), DoorSide.RIGHT: (1.0, 0.0)}


def _doors_text(outwards: tuple[float, float]) -> str:
    across, down = outwards
    if abs(across) > abs(down):
        left, right = translate("Display", "doors left"), translate("Display", "doors right")
        return right if across > 0 else left
    above, below = translate("Display", "doors above"), translate("Display", "doors below")
    return below if down > 0 else above
