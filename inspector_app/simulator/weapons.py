"""Weapons and what goes with them: pistols, rifles, ammunition, steel cylinders."""

from __future__ import annotations

import numpy as np

from inspector_app.simulator.object_sheet import Draw, Drawing, Sheet


def _pistol(rng: np.random.Generator) -> Drawing:
    sheet = Sheet.new(350)
    scale = float(rng.uniform(0.85, 1.2))
    slide = np.array([(-95, 25), (95, 25), (95, 58), (-95, 58)]) * scale
    grip = np.array([(-95, 28), (-50, 28), (-68, -78), (-112, -78)]) * scale
    frame = np.array([(-60, 8), (70, 8), (70, 27), (-60, 27)]) * scale
    guard = np.array([(-45, 8), (0, 8), (-2, -22), (-42, -22)]) * scale
    hole = np.array([(-40, 4), (-5, 4), (-7, -17), (-37, -17)]) * scale
    steel = 7.8 * float(rng.uniform(0.5, 0.9))
    sheet.polygon("iron", slide, steel * 2.2)
    sheet.polygon("iron", frame, steel * 1.2)
    sheet.polygon("iron", grip, steel * float(rng.uniform(0.5, 1.4)))
    sheet.polygon("polyethylene", grip, 1.5)
    sheet.polygon("iron", guard, steel * 0.7)
    sheet.polygon("iron", hole, -steel * 0.7)
    return sheet, "steel", 30 * scale


def _rifle(rng: np.random.Generator) -> Drawing:
    sheet = Sheet.new(700)
    scale = float(rng.uniform(0.75, 1.1))
    steel = 7.8 * float(rng.uniform(0.6, 0.95))
    barrel = np.array([(80, 18), (480, 20), (480, 36), (80, 38)]) * scale
    body = np.array([(-150, -10), (100, -10), (100, 52), (-150, 52)]) * scale
    magazine = np.array([(0, -8), (58, -8), (110, -185), (52, -200)]) * scale
    stock = np.array([(-150, 42), (-150, -2), (-440, -75), (-440, 38)]) * scale
    grip = np.array([(-105, -8), (-60, -8), (-95, -110), (-138, -104)]) * scale
    sheet.polygon("iron", barrel, steel * 1.5)
    sheet.polygon("iron", body, steel * 1.7)
    sheet.polygon("iron", magazine, steel * 1.1)
    wooden = rng.random() < 0.6
    sheet.polygon("cellulose" if wooden else "polyethylene", stock, 2.6)
    if not wooden:
        sheet.polygon("iron", stock, 1.2)
    sheet.polygon("cellulose", grip, 2.5)
    return sheet, "steel", 45 * scale


def _ammunition(rng: np.random.Generator) -> Drawing:
    sheet = Sheet.new(400)
    width, height = float(rng.uniform(280, 420)), float(rng.uniform(150, 220))
    depth = float(rng.uniform(110, 320))
    x, z = (-width / 2, width / 2), (-height / 2, height / 2)
    fill_g_cm3 = float(rng.uniform(2.0, 3.6))
    sheet.rectangle("iron", x, z, 7.8 * 0.25)
    level = (z[0] + 8, z[1] - float(rng.uniform(10, 50)))
    sheet.rectangle("copper", (x[0] + 8, x[1] - 8), level, fill_g_cm3 * depth / 10 * 0.5)
    sheet.rectangle("lead", (x[0] + 8, x[1] - 8), level, fill_g_cm3 * depth / 10 * 0.3)
    sheet.rectangle("cellulose", (x[0] + 8, x[1] - 8), level, fill_g_cm3 * depth / 10 * 0.1)
    return sheet, "metal", depth


def _steel_cylinder(rng: np.random.Generator) -> Drawing:
    sheet = Sheet.new(700)
    radius, length = float(rng.uniform(45, 130)), float(rng.uniform(250, 1000))
    wall = float(rng.uniform(5, 25))
    steps = 24
    edges = np.linspace(-radius, radius, steps + 1)
    middle = (edges[:-1] + edges[1:]) / 2
    inner = max(radius - wall, 0)
    chord = 2 * np.sqrt(radius**2 - middle**2)
    hollow = 2 * np.sqrt(np.maximum(inner**2 - middle**2, 0))
    fill_g_cm3 = float(rng.choice([0.0, 0.9, 1.4]))
    for low, high, solid, empty in zip(edges[:-1], edges[1:], chord, hollow, strict=True):
        x = (-length / 2, length / 2)
        sheet.rectangle("iron", x, (low, high), 7.85 * (solid - empty) / 10)
        if fill_g_cm3 and empty > 0:
            sheet.rectangle("cellulose", x, (low, high), fill_g_cm3 * empty / 10)
    return sheet, "steel", 2 * radius


WEAPON_DRAWINGS: dict[str, Draw] = {
    "pistol": _pistol,
    "rifle": _rifle,
    "ammunition": _ammunition,
    "steel-cylinder": _steel_cylinder,
}
