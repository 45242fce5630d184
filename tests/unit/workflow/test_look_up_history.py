"""History: what earlier cases have in common with the one that is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from inspector_app.domain.declaration import Container, Party, PartyRole, Vehicle
from inspector_app.workflow.look_up_history import MOST, Shared, look_up_history
from tests.helpers.builders import AT, a_case, a_declaration, a_goods_item
from tests.helpers.fake_ports import a_bench

NOW = a_case(case_id="case-now", assigned_at=AT)
OTHER = a_declaration(
    containers=(Container("ZZZU0000000"),),
    vehicle=Vehicle("1234 УБА"),
    parties=(Party(PartyRole.IMPORTER, "Other", "999"),),
    goods=(a_goods_item(hs_code="100630"),),
)


def earlier(name, minutes=30, **declared):
    return a_case(
        case_id=name,
        assigned_at=AT - timedelta(minutes=minutes),
        declaration=replace(OTHER, **declared),
    )


def looked_up(*cases):
    bench = a_bench(NOW, *cases)
    return [(one.case.case_id, one.shared) for one in look_up_history(bench.ports, NOW)]


def test_nothing_in_common_is_not_history():
    assert looked_up(earlier("a")) == []


def test_the_case_itself_and_later_ones_are_not_history():
    later = a_case(case_id="later", assigned_at=AT + timedelta(minutes=1))
    assert looked_up(later) == []


def test_a_shared_container_tells_more_than_shared_goods():
    goods = earlier("goods", 5, goods=NOW.declaration.goods)
    container = earlier("container", 60, containers=NOW.declaration.containers)
    plate = earlier(
        "plate", 10, vehicle=Vehicle("999", trailer_plate=NOW.declaration.vehicle.plate)
    )
    trader = earlier("trader", 1, parties=NOW.declaration.parties)
    assert looked_up(goods, container, plate, trader) == [
        ("container", (Shared.CONTAINER,)),
        ("plate", (Shared.VEHICLE,)),
        ("trader", (Shared.IMPORTER,)),
        ("goods", (Shared.GOODS,)),
    ]


def test_goods_are_compared_by_their_international_code():
    national = earlier("national", goods=(a_goods_item(hs_code="69072190"),))
    assert looked_up(national) == [("national", (Shared.GOODS,))]


def test_among_equals_the_newest_comes_first_and_the_list_ends():
    cases = [earlier(f"c{n}", n, goods=NOW.declaration.goods) for n in range(1, MOST + 5)]
    found = looked_up(*cases)
    assert len(found) == MOST
    assert found[0][0] == "c1"
