"""A packed bag on the belt of a baggage machine, and its areal densities as each view sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from inspector_app.simulator.bag_bodies import BAG_KINDS, Bag, draw_bag, fold_clothes
from inspector_app.simulator.bag_hidden import BAG_HIDDEN, MATERIAL_OF
from inspector_app.simulator.bag_packing import Packed, overlap, pack
from inspector_app.simulator.bag_shapes import Rng, Thing, block
from inspector_app.simulator.bag_solids import FanView, Frame, Solid, Vector, reach, turned
from inspector_app.simulator.bag_things import EVERYDAY
from inspector_app.simulator.canvas import FloatMap
from inspector_app.simulator.cargo import CargoReport
from inspector_app.simulator.object_sheet import HiddenObject
from inspector_app.simulator.placed import Placed
from inspector_app.simulator.placing import HiddenAt
from inspector_app.simulator.profile import ScannerProfile

TUNNEL_MM = 600.0
_BELOW_BELT_MM = 30.0
_CLOTH_G_CM3 = 0.2
_MOST_DISPLACED = 0.85
_USUAL_ROOM_MM3 = 240.0 * 160.0 * 90.0
_FREE_MM = (60.0, 260.0)


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a bag.

    Attributes:
        things: kinds of `EVERYDAY` to draw from.
        count: how many of them, at the least and at the most, into a bag of usual size.
        clothes: share of the height that clothes fill.
        share: how often it comes, relative to 1.
    """

    things: tuple[str, ...]
    count: tuple[int, int]
    clothes: tuple[float, float]
    share: float = 1.0


BAG_CONTENTS: dict[str, Contents] = {
    "baggage-travel": Contents(
        ("shoes", "cosmetics", "book", "charger", "phone", "hair-dryer", "umbrella", "toy",
         "bottle", "belt-and-keys"), (6, 12), (0.65, 1.0), 4.0),
    "baggage-business": Contents(
        ("laptop", "charger", "book", "phone", "bottle", "belt-and-keys", "umbrella", "shoes"),
        (5, 9), (0.3, 0.8), 2.0),
    "baggage-food": Contents(("groceries", "tins", "bottle"), (8, 22), (0.0, 0.3), 1.5),
    "baggage-tools": Contents(("tools", "charger", "bottle", "shoes"), (4, 9), (0.0, 0.6)),
    "baggage-clothes": Contents(("shoes", "belt-and-keys"), (0, 3), (0.9, 1.1), 1.5),
    "baggage-electronics": Contents(("phone", "laptop", "charger"), (8, 24), (0.0, 0.15), 1.0),
    "baggage-books": Contents(("book",), (10, 30), (0.0, 0.2), 0.7),
}  # fmt: skip
BAG_FAMILIES = tuple(BAG_CONTENTS)


@dataclass(slots=True)
class BagView:
    """What one view sees: the bag with hard things, and the clothes, in maps of their own.

    Attributes:
        fan: the view; its maps are of the bag and of everything hard in it.
        soft: material to areal density of the clothes, before hard things displace them.
        occupied_cm: path through hard contents.
    """

    fan: FanView
    soft: dict[str, FloatMap]
    occupied_cm: FloatMap

    def layers(self) -> dict[str, tuple[FloatMap, ...]]:
        """The maps of each material, to be added up."""
        left = self._cloth_left()
        found: dict[str, tuple[FloatMap, ...]] = {
            name: (areal,) for name, areal in self.fan.maps.items()
        }
        for name, areal in self.soft.items():
            found[name] = (*found.get(name, ()), areal * left)
        return found

    def displaced_g_cm2(self) -> FloatMap:
        """Areal density of clothes that gave way to hard things."""
        total = self._cloth()
        most = total * np.float32(_MOST_DISPLACED)
        room = np.maximum(self.occupied_cm, 0) * np.float32(_CLOTH_G_CM3)
        lost: FloatMap = np.minimum(room, most)
        return lost

    def total(self) -> FloatMap:
        """Areal density of everything."""
        total = self.fan.blank()
        for maps in self.layers().values():
            for areal in maps:
                total += areal
        return total

    def _cloth(self) -> FloatMap:
        total = self.fan.blank()
        for areal in self.soft.values():
            total += areal
        return total

    def _cloth_left(self) -> FloatMap:
        left: FloatMap = np.ones_like(self.occupied_cm)
        left -= self.displaced_g_cm2() / np.maximum(self._cloth(), np.float32(1e-6))
        return left


