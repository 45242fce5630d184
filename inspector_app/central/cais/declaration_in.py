"""A declaration as CAIS sends it, as a case.

The message is WCO data model XML: ``MetaData`` with a ``Declaration``. Names of elements are those
of version 3.6; their XML namespaces differ between services, so only local names are looked at.
What the red channel adds (post, clock, reasons) lies in a ``RedChannel`` element beside it, whose
names are our own, because the data model has none for it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from inspector_app.domain.case import Case
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
from inspector_app.domain.errors import DeclarationUnreadable
from inspector_app.domain.risk import Channel, ReasonKind, RiskAssessment, RiskReason, ScorePart

MESSAGE_LIMIT_BYTES = 8 * 1024 * 1024
"""Longest message that is looked at."""

_ELEMENT_LIMIT = 200_000
_FORMATS = {"102": "%Y%m%d", "204": "%Y%m%d%H%M%S", "304": "%Y%m%d%H%M%S%z"}
_PARTIES = {
    "Importer": PartyRole.IMPORTER,
    "Exporter": PartyRole.EXPORTER,
    "Declarant": PartyRole.DECLARANT,
    "Agent": PartyRole.BROKER,
    "Carrier": PartyRole.CARRIER,
}


def read_declaration(raw: bytes) -> Case:
    """The case in a message, in its first version and without scans.

    The case id is ``cais-`` and the start of a hash over the declaration's number, so that every
    version of a declaration belongs to the same case. Raises DeclarationUnreadable: ``too-large``,
    ``not-xml``, ``missing-field`` or ``impossible``.
    """
    root = _parsed(raw)
    declaration = _required(root, "Declaration")
    red_channel = _required(root, "RedChannel")
    try:
        made = _declaration(declaration, red_channel)
        return Case(
            case_id=case_id_of(made.number),
            post=made.crossing.post,
            version=1,
            assigned_at=_time(_required(red_channel, "AssignedDateTime")),
            declaration=made,
            risk=_risk(red_channel),
            scans=(),
        )
    except (ValueError, OverflowError) as error:
        raise DeclarationUnreadable("impossible", str(error)) from error


def case_id_of(declaration_number: str) -> str:
    """The id of the case about this declaration."""
    return "cais-" + hashlib.sha256(declaration_number.encode()).hexdigest()[:32]


def message_type(raw: bytes) -> tuple[str, Element]:
    """``DEC`` or ``RES``, and the message. Raises DeclarationUnreadable."""
    root = _parsed(raw)
    named = _text(root, "WCOTypeName")
    if not named:
        named = "RES" if _child(root, "Response") is not None else "DEC"
    return named, root


def local_name(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def find(element: Element, path: str) -> Element | None:
    """The first element down a path of local names, such as ``Response/Declaration``."""
    here: Element | None = element
    for name in path.split("/"):
        here = None if here is None else _child(here, name)
    return here


def _parsed(raw: bytes) -> Element:
    if len(raw) > MESSAGE_LIMIT_BYTES:
        raise DeclarationUnreadable("too-large", f"a message of {len(raw)} bytes")
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise DeclarationUnreadable("not-xml", f"{type(error).__name__}: {error}") from error
    if sum(1 for _ in root.iter()) > _ELEMENT_LIMIT:
        raise DeclarationUnreadable("too-large", f"more than {_ELEMENT_LIMIT} elements")
    return root


def _declaration(element: Element, red_channel: Element) -> Declaration:
    shipment = _required(element, "GoodsShipment")
    amount = _child(element, "InvoiceAmount")
    accepted = _child(element, "AcceptanceDateTime")
    lodged = _child(element, "IssueDateTime")
    if lodged is None:
        lodged = accepted
    if lodged is None:
        raise DeclarationUnreadable("missing-field", "Declaration: no IssueDateTime")
    return Declaration(
        number=_required_text(element, "ID"),
        version=int(_text(element, "VersionID") or 1),
        lodged_at=_time(lodged),
        procedure=_procedure(shipment) or _text(element, "TypeCode"),
        currency="" if amount is None else amount.get("currencyID", ""),
        parties=tuple(_parties(element, shipment)),
        goods=tuple(
            _goods_item(number, item)
            for number, item in enumerate(_children(shipment, "GovernmentAgencyGoodsItem"), 1)
        ),
        containers=tuple(_containers(shipment)),
        seals=tuple(_seals(shipment)),
        vehicle=_vehicle(element, shipment, red_channel),
        crossing=_crossing(element, red_channel),
        accepted_on=None if accepted is None else _time(accepted).date(),
    )


def _parties(element: Element, shipment: Element) -> Iterator[Party]:
    for name, role in _PARTIES.items():
        # Some services name the importer with the shipment, some with the declaration.
        for found in (*_children(element, name), *_children(shipment, name)):
            shown, number = _text(found, "Name"), _text(found, "ID")
            if not shown and not number:
                continue
            class_code = _text(found, "ComplianceCode").lower()
            known = class_code in {one.value for one in Compliance}
            yield Party(
                role,
                shown or number,
                number,
                _text(found, "Address/CountryCode"),
                Compliance(class_code) if known else Compliance.UNKNOWN,
            )


def _goods_item(place: int, item: Element) -> GoodsItem:
    number = int(_text(item, "SequenceNumeric") or place)
    commodity = _required(item, "Commodity")
    measure = _child(commodity, "GoodsMeasure")
    gross = _number(measure, "GrossMassMeasure")
    net = _number(measure, "NetNetWeightMeasure")
    quantity = None if measure is None else _child(measure, "TariffQuantity")
    packaging = list(_children(item, "Packaging"))
    value = _child(item, "StatisticalValueAmount")
    if value is None:
        value = _child(item, "CustomsValueAmount")
    if value is None:
        value = find(commodity, "InvoiceLine/ItemChargeAmount")
    return GoodsItem(
        number=number,
        hs_code=_hs_code(commodity),
        description=_description(commodity, mongolian=False),
        description_mn=_description(commodity, mongolian=True),
        origin=_text(item, "Origin/CountryCode"),
        packages=round(sum(_number(one, "QuantityQuantity") for one in packaging)),
        package_type=_text(packaging[0], "TypeCode") if packaging else "",
        quantity=0.0 if quantity is None else _decimal(quantity),
        quantity_unit="" if quantity is None else quantity.get("unitCode", ""),
        net_mass_kg=net,
        # A declaration of the net mass alone is common; the gross mass is then at least that.
        gross_mass_kg=gross or net,
        value=0.0 if value is None else _decimal(value),
    )


def _hs_code(commodity: Element) -> str:
    """The parts of the code in the order of the message: CN, TARIC and the like follow the HS."""
    parts = [_text(one, "ID") for one in _children(commodity, "Classification")]
    digits = "".join(part for part in parts if part.isascii() and part.isdigit())
    return digits[:10]


def _description(commodity: Element, *, mongolian: bool) -> str:
    for one in _children(commodity, "Description"):
        if (one.get("languageID", "").lower() == "mn") is mongolian:
            return (one.text or "").strip()
    return ""


def _procedure(shipment: Element) -> str:
    found = find(shipment, "GovernmentAgencyGoodsItem/GovernmentProcedure")
    if found is None:
        return ""
    return _text(found, "CurrentCode") + _text(found, "PreviousCode")


def _equipment(shipment: Element) -> Iterator[Element]:
    consignment = _child(shipment, "Consignment")
    if consignment is not None:
        yield from _children(consignment, "TransportEquipment")


def _containers(shipment: Element) -> Iterator[Container]:
    for one in _equipment(shipment):
        if number := _text(one, "ID"):
            mass = _number(one, "GrossMassMeasure")
            yield Container(number, _text(one, "CharacteristicCode"), mass or None)


def _seals(shipment: Element) -> Iterator[Seal]:
    for one in _equipment(shipment):
        for seal in _children(one, "Seal"):
            if number := _text(seal, "ID"):
                yield Seal(number, _text(one, "ID"), _text(seal, "AffixingPartyTypeCode"))


def _vehicle(element: Element, shipment: Element, red_channel: Element) -> Vehicle:
    arrival = find(shipment, "Consignment/ArrivalTransportMeans")
    border = _child(element, "BorderTransportMeans")
    plate = "" if arrival is None else _text(arrival, "ID")
    if not plate and border is not None:
        plate = _text(border, "ID")
    country = "" if border is None else _text(border, "RegistrationNationalityCode")
    return Vehicle(
        plate, country, _text(red_channel, "TrailerID"), _text(red_channel, "DriverName")
    )


def _crossing(element: Element, red_channel: Element) -> Crossing:
    post = _text(red_channel, "PostID") or _text(element, "DeclarationOfficeID")
    if not post:
        raise DeclarationUnreadable("missing-field", "neither PostID nor DeclarationOfficeID")
    weighed = _number(red_channel, "WeighbridgeMassMeasure")
    return Crossing(
        post,
        _text(red_channel, "PostName"),
        _time(_required(red_channel, "EntryDateTime")),
        _text(red_channel, "LaneID"),
        "export" if _text(element, "TypeCode").startswith("EX") else "import",
        weighed or None,
    )


def _risk(red_channel: Element) -> RiskAssessment:
    return RiskAssessment(
        Channel(_text(red_channel, "ChannelCode").lower() or Channel.RED.value),
        tuple(_reason(one) for one in _children(red_channel, "Reason")),
        tuple(
            ScorePart(
                _required_text(one, "SubjectName"),
                _number(one, "PointsNumeric"),
                _number(one, "MaximumNumeric"),
                _text(one, "EvidenceText"),
                _text(one, "EvidenceTextMN"),
            )
            for one in _children(red_channel, "ScorePart")
        ),
    )


def _reason(element: Element) -> RiskReason:
    item = _text(element, "GoodsItemNumeric")
    return RiskReason(
        reason_id=_required_text(element, "ID"),
        kind=ReasonKind(_required_text(element, "KindCode").lower()),
        criterion=_text(element, "CriterionID"),
        weight=_number(element, "WeightNumeric"),
        explanation=_text(element, "ExplanationText"),
        look_for=_text(element, "LookForText"),
        control_types=tuple(
            (one.text or "").strip() for one in _children(element, "ControlTypeCode")
        ),
        goods_item=int(item) if item else None,
        explanation_mn=_text(element, "ExplanationTextMN"),
        look_for_mn=_text(element, "LookForTextMN"),
    )


def _time(element: Element) -> datetime:
    """A moment, aware; one without an offset is taken for UTC. Raises DeclarationUnreadable."""
    inner = _child(element, "DateTimeString")
    inner = element if inner is None else inner
    text = (inner.text or "").strip()
    pattern = _FORMATS.get(inner.get("formatCode", ""))
    try:
        if pattern:
            moment = datetime.strptime(text, pattern)  # noqa: DTZ007 - made aware below
        elif len(text) == len("2026-01-01"):
            moment = datetime.combine(date.fromisoformat(text), datetime.min.time())
        else:
            moment = datetime.fromisoformat(text)
    except ValueError as error:
        where = local_name(element)
        raise DeclarationUnreadable("impossible", f"{where}: {text!r} is no time") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _children(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element if local_name(one) == name)


def _child(element: Element, name: str) -> Element | None:
    return next(_children(element, name), None)


def _required(element: Element, name: str) -> Element:
    found = _child(element, name)
    if found is None:
        raise DeclarationUnreadable("missing-field", f"{local_name(element)}: no {name}")
    return found


def _text(element: Element, path: str) -> str:
    found = find(element, path)
    return "" if found is None else (found.text or "").strip()


def _required_text(element: Element, name: str) -> str:
    text = _text(element, name)
    if not text:
        raise DeclarationUnreadable("missing-field", f"{local_name(element)}: no {name}")
    return text


def _number(element: Element | None, name: str) -> float:
    found = None if element is None else _child(element, name)
    return 0.0 if found is None else _decimal(found)


def _decimal(element: Element) -> float:
    text = (element.text or "").strip() or "0"
    value = float(text)
    if not (math.isfinite(value) and value >= 0):
        raise DeclarationUnreadable("impossible", f"{local_name(element)}: {text!r}")
    return value
