"""Synthetic cargo and scans: phantoms, detector chain, hidden objects. Nothing here is real.

Public: `simulate_scan`, `SimulatedScan`, `InsertedTruth`, `ScannerProfile`, `scanner_profile`,
`profile_keys`, `CARGO_FAMILIES`, `OBJECT_KINDS`, `SIMULATOR_VERSION`.
"""

from inspector_app.simulator.cargo import CARGO_FAMILIES
from inspector_app.simulator.inserted import OBJECT_KINDS
from inspector_app.simulator.profile import ScannerProfile, profile_keys, scanner_profile
from inspector_app.simulator.scan import (
    SIMULATOR_VERSION,
    InsertedTruth,
    SimulatedScan,
    simulate_scan,
)

__all__ = [
    "CARGO_FAMILIES",
    "OBJECT_KINDS",
    "SIMULATOR_VERSION",
    "InsertedTruth",
    "ScannerProfile",
    "SimulatedScan",
    "profile_keys",
    "scanner_profile",
    "simulate_scan",
]
