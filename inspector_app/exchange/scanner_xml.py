"""The sidecar that one family of scanners writes: XML with the root ``DataForm``, version V01.07.

It says what was scanned and what people said of it, but not how large a pixel is. The meaning of
the numbers in ``Verdict`` and ``Operation`` is not public, so they are kept as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.exchange.scan_sidecar import read_small_file

_VERSIONS = "V01."
_MAX_ELEMENTS = 10_000


@dataclass(frozen=True, slots=True)
class ScannerResource:
    """A file the scanner wrote. `kind` is its word for it (``img``, ``ard``); `file_name` is shown
    and compared, never used as a path."""

    kind: str
    file_name: str
    is_preview: bool
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class ScannerOperation:
    """One step at the scanner: the pass itself, a look at the picture.

    Attributes:
        kind: the scanner's number for the step.
        verdict: the scanner's number for what was said; None where nothing was.
        login: who did it, empty for the machine.
    """

    kind: int
    started_at: datetime
    ended_at: datetime
    verdict: int | None
    site: str
    login: str
    workstation: str
    resources: tuple[ScannerResource, ...]


@dataclass(frozen=True, slots=True)
class ScannerForm:
    """What the scanner's XML says. Times are aware.

    Attributes:
        scan_name: the scanner's own name of the pass.
        trailer_plates, container_numbers: those that were filled in, in order.
    """

    version: str
    scan_name: str
    site: str
    taken_at: datetime
    plate: str
    trailer_plates: tuple[str, ...]
    container_numbers: tuple[str, ...]
    operations: tuple[ScannerOperation, ...]


def read_scanner_xml(path: Path) -> ScannerForm:
    """Read a scanner's XML.

    Raises:
        ScanUnreadable: ``bad-sidecar`` when it is not such a file, a date or number in it is
            impossible, or it declares entities; or why the file cannot be opened.
    """
    return parse_scanner_xml(read_small_file(path))


def parse_scanner_xml(raw: bytes) -> ScannerForm:
    """As `read_scanner_xml`, from its bytes. Raises ScanUnreadable ``bad-sidecar``."""
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ScanUnreadable("bad-sidecar", f"the XML declares entities: {error}") from error
    except (ParseError, ValueError, LookupError) as error:
        # ValueError and LookupError: encodings that do not exist or do not fit.
        raise ScanUnreadable("bad-sidecar", f"not XML: {error}") from error
    version = _text(root, "Version")
    if root.tag != "DataForm" or not version.startswith(_VERSIONS):
        raise ScanUnreadable("bad-sidecar", f"{root.tag} {version} is not a DataForm {_VERSIONS}x")
    if sum(1 for _ in root.iter()) > _MAX_ELEMENTS:
        raise ScanUnreadable("bad-sidecar", "too many elements for a sidecar")
    return ScannerForm(
        version=version,
        scan_name=_text(root, "TruckId"),
        site=_text(root, "Site"),
        taken_at=_time(root, "Date"),
        plate=_text(root, "AdminData/Vehicle/PlateNumber"),
        trailer_plates=_filled(root, "AdminData/Vehicle/Trailers/Trailer/PlateNumber"),
        container_numbers=_filled(root, "AdminData/Vehicle//Container/ContainerId"),
        operations=tuple(_operation(element) for element in root.findall("Operations/Operation")),
    )


def _operation(element: Element) -> ScannerOperation:
    verdict = element.find("Verdict")
    return ScannerOperation(
        kind=_number(element.get("Type", ""), "operation type"),
        started_at=_time(element, "Start"),
        ended_at=_time(element, "End"),
        verdict=None if verdict is None else _number(verdict.get("Value", ""), "verdict"),
        site=_text(element, "Site"),
        login=_text(element, "Login"),
        workstation=_text(element, "Workstation"),
        resources=tuple(
            ScannerResource(
                kind=resource.get("Type", ""),
                file_name=(resource.text or "").strip(),
                is_preview=resource.get("IsPreview") == "true",
                is_deleted=resource.get("IsDeleted") == "true",
            )
            for resource in element.findall("Resources/Resource")
        ),
    )


def _text(element: Element, path: str) -> str:
    """Text of the first element at `path`, without blanks around it; empty where there is none."""
    return (element.findtext(path) or "").strip()


def _filled(element: Element, path: str) -> tuple[str, ...]:
    texts = ((found.text or "").strip() for found in element.findall(path))
    return tuple(text for text in texts if text)


def _number(text: str, what: str) -> int:
    # Not int(): that also takes underscores, blanks and other scripts' digits.
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ScanUnreadable("bad-sidecar", f"{text!r} is no {what}")
    return int(text)


def _time(element: Element, path: str) -> datetime:
    text = _text(element, path)
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise ScanUnreadable("bad-sidecar", f"{path}: {text!r} is no time") from error
    if time.tzinfo is None:
        raise ScanUnreadable("bad-sidecar", f"{path}: {text!r} does not say which time zone")
    return time
