"""Synthetic cargo and scans: phantoms, detector chain, hidden objects. Nothing here is real.

Pixels must come out byte-equal on every machine, so whatever draws into maps takes `sin`, `exp` and
powers from `exact_math` and resizing, turning, shifting and blurring from `exact_images`; of OpenCV
only what works in whole numbers is used, such as `fillPoly`. A test looks for the others.

Public: `simulate_scan`, `SimulatedScan`, `InsertedTruth`, `ScannerProfile`, `scanner_profile`,
`profile_keys`, `CARGO_FAMILIES`, `CARRIERS`, `OBJECT_KINDS`, `HIDDEN_KINDS`,
`SIMULATOR_VERSION`; for baggage machines `simulate_bag`, `SimulatedBag`, `BAG_KINDS`,
`BAG_FAMILIES`, `BAG_HIDDEN_KINDS`. Insertion into a given scan: `insert_into.insert_into_scan`.
"""

from inspector_app.simulator.bag_bodies import BAG_KINDS
from inspector_app.simulator.bag_hidden import BAG_HIDDEN_KINDS
from inspector_app.simulator.bag_scan import SimulatedBag, SimulatedView, simulate_bag
from inspector_app.simulator.bag_scene import BAG_FAMILIES
from inspector_app.simulator.cargo import CARGO_FAMILIES
from inspector_app.simulator.carriers import CARRIERS
from inspector_app.simulator.inserted import OBJECT_KINDS
from inspector_app.simulator.placing import HIDDEN_KINDS
from inspector_app.simulator.profile import ScannerProfile, profile_keys, scanner_profile
from inspector_app.simulator.scan import (
    SIMULATOR_VERSION,
    InsertedTruth,
    SimulatedScan,
    simulate_scan,
)

__all__ = [
    "BAG_FAMILIES",
    "BAG_HIDDEN_KINDS",
    "BAG_KINDS",
    "CARGO_FAMILIES",
    "CARRIERS",
    "HIDDEN_KINDS",
    "OBJECT_KINDS",
    "SIMULATOR_VERSION",
    "InsertedTruth",
    "ScannerProfile",
    "SimulatedBag",
    "SimulatedScan",
    "SimulatedView",
    "profile_keys",
    "scanner_profile",
    "simulate_bag",
    "simulate_scan",
]
