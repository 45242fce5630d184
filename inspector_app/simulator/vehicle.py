"""The container. Dimensions follow ISO 668; every scan varies them a little."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inspector_app.simulator.canvas import WALL_TO_WALL_MM, Canvas, Recipe

STEEL: Recipe = {"iron": 7.85}
ALUMINIUM: Recipe = {"aluminium": 2.7}
WOOD: Recipe = {"cellulose": 0.65}
RUBBER: Recipe = {"polyethylene": 1.15}
FOAM: Recipe = {"polyethylene": 0.045}
DEPTH = (0.0, WALL_TO_WALL_MM)


@dataclass(frozen=True, slots=True)
class Barrel:
    """A tank lying along x: its axis at (z, d) = `axis`, half height and half width, mm.

    `ends` is its whole length with the domed heads, `dome_mm` how far a head bulges, `compartments`
    the x ranges between the heads and bulkheads.
    """

    axis: tuple[float, float]
    radii: tuple[float, float]
    ends: tuple[float, float]
    dome_mm: float
    compartments: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """The room for cargo, mm: length x, height z, depth d.

    Attributes:
        refrigerated: it has a cooling unit.
        payload_kg: range of the largest load; None for that of a container of its length.
        open_top: no walls or roof hold the load, or what hangs on them.
        barrel: the tank, where the hold is one.
    """

    x: tuple[float, float]
    z: tuple[float, float]
    d: tuple[float, float]
    refrigerated: bool
    payload_kg: tuple[float, float] | None = None
    open_top: bool = False
    barrel: Barrel | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """Outline of a container: x range and height above its underside, mm."""

    x: tuple[float, float]
    height_mm: float
    refrigerated: bool


def draw_container(canvas: Canvas, box: Container, rng: np.random.Generator) -> Hold:
    """Draw walls, roof, floor, posts and fittings; return the room inside."""
    draw_frame_of_container(canvas, box.x, box.height_mm)
    _draw_floor(canvas, box, rng)
    if box.refrigerated:
        return _draw_refrigerated(canvas, box, rng)
    x0, x1 = box.x
    top = box.height_mm
    # Two walls of this sheet, and the roof below, are as bright as those of real scans.
    sheet = float(rng.uniform(1.1, 1.35))
    phase = float(rng.uniform(0, 270))
    for side, lag in ((0.0, 0.0), (WALL_TO_WALL_MM - 36, float(rng.uniform(0, 270)))):
        # Millimetres of steel; all on the wall's near side, as a sheet is next to nothing deep.
        parts = [(x0 + 60, x1 - 60, sheet)]
        # The sheet's slopes stand at an angle to the beam and look thicker.
        pitch = float(rng.choice([200.0, 278.0], p=[0.2, 0.8]))
        extra = sheet * float(rng.uniform(0.06, 0.34))
        for x in np.arange(x0 + 80 + (phase + lag) % pitch, x1 - 120, pitch / 2):
            # No two ribs are pressed or dented alike, and one slope is steeper than the other.
            deep, wide = extra * float(rng.uniform(0.6, 1.4)), float(rng.uniform(30, 54))
            parts += [(x, x + wide, deep), (x + 4, x + 13, 0.5 * deep)]
        canvas.strips(STEEL, parts, (150, top - 40), (side, side + 1))
    _draw_roof(canvas, box, rng)
    _draw_gussets(canvas, box, rng)
    _draw_rings(canvas, box, rng)
    _draw_ends(canvas, box, rng)
    if rng.random() < 0.5:
        _draw_plates(canvas, box, rng)
    return Hold((x0 + 75, x1 - 90), (152, top - 70), (45, WALL_TO_WALL_MM - 45), False)


def _draw_roof(canvas: Canvas, box: Container, rng: np.random.Generator) -> None:
    """Sheet with flat corrugations across it, whose bent edges look like thin lines from below."""
    x0, x1 = box.x
    roof = box.height_mm - 30.0
    canvas.box(STEEL, (x0 + 30, x1 - 30), (roof - 1.6, roof), DEPTH)
    pitch, crest = float(rng.uniform(195, 225)), float(rng.uniform(60, 100))
    thick = float(rng.uniform(0.2, 0.6))
    bends = []
    for x in np.arange(x0 + 180 + float(rng.uniform(0, 100)), x1 - 200, pitch):
        for edge in (x, x + crest):
            bend = thick * float(rng.uniform(0.4, 1.4))
            bends.append((edge, edge + float(rng.uniform(7, 12)), bend))
    canvas.strips(STEEL, bends, (roof - 2.6, roof - 1.6), (70, WALL_TO_WALL_MM - 70))


def draw_frame_of_container(canvas: Canvas, x: tuple[float, float], top: float) -> None:
    """Corner posts, corner castings and side rails of a container of height `top`."""
    x0, x1 = x
    for near in (0.0, WALL_TO_WALL_MM - 150):
        for at in (x0, x1 - 75):
            canvas.shell(STEEL, (at, at + 75), (118, top - 118), (near, near + 150), 7)
        for at in (x0, x1 - 178):
            for z in (0.0, top - 118):
                canvas.shell(STEEL, (at, at + 178), (z, z + 118), (near, near + 162), 15)
                canvas.disc({"iron": -7.85}, (at + 89, z + 59), (0, 36), (near, near + 15))
    for near in (0.0, WALL_TO_WALL_MM - 60):
        # Of a rail's 60 mm the roof's and the wall's flanges hide most; a narrow tube shows.
        tube = (near + 18, near + 42)
        canvas.shell(STEEL, (x0 + 100, x1 - 100), (top - 36, top), tube, 2.2)
        canvas.box(STEEL, (x0 + 100, x1 - 100), (20, 165), (near, near + 8))
        canvas.box(STEEL, (x0 + 100, x1 - 100), (30, 40), (near, near + 45))


def _draw_floor(canvas: Canvas, box: Container, rng: np.random.Generator) -> None:
    x0, x1 = box.x
    _draw_boards(canvas, (x0 + 40, x1 - 60), rng)
    spacing, thick = float(rng.uniform(290, 420)), float(rng.uniform(1.6, 3.2))
    length = x1 - x0
    tunnel = 3300.0 if length > 9000 and rng.random() < 0.85 else 0.0
    for x in np.arange(x0 + 200, x1 - 150, spacing):
        in_tunnel = x - x0 < tunnel
        depth = (40.0, 700.0) if in_tunnel else (40.0, WALL_TO_WALL_MM - 40)
        # A channel, never quite square to the beam, is smeared over its flange's width.
        skew = float(rng.uniform(24, 56))
        canvas.box({"iron": thick * 7.85 / skew}, (x, x + skew), (5, 120), depth)
        if in_tunnel:
            canvas.box(STEEL, (x, x + spacing * 0.5), (85, 120), (900, 912))
    if tunnel:
        canvas.box({"iron": 3.0}, (x0 + tunnel, x0 + tunnel + 14), (5, 120), (300, 2100))


def _draw_boards(canvas: Canvas, x: tuple[float, float], rng: np.random.Generator) -> None:
    """Boards side by side, none quite like the next, at times with strips of steel between."""
    count = int(rng.integers(7, 15))
    width = (WALL_TO_WALL_MM - 80) / count
    strips = rng.random() < 0.4
    for i in range(count):
        near = 40 + i * width
        share = float(rng.uniform(0.86, 1.1))
        board = {name: density * share for name, density in WOOD.items()}
        canvas.box(board, x, (122, 150), (near + 1.5, near + width - 1.5))
        if strips and i % 2:
            canvas.box(STEEL, x, (118, 121), (near - 25, near + 25))


def _draw_gussets(canvas: Canvas, box: Container, rng: np.random.Generator) -> None:
    """Reinforcing plates beside the corner posts, in steps, and at the corners."""
    x0, x1 = box.x
    top = box.height_mm
    widths = np.sort(rng.uniform(90, 420, 3))
    thickness = rng.uniform(0.5, 4.0, 3)
    for near in (0.0, WALL_TO_WALL_MM - 30):
        for width, thick in zip(widths, thickness, strict=True):
            wall = (near, near + float(thick))
            if rng.random() < 0.85:
                canvas.box(STEEL, (x0 + 60, x0 + 60 + width), (150, top - 40), wall)
            if rng.random() < 0.85:
                canvas.box(STEEL, (x1 - 60 - width, x1 - 60), (150, top - 40), wall)
        reach, drop = float(rng.uniform(150, 450)), float(rng.uniform(100, 320))
        plate = (near, near + float(rng.uniform(2, 7)))
        for side in ((x0 + 70, x0 + 70 + reach), (x1 - 70 - reach, x1 - 70)):
            if rng.random() < 0.7:
                canvas.box(STEEL, side, (top - drop, top - 20), plate)


def _draw_rings(canvas: Canvas, box: Container, rng: np.random.Generator) -> None:
    x0, x1 = box.x
    spacing = float(rng.uniform(900, 1300))
    for depth in (30.0, WALL_TO_WALL_MM - 50):
        for z in (box.height_mm - 68, 165.0):
            for x in np.arange(x0 + 500 + depth * 0.05, x1 - 300, spacing):
                canvas.disc(STEEL, (float(x), z), (24, 34), (depth, depth + 10))


def _draw_ends(canvas: Canvas, box: Container, rng: np.random.Generator) -> None:
    """Front wall and doors, both seen on edge."""
    x0, x1 = box.x
    inner = (150.0, WALL_TO_WALL_MM - 150)
    height = (120.0, box.height_mm - 60)
    canvas.box({"iron": 7.85 * 2 / 36}, (x0 + 8, x0 + 44), height, inner)
    canvas.box({"iron": 7.85 * 4 / 45}, (x1 - 60, x1 - 15), height, inner)
    canvas.box(RUBBER, (x1 - 62, x1 - 12), height, (60, 85))
    for d in (380.0, 900.0, 1500.0, 2050.0):
        canvas.drum(STEEL, x1 - 6, d, 17, (60, box.height_mm - 40), 13)
        for z in rng.uniform(300, box.height_mm - 300, 2):
            canvas.box(STEEL, (x1 - 25, x1 + 14), (z, z + 90), (d - 30, d + 30))


def _draw_plates(canvas: Canvas, box: Container, rng: np.random.Generator) -> None:
    """Small weld plates, vents and repair patches on the walls."""
    x0, x1 = box.x
    for _ in range(int(rng.integers(1, 7))):
        x = float(rng.uniform(x0 + 300, x1 - 600))
        z = float(rng.uniform(400, box.height_mm - 300))
        width, height = rng.uniform(150, 450), rng.uniform(80, 250)
        near = float(rng.choice([1.0, WALL_TO_WALL_MM - 30]))
        thick = float(rng.uniform(0.4, 1.8))
        canvas.box(STEEL, (x, x + width), (z, z + height), (near, near + thick))


def _draw_refrigerated(canvas: Canvas, box: Container, rng: np.random.Generator) -> Hold:
    x0, x1 = box.x
    top = box.height_mm
    for near in (2.0, WALL_TO_WALL_MM - 70):
        canvas.box(FOAM, (x0 + 60, x1 - 60), (150, top - 60), (near, near + 65))
        canvas.box(ALUMINIUM, (x0 + 60, x1 - 60), (150, top - 60), (near, near + 2.6))
        for x in np.arange(x0 + rng.uniform(500, 800), x1 - 200, rng.uniform(480, 900)):
            canvas.box(ALUMINIUM, (x, x + 60), (150, top - 60), (near, near + rng.uniform(6, 22)))
            canvas.box(STEEL, (x + 25, x + 33), (150, top - 60), (near, near + rng.uniform(4, 16)))
    canvas.box(ALUMINIUM, (x0 + 30, x1 - 30), (top - 60, top - 54), DEPTH)
    canvas.box(FOAM, (x0 + 30, x1 - 30), (top - 150, top - 60), DEPTH)
    canvas.box(ALUMINIUM, (x0 + 60, x1 - 80), (225, 228), (80, WALL_TO_WALL_MM - 80))
    for d in np.arange(100, WALL_TO_WALL_MM - 100, 55):
        canvas.box(ALUMINIUM, (x0 + 400, x1 - 120), (165, 225), (float(d), float(d) + 3))
    _draw_ends(canvas, box, rng)
    _draw_cooling_unit(canvas, (x0 + 10, x0 + 420), top, rng)
    return Hold((x0 + 440, x1 - 110), (235, top - 160), (80, WALL_TO_WALL_MM - 80), True)


def _draw_cooling_unit(
    canvas: Canvas, x: tuple[float, float], top: float, rng: np.random.Generator
) -> None:
    canvas.note("cooling-unit", x, (150, top - 100))
    canvas.box({"iron": 0.06, "aluminium": 0.04}, x, (150, top - 100), (150, 2290))
    for z in rng.uniform(350, top - 400, 3):
        canvas.disc(STEEL, (x[0] + 200, float(z)), (0, 110), (900, 1040))
    for _ in range(40):
        x_at = float(rng.uniform(x[0], x[1] - 60))
        z = float(rng.uniform(180, top - 250))
        size = rng.uniform(25, 220, 3)
        d = float(rng.uniform(150, 1900))
        recipe: Recipe = {"iron": float(rng.uniform(0.3, 3))}
        if rng.random() < 0.4:
            recipe = {"copper": float(rng.uniform(0.5, 3))}
        reach = min(x_at + size[0], x[1])
        canvas.box(recipe, (x_at, reach), (z, z + size[1]), (d, d + size[2]))
