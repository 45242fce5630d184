"""Synthetic cargo and scans: phantoms, detector chain, hidden objects. Nothing here is real.

Public: `simulate_scan`, `SimulatedScan`, `InsertedTruth`, `ScannerProfile`, the profiles
`DUAL_NINE_SIX` and `SINGLE_SIX`, `CARGO_FAMILIES`, `OBJECT_KINDS`, `SIMULATOR_VERSION`.
"""

from inspector_app.simulator.cargo import CARGO_FAMILIES
from inspector_app.simulator.inserted import OBJECT_KINDS
from inspector_app.simulator.profile import DUAL_NINE_SIX, SINGLE_SIX, ScannerProfile
from inspector_app.simulator.scan import (
    SIMULATOR_VERSION,
    InsertedTruth,
    SimulatedScan,
    simulate_scan,
)

__all__ = [
    "CARGO_FAMILIES",
    "DUAL_NINE_SIX",
    "OBJECT_KINDS",
    "SIMULATOR_VERSION",
    "SINGLE_SIX",
    "InsertedTruth",
    "ScannerProfile",
    "SimulatedScan",
    "simulate_scan",
]
