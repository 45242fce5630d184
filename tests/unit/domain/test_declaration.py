"""Declarations: what is refused, and what is shown as wrong instead."""

from __future__ import annotations

import pytest

from inspector_app.domain.declaration import Container, PartyRole, is_container_number
from tests.helpers.builders import a_declaration, a_goods_item


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("CSQU3054383", True),  # the worked example of ISO 6346
        ("CSQU3054384", False),
        ("CSQU305438", False),
        ("", False),
        ("CSQA3054383", False),
    ],
)
def test_the_check_digit_of_a_container_number(number, right):
    assert is_container_number(number) is right


def test_a_wrong_container_number_is_kept_so_that_it_can_be_shown():
    assert Container("CSQU3054384").number_is_valid is False


def test_goods_items_are_numbered_without_gaps():
    with pytest.raises(ValueError, match="numbered"):
        a_declaration(goods=(a_goods_item(number=1), a_goods_item(number=3)))


@pytest.mark.parametrize("code", ["6907", "69072A", "٦٩٠٧٢١", "69072100123"])
def test_an_hs_code_is_six_to_ten_plain_digits(code):
    with pytest.raises(ValueError, match="HS code"):
        a_declaration(goods=(a_goods_item(hs_code=code),))


def test_gross_mass_is_not_below_net_mass():
    with pytest.raises(ValueError, match="gross"):
        a_declaration(goods=(a_goods_item(net_mass_kg=10.0, gross_mass_kg=9.0),))


def test_sums_go_over_all_goods_items():
    first = a_goods_item(number=1, packages=3, gross_mass_kg=22_000.0, value=10.0)
    second = a_goods_item(number=2, packages=4, gross_mass_kg=21_700.0, value=5.0)
    declaration = a_declaration(goods=(first, second))
    assert declaration.packages == 7
    assert declaration.gross_mass_kg == 43_700.0
    assert declaration.total_value == 15.0


def test_a_party_is_found_by_its_role():
    declaration = a_declaration()
    assert declaration.party(PartyRole.IMPORTER) is declaration.parties[0]
    assert declaration.party(PartyRole.BROKER) is None
