"""Realistic domain values for tests. Every function takes any field by name, fills in the rest."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from inspector_app.domain.annotation import Annotation, AnnotationKind
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
from inspector_app.domain.finding import Finding, ScanVerdict, Verdict
from inspector_app.domain.highlight import Highlight, HighlightReason, Tier
from inspector_app.domain.photo import Photo
from inspector_app.domain.region import Box, Mark
from inspector_app.domain.risk import Channel, ReasonKind, RiskAssessment, RiskReason, ScorePart
from inspector_app.domain.scan import DoorSide, Energy, EnergyImage, Geometry, Scan, View
from inspector_app.domain.viewing import ViewingRecord
from inspector_app.protocol.ids import new_id

AT = datetime(2026, 11, 21, 8, 15, 30, tzinfo=UTC)
"""The moment everything below happened, unless told otherwise."""

CONTAINER_NUMBER = "CSQU3054383"
"""The worked example of ISO 6346: its check digit is right."""


def an_image(**fields: Any) -> EnergyImage:
    """An energy image; its hash is that of its file name unless given."""
    name = fields.get("file_name", "zu-0412-side-high.png")
    return EnergyImage(
        **{
            "energy": Energy.HIGH,
            "sha256": hashlib.sha256(name.encode()).hexdigest(),
            "size_bytes": 3_145_728,
            "file_name": name,
            **fields,
        }
    )


def a_scan(**fields: Any) -> Scan:
    """A dual-energy scan from the side."""
    scan_id = fields.get("scan_id", "scan-0412")
    view = View(
        name="side",
        images=(
            an_image(file_name=f"{scan_id}-side-high.png"),
            an_image(file_name=f"{scan_id}-side-low.png", energy=Energy.LOW),
        ),
        geometry=Geometry(
            mm_per_px_x=4.0,
            mm_per_px_y=4.0,
            doors=DoorSide.RIGHT,
            container=Box(200, 120, 1515, 650),
        ),
    )
    return Scan(
        **{
            "scan_id": scan_id,
            "scanner": "MB1215DE",
            "taken_at": AT,
            "views": (view,),
            "simulated": True,
            **fields,
        }
    )


def a_goods_item(**fields: Any) -> GoodsItem:
    """Ceramic tiles from China."""
    return GoodsItem(
        **{
            "number": 1,
            "hs_code": "69072100",
            "description": "Ceramic floor tiles, glazed",
            "description_mn": "Шалны керамик хавтан",
            "origin": "CN",
            "packages": 960,
            "package_type": "CT",
            "quantity": 1440.0,
            "quantity_unit": "MTK",
            "net_mass_kg": 21_600.0,
            "gross_mass_kg": 22_080.0,
            "value": 12_960.0,
            **fields,
        }
    )


def a_declaration(**fields: Any) -> Declaration:
    """An import through Zamyn-Uud in one 20-foot container."""
    return Declaration(
        **{
            "number": "110120260004127",
            "version": 1,
            "lodged_at": AT,
            "procedure": "4000",
            "currency": "USD",
            "parties": (
                Party(PartyRole.IMPORTER, "Хан Барилга ХХК", "5312874", "MN", Compliance.MEDIUM),
                Party(PartyRole.EXPORTER, "Example Ceramics Export", country="CN"),
            ),
            "goods": (a_goods_item(),),
            "containers": (Container(CONTAINER_NUMBER, "22G1", 24_300.0),),
            "seals": (Seal("CN8841207", CONTAINER_NUMBER, "carrier"),),
            "vehicle": Vehicle("蒙A12345", "CN", "蒙A678挂"),
            "crossing": Crossing("ZU", "Zamyn-Uud", AT, lane="3", weighed_kg=39_420.0),
            **fields,
        }
    )


def a_risk_reason(**fields: Any) -> RiskReason:
    """High risk because of the goods item's undervaluation."""
    return RiskReason(
        **{
            "reason_id": "reason-1",
            "kind": ReasonKind.HIGH_RISK,
            "criterion": "VAL-017",
            "weight": 40.0,
            "explanation": "Value per square metre is well below that of other imports.",
            "explanation_mn": "Нэгж үнэ бусад импортоос илт доогуур.",
            "look_for": "Other goods behind the tiles",
            "look_for_mn": "Хавтангийн ард нуусан бараа",
            "control_types": ("non-intrusive",),
            "goods_item": 1,
            **fields,
        }
    )


