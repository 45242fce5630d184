"""The goods of a simulated vehicle: what is loaded, and what the declaration makes of it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from inspector_app.domain.declaration import GoodsItem
from inspector_app.simulator.declared_goods import HIDDEN_GOODS, HIDDEN_IN_BAGS, goods_for
from inspector_app.simulator.goods_catalogue import DeclaredGoods
from inspector_app.simulator.mismatch import Mismatch

ORIGINS = ("CN", "RU", "KR", "JP", "DE", "TR", "KZ")
_BULK, _UNPACKED = "VR", "NE"
_GOODS = HIDDEN_GOODS | HIDDEN_IN_BAGS
_LEAST_LEFT = 0.05
Items = tuple[GoodsItem, ...]


def choose_goods(
    rng: random.Random, cargo: str, chapters: tuple[str, ...]
) -> tuple[DeclaredGoods, ...]:
    """Goods for a cargo: one kind per chapter, or some of the family's where none are given."""
    possible = goods_for(cargo, chapters)
    if chapters:
        return possible
    several = any(word in cargo.lower() for word in ("mixed", "box", "loose"))
    count = min(len(possible), rng.randint(2, 4) if several else 1)
    return tuple(rng.sample(possible, count))


def item_of(
    number: int, goods: DeclaredGoods, gross_kg: float, packing: float, origin: str
) -> GoodsItem:
    """A goods item of a given mass; `packing` is gross over net mass."""
    loose = goods.package in (_BULK, _UNPACKED)
    gross_kg = round(gross_kg, 1)
    net_kg = gross_kg if loose else round(gross_kg / packing, 1)
    return GoodsItem(
        number=number,
        hs_code=goods.hs_code,
        description=goods.en,
        description_mn=goods.mn,
        origin=origin,
        packages=1 if loose else max(1, round(net_kg / goods.package_kg)),
        package_type=goods.package,
        quantity=net_kg,
        quantity_unit="KGM",
        net_mass_kg=net_kg,
        gross_mass_kg=gross_kg,
        value=round(net_kg * goods.value_per_kg, 2),
    )


def actual_items(
    rng: random.Random, kinds: tuple[DeclaredGoods, ...], cargo_kg: float, origin: str
) -> Items:
    """The goods as they are; their gross masses add up to `cargo_kg`, to 0.1 kg."""
    shares = [rng.uniform(0.5, 1.5) for _ in kinds]
    items: list[GoodsItem] = []
    left = round(cargo_kg, 1)
    for number, (goods, share) in enumerate(zip(kinds, shares, strict=True), start=1):
        last = number == len(kinds)
        gross = left if last else round(cargo_kg * share / sum(shares), 1)
        items.append(item_of(number, goods, gross, rng.uniform(1.02, 1.06), origin))
        left = round(left - gross, 1)
    return tuple(items)


def hidden_items(hidden: Mapping[str, float], first: int, origin: str) -> Items:
    """Hidden objects as the goods items that the declaration would have needed.

    Args:
        hidden: kind of object to its mass in kg; a kind that is no goods is left out.
    """
    known = [(_GOODS[kind], kg) for kind, kg in hidden.items() if kind in _GOODS]
    return tuple(
        item_of(number, goods, max(kg, 0.1), 1.0, origin)
        for number, (goods, kg) in enumerate(known, start=first)
    )


def with_more(items: Items, more_kg: float) -> Items:
    """The goods as they are where a pallet of the heaviest item is missing or one is too many.

    Of that item at least a twentieth is left.
    """
    most = max(items, key=lambda item: item.gross_mass_kg)
    share = max(1 + more_kg / most.gross_mass_kg, _LEAST_LEFT)
    gross = round(most.gross_mass_kg * share, 1)
    net = min(round(most.net_mass_kg * share, 1), gross)
    loose = most.package_type in (_BULK, _UNPACKED)
    changed = replace(
        most,
        gross_mass_kg=gross,
        net_mass_kg=net,
        quantity=net,
        packages=most.packages if loose else max(1, round(most.packages * share)),
        value=round(most.value * share, 2),
    )
    return tuple(changed if item is most else item for item in items)


