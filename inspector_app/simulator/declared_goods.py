"""Which goods may be declared for a simulated cargo, and as what hidden objects would be."""

from __future__ import annotations

from inspector_app.simulator import goods_catalogue as g
from inspector_app.simulator.goods_catalogue import ALL_GOODS, DeclaredGoods

_MIXED = (g.FURNITURE, g.CLOTHES, g.TOYS, g.TABLEWARE, g.SHOES)
_CARTONS = (g.SHOES, g.TELEVISIONS, g.TROUSERS, g.SHAMPOO, g.CANS, g.DRINKS, g.PAPER, g.TILES)

_IN_BAGS = (g.TROUSERS, g.SHOES, g.SHAMPOO, g.BOOKS, g.COMPUTERS, g.TELEPHONES, g.TOYS, g.DRINKS,
            g.SUITCASES, g.TOOLS)  # fmt: skip

OF_FAMILY: dict[str, tuple[DeclaredGoods, ...]] = {
    "empty": (g.EMPTY,),
    "cartons": _CARTONS,
    "pallets": (g.TILES, g.CANS, g.DRINKS, g.PAPER),
    "sacks": (g.RICE, g.FLOUR, g.CEMENT, g.SUGAR, g.FERTILISER, g.PELLETS, g.PEANUTS),
    "big-bags": (g.SOYA_MEAL, g.FERTILISER, g.PELLETS),
    "bales": (g.CLOTHES, g.HIDES, g.COTTON, g.WOOL, g.WASTE_PAPER),
    "loose-boxes": (g.FURNITURE, g.TROUSERS, g.TOYS, g.TABLEWARE, g.SHOES),
    "bulk": (g.WHEAT, g.SCRAP, g.COAL, g.SAND, g.COPPER_ORE),
    "drums": (g.OIL, g.PAINT),
    "coils": (g.COIL, g.COPPER_WIRE, g.ALUMINIUM_SHEET),
    "pipes": (g.PIPES, g.COPPER_TUBES, g.ALUMINIUM_PROFILES, g.PLASTIC_PIPES),
    "timber": (g.TIMBER,),
    "machinery": (g.EXCAVATOR, g.FANS, g.LATHES),
    "tyres": (g.TYRES,),
    "paper-rolls": (g.KRAFT,),
    "car": (g.CARS,),
    "household": (g.WASHERS, g.REFRIGERATION),
    "tank-liquid": (g.DIESEL, g.OIL_IN_TANK, g.MILK, g.ETHANOL, g.ACID, g.METHANOL, g.LATEX),
    "luggage": (g.CLOTHES, g.SUITCASES),
    "groupage": (g.FURNITURE, g.TOYS, g.SHOES, g.TOOLS, g.BEER),
    "frozen-meat": (g.BEEF, g.MUTTON),
    "frozen-fish": (g.FISH,),
    "dairy": (g.MILK_POWDER,),
    "fruit": (g.APPLES, g.CITRUS),
    "vegetables": (g.ONIONS, g.TOMATOES),
    "bottles": (g.BEER, g.SPIRITS, g.WINE),
    "canned-drinks": (g.BEER, g.DRINKS),
    "cooking-oil": (g.SUNFLOWER_OIL,),
    "confectionery": (g.CHOCOLATE, g.BISCUITS),
    "cigarettes": (g.CIGARETTES,),
    "medicines": (g.MEDICINES,),
    "cement": (g.CEMENT, g.PLASTER),
    "feed": (g.FEED, g.BRAN),
    "canisters": (g.ENGINE_OIL, g.ANTIFREEZE),
    "explosives": (g.EXPLOSIVES, g.FUSES),
    "shoes": (g.SHOES,),
    "garments": (g.KNITWEAR, g.TROUSERS),
    "books": (g.BOOKS, g.PAPER),
    "toys": (g.TOYS,),
    "electronics": (g.COMPUTERS, g.TELEVISIONS, g.TELEPHONES),
    "batteries": (g.BATTERIES,),
    "tools": (g.TOOLS,),
    "ceramic-tiles": (g.TILES,),
    "detergents": (g.DETERGENT, g.SHAMPOO),
    "coal": (g.COAL,),
    "ore": (g.IRON_ORE, g.FLUORSPAR),
    "gravel": (g.GRAVEL, g.SAND),
    "grain-bulk": (g.WHEAT, g.RAPESEED),
    "concentrate": (g.COPPER_ORE,),
    "stone-blocks": (g.GRANITE, g.PLASTERBOARD),
    "glass-sheets": (g.GLASS,),
    "building-panels": (g.PLASTERBOARD, g.PANELS),
    "sheet-metal": (g.STEEL_SHEET, g.ALUMINIUM_SHEET),
    "steel-sections": (g.STEEL_BEAMS, g.RAILS),
    "scrap": (g.SCRAP, g.ALUMINIUM_SCRAP, g.COPPER_SCRAP),
    "cable-drums": (g.CABLE,),
    "gas-cylinders": (g.PROPANE, g.OXYGEN),
    "engines": (g.ENGINES, g.GEARBOXES),
    "ibc-tanks": (g.ACID, g.FLOTATION, g.METHANOL),
    "furniture": (g.FURNITURE,),
    "solar-panels": (g.SOLAR,),
    "logs": (g.LOGS,),
    "plywood": (g.PLYWOOD,),
    "seedlings": (g.SEEDLINGS,),
    "fabric-rolls": (g.COTTON_CLOTH, g.FABRIC, g.CARPETS),
    "hanging-clothes": (g.KNITWEAR, g.TROUSERS),
    "cashmere": (g.CASHMERE, g.WOOL),
    "hides": (g.HIDES,),
    "motorcycles": (g.MOTORCYCLES,),
    "vehicles": (g.LOADERS, g.TRACTORS),
    "farm-machines": (g.PLOUGHS,),
    "baggage-travel": _IN_BAGS,
    "baggage-business": _IN_BAGS,
    "baggage-food": (g.BISCUITS, g.CANS, g.APPLES, g.DRINKS),
    "baggage-tools": (g.TOOLS, *_IN_BAGS),
    "baggage-clothes": (g.KNITWEAR, *_IN_BAGS),
    "baggage-electronics": (g.TELEPHONES, *_IN_BAGS),
    "baggage-books": (g.BOOKS, *_IN_BAGS),
}

