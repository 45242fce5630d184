"""One simulated bag as the files of a case: both views, their truth and masks, the declaration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from inspector_app.bootstrap.simulated_files import (
    POST,
    POST_NAME,
    Wanted,
    case_of,
    declared,
    describe_seen,
    draw_kinds,
    draw_mismatch,
    entered_at,
    hidden_masses,
    label_map,
    write_images,
    write_mask,
    write_truth,
)
from inspector_app.domain.scan import View
from inspector_app.exchange.case_folder import write_case_file
from inspector_app.imaging.physics import AttenuationTable
from inspector_app.imaging.scanner_profile import scanner_profile
from inspector_app.simulator import (
    BAG_HIDDEN_KINDS,
    SIMULATOR_VERSION,
    SimulatedBag,
    simulate_bag,
)
from inspector_app.simulator.papers import COUNTER, Papers, make_papers

_MOST_OBJECTS = 2


def write_bag(wanted: Wanted, number: int, table: AttenuationTable, folder: Path) -> int:
    """Simulate bag `number` of a run and write its files; returns how many objects are hidden.

    The case file is written last: where it is, the scan is whole.

    Raises:
        OSError: the folder cannot be written to.
        KeyError: an unknown scanner, bag or contents.
    """
    seed = wanted.scan_seed(number)
    bag = simulate_bag(
        seed,
        scanner_profile(wanted.scanner),
        table,
        carrier=wanted.carrier,
        cargo=wanted.cargo,
        inserted=draw_kinds(seed, BAG_HIDDEN_KINDS, _MOST_OBJECTS) if wanted.with_objects else (),
        shrink=wanted.shrink,
    )
    case_id = wanted.case_id(number)
    views = []
    for view in bag.views:
        stem = f"{case_id}-{view.name}"
        views.append(View(view.name, write_images(folder, stem, view.pixels), view.geometry))
        if view.truth:
            write_mask(folder, f"{stem}-mask.png", label_map(view.pixels, view.truth))
    papers = _papers(number, bag)
    write_truth(
        folder,
        case_id,
        describe_bag(wanted, case_id, bag) | {"declaration": declared(papers.truth)},
    )
    write_case_file(folder, case_of(case_id, number, bag.profile, tuple(views), papers))
    return len(bag.views[0].truth)


def describe_bag(wanted: Wanted, case_id: str, bag: SimulatedBag) -> dict[str, Any]:
    """The truth of one bag as its JSON file says it: each object once, as seen in every view."""
    load, first = bag.load, bag.views[0]
    return {
        "simulated": True,
        "simulator_version": SIMULATOR_VERSION,
        "case_id": case_id,
        "run_seed": wanted.seed,
        "seed": bag.seed,
        "scanner": wanted.scanner,
        "bits": first.pixels.bits,
        "carrier": bag.carrier,
        "bag_kg": round(bag.bag_kg, 2),
        "cargo": {
            "family": load.family,
            "goods": load.goods,
            "hs_chapters": list(load.hs_chapters),
            "mass_kg": round(load.mass_kg, 2),
        },
        "views": {
            view.name: {
                "width_px": view.pixels.width_px,
                "height_px": view.pixels.height_px,
                "mask": f"{case_id}-{view.name}-mask.png" if view.truth else None,
            }
            for view in bag.views
        },
        "objects": [
            {
                "label": one.number,
                "kind": one.kind,
                "material": one.material,
                "mass_kg": round(one.mass_kg, 3),
                "weight_change_kg": round(one.weight_change_kg, 3),
                "views": {view.name: describe_seen(view.truth[i]) for view in bag.views},
            }
            for i, one in enumerate(first.truth)
        ],
    }


def _papers(number: int, bag: SimulatedBag) -> Papers:
    """What a traveller or the post declared; right, or wrong in one way for every third or so."""
    truth = bag.views[0].truth
    hidden = hidden_masses(truth)
    given_way = sum(one.weight_change_kg for one in truth) - sum(hidden.values())
    return make_papers(
        seed=bag.seed,
        cargo=bag.load.family,
        chapters=bag.load.hs_chapters,
        # What had to make room was left at home, and is not among the goods.
        cargo_kg=bag.load.mass_kg + given_way,
        container_feet=0,
        entered_at=entered_at(number),
        post=POST,
        post_name=POST_NAME,
        mismatch=draw_mismatch(bag.seed),
        hidden=hidden,
        vehicle_kg=bag.bag_kg,
        on_scales=COUNTER,
    )
