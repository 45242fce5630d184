"""Goods that simulated declarations name.

HS codes are six digits of HS 2022; descriptions are our own words. Masses per package and values
are typical figures, good enough for a demonstration and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeclaredGoods:
    """Attributes:
    package: UN/ECE Rec. 21 code; VR is bulk, which is not counted.
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

    @property
    def chapter(self) -> str:
        return self.hs_code[:2]


_G = DeclaredGoods
PALLETS = _G("441520", "Wooden pallets, returning", "Буцаж буй модон тавиур", "UN", 22, 0.3, 2)
SHOES = _G("640419", "Sports shoes, textile upper", "Спорт гутал, нэхмэл түрийтэй", "CT", 14, 9, 8)
TELEVISIONS = _G("852872", "Television sets", "Телевизор", "CT", 18, 14, 7)
BISCUITS = _G("190531", "Sweet biscuits", "Амттай жигнэмэг", "CT", 7, 2.1, 3)
SHAMPOO = _G("330510", "Shampoo", "Шампунь", "CT", 11, 3.4, 4)
CANS = _G("200599", "Canned vegetables", "Лаазалсан хүнсний ногоо", "CT", 12, 1.6, 3)
DRINKS = _G("220210", "Soft drinks in bottles", "Савласан ундаа", "CT", 13, 0.9, 3)
PAPER = _G("480256", "Office paper", "Бичгийн цаас", "CT", 12, 1.3, 2)
TILES = _G("690721", "Ceramic tiles", "Керамик хавтан", "CT", 28, 0.6, 3)
RICE = _G("100630", "Milled rice in bags", "Шуудайтай цагаан будаа", "BG", 25, 0.7, 3)
FLOUR = _G("110100", "Wheat flour", "Улаан буудайн гурил", "BG", 50, 0.5, 3)
CEMENT = _G("252329", "Portland cement", "Портландцемент", "BG", 50, 0.12, 2)
SUGAR = _G("170199", "White sugar", "Цагаан элсэн чихэр", "BG", 50, 0.8, 3)
OIL = _G("271019", "Lubricating oil in drums", "Торхтой тосолгооны материал", "DR", 185, 2.4, 6)
PAINT = _G("320890", "Paints and varnishes", "Будаг, лак", "DR", 60, 3, 5)
COIL = _G("720839", "Hot-rolled steel in coils", "Халуун цувимал ган, ороомог", "CL", 5200, 0.8, 4)
PIPES = _G("730630", "Welded steel pipes", "Гагнаж хийсэн ган хоолой", "BE", 900, 1.1, 4)
TIMBER = _G("440711", "Sawn pine", "Хөрөөдсөн нарс", "BE", 700, 0.5, 3)
TYRES = _G("401120", "New tyres for lorries", "Ачааны машины шинэ дугуй", "UN", 52, 3.6, 6)
EXCAVATOR = _G("843149", "Parts of excavators", "Экскаваторын эд анги", "CR", 640, 7.5, 5)
CAR_PARTS = _G("870899", "Parts of motor vehicles", "Автомашины сэлбэг", "CR", 120, 6, 8)
FANS = _G("841459", "Industrial fans", "Үйлдвэрийн сэнс", "CR", 90, 8, 4)
FURNITURE = _G("940360", "Wooden furniture", "Модон тавилга", "PK", 38, 3.2, 5)
CLOTHES = _G("630900", "Worn clothing", "Хуучин хувцас", "BE", 45, 1.2, 7)
TOYS = _G("950300", "Toys", "Тоглоом", "CT", 9, 6, 5)
TABLEWARE = _G("392410", "Plastic tableware", "Хуванцар аяга таваг", "CT", 8, 2.6, 4)
SAND = _G("250510", "Silica sand in bulk", "Задгай цахиурын элс", "VR", 1000, 0.05, 2)
SOYA = _G("120190", "Soya beans in bulk", "Задгай шар буурцаг", "VR", 1000, 0.5, 3)
BEEF = _G("020230", "Frozen boneless beef", "Ясгүй хөлдүү үхрийн мах", "CT", 25, 4.5, 6)
CHICKEN = _G("020714", "Frozen chicken cuts", "Тахианы хөлдүү эвдэс мах", "CT", 15, 2.2, 6)
MUTTON = _G("020443", "Frozen boneless mutton", "Ясгүй хөлдүү хонины мах", "CT", 20, 4.2, 6)
EMPTY = _G("860900", "Empty container, returning", "Буцаж буй хоосон чингэлэг", "NE", 2200, 1, 2)
DETERGENT = _G("340250", "Washing powder", "Угаалгын нунтаг", "CT", 12, 1.5, 3)
COFFEE = _G("090111", "Coffee, not roasted", "Хуураагүй кофе", "BG", 60, 3.8, 6)
LATHES = _G("845811", "Lathes for metal", "Төмөр боловсруулах суурь машин", "CR", 1600, 9, 5)
TROUSERS = _G("620342", "Cotton trousers", "Хөвөн өмд", "CT", 16, 11, 8)
APPLES = _G("080810", "Fresh apples", "Шинэ алим", "CT", 18, 0.9, 5)
COPPER_WIRE = _G("740811", "Copper wire in coils", "Зэс утас, ороомог", "CL", 2500, 8.6, 6)
WASHERS = _G("845011", "Washing machines", "Угаалгын машин", "UN", 64, 4.2, 5)
CARS = _G("870323", "Passenger cars, used", "Суудлын автомашин, хэрэглэсэн", "UN", 1450, 6, 8)
HIDES = _G("410150", "Raw bovine hides, salted", "Үхрийн давсалсан шир", "BE", 800, 1.1, 6)
KRAFT = _G("480411", "Kraft paper in rolls", "Ороосон крафт цаас", "PK", 900, 0.8, 3)
SOYA_MEAL = _G("230400", "Soya meal in big bags", "Шар буурцагны шахдас", "BG", 900, 0.5, 3)
SCRAP = _G("720449", "Iron and steel scrap", "Төмрийн хаягдал", "VR", 1000, 0.3, 5)
COPPER_TUBES = _G("741110", "Copper tubes", "Зэс хоолой", "BE", 420, 9.1, 6)

