"""Declarations and risk assessments around a scan, for the demo and for tests.

Names, plates and container numbers are invented; the container numbers carry a right check digit
and the owner code ZZZU, which no owner has. Nothing here is taken from a real declaration.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stdnum import iso6346

from inspector_app.domain.declaration import (
    Compliance,
    Container,
    Crossing,
    Declaration,
    Party,
    PartyRole,
    Seal,
    Vehicle,
)
from inspector_app.domain.risk import Channel, ReasonKind, RiskAssessment, RiskReason, ScorePart
from inspector_app.simulator.declared_goods import other_goods
from inspector_app.simulator.goods_catalogue import EMPTY, PALLETS, DeclaredGoods
from inspector_app.simulator.mismatch import Mismatch, PapersTruth
from inspector_app.simulator.risk_texts import REASONS, ReasonText
from inspector_app.simulator.stated_goods import (
    Items,
    actual_items,
    choose_goods,
    hidden_items,
    leave_out,
    state,
    with_more,
)

_IMPORTERS = (
    ("Хангай Трейд ХХК", "5012345", Compliance.MEDIUM),
    ("Говийн Зам ХХК", "5098761", Compliance.LOW),
    ("Номин Импекс Демо ХХК", "5077310", Compliance.GOOD),
    ("Алтан Тал Барилга ХХК", "5043219", Compliance.MEDIUM),
    ("Сэлэнгэ Хүнс ХХК", "5066002", Compliance.GOOD),
    ("Их Нүүдэл Логистик ХХК", "5031118", Compliance.LOW),
)
_EXPORTERS = (
    ("Demo Northern Steel Trading", "CN"),
    ("Example Foods Export", "CN"),
    ("Sample Machinery Works", "RU"),
    ("Specimen Consumer Goods", "KR"),
    ("Test Agricultural Supply", "CN"),
)
_COMPLIANCE_POINTS = {
    Compliance.EXCELLENT: 1,
    Compliance.GOOD: 3,
    Compliance.MEDIUM: 6,
    Compliance.LOW: 9,
    Compliance.UNKNOWN: 5,
}
_ORIGIN_POINTS = {"CN": 7, "RU": 5, "KR": 3}
_DOLLARS = "USD"


# Empty containers and tractors with a skeletal trailer, kg, as their plates say.
_TARE_KG = {40: 3800.0, 20: 2250.0}
_VEHICLE_KG = (13_900.0, 15_900.0)
_SIZE_TYPES = {40: "42G1", 20: "22G1"}


@dataclass(frozen=True, slots=True)
class Scales:
    """Attributes:
    least_kg: no load is lighter.
    digits: to which the mass is rounded, as `round` counts them.
    """

    least_kg: float
    digits: int


WEIGHBRIDGE = Scales(20.0, -1)
COUNTER = Scales(0.2, 1)
"""For bags and parcels."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What came with a vehicle, and the truth that only an evaluation may look at."""

    declaration: Declaration
    risk: RiskAssessment
    truth: PapersTruth


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Goods as stated, with what is true beside them."""

    stated: Items
    actual: Items
    undeclared: Items

    @property
    def wrong_items(self) -> tuple[int, ...]:
        """Numbers of stated items that are not so."""
        return tuple(item.number for item in self.stated if item not in self.actual)


def container_number(serial: int) -> str:
    """An invented container number with a right check digit, for serial 0 to 999,999."""
    stem = f"ZZZU{serial:06d}"
    return stem + iso6346.calc_check_digit(stem)


def make_papers(  # noqa: PLR0913 - keywords of one case, most with a default
    *,
    seed: int,
    cargo: str,
    chapters: tuple[str, ...] = (),
    cargo_kg: float,
    container_feet: int,
    entered_at: datetime,
    post: str,
    post_name: str,
    mismatch: Mismatch | None = None,
    hidden: Mapping[str, float] | None = None,
    vehicle_kg: float | None = None,
    pallets_kg: float = 0.0,
    other_kg: float = 0.0,
    on_scales: Scales = WEIGHBRIDGE,
) -> Papers:
    """A declaration that fits the cargo or is wrong in one way, and why it went to the red channel.

    The same seed gives the same papers, apart from the times, which follow `entered_at`. A mismatch
    changes what it is about and nothing else: importer, numbers, plates and reasons stay.

    Args:
        cargo_kg: gross mass of the load as simulated.
        container_feet: 20 or 40; 0 for a vehicle that carries no container.
        mismatch: how the declaration is wrong; None for one that is right.
        hidden: hidden objects with their mass in kg, which no declaration states.
        vehicle_kg: mass of the empty vehicle, or bag; None draws that of a tractor with a trailer.
        pallets_kg: what pallets of the declared goods that are too many weigh, less those that are
            missing; the declaration states neither.
        other_kg: what else makes the whole heavier or lighter: goods behind a wall that no list
            names, cargo that had to make room.
        on_scales: what it was weighed on.
    """
    rng = random.Random(seed)
    chosen = choose_goods(rng, cargo, chapters)
    exporter, importer = rng.choice(_EXPORTERS), rng.choice(_IMPORTERS)
    goods_kg = max(cargo_kg, on_scales.least_kg)
    kinds, goods_kg, tare_kg = _as_goods(chosen, goods_kg, container_feet)
    right = actual_items(rng, kinds, goods_kg, exporter[1])
    loaded = _misstate(random.Random(f"{seed} {mismatch}"), right, mismatch, cargo, hidden or {})
    # Streams of their own, here and for what is misstated, so that nothing else changes with them.
    scales = random.Random(f"{seed} scales")
    beside = (tare_kg, vehicle_kg, other_kg, pallets_kg)
    truth = _weighed(scales, on_scales, loaded, mismatch, beside)
    lane, traders = str(scales.randint(1, 4)), (importer, exporter)
    crossing = Crossing(post, post_name, entered_at, lane=lane, weighed_kg=truth.weighed_kg)
    number = f"{post}{entered_at:%y%m%d}{seed % 100_000:05d}"
    declaration = _declare(rng, number, loaded.stated, traders, container_feet, crossing)
    return Papers(declaration, _assess(rng, kinds, exporter[1], importer[2]), truth)


def _as_goods(
    kinds: tuple[DeclaredGoods, ...], goods_kg: float, container_feet: int
) -> tuple[tuple[DeclaredGoods, ...], float, float]:
    """Goods that can be declared, with their mass and the container's beside it, kg."""
    tare_kg = _TARE_KG.get(container_feet, 0.0)
    if kinds != (EMPTY,):
        return kinds, goods_kg, tare_kg
    if container_feet:
        # An empty container is itself the goods, and is not weighed twice.
        return kinds, tare_kg, 0.0
    return (PALLETS,), goods_kg, tare_kg


