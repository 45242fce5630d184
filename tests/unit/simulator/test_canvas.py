from __future__ import annotations

import numpy as np
import pytest

from inspector_app.simulator.canvas import Canvas, FloatMap

SOURCE_Z = 700.0


def canvas() -> Canvas:
    return Canvas(
        height_px=400, width_px=300, mm_x=10, mm_y=8, top_z_mm=2900, source_z_mm=SOURCE_Z,
        source_distance_mm=5000,
    )  # fmt: skip


def mass_seen_kg(drawn: Canvas, d_mm: float) -> float:
    """Mass by adding up pixels, each as large as it is at depth d (rays close to level)."""
    total = sum(float(areal.sum()) for areal in drawn.maps["structure"].values())
    pixel_cm2 = drawn.mm_x * drawn.mm_y / drawn.magnification(d_mm) / 100
    return total * pixel_cm2 / 1000


def only(drawn: Canvas) -> FloatMap:
    (areal,) = drawn.maps["structure"].values()
    return areal


@pytest.mark.parametrize("d", [0.0, 1000.0, 2200.0])
def test_a_shape_keeps_its_mass(d: float) -> None:
    z = SOURCE_Z
    shapes = {
        "box": lambda c: c.box({"iron": 2.0}, (500, 900), (z - 100, z + 200), (d, d + 100)),
        "pipe": lambda c: c.pipe({"iron": 2.0}, (500, 1500), (z + 50, d + 120), 100, 30),
        "drum": lambda c: c.drum({"iron": 2.0}, 1000, d + 200, 200, (z - 200, z + 200)),
        "disc": lambda c: c.disc({"iron": 2.0}, (1000, z), (60, 150), (d, d + 90)),
        "ellipsoid": lambda c: c.ellipsoid({"iron": 2.0}, (1000, z, d + 100), (200, 150, 100)),
        "polygon": lambda c: c.polygon(
            {"iron": 2.0},
            np.array([(500, z), (1100, z), (1100, z + 300), (500, z + 100)]),
            (d, d + 90),
        ),
    }
    for name, draw in shapes.items():
        drawn = canvas()
        draw(drawn)
        middle = d + 200 if name == "drum" else d + 50
        assert mass_seen_kg(drawn, middle) == pytest.approx(drawn.mass_kg["structure"], rel=0.06), (
            name
        )


def test_a_heap_keeps_its_mass() -> None:
    drawn = canvas()
    tops = np.full((8, 40), SOURCE_Z + 300, np.float32)
    drawn.heap({"glass": 1.5}, (500, 2000), SOURCE_Z - 100, tops, (1000, 1400))
    assert drawn.mass_kg["structure"] == pytest.approx(1500 * 400 * 400 * 1.5e-6)
    assert mass_seen_kg(drawn, 1200) == pytest.approx(drawn.mass_kg["structure"], rel=0.05)


def test_what_lies_deeper_appears_nearer_to_the_source_height() -> None:
    c = canvas()
    source_row = c.row_of(SOURCE_Z)
    near, far = c.row_of(2500, 0), c.row_of(2500, 2400)
    assert near < far < source_row
    assert c.row_of(SOURCE_Z, 2400) == pytest.approx(source_row)


def test_a_shape_off_the_picture_changes_nothing() -> None:
    drawn = canvas()
    drawn.box({"iron": 1.0}, (-500, -100), (0, 500), (0, 100))
    drawn.ellipsoid({"iron": 1.0}, (9000, 500, 100), (50, 50, 50))
    assert not any(areal.any() for areal in drawn.maps.get("structure", {}).values())


def test_a_shape_over_the_edge_is_cut() -> None:
    drawn = canvas()
    drawn.box({"iron": 1.0}, (-200, 200), (SOURCE_Z, SOURCE_Z + 100), (0, 100))
    areal = only(drawn)
    assert areal[:, :20].any()
    assert not areal[:, 21:].any()


def test_a_shell_is_hollow() -> None:
    drawn = canvas()
    drawn.shell({"iron": 7.85}, (500, 1500), (SOURCE_Z - 400, SOURCE_Z + 400), (0, 800), 10)
    row, areal = round(drawn.row_of(SOURCE_Z)), only(drawn)
    assert areal[row, 100] == pytest.approx(2 * 7.85, rel=0.03)
    assert areal[row, 50] > 20 * areal[row, 100]