# Real scans are known by words only; the first that a name holds decides.
_BY_WORD: tuple[tuple[str, tuple[DeclaredGoods, ...]], ...] = (
    ("empty", (g.EMPTY,)),
    ("meat", (g.BEEF, g.CHICKEN)),
    ("reefer", (g.BEEF, g.CHICKEN)),
    ("carton", _CARTONS),
    ("pallet", (g.TILES, g.CANS, g.DRINKS, g.PAPER)),
    ("big-bag", (g.SOYA_MEAL,)),
    ("bag", (g.RICE, g.FLOUR, g.CEMENT, g.SUGAR)),
    ("sack", (g.RICE, g.FLOUR, g.CEMENT, g.SUGAR)),
    ("bale", (g.CLOTHES, g.HIDES)),
    ("drum", (g.OIL, g.PAINT)),
    ("coil", (g.COIL, g.COPPER_WIRE)),
    ("pipe", (g.PIPES, g.COPPER_TUBES)),
    ("timber", (g.TIMBER,)),
    ("tyre", (g.TYRES,)),
    ("car", (g.CARS,)),
    ("machin", (g.EXCAVATOR, g.CAR_PARTS, g.FANS, g.LATHES)),
    ("paper", (g.KRAFT,)),
    ("bulk", (g.SAND, g.SOYA, g.SCRAP)),
)

# How a hidden object would have had to be declared; a person is no goods.
HIDDEN_GOODS: dict[str, DeclaredGoods] = {
    "organic-brick": g.POWDER,
    "brick-stack": g.POWDER,
    "organic-mass": g.POWDER,
    "cigarettes": g.CIGARETTES,
    "pistol": g.PISTOLS,
    "rifle": g.RIFLES,
    "ammunition": g.CARTRIDGES,
    "heavy-block": g.LEAD,
    "steel-cylinder": g.OXYGEN,
    "cash": g.BANKNOTES,
    "bottles": g.SPIRITS,
}
# The same for what is hidden in bags.
HIDDEN_IN_BAGS: dict[str, DeclaredGoods] = {
    "pistol": g.PISTOLS,
    "knife": g.KNIVES,
    "powder-bricks": g.POWDER,
    "cash": g.BANKNOTES,
    "gold": g.GOLD,
    "ammunition": g.CARTRIDGES,
    "bottles": g.SPIRITS,
    "cigarettes": g.CIGARETTES,
}


def family_goods(cargo: str) -> tuple[DeclaredGoods, ...]:
    """Goods of a family, or of a cargo known by a word; mixed goods where it is not known."""
    if cargo in OF_FAMILY:
        return OF_FAMILY[cargo]
    name = cargo.lower()
    return next((goods for word, goods in _BY_WORD if word in name), _MIXED)


def goods_for(cargo: str, chapters: tuple[str, ...] = ()) -> tuple[DeclaredGoods, ...]:
    """Goods that may be declared for a cargo; mixed goods for a family not known here.

    `chapters` are the HS chapters the scan was simulated with: one kind of goods for each comes
    first, of the family where it has one.
    """
    family = family_goods(cargo)
    chosen = []
    for chapter in dict.fromkeys(chapters):
        candidates = [one for one in (*family, *ALL_GOODS) if one.chapter == chapter]
        chosen += candidates[:1]
    return tuple(chosen) or family


def other_goods(cargo: str, chapters: tuple[str, ...]) -> tuple[DeclaredGoods, ...]:
    """Ordinary goods of other families, none of the chapters of this cargo nor its own."""
    own = {one.chapter for one in family_goods(cargo)} | set(chapters) | {g.EMPTY.chapter}
    found = {
        one.hs_code: one for goods in OF_FAMILY.values() for one in goods if one.chapter not in own
    }
    return tuple(found[code] for code in sorted(found))