def _weighed(
    rng: random.Random,
    on_scales: Scales,
    loaded: _Loaded,
    mismatch: Mismatch | None,
    beside: tuple[float, float | None, float, float],
) -> PapersTruth:
    """What the scales say.

    Args:
        beside: kg of the container, of the empty vehicle (None draws it), of what else changes the
            whole, and of pallets of the declared goods too many.
    """
    tare_kg, vehicle_kg, other_kg, pallets_kg = beside
    if loaded.actual[0].hs_code == EMPTY.hs_code:
        # There are no goods of which a pallet could be too many.
        other_kg, pallets_kg = other_kg + pallets_kg, 0.0
    if pallets_kg:
        loaded = replace(loaded, actual=with_more(loaded.actual, pallets_kg))
    vehicle = round(rng.uniform(*_VEHICLE_KG), -1) if vehicle_kg is None else vehicle_kg
    whole = sum(item.gross_mass_kg for item in loaded.actual) + tare_kg + vehicle + other_kg
    return PapersTruth(
        mismatch=mismatch,
        actual=loaded.actual,
        stated=loaded.stated,
        wrong_items=loaded.wrong_items,
        undeclared=loaded.undeclared,
        tare_kg=tare_kg,
        vehicle_kg=vehicle,
        weighed_kg=round(whole * rng.uniform(0.997, 1.003), on_scales.digits),
    )


