"""Everything goods come in: which carriers there are, how large each is, and drawing one.

A carrier is first planned (sizes drawn, so that a picture of the right size can be made) and then
drawn into the canvas, which gives back the room for cargo.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from inspector_app.simulator import light_vehicles, rail, tank, trailers
from inspector_app.simulator.canvas import Canvas
from inspector_app.simulator.chassis import FrameStyle, draw_chassis, draw_frame
from inspector_app.simulator.tractor import NOSE_MM, draw_tractor
from inspector_app.simulator.vehicle import Container, Hold, draw_container

Span = tuple[float, float]
Rng = np.random.Generator
_FORTY_FT_MM, _TWENTY_FT_MM = 12192.0, 6058.0
_ROAD_MM = 1350.0
_WHOLE_TRACTOR = 0.07


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier with its sizes, not yet drawn; mm.

    Attributes:
        name: from `CARRIERS`.
        width_mm: what the picture shows along x, with the free space before and behind.
        body: x range of the loading space; for cars and vans of the body.
        z: height range of the same.
        stands_mm: how far z = 0 lies above the road or the rail's foot.
        below_mm: how far the picture reaches below z = 0.
        whole: the picture must show all of its height, with a coarser pitch if need be.
        draw: draws it and returns its holds, front to rear.
        near_mm: depth of the near wall.
    """

    name: str
    width_mm: float
    body: Span
    z: Span
    stands_mm: float
    below_mm: float
    whole: bool
    draw: Callable[[Canvas, Rng], tuple[Hold, ...]]
    near_mm: float = 0.0


def _plan_containers(name: str, rng: Rng) -> Carrier:
    """One or two containers, or a tank container, on a skeletal trailer."""
    refrigerated = name.startswith("reefer")
    long = name.endswith("40")
    length = _FORTY_FT_MM if long else _TWENTY_FT_MM
    count = 2 if name == "two-containers" else 1
    # A twenty-foot container is hardly ever a high cube.
    high = rng.random() < (0.5 if long else 0.12)
    height = 2896.0 if high else 2591.0
    gap = float(rng.choice([40.0, rng.uniform(60, 900)])) if count == 2 else 0.0
    loaded = count * length + gap
    spare = float(rng.uniform(100, 700)) if long or count == 2 else float(rng.uniform(950, 6300))
    chassis = loaded + spare
    lead, tail = _free_ends(rng)
    x0 = lead + float(rng.uniform(0, max(spare - 300, 1)))
    starts = [x0 + i * (length + gap) for i in range(count)]

    def draw(canvas: Canvas, rng: Rng) -> tuple[Hold, ...]:
        holds = []
        for start in starts:
            box = Container((start, start + length), height, refrigerated)
            if name == "tank-container":
                holds.append(tank.draw_tank_container(canvas, start, rng))
            else:
                holds.append(draw_container(canvas, box, rng))
        if count == 2:
            # Together they must not be heavier than a lorry may be.
            holds = [replace(hold, payload_kg=(9_000.0, 14_500.0)) for hold in holds]
        supports = [x for start in starts for x in (start, start + length - 150)]
        frame = draw_chassis(canvas, (lead - 150, lead + chassis), supports, rng)
        draw_tractor(canvas, frame.kingpin, rng)
        return tuple(holds)

    return Carrier(
        name, lead + chassis + tail, (x0, starts[-1] + length), (0.0, height), _ROAD_MM,
        float(rng.uniform(550, 1000)), False, draw,
    )  # fmt: skip


def _free_ends(rng: Rng) -> Span:
    """Free space before and behind; at times the beam starts before the tractor's cab."""
    if rng.random() < _WHOLE_TRACTOR:
        return NOSE_MM + float(rng.uniform(-300, 600)), float(rng.uniform(300, 2000))
    return float(rng.uniform(300, 2500)), float(rng.uniform(300, 3500))


