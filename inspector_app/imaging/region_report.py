"""Everything that is told of one region, in one answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspector_app.domain.region import Mark
from inspector_app.domain.scan import Energy, Geometry
from inspector_app.imaging.mass import Background, RegionMatter, WhyNot, weigh_region
from inspector_app.imaging.measure import (
    RegionStatistics,
    area_mm2,
    area_px,
    energies,
    region_counts,
    region_mask,
    statistics_of,
)
from inspector_app.imaging.physics import AttenuationTable
from inspector_app.imaging.readout import estimate_air
from inspector_app.imaging.view_pixels import ViewPixels


@dataclass(frozen=True, slots=True)
class RegionReport:
    """Attributes:
    statistics: by energy, None for a region without pixels.
    air: value of the open beam by energy.
    matter: None where no attenuation table is at hand.
    """

    mark: Mark
    background: Background
    area_px: float
    area_mm2: float | None
    statistics: Mapping[Energy, RegionStatistics | None]
    air: Mapping[Energy, float | None]
    matter: RegionMatter | WhyNot | None


def air_levels(view: ViewPixels) -> dict[Energy, float | None]:
    """Value of the open beam, by energy."""
    return {energy: estimate_air(pixels) for energy, pixels in energies(view).items()}


def report_region(
    view: ViewPixels,
    mark: Mark,
    geometry: Geometry,
    table: AttenuationTable | None,
    *,
    air: Mapping[Energy, float | None],
    background: Background = Background.SURROUNDINGS,
) -> RegionReport:
    """Measure a region; may take longer than a frame."""
    window, mask = region_mask(mark, (view.height_px, view.width_px))
    statistics = {
        energy: statistics_of(region_counts(pixels, window, mask), white=view.white)
        for energy, pixels in energies(view).items()
    }
    matter = (
        None
        if table is None
        else weigh_region(view, mark, geometry, table, air=air, background=background)
    )
    return RegionReport(
        mark, background, area_px(mark), area_mm2(mark, geometry), statistics, air, matter
    )
