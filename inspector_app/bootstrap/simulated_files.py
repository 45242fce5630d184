"""One simulated scan as the files of a case: pixels, truth, mask, declaration and risk reasons."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray

from inspector_app.domain.case import Case
from inspector_app.domain.declaration import GoodsItem
from inspector_app.domain.errors import ExportFailed
from inspector_app.domain.scan import Energy, EnergyImage, Scan, View
from inspector_app.exchange.case_folder import write_case_file
from inspector_app.imaging.physics import AttenuationTable
from inspector_app.imaging.scanner_profile import scanner_profile
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.simulator import (
    SIMULATOR_VERSION,
    InsertedTruth,
    SimulatedScan,
    simulate_scan,
)
from inspector_app.simulator.declared_goods import HIDDEN_GOODS, HIDDEN_IN_BAGS
from inspector_app.simulator.mismatch import Mismatch, PapersTruth
from inspector_app.simulator.papers import Papers, make_papers
from inspector_app.simulator.placing import HIDDEN_KINDS

POST, POST_NAME = "ZU", "Замын-Үүд (simulated)"
CASE_SUFFIX, TRUTH_SUFFIX = ".case.json", ".truth.json"
_FIRST_ENTRY = datetime(2026, 1, 1, 6, tzinfo=UTC)
_BETWEEN_ENTRIES = timedelta(minutes=7)
_MOST_OBJECTS = 3
_WRONG = 0.35
_PALLETS = ("missing-pallet", "extra-pallet")
_CONTAINER_FEET = {
    "container-20": 20, "container-40": 40, "reefer-20": 20, "reefer-40": 40, "two-containers": 20,
    "tank-container": 20,
}  # fmt: skip
# Empty; the others are tractors with their trailers, which the papers draw.
_VEHICLE_KG = {
    "car": 1600.0, "van": 2300.0, "covered-wagon": 24_000.0, "open-wagon": 23_000.0,
    "flat-wagon": 21_000.0,
}  # fmt: skip
# Searching for repetitions is done differently on other processors, Huffman coding is not, and in
# noise there is little to find.
_PNG_OF_SCAN = [
    cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_HUFFMAN_ONLY,
    cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_UP,
]  # fmt: skip
_PNG_OF_MASK = [
    cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE,
    cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_NONE,
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be simulated; the same for all scans of a run.

    Attributes:
        seed: of the whole run; each scan has a seed of its own that follows from this and its
            number.
        scanner: key of a scanner profile.
        with_objects: hide one to three objects in each scan.
        carrier, cargo: names to keep to, or None to draw them.
        shrink: below 1 for smaller pictures at a coarser pitch.
    """

    seed: int
    scanner: str
    with_objects: bool = False
    carrier: str | None = None
    cargo: str | None = None
    shrink: float = 1.0

    def scan_seed(self, number: int) -> int:
        """Seed of scan `number`, whatever the number of scans in the run."""
        state = np.random.SeedSequence((self.seed, number)).generate_state(1, np.uint64)
        # JSON readers that know only float64 must read it right, too.
        return int(state[0]) >> 11

    def case_id(self, number: int) -> str:
        """Identifier of the case that holds scan `number`."""
        return f"SIM-{self.scanner}-{self.seed}-{number:05d}"


def write_scan(wanted: Wanted, number: int, table: AttenuationTable, folder: Path) -> int:
    """Simulate scan `number` of a run and write its files; returns how many objects are hidden.

    The case file is written last: where it is, the scan is whole.

    Raises:
        OSError: the folder cannot be written to.
        KeyError: an unknown scanner, carrier or family.
    """
    seed = wanted.scan_seed(number)
    scan = simulate_scan(
        seed,
        scanner_profile(wanted.scanner),
        table,
        carrier=wanted.carrier,
        cargo=wanted.cargo,
        inserted=draw_kinds(seed, HIDDEN_KINDS) if wanted.with_objects else (),
        shrink=wanted.shrink,
    )
    case_id = wanted.case_id(number)
    images = write_images(folder, case_id, scan.pixels, scan.jpeg)
    if scan.truth:
        write_mask(folder, f"{case_id}-mask.png", label_map(scan.pixels, scan.truth))
    papers = _papers(number, scan)
    truth = describe(wanted, case_id, scan) | {"declaration": declared(papers.truth)}
    write_truth(folder, case_id, truth)
    views = (View("side", images, scan.geometry),)
    write_case_file(folder, case_of(case_id, number, scan.profile, views, papers))
    return len(scan.truth)


