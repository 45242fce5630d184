"""Valuables: blocks and bars of gold and lead, bundles of banknotes."""

from __future__ import annotations

import numpy as np

from inspector_app.simulator.object_sheet import Draw, Drawing, Sheet


def _heavy_block(rng: np.random.Generator) -> Drawing:
    sheet = Sheet.new(400)
    material = "gold" if rng.random() < 0.5 else "lead"
    density = 19.3 if material == "gold" else 11.3
    width, height = float(rng.uniform(80, 260)), float(rng.uniform(40, 160))
    depth = float(rng.uniform(12, 70))
    taper = float(rng.uniform(0, 0.12)) * width
    outline = np.array(
        [
            (-width / 2, -height / 2),
            (width / 2, -height / 2),
            (width / 2 - taper, height / 2),
            (-width / 2 + taper, height / 2),
        ]
    )
    sheet.polygon(material, outline, density * depth / 10)
    return sheet, material, depth


def _cash(rng: np.random.Generator) -> Drawing:
    """Straps of a hundred notes, bound to bricks and stacked; paper of cotton, 0.8 to 1 g/cm3."""
    sheet = Sheet.new(700)
    length, width = float(rng.uniform(140, 160)), float(rng.uniform(62, 78))
    strap = float(rng.uniform(10, 13))
    across, high = int(rng.integers(1, 6)), int(rng.integers(3, 30))
    deep = int(rng.integers(1, 9))
    flat = rng.random() < 0.7
    reach = length if flat else width
    depth = (width if flat else length) * deep
    density = float(rng.uniform(0.8, 1.0))
    for i in range(across):
        x = (i - across / 2) * (reach + float(rng.uniform(1, 5)))
        for j in range(high):
            z = (j - high / 2) * (strap + 0.8)
            full = density * float(rng.normal(1, 0.02)) * depth / 10
            sheet.rectangle("cellulose", (x, x + reach), (z, z + strap), full)
            band = (x + reach * 0.45, x + reach * 0.55)
            sheet.rectangle("cellulose", band, (z, z + strap), 0.02 * deep)
    return sheet, "organic", depth


VALUABLE_DRAWINGS: dict[str, Draw] = {
    "heavy-block": _heavy_block,
    "cash": _cash,
}