def a_risk_assessment(**fields: Any) -> RiskAssessment:
    """Red, with one reason and two parts of the score."""
    return RiskAssessment(
        **{
            "channel": Channel.RED,
            "reasons": (a_risk_reason(),),
            "score": (
                ScorePart("commodity", 40.0, 60.0, "Price per unit in the lowest 5 %"),
                ScorePart("importer", 12.0, 40.0, "Three corrections in a year"),
            ),
            **fields,
        }
    )


def a_case(**fields: Any) -> Case:
    """A red-channel case with one scan; the scan's id follows from the case's."""
    case_id = fields.get("case_id", "case-0412")
    return Case(
        **{
            "case_id": case_id,
            "post": "ZU",
            "version": 1,
            "assigned_at": AT,
            "declaration": a_declaration(),
            "risk": a_risk_assessment(),
            "scans": (a_scan(scan_id=case_id.replace("case", "scan")),),
            **fields,
        }
    )


def a_finding(**fields: Any) -> Finding:
    """The first version of a finding with fresh ids; an amendment needs `version`, `replaces`."""
    return Finding(
        **{
            "finding_id": new_id(),
            "revision_id": new_id(),
            "version": 1,
            "case_id": "case-0412",
            "scan_id": "scan-0412",
            "kind": "density-differs",
            "author": "b.bold",
            "recorded_at": AT,
            "mark": Mark.of_box("side", Box(640.0, 300.5, 210.0, 96.0)),
            "remark": "Ачааны ард өөр нягтралтай зүйл",
            "goods_item": 1,
            **fields,
        }
    )


def a_verdict(**fields: Any) -> ScanVerdict:
    """The first version of the verdict "suspicious" with fresh ids."""
    return ScanVerdict(
        **{
            "verdict_id": new_id(),
            "revision_id": new_id(),
            "version": 1,
            "case_id": "case-0412",
            "scan_id": "scan-0412",
            "verdict": Verdict.SUSPICIOUS,
            "author": "b.bold",
            "recorded_at": AT,
            **fields,
        }
    )


def an_annotation(**fields: Any) -> Annotation:
    """The first version of an arrow with fresh ids; an amendment needs `version`, `replaces`."""
    return Annotation(
        **{
            "annotation_id": new_id(),
            "revision_id": new_id(),
            "version": 1,
            "case_id": "case-0412",
            "scan_id": "scan-0412",
            "view": "side",
            "kind": AnnotationKind.ARROW,
            "points": ((640.0, 300.5), (702.25, 341.0)),
            "author": "b.bold",
            "recorded_at": AT,
            "text": "энд",
            **fields,
        }
    )


def a_photo(**fields: Any) -> Photo:
    """The first version of a photo with fresh ids; a later one needs `version`, `replaces`."""
    name = fields.get("file_name", "DSC_0412.JPG")
    return Photo(
        **{
            "photo_id": new_id(),
            "revision_id": new_id(),
            "version": 1,
            "case_id": "case-0412",
            "scan_id": "scan-0412",
            "finding_id": "finding-0412",
            "sha256": hashlib.sha256(name.encode()).hexdigest(),
            "size_bytes": 2_345_678,
            "file_name": name,
            "media_type": "image/jpeg",
            "author": "b.bold",
            "recorded_at": AT,
            **fields,
        }
    )


def a_viewing(**fields: Any) -> ViewingRecord:
    """Half a minute at the side view with two tools."""
    return ViewingRecord(
        **{
            "viewing_id": new_id(),
            "case_id": "case-0412",
            "scan_id": "scan-0412",
            "view": "side",
            "person": "b.bold",
            "started_at": AT,
            "looked_s": 31.5,
            "tools": (("invert", 2), ("magnifier", 1)),
            **fields,
        }
    )


def a_highlight(**fields: Any) -> Highlight:
    """A place that is denser than its surroundings."""
    return Highlight(
        **{
            "highlight_id": "highlight-1",
            "view": "side",
            "box": Box(640.0, 300.5, 210.0, 96.0),
            "score": 0.83,
            "tier": Tier.ALERT,
            "reason": HighlightReason.DENSER,
            "contrast": 0.42,
            "model": "density 1.0 3f9a12cd",
            **fields,
        }
    )
