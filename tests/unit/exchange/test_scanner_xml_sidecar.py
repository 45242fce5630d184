"""The scanner's own XML. All values here are invented."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.exchange.scanner_xml import parse_scanner_xml, read_scanner_xml

FORM = """<?xml version="1.0" ?>
<DataForm>
 <Version>V01.07</Version>
 <TruckId>20300101000007000A</TruckId>
 <Site>000007</Site>
 <Date>2030-01-01T10:00:00.500Z</Date>
 <AdminData>
  <Vehicle>
   <PlateNumber> 1234 УБА </PlateNumber>
   <Trailers><Trailer>
     <PlateNumber>5678 УБ</PlateNumber>
     <Containers>
      <Container><ContainerId>TSTU1234565</ContainerId></Container>
      <Container><ContainerId/></Container>
     </Containers>
   </Trailer></Trailers>
  </Vehicle>
 </AdminData>
 <Operations>
  <Operation Type="1">
   <Start>2030-01-01T09:59:00Z</Start><End>2030-01-01T10:00:00Z</End>
   <Site>000007</Site><Verdict Value="2">2</Verdict>
   <Resources>
    <Resource Type="img" IsPreview="false" IsDeleted="false">20300101000007000AS.jpg</Resource>
    <Resource Type="img" IsPreview="true" IsDeleted="true">20300101000007000AS_stamp.jpg</Resource>
   </Resources>
  </Operation>
  <Operation Type="3">
   <Start>2030-01-01T18:01:00+08:00</Start><End>2030-01-01T10:02:00Z</End>
   <Login>PERSON-1</Login><Workstation>W1</Workstation>
  </Operation>
 </Operations>
</DataForm>
"""


def _refusal(text: str | bytes) -> ScanUnreadable:
    with pytest.raises(ScanUnreadable) as caught:
        parse_scanner_xml(text.encode() if isinstance(text, str) else text)
    assert caught.value.reason == "bad-sidecar"
    return caught.value


def test_what_was_scanned() -> None:
    form = parse_scanner_xml(FORM.encode())
    assert (form.version, form.site) == ("V01.07", "000007")
    assert form.scan_name == "20300101000007000A"
    assert form.taken_at == datetime(2030, 1, 1, 10, 0, 0, 500_000, UTC)
    assert (form.plate, form.trailer_plates) == ("1234 УБА", ("5678 УБ",))
    assert form.container_numbers == ("TSTU1234565",)


def test_what_was_done() -> None:
    scanned, looked_at = parse_scanner_xml(FORM.encode()).operations
    assert (scanned.kind, scanned.verdict, scanned.login) == (1, 2, "")
    assert (scanned.ended_at - scanned.started_at).total_seconds() == 60
    picture, preview = scanned.resources
    assert (picture.kind, picture.file_name) == ("img", "20300101000007000AS.jpg")
    assert (picture.is_preview, picture.is_deleted) == (False, False)
    assert (preview.is_preview, preview.is_deleted) == (True, True)
    assert (looked_at.kind, looked_at.verdict, looked_at.resources) == (3, None, ())
    assert (looked_at.login, looked_at.workstation) == ("PERSON-1", "W1")
    assert looked_at.started_at == datetime(2030, 1, 1, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("<Version>V01.07", "<Version>V02.00"),
        ("DataForm>", "Other>"),
        ("<Date>2030-01-01T10:00:00.500Z", "<Date>soon"),
        ("<Date>2030-01-01T10:00:00.500Z", "<Date>2030-01-01T10:00:00"),
        ('Verdict Value="2"', 'Verdict Value="two"'),
        ('Verdict Value="2"', 'Verdict Value="1_0"'),
        ('Operation Type="1"', 'Operation Type=""'),
        ("</DataForm>", ""),
    ],
)
def test_each_impossible_part(part: str, instead: str) -> None:
    assert part in FORM
    assert _refusal(FORM.replace(part, instead)).detail


BOMB = """<?xml version="1.0"?>
<!DOCTYPE DataForm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<DataForm><Version>&b;</Version></DataForm>
"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE DataForm [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<DataForm><Version>&secret;</Version></DataForm>
"""


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, "<!DOCTYPE DataForm><DataForm/>"])
def test_entities_are_refused(text: str) -> None:
    assert "entities" in _refusal(text).detail


@pytest.mark.parametrize(
    "raw",
    [
        b"not xml",
        b"\0\0\0",
        b"<a>" * 50_000,
        b'<?xml version="1.0" encoding="no-such-code"?><DataForm/>',
        b"<DataForm><Version>V01.07</Version>" + b"<x/>" * 20_000 + b"</DataForm>",
    ],
)
def test_what_is_no_form_at_all(raw: bytes) -> None:
    _refusal(raw)


def test_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "form.xml"
    path.write_text(FORM, encoding="utf-8")
    assert read_scanner_xml(path) == parse_scanner_xml(FORM.encode())
    path.write_bytes(b" " * 1_000_001)
    with pytest.raises(ScanUnreadable) as caught:
        read_scanner_xml(path)
    assert caught.value.reason == "bad-sidecar"


def test_a_real_form(shared_data: Path) -> None:
    form = read_scanner_xml(shared_data / "real-cargo" / "scanner-sidecar-example.xml")
    assert form.version == "V01.07"
    assert len(form.operations) == 2
    assert len(form.operations[0].resources) == 5
    assert len(form.container_numbers) == 1
    assert form.operations[0].started_at < form.taken_at