FISH = _G("030389", "Frozen fish", "Хөлдөөсөн загас", "CT", 20, 2.8, 5)
MILK_POWDER = _G("040221", "Milk powder", "Хуурай сүү", "BG", 25, 3.6, 4)
MILK = _G("040120", "Milk in a tank", "Цистернтэй сүү", "VR", 1000, 0.6, 3)
SEEDLINGS = _G("060220", "Fruit tree seedlings", "Жимсний модны тарьц", "CT", 12, 3.5, 6)
ONIONS = _G("070310", "Onions", "Сонгино", "BG", 20, 0.4, 4)
TOMATOES = _G("070200", "Fresh tomatoes", "Шинэ улаан лооль", "CT", 8, 1.1, 4)
CITRUS = _G("080521", "Mandarins", "Мандарин", "CT", 10, 1.2, 5)
WHEAT = _G("100199", "Wheat in bulk", "Задгай улаан буудай", "VR", 1000, 0.3, 3)
RAPESEED = _G("120510", "Rape seeds in bulk", "Задгай рапсын үр", "VR", 1000, 0.5, 3)
PEANUTS = _G("120242", "Shelled peanuts", "Хальсалсан газрын самар", "BG", 50, 1.5, 4)
SUNFLOWER_OIL = _G("151219", "Sunflower oil", "Наранцэцгийн тос", "CT", 14, 1.4, 4)
OIL_IN_TANK = _G("151411", "Rapeseed oil in a tank", "Цистернтэй рапсын тос", "VR", 1000, 1.1, 4)
CHOCOLATE = _G("180690", "Chocolate", "Шоколад", "CT", 8, 5.2, 4)
BEER = _G("220300", "Beer", "Шар айраг", "CT", 14, 1.2, 7)
SPIRITS = _G("220860", "Vodka", "Архи", "CT", 13, 6.5, 9)
WINE = _G("220421", "Wine in bottles", "Савласан дарс", "CT", 15, 5, 7)
ETHANOL = _G("220710", "Ethyl alcohol in a tank", "Цистернтэй этилийн спирт", "VR", 1000, 1, 8)
FEED = _G("230990", "Animal feed", "Малын тэжээл", "BG", 40, 0.5, 3)
BRAN = _G("230230", "Wheat bran", "Улаан буудайн хивэг", "BG", 40, 0.2, 2)
CIGARETTES = _G("240220", "Cigarettes", "Янжуур тамхи", "CT", 12, 22, 10)
PLASTER = _G("252020", "Gypsum plaster", "Гөлтгөнө", "BG", 30, 0.15, 2)
GRAVEL = _G("251710", "Crushed stone", "Бутлагдсан чулуу", "VR", 1000, 0.03, 2)
FLUORSPAR = _G("252921", "Fluorspar, 97 % or less", "Хайлуур жонш", "VR", 1000, 0.3, 4)
GRANITE = _G("251612", "Granite blocks", "Боржингийн блок", "UN", 4200, 0.3, 3)
IRON_ORE = _G("260111", "Iron ore", "Төмрийн хүдэр", "VR", 1000, 0.09, 3)
COPPER_ORE = _G("260300", "Copper concentrate", "Зэсийн баяжмал", "BG", 1800, 2.2, 6)
COAL = _G("270112", "Bituminous coal", "Битумт нүүрс", "VR", 1000, 0.12, 3)
DIESEL = _G("271019", "Diesel fuel in a tank", "Цистернтэй дизель түлш", "VR", 1000, 0.8, 6)
ENGINE_OIL = _G("271019", "Engine oil in cans", "Савласан моторын тос", "CT", 18, 3.1, 6)
PROPANE = _G("271112", "Propane in cylinders", "Баллонтой пропан", "UN", 45, 1.1, 6)
OXYGEN = _G("280440", "Oxygen in cylinders", "Баллонтой хүчилтөрөгч", "UN", 75, 0.8, 5)
ACID = _G("280610", "Hydrochloric acid", "Давсны хүчил", "UN", 1150, 0.4, 7)
METHANOL = _G("290511", "Methanol", "Метанол", "UN", 800, 0.5, 7)
MEDICINES = _G("300490", "Medicaments", "Эм, бэлдмэл", "CT", 9, 38, 9)
FERTILISER = _G("310520", "Compound fertiliser", "Нийлмэл бордоо", "BG", 50, 0.5, 5)
EXPLOSIVES = _G("360200", "Emulsion explosive", "Эмульсийн тэсрэх бодис", "CT", 25, 2.1, 10)
FUSES = _G("360310", "Safety fuse", "Тэсэлгээний галдан утас", "CT", 18, 7, 10)
ANTIFREEZE = _G("382000", "Antifreeze", "Хөргөлтийн шингэн", "CT", 20, 1.6, 5)
FLOTATION = _G("382499", "Flotation agents", "Хөвүүлэн баяжуулах урвалж", "UN", 950, 1.9, 7)
PELLETS = _G("390120", "Polyethylene granules", "Полиэтилений мөхлөг", "BG", 25, 1.2, 3)
PLASTIC_PIPES = _G("391721", "Polyethylene pipes", "Полиэтилен хоолой", "BE", 160, 2.2, 4)
LATEX = _G("400110", "Natural rubber latex", "Байгалийн латекс", "VR", 1000, 1.4, 4)
SUITCASES = _G("420212", "Suitcases and bags", "Чемодан, цүнх", "CT", 16, 7, 6)
LOGS = _G("440321", "Logs of pine", "Нарсан гуалин", "VR", 1000, 0.15, 5)
PLYWOOD = _G("441233", "Plywood", "Фанер", "BE", 1100, 0.8, 3)
WASTE_PAPER = _G("470710", "Waste paper", "Хаягдал цаас", "BE", 500, 0.15, 3)
BOOKS = _G("490199", "Printed books", "Хэвлэмэл ном", "CT", 16, 4, 3)
CASHMERE = _G("510211", "Cashmere hair", "Ямааны ноолуур", "BE", 95, 95, 8)
WOOL = _G("510111", "Greasy shorn wool", "Угаагаагүй хонины ноос", "BE", 160, 1.4, 5)
COTTON = _G("520100", "Cotton", "Хөвөн", "BE", 220, 1.9, 3)
COTTON_CLOTH = _G("520852", "Printed cotton fabric", "Хээтэй хөвөн даавуу", "PK", 28, 7, 6)
FABRIC = _G("540752", "Polyester fabric", "Полиэстер даавуу", "PK", 30, 5, 6)
CARPETS = _G("570242", "Carpets", "Хивс", "PK", 42, 6, 5)
KNITWEAR = _G("611030", "Jerseys and pullovers", "Сүлжмэл цамц", "CT", 15, 12, 8)
PLASTERBOARD = _G("680911", "Plasterboard", "Гөлтгөнөн хавтан", "PK", 1300, 0.2, 2)
GLASS = _G("700529", "Float glass", "Цонхны шил", "CR", 1900, 0.5, 3)
STEEL_SHEET = _G("721049", "Galvanised steel sheet", "Цайрдсан ган хуудас", "BE", 2600, 1, 4)
STEEL_BEAMS = _G("721633", "Steel H sections", "Ган дам нуруу", "BE", 2200, 0.8, 4)
RAILS = _G("730210", "Rails", "Төмөр замын зам төмөр", "BE", 2400, 0.9, 4)
PANELS = _G("730890", "Sandwich panels of steel", "Ган сэндвич хавтан", "PK", 650, 1.9, 4)
COPPER_SCRAP = _G("740400", "Copper scrap", "Зэсийн хаягдал", "VR", 1000, 5.5, 8)
ALUMINIUM_PROFILES = _G("760429", "Aluminium profiles", "Хөнгөн цагаан профиль", "BE", 380, 3.4, 4)
ALUMINIUM_SHEET = _G("760612", "Aluminium sheet", "Хөнгөн цагаан хуудас", "BE", 1400, 3.2, 4)
ALUMINIUM_SCRAP = _G("760200", "Aluminium scrap", "Хөнгөн цагааны хаягдал", "VR", 1000, 1.3, 6)
TOOLS = _G("820411", "Hand tools", "Гар багаж", "CT", 18, 5, 5)
COMPUTERS = _G("847130", "Portable computers", "Зөөврийн компьютер", "CT", 12, 110, 9)
ENGINES = _G(
    "840820", "Diesel engines for vehicles", "Автомашины дизель хөдөлгүүр", "CR", 420, 9, 7
)
PLOUGHS = _G("843210", "Ploughs", "Анжис", "UN", 620, 4, 3)
LOADERS = _G("842951", "Wheel loaders", "Дугуйт ачигч", "UN", 5200, 6, 5)
BATTERIES = _G("850710", "Starter batteries", "Асаагуурын аккумулятор", "PX", 780, 2.6, 6)
TELEPHONES = _G("851713", "Smartphones", "Ухаалаг гар утас", "CT", 9, 240, 10)
REFRIGERATION = _G("851660", "Electric cookers", "Цахилгаан зуух", "UN", 38, 5, 5)
CABLE = _G("854449", "Electric cable on drums", "Дамартай цахилгаан кабель", "UN", 1300, 6, 5)
SOLAR = _G("854143", "Solar panels", "Нарны хавтан", "PX", 780, 5, 4)
TRACTORS = _G("870193", "Tractors", "Трактор", "UN", 3400, 6, 4)
GEARBOXES = _G("870840", "Gear boxes", "Хурдны хайрцаг", "CR", 210, 8, 7)
MOTORCYCLES = _G("871120", "Motorcycles", "Мотоцикл", "CR", 165, 6, 6)

# What is hidden now and then, as the tariff would name it.
GOLD = _G("710812", "Gold, unwrought", "Боловсруулаагүй алт", "PK", 12.5, 60_000, 10)
BANKNOTES = _G("490700", "Banknotes", "Мөнгөн дэвсгэрт", "PK", 10, 1000, 10)
PISTOLS = _G("930200", "Pistols and revolvers", "Гар буу", "PK", 1, 300, 10)
RIFLES = _G("930330", "Hunting rifles", "Ан агнуурын буу", "PK", 4, 250, 10)
CARTRIDGES = _G("930630", "Cartridges", "Сум", "CT", 12, 30, 10)
LEAD = _G("780110", "Refined lead", "Цэвэршүүлсэн хар тугалга", "UN", 25, 2.2, 6)
KNIVES = _G("821192", "Knives with fixed blades", "Бэхэлсэн иртэй хутга", "PK", 0.3, 40, 9)
POWDER = _G("293980", "Alkaloids", "Алкалоид", "BG", 1, 200, 10)

ALL_GOODS = tuple(value for value in list(globals().values()) if isinstance(value, DeclaredGoods))