def draw_kinds(seed: int, kinds: Sequence[str], most: int = _MOST_OBJECTS) -> tuple[str, ...]:
    """One to `most` of some kinds to hide in the scan of that seed."""
    rng = np.random.default_rng((seed, 1))
    count = int(rng.integers(1, most + 1))
    return tuple(kinds[int(i)] for i in rng.integers(0, len(kinds), count))


def write_images(
    folder: Path, stem: str, pixels: ViewPixels, jpeg: bytes | None = None
) -> tuple[EnergyImage, ...]:
    """Write the pixels of one view: PNG, one file for each energy, or the scanner's own JPEG.

    Raises:
        OSError: the folder cannot be written to.
    """
    if pixels.low is not None:
        files = ((Energy.HIGH, pixels.high), (Energy.LOW, pixels.low))
        return tuple(
            _image(folder, energy, f"{stem}-{energy}.png", _packed(image, _PNG_OF_SCAN))
            for energy, image in files
        )
    if jpeg is not None:
        return (_image(folder, Energy.SINGLE, f"{stem}.jpg", jpeg),)
    single = pixels.high.astype(np.uint8) if pixels.bits == 8 else pixels.high
    return (_image(folder, Energy.SINGLE, f"{stem}.png", _packed(single, _PNG_OF_SCAN)),)


def write_mask(folder: Path, name: str, labels: NDArray[np.uint8]) -> None:
    """Write a map of the hidden objects' numbers. Raises OSError."""
    _write(folder / name, _packed(labels, _PNG_OF_MASK))


def write_truth(folder: Path, case_id: str, truth: Mapping[str, Any]) -> None:
    """Write what is true of a scan. Raises OSError."""
    text = json.dumps(truth, indent=1, ensure_ascii=False, allow_nan=False)
    _write(folder / f"{case_id}{TRUTH_SUFFIX}", (text + "\n").encode())


def _image(folder: Path, energy: Energy, name: str, data: bytes) -> EnergyImage:
    _write(folder / name, data)
    return EnergyImage(energy, hashlib.sha256(data).hexdigest(), len(data), name)


def _packed(image: NDArray[Any], how: list[int]) -> bytes:
    done, data = cv2.imencode(".png", image, how)
    if not done:
        raise ExportFailed("encoder", "a picture could not be encoded")
    return data.tobytes()


def _write(file: Path, data: bytes) -> None:
    file.write_bytes(data)


def label_map(pixels: ViewPixels, truth: Sequence[InsertedTruth]) -> NDArray[np.uint8]:
    """For each pixel the number of the object that covers it, from 1 on; 0 for none.

    Where two lie over each other, the later one counts.
    """
    labels = np.zeros((pixels.height_px, pixels.width_px), np.uint8)
    for one in truth:
        labels[one.mask_in(pixels.height_px, pixels.width_px)] = one.number
    return labels


def describe(wanted: Wanted, case_id: str, scan: SimulatedScan) -> dict[str, Any]:
    """The truth of one scan as its JSON file says it."""
    load = scan.load
    return {
        "simulated": True,
        "simulator_version": SIMULATOR_VERSION,
        "case_id": case_id,
        "run_seed": wanted.seed,
        "seed": scan.seed,
        "scanner": wanted.scanner,
        "bits": scan.pixels.bits,
        "width_px": scan.pixels.width_px,
        "height_px": scan.pixels.height_px,
        "carrier": scan.carrier,
        "refrigerated": scan.refrigerated,
        "cargo": {
            "family": load.family,
            "goods": load.goods,
            "hs_chapters": list(load.hs_chapters),
            "mass_kg": round(load.mass_kg),
        },
        "objects": [
            {
                "label": one.number,
                "kind": one.kind,
                "material": one.material,
                "mass_kg": round(one.mass_kg, 3),
                "weight_change_kg": round(one.weight_change_kg, 1),
                **describe_seen(one),
            }
            for one in scan.truth
        ],
        "mask": f"{case_id}-mask.png" if scan.truth else None,
    }