_TRAILER_MM = {
    "tanker": (9500.0, 12500.0),
    "low-loader": (14500.0, 17500.0),
    "reefer-trailer": (12000.0, 13600.0),
}
_BARREL_AXIS_MM = 1080.0


def _plan_trailer(name: str, rng: Rng) -> Carrier:
    """A semi-trailer with its body."""
    usual = (13600.0, 13600.0) if rng.random() < 0.6 else (10500.0, 14600.0)
    length = float(rng.uniform(*_TRAILER_MM.get(name, usual)))
    lead, tail = _free_ends(rng)
    x = deck = (lead, lead + length)
    z = (0.0, float(rng.uniform(2650, 2850)))
    if name == "tanker":
        z = (0.0, _BARREL_AXIS_MM + 1100)
    elif name == "flatbed":
        z = (trailers.FLOOR_Z, 2650.0)
    elif name == "low-loader":
        z = (-520.0, 2200.0)
        deck = (x[0] + float(rng.uniform(3250, 3850)), x[1] - float(rng.uniform(3900, 4600)))

    def draw(canvas: Canvas, rng: Rng) -> tuple[Hold, ...]:
        return (_draw_trailer(name, canvas, x, deck, z[1], rng),)

    below = float(rng.uniform(550, 1000)) + (350 if name == "low-loader" else 0)
    return Carrier(name, lead + length + tail, deck, z, _ROAD_MM, below, False, draw,
                   trailers.WIDE[0])  # fmt: skip


def _draw_trailer(name: str, canvas: Canvas, x: Span, deck: Span, top: float, rng: Rng) -> Hold:
    if name == "low-loader":
        hold = trailers.draw_low_loader(canvas, x, deck, rng)
        draw_tractor(canvas, x[0] + 900, rng)
        return hold
    style = FrameStyle(int(rng.choice([2, 3, 3])), guards=rng.random() < 0.7)
    frame = draw_frame(canvas, x, style, rng)
    draw_tractor(canvas, frame.kingpin, rng)
    if name == "tanker":
        return tank.draw_tank_body(canvas, rng, x, _BARREL_AXIS_MM)
    if name == "flatbed":
        return trailers.draw_flatbed_body(canvas, x, rng)
    body = {
        "box-trailer": trailers.draw_box_body,
        "reefer-trailer": trailers.draw_reefer_body,
        "curtain-trailer": trailers.draw_curtain_body,
    }[name]
    return body(canvas, x, top, rng)


def _plan_wagon(name: str, rng: Rng) -> Carrier:
    """A rail wagon with a little of its neighbours' track before and behind."""
    length = {
        "covered-wagon": float(rng.choice([13800.0, 15750.0])),
        "open-wagon": float(rng.choice([12700.0, 12750.0, 13900.0])),
        "flat-wagon": float(rng.choice([13400.0, 18400.0])),
    }[name]
    lead, tail = float(rng.uniform(900, 2200)), float(rng.uniform(900, 2200))
    x = (lead, lead + length)
    boxes: list[tuple[float, float]] = []
    if name == "flat-wagon":
        sizes = [_FORTY_FT_MM] if rng.random() < 0.5 else [_TWENTY_FT_MM, _TWENTY_FT_MM]
        if length > 18000 and rng.random() < 0.5:
            sizes = [_FORTY_FT_MM, 0.0] if rng.random() < 0.3 else [_TWENTY_FT_MM] * 2
        sizes = [size for size in sizes if size]
        start = x[0] + (length - sum(sizes) - 200 * (len(sizes) - 1)) / 2
        for size in sizes:
            boxes.append((start, start + size))
            start += size + 200
    height = {
        "covered-wagon": float(rng.uniform(2680, 2820)),
        "open-wagon": float(rng.uniform(1960, 2370)),
        "flat-wagon": float(rng.choice([2591.0, 2591.0, 2896.0])),
    }[name]

    def draw(canvas: Canvas, rng: Rng) -> tuple[Hold, ...]:
        rail.draw_track(canvas, (0.0, lead + length + tail))
        rail.draw_underframe(canvas, x, rng)
        if name == "covered-wagon":
            return (rail.draw_covered_body(canvas, x, height, rng),)
        if name == "open-wagon":
            return (rail.draw_open_body(canvas, x, height, rng),)
        rail.draw_flat_deck(canvas, x, [at for a, b in boxes for at in (a + 90, b - 90)])
        containers = (Container(box, height, False) for box in boxes)
        return tuple(draw_container(canvas, box, rng) for box in containers)

    body = (boxes[0][0], boxes[-1][1]) if boxes else x
    below = rail.RAIL_MM + float(rng.uniform(-60, 260))
    near = 0.0 if boxes else rail.WIDE[0]
    return Carrier(name, lead + length + tail, body, (0.0, height), rail.RAIL_MM + 180, below, True,
                   draw, near)  # fmt: skip


