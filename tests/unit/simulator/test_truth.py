from __future__ import annotations

import numpy as np

from inspector_app.domain.region import Box
from inspector_app.simulator.truth import InsertedTruth, follow_columns, mirror_truth


def a_truth() -> InsertedTruth:
    mask = np.zeros((4, 6), bool)
    mask[:, :2] = True
    return InsertedTruth("rifle", "steel", Box(10, 5, 6, 4), 4.0, 1.0, 0.5, mask)


def test_a_mask_is_laid_where_its_box_is_and_cut_off_at_the_scan() -> None:
    whole = a_truth().mask_in(20, 30)
    assert whole.sum() == 8
    assert whole[5:9, 10:12].all()
    assert a_truth().mask_in(7, 11).sum() == 2


def test_the_mask_turns_with_the_scan() -> None:
    truth = a_truth()
    turned = mirror_truth(truth, 30)
    np.testing.assert_array_equal(turned.mask_in(20, 30), truth.mask_in(20, 30)[:, ::-1])
    assert mirror_truth(turned, 30) == truth


def test_the_mask_follows_an_unsteady_speed() -> None:
    truth = a_truth()
    columns = np.concatenate([np.arange(0, 10, 2), np.arange(10, 20, 0.5)])
    moved = follow_columns(truth, columns)
    expected = truth.mask_in(20, 30)[:, np.minimum(np.rint(columns).astype(int), 29)]
    np.testing.assert_array_equal(moved.mask_in(20, len(columns)), expected)
