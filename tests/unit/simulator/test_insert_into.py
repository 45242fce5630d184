from __future__ import annotations

import numpy as np
import pytest

from inspector_app.domain.scan import Geometry
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.simulator import SimulatedScan
from inspector_app.simulator.insert_into import HowInserted, InsertionTruth, insert_into_scan
from inspector_app.simulator.inserted import HiddenObject, make_object
from inspector_app.simulator.placed import Placed
from tests.helpers.sim_scans import SINGLE_SIX, a_scan, attenuation_table


def a_thing(kind: str = "organic-brick", seed: int = 3) -> HiddenObject:
    return make_object(kind, np.random.default_rng(seed), 12.0, 12.0)


def insert(
    scan: SimulatedScan, *objects: HiddenObject, seed: int = 4, jpeg_quality: int | None = None
) -> tuple[ViewPixels, InsertionTruth]:
    return insert_into_scan(
        scan.pixels, scan.geometry, objects, attenuation_table(), np.random.default_rng(seed),
        jpeg_quality=jpeg_quality,
    )  # fmt: skip


def test_objects_lie_within_the_container_and_the_truth_says_where() -> None:
    scan = a_scan(3, cargo="cartons")
    made, truth = insert(scan, a_thing(), a_thing("rifle"), a_thing("heavy-block"))
    container = scan.geometry.container
    assert container is not None
    assert truth.inserted
    assert truth.how is HowInserted.TWO_ENERGIES
    changed = made.high != scan.pixels.high
    allowed = np.zeros_like(changed)
    for one in truth.objects:
        box = one.box
        assert box.x >= container.x
        assert box.right <= container.right
        assert box.y >= container.y
        assert box.bottom <= container.bottom
        assert one.mask.shape == (box.height, box.width)
        assert one.mask_in(*changed.shape).sum() == one.mask.sum() > 0
        assert one.background_g_cm2 > 1
        rows = slice(int(box.y) - 4, int(box.bottom) + 4)
        allowed[rows, int(box.x) - 4 : int(box.right) + 4] = True
    assert changed.any()
    assert not changed[~allowed].any()


def test_the_same_seed_inserts_the_same() -> None:
    scan = a_scan(3, cargo="cartons")
    one, other = insert(scan, a_thing()), insert(scan, a_thing())
    np.testing.assert_array_equal(one[0].high, other[0].high)
    assert one[1] == other[1]
    assert not np.array_equal(insert(scan, a_thing(), seed=5)[0].high, one[0].high)


def test_an_object_on_the_floor_of_an_empty_container_displaces_nothing() -> None:
    scan = a_scan(8, cargo="empty")
    _, truth = insert(scan, a_thing("ammunition"))
    assert not truth.objects[0].displaces
    assert truth.objects[0].contrast > 0.2


def test_one_energy_of_eight_bits_is_taken_as_linear_and_says_so() -> None:
    scan = a_scan(9, SINGLE_SIX, cargo="pallets")
    made, truth = insert(scan, a_thing("heavy-block"))
    assert made.low is None
    assert made.bits == 8
    assert made.high.max() <= 255
    assert truth.how is HowInserted.ONE_ENERGY_ASSUMED_LINEAR
    assert truth.jpeg_quality is None
    mask = truth.objects[0].mask_in(*made.high.shape)
    assert made.high[mask].mean() < scan.pixels.high[mask].mean()


def test_the_whole_file_is_compressed_again_if_at_all() -> None:
    scan = a_scan(9, SINGLE_SIX, cargo="pallets")
    plain, truth = insert(scan, a_thing("heavy-block"))
    packed, packed_truth = insert(scan, a_thing("heavy-block"), jpeg_quality=60)
    assert packed_truth.jpeg_quality == 60
    assert packed_truth.objects == truth.objects
    far = np.ones(plain.high.shape, bool)
    far[:, int(truth.objects[0].box.x) - 40 : int(truth.objects[0].box.right) + 40] = False
    assert (packed.high[far] != plain.high[far]).mean() > 0.05
    with pytest.raises(ValueError, match="8-bit"):
        insert(a_scan(3), a_thing(), jpeg_quality=90)


def test_what_cannot_be_inserted_is_refused() -> None:
    scan = a_scan(3, cargo="cartons")
    table, rng = attenuation_table(), np.random.default_rng(1)
    with pytest.raises(ValueError, match="outline"):
        insert_into_scan(scan.pixels, Geometry(), [a_thing()], table, rng)
    black = ViewPixels(np.zeros((40, 60), np.uint16), None, 16)
    with pytest.raises(ValueError, match="black"):
        insert_into_scan(black, scan.geometry, [a_thing()], table, rng)
    with pytest.raises(ValueError, match="outside"):
        insert_into_scan(
            scan.pixels, scan.geometry, [a_thing()], table, rng,
            at=[Placed(a_thing(), 5000, 5000, 0.0)],
        )  # fmt: skip
    vast = make_object("person-standing", np.random.default_rng(1), 2.0, 2.0)
    with pytest.raises(ValueError, match="larger"):
        insert_into_scan(scan.pixels, scan.geometry, [vast], table, rng)