@dataclass(frozen=True, slots=True)
class HiddenInBag:
    """An object in the bag: the same one in every view, seen from each."""

    kind: str
    mass_kg: float
    seen: tuple[HiddenAt, ...]


@dataclass(slots=True)
class BagScene:
    """A packed bag on the belt.

    Attributes:
        views: as in the profile.
        load: what is in it.
        bag_kg: of the bag itself.
        outline: left, top, right and bottom of the bag in each view, px.
        frame: where the bag stands.
        contents: the hard things in it, in the bag's coordinates.
    """

    kind: str
    views: list[BagView]
    load: CargoReport
    bag_kg: float
    outline: list[tuple[float, float, float, float]]
    frame: Frame
    room: Vector
    contents: list[Packed] = field(default_factory=list)


def build_bag(
    profile: ScannerProfile,
    rng: Rng,
    kinds: Sequence[str] = (),
    object_rng: Rng | None = None,
    *,
    bag: str | None = None,
    contents: str | None = None,
    shrink: float = 1.0,
) -> tuple[BagScene, tuple[Thing, ...]]:
    """Pack a bag; the objects to hide are given their places, but are not yet in its maps.

    What lies where an object finds no room of its own is left out, so that the bag with and
    without the object are the same but for the object.

    Raises:
        KeyError: an unknown bag, contents or kind.
        ValueError: the scanner is not one for bags.
    """
    if profile.sees_vehicles:
        raise ValueError(f"{profile.key} is no scanner for bags")
    body_rng, things_rng, cloth_rng, view_rng = rng.spawn(4)
    kind = bag or str(body_rng.choice(BAG_KINDS))
    body = draw_bag(kind, body_rng)
    family = contents or _draw_family(things_rng)
    wanted = BAG_CONTENTS[family]
    packed = _pack_things(wanted, body.inner, things_rng)
    hidden: list[Packed] = []
    for name in kinds:
        place = _hide(BAG_HIDDEN[name], body.inner, packed, hidden, object_rng or things_rng)
        packed = [one for one in packed if not overlap(one.extent, place.extent)]
        hidden.append(place)
    cloth = fold_clothes(body.inner, float(cloth_rng.uniform(*wanted.clothes)), cloth_rng)
    frame, width_mm = _stand(body, view_rng)
    views = _views(profile, view_rng, width_mm, shrink)
    scene = _draw(body, packed, cloth, frame, views, family)
    return scene, tuple(one.thing.moved(frame) for one in hidden)


def _draw_family(rng: Rng) -> str:
    shares = np.array([contents.share for contents in BAG_CONTENTS.values()])
    return BAG_FAMILIES[int(rng.choice(len(shares), p=shares / shares.sum()))]


def _pack_things(wanted: Contents, room: Vector, rng: Rng) -> list[Packed]:
    packed: list[Packed] = []
    size = (room[0] * room[1] * room[2] / _USUAL_ROOM_MM3) ** 0.5
    for _ in range(round(int(rng.integers(wanted.count[0], wanted.count[1] + 1)) * size)):
        thing = EVERYDAY[str(rng.choice(wanted.things))](rng)
        place = pack(thing, room, packed, rng)
        if place is not None:
            packed.append(place)
    return packed


