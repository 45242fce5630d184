"""What a scan is offered to be compared with: why, in which order, and whether it is here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inspector_app.domain.declaration import Container, Vehicle
from inspector_app.domain.finding import Verdict
from inspector_app.workflow.find_comparable import (
    MOST,
    WhyOffered,
    find_comparable,
    is_empty,
    why_offered,
)
from tests.helpers.builders import (
    AT,
    CONTAINER_NUMBER,
    a_case,
    a_declaration,
    a_goods_item,
    a_scan,
    a_verdict,
)
from tests.helpers.fake_ports import a_bench

THIS = a_case(case_id="case-this")
STRANGE = a_declaration(
    containers=(Container("ZZZU0000000", "42G1"),),
    vehicle=Vehicle("1234 УБА"),
    goods=(a_goods_item(hs_code="100630"),),
)
EMPTY = a_goods_item(hs_code="860900")


def other(name, minutes=30, **declared):
    scan = a_scan(scan_id=f"scan-{name}", taken_at=AT - timedelta(minutes=minutes))
    return a_case(case_id=name, scans=(scan,), declaration=replace(STRANGE, **declared))


def offered(*cases, this=THIS, bench=None):
    bench = bench or a_bench(this, *cases)
    scan = this.scans[0]
    return find_comparable(bench.ports, this, scan, scan.views[0])


def test_a_scan_with_nothing_in_common_is_not_offered():
    assert offered(other("a")) == ()


def test_the_scan_itself_is_not_offered():
    assert offered() == ()


def test_what_tells_most_comes_first_and_of_equals_the_newest():
    found = offered(
        other("chapter", 1, goods=(a_goods_item(hs_code="691110"),)),
        other("old-heading", 50, goods=(a_goods_item(hs_code="690730"),)),
        other("heading", 2, goods=(a_goods_item(hs_code="690790"),)),
        other("empty", 3, goods=(EMPTY,), containers=(Container("X", "22G1"),)),
        other("trailer", 4, vehicle=Vehicle("x", trailer_plate="蒙A678挂")),
        other("container", 99, containers=(Container(CONTAINER_NUMBER),)),
    )
    assert [(one.case.case_id, one.why) for one in found] == [
        ("container", WhyOffered.SAME_CONTAINER),
        ("trailer", WhyOffered.SAME_VEHICLE),
        ("empty", WhyOffered.EMPTY),
        ("heading", WhyOffered.SAME_HEADING),
        ("old-heading", WhyOffered.SAME_HEADING),
        ("chapter", WhyOffered.SAME_CHAPTER),
    ]


def test_other_views_and_scans_of_the_case_come_before_all_others():
    first, second = a_scan(scan_id="first"), a_scan(scan_id="second")
    side = first.views[0]
    top = replace(side, name="top")
    first, second = replace(first, views=(side, top)), replace(second, views=(side, top))
    this = a_case(case_id="case-this", scans=(first, second))
    found = offered(this=this)
    assert [(one.scan.scan_id, one.view.name, one.why) for one in found] == [
        ("first", "top", WhyOffered.OTHER_VIEW),
        ("second", "side", WhyOffered.SAME_CASE),
    ]
    assert len({one.key for one in found}) == 2


def test_another_case_is_offered_with_the_same_view_only():
    same = other("same", containers=(Container(CONTAINER_NUMBER),))
    scan = same.scans[0]
    top_only = replace(scan, views=(replace(scan.views[0], name="top"),))
    assert offered(replace(same, scans=(top_only,))) == ()


@pytest.mark.parametrize(("size", "is_offered"), [("22G1", True), ("25G1", True), ("42G1", False)])
def test_an_empty_one_must_be_as_long(size, is_offered):
    empty = replace(STRANGE, goods=(EMPTY,), containers=(Container("X", size),))
    assert (why_offered(empty, THIS.declaration) is WhyOffered.EMPTY) is is_offered


def test_no_goods_at_all_is_empty_and_one_item_of_goods_is_not():
    assert is_empty(replace(STRANGE, goods=()))
    assert not is_empty(replace(STRANGE, goods=(EMPTY, a_goods_item(number=2))))


def test_plates_and_numbers_that_are_not_known_are_nothing_in_common():
    blank = replace(STRANGE, containers=(Container(""),), vehicle=Vehicle(""))
    this = replace(THIS.declaration, containers=(Container(""),), vehicle=Vehicle(""))
    assert why_offered(blank, this) is None


def test_it_says_the_newest_verdict_and_whether_the_files_are_here():
    same = other("same", containers=(Container(CONTAINER_NUMBER),))
    bench = a_bench(THIS, same)
    for verdict in (Verdict.DIFFICULT, Verdict.CLEAN):
        bench.database.saved.append(a_verdict(case_id="same", scan_id="scan-same", verdict=verdict))
    (here,) = offered(bench=bench)
    assert (here.verdict, here.is_here) == (Verdict.CLEAN, True)
    del bench.database.files[same.scans[0].views[0].images[1].sha256]
    (gone,) = offered(bench=bench)
    assert not gone.is_here


def test_there_is_an_end_to_it():
    many = [other(f"n{i}", i, containers=(Container(CONTAINER_NUMBER),)) for i in range(MOST + 5)]
    found = offered(*many)
    assert [one.case.case_id for one in found] == [f"n{i}" for i in range(MOST)]