def _plan_light(name: str, rng: Rng) -> Carrier:
    """A van or a car, with the road under its wheels in the picture or just out of it."""
    lead, tail = float(rng.uniform(400, 1800)), float(rng.uniform(400, 1800))
    plan = light_vehicles.plan_car if name == "car" else light_vehicles.plan_van
    body = plan(lead, rng)
    width = body.x[1] + tail

    def draw(canvas: Canvas, rng: Rng) -> tuple[Hold, ...]:
        light_vehicles.draw_ground(canvas, (0.0, width))
        paint = light_vehicles.draw_car if name == "car" else light_vehicles.draw_van
        return (paint(canvas, body, rng),)

    return Carrier(name, width, body.x, (body.floor - 80, body.roof),
                   light_vehicles.RAMP_MM, float(rng.uniform(0, 190)), False, draw)  # fmt: skip


_PLANS: dict[str, Callable[[str, Rng], Carrier]] = {
    "container-20": _plan_containers,
    "container-40": _plan_containers,
    "reefer-20": _plan_containers,
    "reefer-40": _plan_containers,
    "two-containers": _plan_containers,
    "tank-container": _plan_containers,
    "box-trailer": _plan_trailer,
    "reefer-trailer": _plan_trailer,
    "curtain-trailer": _plan_trailer,
    "tanker": _plan_trailer,
    "flatbed": _plan_trailer,
    "low-loader": _plan_trailer,
    "covered-wagon": _plan_wagon,
    "open-wagon": _plan_wagon,
    "flat-wagon": _plan_wagon,
    "van": _plan_light,
    "car": _plan_light,
}
CARRIERS = tuple(_PLANS)
_SHARES = {
    "container-40": 36.0, "container-20": 20.0, "reefer-40": 7.0, "reefer-20": 1.0,
    "two-containers": 4.0, "tank-container": 2.0, "box-trailer": 4.5, "reefer-trailer": 4.0,
    "curtain-trailer": 6.0, "tanker": 3.0, "flatbed": 2.0, "low-loader": 1.0,
    "covered-wagon": 2.0, "open-wagon": 2.0, "flat-wagon": 1.5, "van": 2.5, "car": 1.5,
}  # fmt: skip


def choose_carrier(rng: Rng, fits: Callable[[str], bool]) -> str:
    """Draw a carrier by its share of the traffic, among those that fit.

    Raises:
        ValueError: none fits.
    """
    names = [name for name in CARRIERS if fits(name)]
    if not names:
        raise ValueError("no carrier takes this cargo")
    shares = np.array([_SHARES[name] for name in names])
    return names[int(rng.choice(len(names), p=shares / shares.sum()))]


def plan_carrier(name: str, rng: Rng) -> Carrier:
    """Draw the sizes of a carrier.

    Raises:
        KeyError: no such carrier.
    """
    return _PLANS[name](name, rng)
