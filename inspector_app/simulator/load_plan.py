"""How a load is laid out in its hold: how far it reaches, how high it is where, what leans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from inspector_app.simulator.vehicle import Hold

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """Stretches along the hold with their height.

    Attributes:
        x: from where to where something is loaded, mm.
        breaks: x where a new stretch begins; the first is x[0].
        tops: height above the container's underside of each stretch, mm.
    """

    x: Span
    breaks: tuple[float, ...]
    tops: tuple[float, ...]

    def top(self, x: float, least: float = 0.0) -> float:
        """Height that the load may reach at x; `least` is what one piece needs."""
        found = self.tops[max(int(np.searchsorted(self.breaks, x, side="right")) - 1, 0)]
        return max(found, least)


def plan_load(
    hold: Hold,
    rng: np.random.Generator,
    level: Span,
    partial: float = 0.3,
    least_mm: float = 1300.0,
) -> LoadPlan:
    """Lay out a load that fills a share drawn from `level` of the height.

    Loads are full to the doors, end short of them, step down towards them as the last rows are
    laid, or leave a gap that somebody unloaded.

    Args:
        partial: chance that the load does not reach both ends.
        least_mm: length that the load has at the least, where the hold is that long.
    """
    x0, x1 = hold.x
    length, room = x1 - x0, hold.z[1] - hold.z[0]
    start = x0 + min(float(rng.uniform(10, 120)), 0.03 * length)
    end = x1 - min(float(rng.uniform(20, 250)), 0.05 * length)
    if rng.random() < partial:
        end = x0 + length * float(rng.uniform(0.35, 0.95))
    if rng.random() < 0.15 * partial:
        start = x0 + length * float(rng.uniform(0.03, 0.25))
    if end - start < least_mm:
        end = min(start + least_mm, x1)
        start = max(end - least_mm, x0)
    share = float(rng.uniform(*level))
    breaks, shares = [x0], [share]
    kind = rng.random()
    if kind < 0.3:
        count = int(rng.integers(1, 4))
        for at in sorted(float(at) for at in rng.uniform(0.55, 0.98, count)):
            breaks.append(start + at * (end - start))
            shares.append(shares[-1] * float(rng.uniform(0.6, 0.95)))
    elif kind < 0.5:
        for at in sorted(float(at) for at in rng.uniform(0.1, 0.9, int(rng.integers(1, 5)))):
            breaks.append(start + at * (end - start))
            shares.append(float(np.clip(share * rng.uniform(0.7, 1.15), 0.1, 0.98)))
    tops = tuple(hold.z[0] + room * min(one, 0.985) for one in shares)
    return LoadPlan((start, end), tuple(breaks), tops)


def places(
    plan: LoadPlan, width_mm: float, gap: Span, rng: np.random.Generator, missing: float = 0.0
) -> Iterator[float]:
    """Left edges of things `width_mm` wide set one after another; some are missing."""
    x = plan.x[0]
    while x + width_mm <= plan.x[1]:
        # The first is always there: a load of nothing is another family.
        if x == plan.x[0] or rng.random() >= missing:
            yield x
        x += width_mm + float(rng.uniform(*gap))


def rows_in(depth: Span, count: int, gap_mm: float = 10.0) -> list[Span]:
    """`count` equal rows side by side in depth."""
    width = (depth[1] - depth[0]) / count
    half = min(gap_mm / 2, width / 3)
    return [(depth[0] + i * width + half, depth[0] + (i + 1) * width - half) for i in range(count)]


def payload_kg(hold: Hold) -> float:
    """What the hold may carry at most; of a container, by its length."""
    if hold.payload_kg is not None:
        return hold.payload_kg[1]
    return 26_000.0 if hold.x[1] - hold.x[0] > 9000 else 24_000.0


def middle(span: Span) -> float:
    """Half way."""
    return (span[0] + span[1]) / 2


def inside(hold: Hold, inset_mm: float) -> Span:
    """Depths of the hold less `inset_mm` on both sides, never turned round."""
    half = (hold.d[1] - hold.d[0]) / 2
    inset = min(inset_mm, 0.8 * half)
    return hold.d[0] + inset, hold.d[1] - inset
