"""Where each thing lies in a bag: hard things side by side and on each other, clothes between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inspector_app.simulator.bag_shapes import Rng, Thing
from inspector_app.simulator.bag_solids import Frame, Vector, turned

_TRIES = 60
_TILT_DEGREES = 7.0
Extent = tuple[Vector, Vector]


@dataclass(frozen=True, slots=True)
class Packed:
    """A thing at its place in the bag, with the box that it takes up."""

    thing: Thing
    extent: Extent


def pack(
    thing: Thing, room: Vector, taken: Sequence[Packed], rng: Rng, *, must: bool = False
) -> Packed | None:
    """Find a thing a place in a room of half extents `room`, as low as chance allows.

    Args:
        must: put it somewhere even where other things are; the caller takes those out.

    Returns:
        None where it is too large, or where no free place was found.
    """
    size = thing.half()
    found: tuple[Frame, Extent] | None = None
    last: tuple[Frame, Extent] | None = None
    floor = -room[2]
    levels = sorted({floor, *(packed.extent[1][2] for packed in taken)})
    for _ in range(_TRIES):
        pose = _pose(rng)
        half = _half_of(size, pose)
        free = tuple(r - h for r, h in zip(room, half, strict=True))
        if min(free) < 0:
            continue
        x, y = (float(rng.uniform(-one, one)) for one in free[:2])
        for level in levels:
            z = level + half[2]
            if z > free[2]:
                break
            last = (replace(pose, shift=(x, y, z)), _extent(half, (x, y, z)))
            if not any(overlap(last[1], other.extent) for other in taken):
                if found is None or last[1][0][2] < found[1][0][2]:
                    found = last
                break
        if found is not None and found[1][0][2] <= floor + 1:
            break
    chosen = found or (last if must else None)
    return None if chosen is None else Packed(thing.moved(chosen[0]), chosen[1])


def _pose(rng: Rng) -> Frame:
    """Lying flat as a rule, at times on its side or on end; any way round, a little askew."""
    kind = float(rng.random())
    turn = float(rng.choice([0.0, 90.0, 180.0, 270.0])) + float(rng.uniform(-1, 1)) * _TILT_DEGREES
    pose = Frame()
    if kind > 0.75:
        pose = turned(0, 90.0)
    elif kind > 0.65:
        pose = turned(1, 90.0)
    elif kind > 0.35:
        pose = turned(0, float(rng.uniform(-1, 1)) * _TILT_DEGREES)
    return pose.within(turned(2, turn))


def _half_of(size: Vector, pose: Frame) -> Vector:
    """Half extents of a turned box."""
    x, y, z = (sum(abs(a) * s for a, s in zip(row, size, strict=True)) for row in pose.axes)
    return x, y, z


def _extent(half: Vector, where: Vector) -> Extent:
    low = (where[0] - half[0], where[1] - half[1], where[2] - half[2])
    high = (where[0] + half[0], where[1] + half[1], where[2] + half[2])
    return low, high


def overlap(one: Extent, other: Extent) -> bool:
    """Whether two boxes have room in common."""
    return all(one[0][i] < other[1][i] and other[0][i] < one[1][i] for i in range(3))
