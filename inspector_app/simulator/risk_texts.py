"""Reasons the simulated risk system gives, in both languages. Criteria codes are invented."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.risk import ReasonKind


@dataclass(frozen=True, slots=True)
class ReasonText:
    """Attributes:
    least_commodity, least_trader: points from which on the reason may be given.
    """

    kind: ReasonKind
    criterion: str
    weight: float
    explanation: str
    explanation_mn: str
    look_for: str
    look_for_mn: str
    control_types: tuple[str, ...]
    least_commodity: float = 0
    least_trader: float = 0

    def applies(self, *, commodity: float, trader: float) -> bool:
        return commodity >= self.least_commodity and trader >= self.least_trader


REASONS = (
    ReasonText(
        ReasonKind.RANDOM,
        "RND-02",
        1,
        "Selected at random, one in fifty of all declarations.",
        "Санамсаргүй түүвэр: тавин мэдүүлэг тутмын нэг.",
        "Nothing in particular. Look at the whole load.",
        "Тодорхой зүйлгүй. Ачааг бүхэлд нь ажиглана.",
        ("30",),
    ),
    ReasonText(
        ReasonKind.FIRST_TIME,
        "FST-11",
        4,
        "The importer declares these goods for the first time.",
        "Импортлогч энэ барааг анх удаа мэдүүлж байна.",
        "Do goods and packing look like what is declared?",
        "Бараа, сав баглаа боодол мэдүүлсэнтэй тохирч байна уу?",
        ("10", "30", "44"),
    ),
    ReasonText(
        ReasonKind.MANDATORY,
        "MND-30",
        5,
        "Goods of this heading are always checked for quantity.",
        "Энэ зүйлийн барааны тоо хэмжээг заавал шалгана.",
        "Count rows and layers; compare with the declared number of packages.",
        "Эгнээ, давхаргыг тоолж, мэдүүлсэн баглааны тоотой тулгана.",
        ("30", "43"),
    ),
    ReasonText(
        ReasonKind.CERTIFIED,
        "CRT-07",
        3,
        "A permit is needed and its number could not be confirmed.",
        "Зөвшөөрөл шаардлагатай, дугаар нь баталгаажаагүй.",
        "Compare the permit with the goods on the scan.",
        "Зөвшөөрлийг зурган дээрх бараатай тулгана.",
        ("10", "44"),
    ),
    ReasonText(
        ReasonKind.EXCLUSION,
        "EXC-04",
        2,
        "The trader's simplified treatment is suspended.",
        "Худалдаачны хялбаршуулсан горим түр зогссон.",
        "The ordinary full check.",
        "Ердийн бүрэн шалгалт.",
        ("10", "30"),
        least_trader=6,
    ),
    ReasonText(
        ReasonKind.HIGH_RISK,
        "HRK-19",
        8,
        "Goods of this kind have hidden undeclared goods behind the front rows before.",
        "Ийм ачааны урд эгнээний ард мэдүүлээгүй бараа нууж байсан удаатай.",
        "A change of texture or density between the doors and the far end.",
        "Хаалганаас цаад тал хүртэл бүтэц, нягтын өөрчлөлт байгаа эсэх.",
        ("30", "40", "42"),
        least_commodity=5,
    ),
    ReasonText(
        ReasonKind.HIGH_RISK,
        "HRK-23",
        9,
        "The trader was found with undeclared goods in the last twelve months.",
        "Сүүлийн 12 сард мэдүүлээгүй бараатай илэрч байсан.",
        "Dense objects between packages, above the load, at the doors and in the structure.",
        "Баглаа хооронд, ачааны дээр, хаалга орчим, хийц дотор нягт биет байгаа эсэх.",
        ("30", "40", "41"),
        least_trader=6,
    ),
)