def _hide(
    draw: Callable[[Rng], Thing],
    room: Vector,
    packed: Sequence[Packed],
    hidden: Sequence[Packed],
    rng: Rng,
) -> Packed:
    """A place among the things, or instead of some; smaller ones are tried until one fits."""
    for must in (False, False, True):
        place = pack(draw(rng), room, [*packed, *hidden], rng, must=must)
        if place is not None and not any(overlap(place.extent, one.extent) for one in hidden):
            return place
    while True:
        # Sizes are drawn anew; the room grows until it holds one, as a bag bulges.
        room = (room[0] + 5, room[1] + 5, room[2] + 5)
        place = pack(draw(rng), room, hidden, rng)
        if place is not None:
            return place


def _stand(body: Bag, rng: Rng) -> tuple[Frame, float]:
    """Where the bag lies on the belt, and how long a stretch of it is scanned, mm."""
    x, y, z = body.outer
    room = (TUNNEL_MM - 20) / 2 - y
    askew = min(14.0, max(room - 5, 0.0) / x * 57.0)
    degrees = float(rng.uniform(-1, 1)) * askew + (180.0 if rng.random() < 0.5 else 0.0)
    turn = turned(2, degrees)
    low, high = reach([Solid({}, (x, y, z), turn)])
    before, behind = (float(rng.uniform(*_FREE_MM)) for _ in range(2))
    aside = max(TUNNEL_MM / 2 - high[1] - 5, 0.0)
    at = (before - low[0], TUNNEL_MM / 2 + float(rng.uniform(-1, 1)) * aside, z)
    return replace(turn, shift=at), before + high[0] - low[0] + behind


def _views(profile: ScannerProfile, rng: Rng, width_mm: float, shrink: float) -> list[BagView]:
    """The side view looks across the belt from y = 0, the top view up from below the belt."""
    mm_x = float(rng.uniform(*profile.mm_per_px_x)) / shrink
    height, width = round(profile.height_px * shrink), max(int(width_mm / mm_x), 8)
    found = []
    for name in profile.views:
        mm_y = float(rng.uniform(*profile.mm_per_px_y)) / shrink
        distance = float(rng.uniform(*profile.source_distance_mm))
        if name == "top":
            # Row 0 is the far side of the belt; the fan's middle is the belt's.
            source = TUNNEL_MM / 2 + float(rng.uniform(-60, 60))
            top = source + height * mm_y / 2
            fan = FanView(name, 1, 2, height, width, mm_x, mm_y, top, source, distance)
        else:
            top = height * mm_y - _BELOW_BELT_MM
            # Hardly above the belt, so that its bed does not hide what lies on it.
            source = float(rng.uniform(-25, 25))
            fan = FanView(name, 2, 1, height, width, mm_x, mm_y, top, source, distance)
        found.append(BagView(fan, {}, fan.blank()))
    return found


def _draw(
    body: Bag,
    packed: list[Packed],
    cloth: Sequence[Thing],
    frame: Frame,
    views: list[BagView],
    family: str,
) -> BagScene:
    hard = [one.thing for one in packed]
    solids = [solid.moved(frame) for solid in body.solids]
    bag_kg, masses = 0.0, {}
    for number, view in enumerate(views):
        own = sum(view.fan.add(solid) for solid in solids)
        kg = _add_things(view, [*hard, *cloth], frame)
        if view.fan.name != "top":
            # The top view's air was measured through the belt and does not show it.
            _add_belt(view.fan)
        if number == 0:
            bag_kg, masses = own, kg
    loaded = sum(masses.values())
    chapters = sorted((name for name in masses if masses[name] > 0.1), key=lambda c: -masses[c])
    names = dict.fromkeys(one.name for one in (*hard, *cloth))
    load = CargoReport(
        family, ", ".join(names) or "nothing", tuple(chapters[:4]) or ("42",), max(loaded, 0.2)
    )
    outline = [view.fan.box_of([Solid({}, body.outer, frame)]) for view in views]
    return BagScene(body.kind, views, load, bag_kg, outline, frame, body.inner, packed)