def _declare(
    rng: random.Random,
    number: str,
    goods: Items,
    traders: tuple[tuple[str, str, Compliance], tuple[str, str]],
    container_feet: int,
    crossing: Crossing,
) -> Declaration:
    (importer, registration, compliance), (exporter, country) = traders
    container = container_number(rng.randrange(1_000_000)) if container_feet else ""
    gross = round(sum(item.gross_mass_kg for item in goods), 1)
    return Declaration(
        number=number,
        version=1,
        lodged_at=crossing.entered_at - timedelta(hours=rng.randint(5, 40)),
        procedure="IM4",
        currency=_DOLLARS,
        parties=(
            Party(PartyRole.IMPORTER, importer, registration, "MN", compliance),
            Party(PartyRole.EXPORTER, exporter, "", country),
            Party(PartyRole.CARRIER, "Жишээ Тээвэр ХХК", "5059990", "MN", Compliance.GOOD),
        ),
        goods=goods,
        containers=_containers(container, container_feet, gross),
        seals=(Seal(f"H{rng.randrange(10**7):07d}", container, "CA"),),
        vehicle=Vehicle(
            f"{rng.randrange(1000, 9999)} {''.join(rng.choices('АБВГДЕЗИКЛМНОПРСТУХ', k=3))}",
            "MN",
            f"{rng.randrange(1000, 9999)} ЧР",
        ),
        crossing=crossing,
    )


def _containers(number: str, feet: int, gross_kg: float) -> tuple[Container, ...]:
    return (Container(number, _SIZE_TYPES.get(feet, ""), gross_kg),) if number else ()


def _misstate(
    rng: random.Random,
    right: Items,
    mismatch: Mismatch | None,
    cargo: str,
    hidden: Mapping[str, float],
) -> _Loaded:
    """Say the goods wrongly in the given way; whatever is hidden is true and not declared."""
    others = other_goods(cargo, tuple(item.hs_code[:2] for item in right))
    left_out = hidden_items(hidden, len(right) + 1, right[0].origin)
    if mismatch is Mismatch.EXTRA_GOODS and not left_out:
        stated, left_out = leave_out(rng, right, others)
        return _Loaded(stated, (*stated, *left_out), left_out)
    stated = state(rng, right, mismatch, others)
    return _Loaded(stated, (*right, *left_out), left_out)


def _assess(
    rng: random.Random, kinds: tuple[DeclaredGoods, ...], origin: str, compliance: Compliance
) -> RiskAssessment:
    commodity = max(goods.risk for goods in kinds)
    trader = float(_COMPLIANCE_POINTS[compliance])
    country = float(_ORIGIN_POINTS[origin])
    shown = kinds[0]
    chosen: list[ReasonText] = [
        text for text in REASONS if text.applies(commodity=commodity, trader=trader)
    ]
    rng.shuffle(chosen)
    count = rng.randint(1, 3)
    reasons = tuple(
        RiskReason(
            reason_id=f"R{index}",
            kind=text.kind,
            criterion=text.criterion,
            weight=text.weight,
            explanation=text.explanation,
            explanation_mn=text.explanation_mn,
            look_for=text.look_for,
            look_for_mn=text.look_for_mn,
            control_types=text.control_types,
            goods_item=None if text.kind is ReasonKind.RANDOM else 1,
        )
        for index, text in enumerate(sorted(chosen[:count], key=lambda text: -text.weight), start=1)
    )
    similar = rng.randint(4, 30)
    score = (
        ScorePart(
            "commodity",
            commodity,
            10,
            f"HS {shown.hs_code}: {similar} % of similar shipments were not as declared (demo)",
            f"БТКУС {shown.hs_code}: ижил төстэй ачааны {similar} % нь зөрүүтэй (үзүүлэнгийн тоо)",
        ),
        ScorePart(
            "origin", country, 10, f"Country of origin {origin}", f"Гарал үүслийн улс {origin}"
        ),
        ScorePart(
            "importer",
            trader,
            10,
            f"Compliance class {compliance.value}",
            f"Хууль сахилтын зэрэглэл: {_COMPLIANCE_MN[compliance]}",
        ),
    )
    return RiskAssessment(Channel.RED, reasons, score)


_COMPLIANCE_MN = {
    Compliance.EXCELLENT: "маш сайн",
    Compliance.GOOD: "сайн",
    Compliance.MEDIUM: "дунд",
    Compliance.LOW: "муу",
    Compliance.UNKNOWN: "тодорхойгүй",
}
