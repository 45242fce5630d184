"""Declarations and risk assessments around a scan, for the demo and for tests.

Names, plates and container numbers are invented; the container numbers carry a right check digit
and
the owner code ZZZU, which no owner has. Nothing here is taken from a real declaration.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from stdnum import iso6346

from inspector_app.domain.declaration import (
    Compliance,
    Container,
    Crossing,
    Declaration,
    GoodsItem,
    Party,
    PartyRole,
    Seal,
    Vehicle,
)
from inspector_app.domain.risk import Channel, ReasonKind, RiskAssessment, RiskReason, ScorePart
from inspector_app.simulator.declared_goods import DeclaredGoods, goods_for
from inspector_app.simulator.risk_texts import REASONS, ReasonText

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


@dataclass(frozen=True, slots=True)
class Papers:
    """What came with a vehicle."""

    declaration: Declaration
    risk: RiskAssessment


def container_number(serial: int) -> str:
    """An invented container number with a right check digit, for serial 0 to 999,999."""
    stem = f"ZZZU{serial:06d}"
    return stem + iso6346.calc_check_digit(stem)


def make_papers(
    *,
    seed: int,
    cargo: str,
    chapters: tuple[str, ...] = (),
    cargo_kg: float,
    container_feet: int,
    entered_at: datetime,
    post: str,
    post_name: str,
) -> Papers:
    """A declaration that fits the cargo, and why it went to the red channel.

    The same seed gives the same papers, apart from the times, which follow `entered_at`.
    """
    rng = random.Random(seed)
    kinds = _choose_goods(rng, cargo, chapters)
    origin_name, origin = rng.choice(_EXPORTERS)
    importer, registration, compliance = rng.choice(_IMPORTERS)
    goods = _goods_items(rng, kinds, max(cargo_kg, 200.0), origin)
    container = container_number(rng.randrange(1_000_000))
    gross = sum(item.gross_mass_kg for item in goods)
    tare_kg = 3800 if container_feet == 40 else 2250
    vehicle_kg = 14_900
    declaration = Declaration(
        number=f"{post}{entered_at:%y%m%d}{seed % 100_000:05d}",
        version=1,
        lodged_at=entered_at - timedelta(hours=rng.randint(5, 40)),
        procedure="IM4",
        currency=_DOLLARS,
        parties=(
            Party(PartyRole.IMPORTER, importer, registration, "MN", compliance),
            Party(PartyRole.EXPORTER, origin_name, "", origin),
            Party(PartyRole.CARRIER, "Жишээ Тээвэр ХХК", "5059990", "MN", Compliance.GOOD),
        ),
        goods=goods,
        containers=(Container(container, "42G1" if container_feet == 40 else "22G1", gross),),
        seals=(Seal(f"H{rng.randrange(10**7):07d}", container, "CA"),),
        vehicle=Vehicle(
            f"{rng.randrange(1000, 9999)} {''.join(rng.choices('АБВГДЕЗИКЛМНОПРСТУХ', k=3))}",
            "MN",
            f"{rng.randrange(1000, 9999)} ЧР",
        ),
        crossing=Crossing(
            post=post,
            post_name=post_name,
            entered_at=entered_at,
            lane=str(rng.randint(1, 4)),
            weighed_kg=round((gross + tare_kg + vehicle_kg) * rng.uniform(0.99, 1.03), -1),
        ),
    )
    return Papers(declaration, _assess(rng, kinds, origin, compliance))


def _choose_goods(
    rng: random.Random, cargo: str, chapters: tuple[str, ...]
) -> tuple[DeclaredGoods, ...]:
    possible = goods_for(cargo, chapters)
    if chapters:
        return possible
    several = any(word in cargo.lower() for word in ("mixed", "box", "loose"))
    count = min(len(possible), rng.randint(2, 4) if several else 1)
    return tuple(rng.sample(possible, count))


def _goods_items(
    rng: random.Random, kinds: tuple[DeclaredGoods, ...], cargo_kg: float, origin: str
) -> tuple[GoodsItem, ...]:
    shares = [rng.uniform(0.5, 1.5) for _ in kinds]
    items = []
    for number, (goods, share) in enumerate(zip(kinds, shares, strict=True), start=1):
        net_kg = cargo_kg * share / sum(shares)
        packages = max(1, round(net_kg / goods.package_kg))
        net_kg = round(packages * goods.package_kg, 1)
        items.append(
            GoodsItem(
                number=number,
                hs_code=goods.hs_code,
                description=goods.en,
                description_mn=goods.mn,
                origin=origin,
                packages=packages,
                package_type=goods.package,
                quantity=net_kg,
                quantity_unit="KGM",
                net_mass_kg=net_kg,
                gross_mass_kg=round(net_kg * rng.uniform(1.02, 1.06), 1),
                value=round(net_kg * goods.value_per_kg, 2),
            )
        )
    return tuple(items)


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