def _add_things(view: BagView, things: Sequence[Thing], frame: Frame) -> dict[str, float]:
    """Draw things; returns the mass of each tariff chapter, kg, less the cloth displaced."""
    masses: dict[str, float] = {}
    clothes = replace(view.fan, maps=view.soft)
    for thing in things:
        fan, occupied = (clothes, None) if thing.soft else (view.fan, view.occupied_cm)
        kg = sum(fan.add(solid.moved(frame), occupied) for solid in thing.solids)
        masses[thing.chapter] = masses.get(thing.chapter, 0.0) + kg
    return masses


def _add_belt(fan: FanView) -> None:
    """The belt on its bed, seen on edge."""
    long = fan.width_px * fan.mm_x
    middle = (long / 2, TUNNEL_MM / 2)
    fan.add(block({"polyethylene": 1.1}, (2 * long, TUNNEL_MM - 20, 3), (*middle, -1.6)))
    fan.add(block({"iron": 7.8}, (2 * long, TUNNEL_MM, 1.5), (*middle, -5.0)))
    fan.add(block({"aluminium": 2.7}, (2 * long, 60, 60), (long / 2, 40.0, -36.0)))


def hide_in_bag(scene: BagScene, kind: str, thing: Thing) -> HiddenInBag:
    """Put an object, already at its place in the machine, into every view's maps."""
    seen: list[HiddenAt] = []
    mass = 0.0
    low, high = reach(thing.solids)
    for number, view in enumerate(scene.views):
        alone = replace(view.fan, maps={})
        occupied = alone.blank()
        kg = sum(alone.add(solid, occupied) for solid in thing.solids)
        mass = kg if number == 0 else mass
        left, top, right, bottom = view.fan.box_of(thing.solids)
        rows = slice(max(int(top) - 1, 0), min(int(bottom) + 2, alone.height_px))
        columns = slice(max(int(left) - 1, 0), min(int(right) + 2, alone.width_px))
        window = (rows, columns)
        maps = {name: np.maximum(areal[window], 0) for name, areal in alone.maps.items()}
        background = view.total()[window]
        given_way = view.displaced_g_cm2()[window]
        view.occupied_cm += occupied
        given_way = view.displaced_g_cm2()[window] - given_way
        for name, areal in maps.items():
            if name not in view.fan.maps:
                view.fan.maps[name] = view.fan.blank()
            view.fan.maps[name][window] += areal
        cover = _cover(maps)
        depth = view.fan.depth
        scale = view.fan.distance_mm / (view.fan.distance_mm + (low[depth] + high[depth]) / 2)
        lost = float(given_way.sum(dtype=np.float64)) * view.fan.mm_x * view.fan.mm_y / scale
        around = (background - given_way) * cover
        hidden = HiddenObject(kind, MATERIAL_OF[kind], maps, cover, high[depth] - low[depth], mass)
        placed = Placed(hidden, rows.start, columns.start, min(float(lost > 0), 0.9), low[depth])
        inner = (slice(0, cover.shape[0]), slice(0, cover.shape[1]))
        mean = float(around.sum()) / max(float(cover.sum()), 1e-6)
        seen.append(HiddenAt(placed, window, inner, mean, mass - lost / 1e5))
    return HiddenInBag(kind, mass, tuple(seen))


def _cover(maps: dict[str, FloatMap]) -> FloatMap:
    """Share of each pixel that the object covers, judged by its own usual areal density."""
    total = np.zeros_like(next(iter(maps.values())))
    for areal in maps.values():
        total += areal
    usual = float(np.percentile(total[total > 0], 50)) if (total > 0).any() else 1.0
    cover: FloatMap = np.clip(total / np.float32(max(0.4 * usual, 1e-3)), 0, 1).astype(np.float32)
    return cover