def state(
    rng: random.Random,
    actual: Items,
    mismatch: Mismatch | None,
    others: tuple[DeclaredGoods, ...],
) -> Items:
    """What the declaration says of the goods: the truth, or wrong in one way, on one item.

    Weight is wrong on every item, in the same direction, as it is when freight is to be saved.
    """
    if mismatch is None or mismatch is Mismatch.EXTRA_GOODS:
        return actual
    if mismatch is Mismatch.WEIGHT:
        factor = 1 + rng.choice([-1, -1, 1]) * rng.uniform(0.17, 0.58)
        return tuple(_reweighed(item, factor) for item in actual)
    counted = [item for item in actual if item.package_type not in (_BULK, _UNPACKED)]
    most = max(counted or actual, key=lambda item: item.gross_mass_kg)
    if mismatch is Mismatch.GOODS:
        wrong = _renamed(rng, most, others)
    elif mismatch is Mismatch.QUANTITY:
        wrong = _recounted(rng, most)
    else:
        wrong = replace(most, origin=rng.choice([o for o in ORIGINS if o != most.origin]))
    return tuple(wrong if item is most else item for item in actual)


def _reweighed(item: GoodsItem, factor: float) -> GoodsItem:
    net, gross = round(item.net_mass_kg * factor, 1), round(item.gross_mass_kg * factor, 1)
    return replace(item, net_mass_kg=net, gross_mass_kg=max(gross, net), quantity=net)


def _renamed(rng: random.Random, item: GoodsItem, others: tuple[DeclaredGoods, ...]) -> GoodsItem:
    """Other goods, as a rule cheaper ones, with as many packages as those would come in."""
    cheaper = [one for one in others if one.value_per_kg * item.net_mass_kg < item.value]
    goods = rng.choice(cheaper or list(others))
    named = item_of(item.number, goods, item.gross_mass_kg, 1.0, item.origin)
    return replace(
        named,
        net_mass_kg=item.net_mass_kg,
        quantity=item.net_mass_kg,
        value=round(item.net_mass_kg * goods.value_per_kg, 2),
    )


def _recounted(rng: random.Random, item: GoodsItem) -> GoodsItem:
    """Another number of packages; of bulk, which has none, another quantity."""
    factor = rng.choice([rng.uniform(0.5, 0.85), rng.uniform(1.15, 1.6)])
    if item.package_type in (_BULK, _UNPACKED):
        return replace(item, quantity=round(item.quantity * factor, 1))
    packages = max(1, round(item.packages * factor))
    return replace(item, packages=packages + (packages == item.packages))


def leave_out(
    rng: random.Random, actual: Items, others: tuple[DeclaredGoods, ...]
) -> tuple[Items, Items]:
    """What is declared and what is not, when something is left out.

    Of several items the lightest is left out; of a single one, a part of it is other goods.
    """
    if len(actual) > 1:
        least = min(actual, key=lambda item: item.gross_mass_kg)
        rest = [item for item in actual if item is not least]
        kept = tuple(replace(item, number=n) for n, item in enumerate(rest, start=1))
        return kept, (replace(least, number=len(actual)),)
    only = actual[0]
    part = round(only.gross_mass_kg * rng.uniform(0.04, 0.2), 1)
    extra = item_of(2, rng.choice(others), part, rng.uniform(1.02, 1.06), only.origin)
    gross = round(only.gross_mass_kg - part, 1)
    share = gross / only.gross_mass_kg
    net = min(round(only.net_mass_kg * share, 1), gross)
    loose = only.package_type in (_BULK, _UNPACKED)
    packages = only.packages if loose else max(1, round(only.packages * share))
    value = round(only.value * share, 2)
    kept_item = replace(
        only, net_mass_kg=net, gross_mass_kg=gross, quantity=net, packages=packages, value=value
    )
    return (kept_item,), (extra,)
