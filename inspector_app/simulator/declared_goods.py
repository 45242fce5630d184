"""Goods that simulated declarations name, by the kind of cargo a simulated scan shows.

HS codes are six digits of HS 2022; descriptions are our own words. Masses per package and values
are typical figures, good enough for a demonstration and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeclaredGoods:
    """Attributes:
    package: UN/ECE Rec. 21 code.
    package_kg: mass of one package, kilograms.
    value_per_kg: US dollars.
    risk: commodity points out of ten that the demo's risk scores give it.
    """

    hs_code: str
    en: str
    mn: str
    package: str
    package_kg: float
    value_per_kg: float
    risk: float


_G = DeclaredGoods
_SHOES = _G("640419", "Sports shoes, textile upper", "Спорт гутал, нэхмэл түрийтэй", "CT", 14, 9, 8)
_TELEVISIONS = _G("852872", "Television sets", "Телевизор", "CT", 18, 14, 7)
_BISCUITS = _G("190531", "Sweet biscuits", "Амттай жигнэмэг", "CT", 7, 2.1, 3)
_SHAMPOO = _G("330510", "Shampoo", "Шампунь", "CT", 11, 3.4, 4)
_CANS = _G("200599", "Canned vegetables", "Лаазалсан хүнсний ногоо", "CT", 12, 1.6, 3)
_DRINKS = _G("220210", "Soft drinks in bottles", "Савласан ундаа", "CT", 13, 0.9, 3)
_PAPER = _G("480256", "Office paper", "Бичгийн цаас", "CT", 12, 1.3, 2)
_TILES = _G("690721", "Ceramic tiles", "Керамик хавтан", "CT", 28, 0.6, 3)
_RICE = _G("100630", "Milled rice in bags", "Шуудайтай цагаан будаа", "BG", 25, 0.7, 3)
_FLOUR = _G("110100", "Wheat flour", "Улаан буудайн гурил", "BG", 50, 0.5, 3)
_CEMENT = _G("252329", "Portland cement", "Портландцемент", "BG", 50, 0.12, 2)
_SUGAR = _G("170199", "White sugar", "Цагаан элсэн чихэр", "BG", 50, 0.8, 3)
_OIL = _G("271019", "Lubricating oil in drums", "Торхтой тосолгооны материал", "DR", 185, 2.4, 6)
_PAINT = _G("320890", "Paints and varnishes", "Будаг, лак", "DR", 60, 3, 5)
_COIL = _G("720839", "Hot-rolled steel in coils", "Халуун цувимал ган, ороомог", "CL", 5200, 0.8, 4)
_PIPES = _G("730630", "Welded steel pipes", "Гагнаж хийсэн ган хоолой", "BE", 900, 1.1, 4)
_TIMBER = _G("440710", "Sawn pine", "Хөрөөдсөн нарс", "BE", 700, 0.5, 3)
_TYRES = _G("401120", "New tyres for lorries", "Ачааны машины шинэ дугуй", "UN", 52, 3.6, 6)
_EXCAVATOR = _G("843149", "Parts of excavators", "Экскаваторын эд анги", "CR", 640, 7.5, 5)
_CAR_PARTS = _G("870899", "Parts of motor vehicles", "Автомашины сэлбэг", "CR", 120, 6, 8)
_FANS = _G("841459", "Industrial fans", "Үйлдвэрийн сэнс", "CR", 90, 8, 4)
_FURNITURE = _G("940360", "Wooden furniture", "Модон тавилга", "PK", 38, 3.2, 5)
_CLOTHES = _G("630900", "Worn clothing", "Хуучин хувцас", "BE", 45, 1.2, 7)
_TOYS = _G("950300", "Toys", "Тоглоом", "CT", 9, 6, 5)
_TABLEWARE = _G("392410", "Plastic tableware", "Хуванцар аяга таваг", "CT", 8, 2.6, 4)
_SAND = _G("250510", "Silica sand in bulk", "Задгай цахиурын элс", "VR", 1000, 0.05, 2)
_SOYA = _G("120190", "Soya beans in bulk", "Задгай шар буурцаг", "VR", 1000, 0.5, 3)
_BEEF = _G("020230", "Frozen boneless beef", "Ясгүй хөлдүү үхрийн мах", "CT", 25, 4.5, 6)
_CHICKEN = _G("020714", "Frozen chicken cuts", "Тахианы хөлдүү эвдэс мах", "CT", 15, 2.2, 6)
_EMPTY = _G("860900", "Empty container, returning", "Буцаж буй хоосон чингэлэг", "NE", 2200, 1, 2)

_DETERGENT = _G("340250", "Washing powder", "Угаалгын нунтаг", "CT", 12, 1.5, 3)
_COFFEE = _G("090111", "Coffee, not roasted", "Хуураагүй кофе", "BG", 60, 3.8, 6)
_MACHINES = _G("845811", "Lathes for metal", "Төмөр боловсруулах суурь машин", "CR", 1600, 9, 5)
_CLOTHING = _G("620342", "Cotton trousers", "Хөвөн өмд", "CT", 16, 11, 8)
_FRUIT = _G("080810", "Fresh apples", "Шинэ алим", "CT", 18, 0.9, 5)
_COPPER_COILS = _G("740811", "Copper wire in coils", "Зэс утас, ороомог", "CL", 2500, 8.6, 6)
_APPLIANCES = _G("845011", "Washing machines", "Угаалгын машин", "UN", 64, 4.2, 5)
_CARS = _G("870323", "Passenger cars, used", "Суудлын автомашин, хэрэглэсэн", "UN", 1450, 6, 8)
_HIDES = _G("410150", "Raw bovine hides, salted", "Үхрийн давсалсан шир", "BE", 800, 1.1, 6)
_PAPER_ROLLS = _G("480411", "Kraft paper in rolls", "Ороосон крафт цаас", "PK", 900, 0.8, 3)
_SOYA_MEAL = _G("230400", "Soya meal in big bags", "Шар буурцагны шахдас", "BG", 900, 0.5, 3)
_SCRAP = _G("720449", "Iron and steel scrap", "Төмрийн хаягдал", "VR", 1000, 0.3, 5)
_COPPER_TUBES = _G("741110", "Copper tubes", "Зэс хоолой", "BE", 420, 9.1, 6)

_ALL = tuple(value for value in list(globals().values()) if isinstance(value, DeclaredGoods))
_MIXED = (_FURNITURE, _CLOTHES, _TOYS, _TABLEWARE, _SHOES)

# The first word that a cargo family's name holds decides, so the particular ones come first.
_BY_WORD: tuple[tuple[str, tuple[DeclaredGoods, ...]], ...] = (
    ("empty", (_EMPTY,)),
    ("meat", (_BEEF, _CHICKEN)),
    ("reefer", (_BEEF, _CHICKEN)),
    ("carton", (_SHOES, _TELEVISIONS, _BISCUITS, _SHAMPOO, _CANS, _DRINKS, _PAPER, _TILES)),
    ("pallet", (_TILES, _CANS, _DRINKS, _PAPER)),
    ("big-bag", (_SOYA_MEAL,)),
    ("bag", (_RICE, _FLOUR, _CEMENT, _SUGAR)),
    ("sack", (_RICE, _FLOUR, _CEMENT, _SUGAR)),
    ("bale", (_CLOTHES, _HIDES)),
    ("drum", (_OIL, _PAINT)),
    ("coil", (_COIL, _COPPER_COILS)),
    ("pipe", (_PIPES, _COPPER_TUBES)),
    ("timber", (_TIMBER,)),
    ("tyre", (_TYRES,)),
    ("car", (_CARS,)),
    ("machin", (_EXCAVATOR, _CAR_PARTS, _FANS, _MACHINES)),
    ("paper", (_PAPER_ROLLS,)),
    ("bulk", (_SAND, _SOYA, _SCRAP)),
)


def goods_for(cargo: str, chapters: tuple[str, ...] = ()) -> tuple[DeclaredGoods, ...]:
    """Goods that may be declared for a cargo; mixed goods for a family not known here.

    `chapters` are the HS chapters the scan was simulated with: one kind of goods for each comes
    first, of the family where it has one.
    """
    name = cargo.lower()
    family = next((goods for word, goods in _BY_WORD if word in name), _MIXED)
    chosen = []
    for chapter in dict.fromkeys(chapters):
        candidates = [one for one in (*family, *_ALL) if one.hs_code.startswith(chapter)]
        chosen += candidates[:1]
    return tuple(chosen) or family
