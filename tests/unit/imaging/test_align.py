"""Alignment: shifted, stretched, mirrored and noisy copies are found again, and nothing else is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inspector_app.imaging.align import AlignmentVerdict, align
from inspector_app.imaging.placement import Placement
from tests.helpers.passes import a_pass, a_truck


def assert_found(found, placement, moving):
    assert found is not None
    assert found.is_trusted
    assert abs(found.placement.scale_x / placement.scale_x - 1) < 0.001
    assert abs(found.placement.scale_y / placement.scale_y - 1) < 0.001
    height, width = moving.shape
    for share in (0.2, 0.5, 0.8):
        point = (width * share, height * share)
        got, wanted = found.placement.to_fixed(point), placement.to_fixed(point)
        assert abs(got[0] - wanted[0]) < 0.5
        assert abs(got[1] - wanted[1]) < 0.5


@pytest.mark.parametrize(
    "placement",
    [
        Placement(),
        Placement(1.0, 37.4, 1.0, -3.3),
        Placement(1.22, -150.2, 1.0, 4.6),
        Placement(0.81, 120.7, 1.02, -2.5),
        Placement(-1.07, 1390.3, 1.0, 1.2),
    ],
)
def test_a_noisy_copy_is_found_within_half_a_pixel(placement):
    fixed = a_truck()
    moving = a_pass(fixed, placement, noise=0.03)
    found = align(fixed, moving)
    assert_found(found, placement, moving)
    assert found.placement.is_mirrored is (placement.scale_x < 0)
    assert found.residual < 0.1
    assert found.likeness > 0.9


def test_part_of_a_scan_is_found_in_the_whole():
    fixed = a_truck()
    placement = Placement(1.04, 310.0, 1.0, 2.0)
    moving = a_pass(fixed, placement, noise=0.02, size=(700, 410))
    found = align(fixed, moving)
    assert_found(found, placement, moving)
    assert found.overlap > 0.95


def test_other_cargo_in_the_same_truck_does_not_bend_it():
    fixed, other = a_truck(), a_truck(seed=9)
    loaded = fixed.copy()
    loaded[80:300, 250:1000] = other[80:300, 250:1000]
    placement = Placement(1.05, 21.5, 1.0, 0.0)
    moving = a_pass(loaded, placement, noise=0.02)
    assert_found(align(fixed, moving), placement, moving)


def test_an_expected_scale_that_is_far_from_one_is_used():
    fixed = a_truck()
    placement = Placement(1.9, 10.0, 0.62, 20.0)
    moving = a_pass(fixed, placement, size=(720, 640))
    assert not align(fixed, moving).is_trusted
    assert_found(align(fixed, moving, expected=(1.8, 0.62)), placement, moving)


def test_scans_of_different_bits_are_compared_as_attenuation():
    fixed = a_truck()
    placement = Placement(1.1, -40.0, 1.0, 2.0)
    moving = a_pass(fixed, placement) >> 8
    assert_found(align(fixed, moving), placement, moving)


def test_different_trucks_are_not_laid_over_each_other():
    found = align(a_truck(), a_truck(seed=4))
    assert found.verdict in (AlignmentVerdict.UNLIKE, AlignmentVerdict.LITTLE_OVERLAP)


@pytest.mark.parametrize(
    "flat",
    [
        np.zeros((300, 900), np.uint16),
        np.full((300, 900), 50_000, np.uint16),
        np.full((4, 4), 50_000, np.uint16),
        np.random.default_rng(0).normal(50_000, 300, (300, 900)).astype(np.uint16),
    ],
    ids=["black", "air", "tiny", "noise"],
)
def test_a_flat_picture_is_refused(flat):
    for pair in ((a_truck(), flat), (flat, a_truck())):
        found = align(*pair)
        assert found.verdict is AlignmentVerdict.FLAT
        assert found.residual is None


def test_it_tells_its_progress_and_stops_when_asked():
    told = []
    truck = a_truck(width=900, height=300)
    align(truck, truck, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    for after in (0, 3, len(told) // 2):
        asked = iter(range(1_000))
        assert align(truck, truck, should_stop=lambda a=after, n=asked: next(n) >= a) is None


@pytest.mark.parametrize("name", ["truck-001.jpg", "truck-053.jpg", "truck-120.jpg"])
def test_a_real_scan_is_found_in_itself(shared_data, name):
    file = shared_data / "real-cargo" / name
    if not file.is_file():
        pytest.skip(f"{file} is not there")
    fixed = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE).astype(np.uint16)
    height, width = fixed.shape
    placement = Placement(1.06, width * 0.2, 1.0, 5.3)
    moving = a_pass(fixed, placement, noise=0.01, size=(int(width * 0.7), height))
    assert_found(align(fixed, moving), placement, moving)