def describe_seen(one: InsertedTruth) -> dict[str, Any]:
    """What is true of a hidden object in one view."""
    return {
        "box_px": [round(v, 2) for v in (one.box.x, one.box.y, one.box.width, one.box.height)],
        "depth_mm": round(one.depth_mm),
        "displaces": one.displaces,
        "background_g_cm2": round(one.background_g_cm2, 1),
        "background_attenuation": round(one.background_attenuation, 3),
        "contrast": round(one.contrast, 3),
    }


def declared(truth: PapersTruth) -> dict[str, Any]:
    """In which way the declaration is wrong, if it is, and what is really loaded."""
    return {
        "mismatch": truth.mismatch,
        "wrong_items": list(truth.wrong_items),
        "actual": [_goods(item) for item in truth.actual],
        "undeclared": [_goods(item) for item in truth.undeclared],
        "tare_kg": round(truth.tare_kg, 1),
        "vehicle_kg": round(truth.vehicle_kg, 1),
        "weighed_kg": round(truth.weighed_kg, 1),
    }


def _goods(item: GoodsItem) -> dict[str, Any]:
    return {
        "hs_code": item.hs_code,
        "description": item.description,
        "origin": item.origin,
        "gross_mass_kg": round(item.gross_mass_kg, 1),
    }


def _papers(number: int, scan: SimulatedScan) -> Papers:
    """A declaration that is right, or wrong in one way for every third scan or so."""
    pallets = sum(one.weight_change_kg for one in scan.truth if one.kind in _PALLETS)
    hidden = hidden_masses(scan.truth)
    others = sum(one.weight_change_kg for one in scan.truth) - pallets
    return make_papers(
        seed=scan.seed,
        cargo=scan.load.family,
        chapters=scan.load.hs_chapters,
        cargo_kg=scan.load.mass_kg,
        container_feet=_CONTAINER_FEET.get(scan.carrier, 0),
        entered_at=entered_at(number),
        post=POST,
        post_name=POST_NAME,
        mismatch=draw_mismatch(scan.seed),
        hidden=hidden,
        vehicle_kg=_VEHICLE_KG.get(scan.carrier),
        pallets_kg=pallets,
        other_kg=others - sum(hidden.values()),
    )


def draw_mismatch(seed: int) -> Mismatch | None:
    """How the declaration of that seed's scan is wrong; None for one that is right."""
    rng = np.random.default_rng((seed, 2))
    wrong = bool(rng.random() < _WRONG)
    mismatch = tuple(Mismatch)[int(rng.integers(len(Mismatch)))]
    return mismatch if wrong else None


def hidden_masses(truth: Sequence[InsertedTruth]) -> dict[str, float]:
    """Mass in kg of each hidden kind that would have had to be declared as goods."""
    hidden: dict[str, float] = {}
    for one in truth:
        if one.kind in HIDDEN_GOODS or one.kind in HIDDEN_IN_BAGS:
            hidden[one.kind] = hidden.get(one.kind, 0.0) + one.mass_kg
    return hidden


def entered_at(number: int) -> datetime:
    """When vehicle `number` of a run came."""
    return _FIRST_ENTRY + number * _BETWEEN_ENTRIES


def case_of(
    case_id: str, number: int, scanner: str, views: tuple[View, ...], papers: Papers
) -> Case:
    """The case of a simulated scan."""
    entered = entered_at(number)
    taken = entered + timedelta(minutes=3)
    return Case(
        case_id=case_id,
        post=POST,
        version=1,
        assigned_at=entered + timedelta(minutes=5),
        declaration=papers.declaration,
        risk=papers.risk,
        scans=(Scan(f"{case_id}-scan", scanner, taken, views, simulated=True),),
    )


def to_json(wanted: Wanted) -> str:
    """For a run's description, and to hand it to another process."""
    return msgspec.json.encode(wanted).decode()


def from_json(text: str | bytes) -> Wanted:
    """The reverse. Raises msgspec.DecodeError."""
    return msgspec.json.decode(text, type=Wanted)
