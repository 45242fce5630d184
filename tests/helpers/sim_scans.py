"""Simulated scans and tables for tests; small, so that a test takes a fraction of a second."""

from __future__ import annotations

from functools import cache

from inspector_app.imaging import physics
from inspector_app.settings.shipped import resources_folder
from inspector_app.simulator import ScannerProfile, SimulatedScan, scanner_profile, simulate_scan

DUAL_NINE_SIX = scanner_profile("dual-9-6")
SINGLE_SIX = scanner_profile("portal-6-jpeg")


@cache
def attenuation_table() -> physics.AttenuationTable:
    """The shipped table."""
    return physics.load_table(resources_folder() / physics.TABLE_FILE)


@cache
def steel_curve() -> physics.MaterialCurve:
    """The curve of iron."""
    return physics.material_curve(attenuation_table(), "iron")


@cache
def a_scan(
    seed: int = 1,
    profile: ScannerProfile = DUAL_NINE_SIX,
    *,
    carrier: str | None = None,
    cargo: str | None = None,
    inserted: tuple[str, ...] = (),
    shrink: float = 0.4,
) -> SimulatedScan:
    """A small simulated scan; its pixels are read-only, so tests may share it."""
    return simulate_scan(
        seed,
        profile,
        attenuation_table(),
        carrier=carrier,
        cargo=cargo,
        inserted=inserted,
        shrink=shrink,
    )
