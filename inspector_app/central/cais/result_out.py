"""The result of an inspection as CAIS is told it: WCO data model XML of the type ``RES``.

The data model's response class has no words for what an inspection found, so these follow the
control result of the European customs declaration systems (code lists CL047 and CL716): a result
code, and per finding what kind of control found what and where. CAIS's own codes are not public;
`RESULT_CODES` is the one place to put them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from inspector_app.domain.case import Case
from inspector_app.domain.finding import Finding, ScanVerdict, Verdict

RESULT_CODES: Mapping[Verdict, str] = {
    # A1 is for a physical control without discrepancy; a scan alone never is one.
    Verdict.CLEAN: "A2",
    Verdict.SUSPICIOUS: "B1",
}
"""Result codes after CL047. A verdict that is not here ends nothing, and is reported as pending."""

_FOUND = "A5"  # discrepancies
_NON_INTRUSIVE = "30"  # CL716
_RES = "urn:wco:datamodel:WCO:RES-DMS:2"
_OWN = "urn:inspector-app:control-result:1"


@dataclass(frozen=True, slots=True)
class Result:
    """What is told: one version of a verdict and the findings there were when it was given."""

    message_id: str
    case: Case
    verdict: ScanVerdict
    findings: Sequence[Finding]
    received_at: datetime


def write_result(result: Result) -> bytes:
    """The message, UTF-8. The same result always gives the same bytes."""
    root = Element(f"{{{_RES}}}MetaData")
    _put(root, "WCODataModelVersionCode", "3.6")
    _put(root, "WCOTypeName", "RES")
    response = SubElement(root, f"{{{_RES}}}Response")
    _put(response, "FunctionCode", "05")
    _put(response, "FunctionalReferenceID", result.message_id)
    issued = SubElement(response, f"{{{_RES}}}IssueDateTime")
    moment = SubElement(issued, f"{{{_RES}}}DateTimeString", formatCode="304")
    moment.text = _moment(result.received_at)
    declaration = SubElement(response, f"{{{_RES}}}Declaration")
    _put(declaration, "ID", result.case.declaration.number)
    _put(declaration, "VersionID", str(result.case.declaration.version))
    control = SubElement(response, f"{{{_OWN}}}ControlResult")
    code = result_code(result.verdict.verdict, result.findings)
    _own(control, "ControlResultCode", code)
    _own(control, "PendingIndicator", "0" if code else "1")
    _own(control, "ControlDateTime", _moment(result.verdict.recorded_at))
    _own(control, "ControlTypeCode", _NON_INTRUSIVE)
    _own(control, "OfficerID", result.verdict.author)
    _own(control, "VerdictCode", result.verdict.verdict.value)
    _own(control, "RemarksText", result.verdict.reason)
    for finding in result.findings:
        _add_finding(control, finding)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def result_code(verdict: Verdict, findings: Sequence[Finding]) -> str:
    """The code of CL047, empty while the inspection has not ended."""
    code = RESULT_CODES.get(verdict, "")
    return _FOUND if code == RESULT_CODES[Verdict.CLEAN] and findings else code


def _add_finding(control: Element, finding: Finding) -> None:
    element = SubElement(control, f"{{{_OWN}}}Finding")
    _own(element, "ID", finding.finding_id)
    _own(element, "VersionID", str(finding.version))
    _own(element, "KindCode", finding.kind)
    _own(element, "RiskReasonID", finding.reason_id or "")
    if finding.goods_item is not None:
        # The data model's way to address a part of a declaration.
        pointer = SubElement(element, f"{{{_RES}}}Pointer")
        _put(pointer, "DocumentSectionCode", "68A")
        _put(pointer, "SequenceNumeric", str(finding.goods_item))
    _own(element, "OfficerID", finding.author)
    _own(element, "RecordedDateTime", _moment(finding.recorded_at))
    _own(element, "RemarksText", finding.remark)


def _put(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{_RES}}}{name}").text = _legible(text)


def _own(parent: Element, name: str, text: str) -> None:
    if text:
        SubElement(parent, f"{{{_OWN}}}{name}").text = _legible(text)


def _legible(text: str) -> str:
    """XML 1.0 has no way to write most control characters, not even escaped."""
    return "".join(
        one
        for one in text
        if one in "\t\n\r"
        or " " <= one <= "\ud7ff"
        or "\ue000" <= one <= "\ufffd"
        or one > "\uffff"
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%SZ")
