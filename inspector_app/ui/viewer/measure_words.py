"""What was measured, in words and numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from inspector_app.domain.region import Point
from inspector_app.domain.scan import Energy, Geometry
from inspector_app.imaging.mass import Background, MassEstimate, RegionMatter, WhyNot
from inspector_app.imaging.measure import LineProfile, RegionStatistics
from inspector_app.imaging.region_report import RegionReport
from inspector_app.ui.viewer.cursor_words import group_text
from inspector_app.ui.viewer.overlays import length_text
from inspector_app.ui.viewer.shape import Shape

translate = QCoreApplication.translate
Lines = list[tuple[str, str]]
"""What it is, and how much."""


def energy_text(energy: Energy) -> str:
    """A short name of an energy; none where there is only one."""
    return {
        Energy.HIGH: translate("Measures", "high"),
        Energy.LOW: translate("Measures", "low"),
        Energy.SINGLE: "",
    }[energy]


def place_text(point: Point, geometry: Geometry) -> str:
    """Where a point is in the container, or on the picture where that is not known."""
    doors = geometry.metres_from_doors(point[0])
    floor = geometry.metres_above_floor(point[1])
    parts = []
    if doors is not None:
        parts.append(translate("Measures", "{0} m from the doors").format(f"{doors:.2f}"))
    if floor is not None:
        parts.append(translate("Measures", "{0} m above the floor").format(f"{floor:.2f}"))
    if not parts:
        return translate("Measures", "column {0}, row {1}").format(int(point[0]), int(point[1]))
    return ", ".join(parts)


def ruler_lines(rulers: Sequence[Shape], geometry: Geometry) -> Lines:
    """Each ruler with its length and the places of its ends."""
    scale = (geometry.mm_per_px_x, geometry.mm_per_px_y)
    lines: Lines = []
    for number, ruler in enumerate(rulers, start=1):
        start, end = ruler.points
        name = translate("Measures", "Ruler {0}").format(number)
        length = length_text(start, end, scale)
        lines.append((name, f"{length} ({place_text(start, geometry)} → "
                            f"{place_text(end, geometry)})"))  # fmt: skip
    return lines


def profile_lines(profile: LineProfile, geometry: Geometry) -> Lines:
    """Length, ends and extremes of a profile."""
    scale = (geometry.mm_per_px_x, geometry.mm_per_px_y)
    lines = [
        (translate("Measures", "Length"), length_text(profile.start, profile.end, scale)),
        (translate("Measures", "Start"), place_text(profile.start, geometry)),
        (translate("Measures", "End"), place_text(profile.end, geometry)),
    ]
    for energy, values in profile.values.items():
        name = " ".join([translate("Measures", "Values"), energy_text(energy)]).strip()
        lines.append((name, f"{values.min():.0f} – {values.max():.0f}"))
    return lines


def region_lines(report: RegionReport, geometry: Geometry) -> Lines:
    """Everything that is known of a region, the most wanted first."""
    lines: Lines = []
    if report.matter is not None:
        lines += matter_lines(report.matter, report.background)
    lines.append((translate("Measures", "Area"), _area_text(report)))
    lines.append((translate("Measures", "Middle"), place_text(report.mark.box.centre, geometry)))
    for energy, statistics in report.statistics.items():
        if statistics is not None:
            lines += _statistics_lines(statistics, energy_text(energy))
    return lines


def matter_lines(matter: RegionMatter | WhyNot, background: Background) -> Lines:
    """Mass, material and density, or why they cannot be told."""
    mass = translate("Measures", "Mass")
    if isinstance(matter, WhyNot):
        return [(mass, why_not_text(matter))]
    lines: Lines = []
    if matter.mass is not None:
        lines.append((mass, mass_text(matter.mass)))
        if len(matter.mass.by_group) > 1:
            as_groups = ", ".join(
                translate("Measures", "{0} kg if {1}").format(_kg(kg), group_text(group))
                for group, kg in matter.mass.by_group.items()
            )
            lines.append(("", as_groups))
    elif matter.why_no_mass is not None:
        lines.append((mass, why_not_text(matter.why_no_mass)))
    if matter.spent_share > 0:
        share = f"{max(matter.spent_share, 0.001):.1%}"
        spent = translate("Measures", "{0} of it lets nothing through").format(share)
        lines.append(("", spent))
    if matter.material is not None:
        text = group_text(matter.material.group)
        if matter.material.certainty > 0:
            text += f" ({matter.material.certainty:.0%})"
        lines.append((translate("Measures", "Material"), text))
    lines.append(
        (
            translate("Measures", "Areal density"),
            translate("Measures", "{0} g/cm²").format(f"{matter.areal_density_g_cm2:.1f}"),
        )
    )
    lines.append(
        (
            translate("Measures", "As steel"),
            translate("Measures", "{0} mm").format(f"{matter.steel_equivalent_mm:.0f}"),
        )
    )
    transmission = ", ".join(
        f"{energy_text(energy)} {share:.1%}".strip()
        for energy, share in matter.transmission.items()
    )
    lines.append((translate("Measures", "Transmission"), transmission))
    what = {
        Background.SURROUNDINGS: translate("Measures", "without what surrounds it"),
        Background.NONE: translate("Measures", "with all that lies before and behind it"),
    }[background]
    lines.append((translate("Measures", "Counted"), what))
    return lines


def mass_text(mass: MassEstimate) -> str:
    """A mass with its uncertainty, or as a lower bound."""
    if mass.is_lower_bound:
        least = _kg(max(mass.mass_kg - mass.uncertainty_kg, 0.0))
        return translate("Measures", "at least {0} kg").format(least)
    return translate("Measures", "{0} ± {1} kg").format(_kg(mass.mass_kg), _kg(mass.uncertainty_kg))


def why_not_text(reason: WhyNot) -> str:
    """Why a figure is missing."""
    return {
        WhyNot.NO_PIXELS: translate("Measures", "the region holds no pixel"),
        WhyNot.NO_AIR: translate("Measures", "not known: no open beam in the view"),
        WhyNot.GREY_EXPORT: translate(
            "Measures", "not known: an 8-bit picture is made for the eye, not for measuring"
        ),
        WhyNot.NO_SCALE: translate("Measures", "not known: the scan has no scale"),
        WhyNot.NO_SURROUNDINGS: translate(
            "Measures", "not known: no surroundings around the region to compare with"
        ),
        WhyNot.NOT_DENSER: translate("Measures", "none: not denser than its surroundings"),
    }[reason]


def as_text(sections: Sequence[tuple[str, Lines]]) -> str:
    """For the clipboard: one line each, tabs between name and value."""
    parts = []
    for title, lines in sections:
        parts.append("\n".join([title, *(f"{name}\t{value}" for name, value in lines)]))
    return "\n\n".join(parts)


def _area_text(report: RegionReport) -> str:
    pixels = translate("Measures", "{0} px").format(f"{report.area_px:.0f}")
    if report.area_mm2 is None:
        return pixels
    if report.area_mm2 >= 10_000:
        area = translate("Measures", "{0} m²").format(f"{report.area_mm2 / 1e6:.3f}")
    else:
        area = translate("Measures", "{0} mm²").format(f"{report.area_mm2:.0f}")
    return f"{area} ({pixels})"


def _statistics_lines(statistics: RegionStatistics, energy: str) -> Lines:
    def name(text: str) -> str:
        return f"{text} {energy}".strip()

    lines = [
        (
            name(translate("Measures", "Mean")),
            f"{statistics.mean:.1f} ± {statistics.standard_deviation:.1f}",
        ),
        (
            name(translate("Measures", "Median")),
            f"{statistics.median:.0f} ({statistics.minimum} – {statistics.maximum})",
        ),
        (
            name(translate("Measures", "5 % – 95 %")),
            f"{statistics.percentiles[5]:.0f} – {statistics.percentiles[95]:.0f}",
        ),
    ]
    if statistics.saturated:
        lines.append((name(translate("Measures", "Saturated")), f"{statistics.saturated}"))
    return lines


def _kg(kg: float) -> str:
    """As many digits as mean something."""
    if abs(kg) >= 100:
        return f"{kg:.0f}"
    return f"{kg:.1f}" if abs(kg) >= 1 else f"{kg:.2f}"
