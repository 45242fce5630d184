"""Differences: their sign and size, and that chance and misplaced edges stay white."""

from __future__ import annotations

import math

import numpy as np
import pytest

from inspector_app.imaging.difference import (
    FULL_COLOUR,
    difference,
    difference_colours,
    diverging_table,
    tables_for,
    value_tables,
)
from inspector_app.imaging.noise import Noise

AIR = 50_000
NOISE = Noise(100.0, 4.0, measured=True)
TABLES = tables_for(AIR, NOISE)
WHITE = int(diverging_table()[127])


def a_scan(alpha, seed=0):
    clean = AIR * np.exp(-np.asarray(alpha, np.float64))
    spread = np.sqrt(NOISE.dark_variance + NOISE.variance_per_value * clean)
    values = np.random.default_rng(seed).normal(clean, spread)
    return np.clip(np.rint(values), 0, 65_535).astype(np.uint16)


def compared(fixed, moved, **options):
    return difference(fixed, moved, TABLES, TABLES, **options)


@pytest.mark.parametrize("alpha", [0.0, 0.5, 2.0, 4.0])
def test_chance_stays_white_at_every_brightness(alpha):
    flat = np.full((200, 300), alpha)
    signed = compared(a_scan(flat, 1), a_scan(flat, 2))
    assert (difference_colours(signed) == WHITE).mean() > 0.99


def test_more_material_is_positive_and_of_the_right_size():
    before = np.full((100, 200), 1.0)
    now = before.copy()
    now[20:60, 50:120] += 0.5
    signed = compared(a_scan(now, 1), a_scan(before, 2))
    inside = signed[25:55, 55:115]
    assert (inside > 0).mean() > 0.99
    assert float(np.median(inside)) == pytest.approx(0.5, abs=0.02)
    assert (signed[:, 130:] == 0).mean() > 0.98
    less = compared(a_scan(before, 2), a_scan(now, 1))
    assert np.array_equal(less, -signed)


def test_the_same_step_of_attenuation_shows_the_same_behind_thin_and_thick():
    found = []
    for alpha in (0.3, 2.5):
        before = np.full((50, 50), alpha)
        signed = compared(a_scan(before + 0.4, 1), a_scan(before, 2), averaged=50.0)
        found.append(float(np.median(signed)))
    assert found[0] == pytest.approx(found[1], abs=0.02)


def test_averaging_makes_smaller_differences_sure():
    before = np.full((80, 80), 3.0)
    now = a_scan(before + 0.09, 1)
    # What averaging 64 pixels leaves of the noise.
    calm = np.full((80, 80), round(AIR * math.exp(-3.0)), np.uint16)
    less = np.full((80, 80), round(AIR * math.exp(-3.09)), np.uint16)
    assert (compared(now, calm) == 0).mean() > 0.9
    assert (compared(less, calm, averaged=64.0) > 0).all()


def test_an_edge_half_a_pixel_aside_is_no_difference():
    step = np.zeros((40, 80))
    step[:, 40:] = 1.5
    aside = step.copy()
    aside[:, 40] = 0.75
    fixed = np.rint(AIR * np.exp(-step)).astype(np.uint16)
    moved = np.rint(AIR * np.exp(-aside)).astype(np.uint16)
    assert (compared(fixed, moved) == 0).all()


def test_where_the_beam_is_spent_on_both_nothing_is_known():
    dark, open_air = np.zeros((4, 4), np.uint16), np.full((4, 4), AIR, np.uint16)
    assert np.isnan(compared(dark, dark)).all()
    assert (difference_colours(compared(dark, dark)) != WHITE).all()
    at_least = compared(dark, open_air)
    assert (at_least > 5).all()


def test_colours_run_from_blue_over_white_to_orange_and_stop_growing():
    signed = np.array([[-9.0, -FULL_COLOUR, 0.0, FULL_COLOUR, 9.0]], np.float32)
    less, least, same, most, more = (int(c) & 0xFFFFFF for c in difference_colours(signed)[0])
    assert (less, most) == (least, more)
    assert less & 0xFF > less >> 16  # blue
    assert more >> 16 > more & 0xFF  # orange
    assert same == WHITE & 0xFFFFFF


def test_tables_come_from_the_pixels():
    slope = np.concatenate([np.zeros(200), np.linspace(0, 3, 1000)])
    made = value_tables(a_scan(np.tile(slope, (600, 1)), 5))
    assert made is not None
    assert made.alpha[AIR] == pytest.approx(0.0, abs=0.05)
    assert made.variance[AIR // 4] == pytest.approx(TABLES.variance[AIR // 4], rel=0.5)
    assert value_tables(np.zeros((50, 50), np.uint16)) is None
