from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector_app.central.cais.declaration_in import message_type, read_declaration
from inspector_app.domain.declaration import Compliance, PartyRole
from inspector_app.domain.errors import DeclarationUnreadable
from inspector_app.domain.risk import Channel, ReasonKind
from tests.unit.central.cais.messages import a_declaration

REAL = Path(__file__).parents[5] / "shared/data/declarations/wco_dm_3_6_uk/examples"


def test_a_declaration_becomes_a_case():
    case = read_declaration(a_declaration())
    made = case.declaration
    assert (made.number, made.version, made.procedure, made.currency) == (
        "26MN0001",
        1,
        "4000",
        "USD",
    )
    assert made.lodged_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert case.assigned_at == datetime(2026, 11, 20, 1, 45, tzinfo=UTC)
    assert case.post == made.crossing.post == "ZU"
    assert made.crossing.weighed_kg == 36800
    importer = made.party(PartyRole.IMPORTER)
    assert importer is not None
    assert (importer.name, importer.compliance) == ("Алтан Тал ХХК", Compliance.LOW)
    assert made.vehicle.plate == "蒙A12345"
    assert made.containers[0].number_is_valid
    assert made.seals[0].container == "CSQU3054383"
    item = made.goods[0]
    assert (item.hs_code, item.description_mn, item.origin) == ("69072100", "Керамик хавтан", "CN")
    assert (item.packages, item.package_type, item.quantity_unit) == (22, "PX", "MTK")
    assert (item.gross_mass_kg, item.net_mass_kg, item.value) == (20400, 19800, 41000.50)
    assert case.risk.channel is Channel.RED
    reason = case.risk.reasons[0]
    assert (reason.kind, reason.control_types, reason.goods_item) == (
        ReasonKind.HIGH_RISK,
        ("30", "40"),
        1,
    )
    assert case.risk.points == 30


def test_all_versions_of_a_declaration_belong_to_one_case():
    ids = {read_declaration(a_declaration(version=version)).case_id for version in (1, 2)}
    assert len(ids) == 1
    assert read_declaration(a_declaration("26MN0002")).case_id not in ids


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"</md:MetaData>", b"", "not-xml"),
        (b"<md:MetaData ", b"<!DOCTYPE x [<!ENTITY a 'b'>]><md:MetaData ", "not-xml"),
        (b"<ID>26MN0001</ID>", b"", "missing-field"),
        (b"<rc:EntryDateTime>2026-11-20T09:40:00+08:00</rc:EntryDateTime>", b"", "missing-field"),
        (b"20261120013000Z", b"20261320013000Z", "impossible"),
        (b"<ID>690721</ID>", b"<ID>69</ID>", "impossible"),
        (b"20400", b"nan", "impossible"),
        (b"20400", b"-1", "impossible"),
        (b"<SequenceNumeric>1", b"<SequenceNumeric>2", "impossible"),
        (b"high-risk", b"no-such-kind", "impossible"),
        (b"RED<", b"PURPLE<", "impossible"),
    ],
)
def test_what_cannot_be_a_declaration_is_refused_with_a_reason(old, new, reason):
    raw = a_declaration()
    assert old in raw
    if new.startswith(b"<!DOCTYPE"):
        raw = raw.replace(b'<?xml version="1.0" encoding="UTF-8"?>\n', b"")
    with pytest.raises(DeclarationUnreadable) as refused:
        read_declaration(raw.replace(old, new))
    assert refused.value.reason == reason


def test_a_huge_message_is_not_looked_at():
    with pytest.raises(DeclarationUnreadable) as refused:
        read_declaration(b" " * (9 * 1024 * 1024))
    assert refused.value.reason == "too-large"


def test_real_messages_of_another_service_are_told_apart_and_read():
    if not REAL.is_dir():
        pytest.skip("the shared folder with real WCO messages is not here")
    kinds = [message_type(path.read_bytes())[0] for path in sorted(REAL.rglob("*.xml"))]
    assert kinds.count("RES") > 15
    assert kinds.count("DEC") >= 2
    # It has no number and no red channel yet: given both, and the time, everything else is read.
    raw = (REAL / "TT_IM017a/Step1_TT_IM017a.xml").read_bytes().decode()
    stamp = '<DateTimeString formatCode="102">20210719</DateTimeString>'
    raw = raw.replace(
        "<FunctionCode>9</FunctionCode>",
        "<FunctionCode>9</FunctionCode><ID>21GB7X8M7S6NG8N6R0</ID>"
        f"<AcceptanceDateTime>{stamp}</AcceptanceDateTime>",
        1,
    )
    raw = raw.replace(
        "</md:MetaData>",
        "<RedChannel><PostID>ZU</PostID><EntryDateTime>2021-07-19</EntryDateTime>"
        "<AssignedDateTime>2021-07-19</AssignedDateTime></RedChannel></md:MetaData>",
    )
    declaration = read_declaration(raw.encode()).declaration
    assert len(declaration.goods) == 3
    assert declaration.packages == 80
    assert declaration.currency == "GBP"
    assert all(item.hs_code.startswith("8510") for item in declaration.goods)
    assert declaration.party(PartyRole.EXPORTER).name == "US Clipper Inc."
