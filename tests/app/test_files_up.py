"""Photos, previews and scans from a station's disk to a centre's, through everything between."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest
from fastapi import FastAPI
from PIL import Image

from inspector_app.bootstrap.compose import Station, open_composed, utc_now
from inspector_app.central.application import make_app
from inspector_app.central.cases import load_cases
from inspector_app.central.scan_files import scan_path
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.domain.errors import CentreRefused, CentreUnreachable
from inspector_app.domain.scan import Energy, View
from inspector_app.protocol.messages import PREVIEW_LIMIT_BYTES, FileKind
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import open_station
from inspector_app.storage.station import StationDatabase
from inspector_app.sync.core import StationSide, SyncCore
from inspector_app.sync.http_transport import HttpTransport
from inspector_app.sync.steps import (
    FindPreview,
    OfferFile,
    PushOperations,
    Request,
    SendChunk,
    WaitUntil,
)
from inspector_app.workflow.attach_photo import attach_photo
from inspector_app.workflow.file_ports import UploadState
from inspector_app.workflow.open_case import open_case
from inspector_app.workflow.ports import CaseOnDisk
from inspector_app.workflow.preview_scans import preview_cases
from inspector_app.workflow.record_finding import FindingDraft, record_finding
from inspector_app.workflow.take_in_cases import take_in_cases
from tests.helpers.builders import a_case, a_scan, an_image
from tests.helpers.file_sender import sha256_of


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    opened = open_composed(DataFolder(tmp_path / "post"), highlighter=None)
    yield opened
    opened.close()


@pytest.fixture
def settings(tmp_path: Path) -> CentreSettings:
    made = CentreSettings(tmp_path / "centre", port=0)
    load_cases(made, [a_case(scans=())], {})
    return made


@pytest.fixture
def app(settings: CentreSettings) -> Iterator[FastAPI]:
    made = make_app(settings)
    yield made
    made.state.store.close()
    made.state.engine.dispose()


def a_scan_file(folder: Path) -> Path:
    rng = np.random.default_rng(2)
    pixels = np.full((400, 900), 50_000, np.uint16) + rng.integers(0, 900, (400, 900), np.uint16)
    pixels[100:300, 200:700] //= 6
    path = folder / "side.png"
    cv2.imwrite(str(path), pixels)
    return path


def talk(
    database: StationDatabase,
    app: FastAPI,
    token: str,
    *,
    lose: random.Random | None = None,
    until: Callable[[], bool] | None = None,
    cut_at: Callable[[Request], bool] = lambda _: False,
) -> list[Request]:
    """Until all files are safe, or `until`; one in four answers about files is lost with `lose`,
    and what `cut_at` says does not get through."""
    side = StationSide(
        outbox=database.outbox,
        feed=database.feed,
        cases=database.cases,
        scans=database.scans,
        log=database.log,
        uploads=database.uploads,
    )
    passed = [0.0]
    core = SyncCore(
        side, now=utc_now, monotonic=lambda: time.monotonic() + passed[0], rng=random.Random(1)
    )
    steps: list[Request] = []
    with HttpTransport(
        "http://centre",
        token=token,
        device_id=database.device_id,
        through=httpx.ASGITransport(app, raise_app_exceptions=False),
    ) as transport:
        for _ in range(400):
            step = core.next_step()
            if isinstance(step, WaitUntil):
                if until() if until is not None else not database.uploads.waiting():
                    return steps
                passed[0] += core.seconds_until(step) + 1
                continue
            steps.append(step)
            if cut_at(step):
                core.failed(step, CentreUnreachable("no-connection"))
                continue
            try:
                answer = transport.carry(step, should_stop=lambda: False)
                cut = isinstance(step, OfferFile | SendChunk) and lose and lose.random() < 0.25
                if cut:
                    core.failed(step, CentreUnreachable("timeout"))
                else:
                    core.answered(step, answer)
            except (CentreUnreachable, CentreRefused) as error:
                core.failed(step, error)
    raise AssertionError(f"it never ends: {[type(one).__name__ for one in steps[-12:]]}")


def test_everything_of_a_case_from_a_folder_reaches_the_centre(
    station: Station, app: FastAPI, settings: CentreSettings, tmp_path: Path
) -> None:
    scan_file = a_scan_file(tmp_path)
    image = an_image(energy=Energy.SINGLE, sha256="", size_bytes=0, file_name="side.png")
    case = a_case(scans=(a_scan(views=(View("side", (image,)),)),))
    taken = take_in_cases(
        station.ports,
        [CaseOnDisk(case, {"side.png": scan_file})],
        progress=lambda _: None,
        should_stop=lambda: False,
    )
    assert preview_cases(station.ports, taken.case_ids, lambda: False) == 1
    case = station.ports.cases.get(case.case_id)
    draft = FindingDraft(case.scans[0].scan_id, "dense-object")
    finding = record_finding(station.ports, case, draft)
    photo_file = tmp_path / "stick" / "DSC_1.JPG"
    photo_file.parent.mkdir()
    noise = random.Random(3).randbytes(600 * 400 * 3)
    Image.frombytes("RGB", (600, 400), noise).save(photo_file, quality=95)
    content = photo_file.read_bytes()
    photo = attach_photo(station.ports, finding, photo_file)
    photo_file.unlink()  # the stick is pulled
    token = add_station(settings, "ZU", "lane 1")
    steps = talk(station.database, app, token, lose=random.Random(4))
    kinds = [one.upload.kind for one in steps if isinstance(one, SendChunk)]
    assert kinds == sorted(kinds, key=[FileKind.PREVIEW, FileKind.PHOTO, FileKind.SCAN].index)
    first_file = next(n for n, one in enumerate(steps) if isinstance(one, OfferFile))
    assert any(isinstance(one, PushOperations) for one in steps[:first_file])
    opened = open_case(station.ports, case.case_id)
    assert {one.state for one in opened.uploads} == {UploadState.SAFE}
    assert len(opened.uploads) == 3
    assert len(opened.files_of(finding)) == 2
    assert scan_path(settings.scans, photo.sha256).read_bytes() == content
    there = scan_path(settings.scans, opened.case.scans[0].views[0].images[0].sha256)
    assert there.read_bytes() == scan_file.read_bytes()


def test_a_case_that_the_centre_does_not_know_holds_nothing_up(
    station: Station, app: FastAPI, settings: CentreSettings, tmp_path: Path
) -> None:
    kept = station.ports.scans.take_file(a_scan_file(tmp_path))
    scans = (a_scan(views=(View("side", (replace(kept, file_name="side.png"),)),)),)
    for case_id in ("case-9999", "case-0412"):
        station.ports.cases.keep([a_case(case_id=case_id, scans=scans)])
    waiting = station.database.uploads.waiting
    talk(station.database, app, add_station(settings, "ZU", "x"), until=lambda: len(waiting()) == 1)
    (left,) = waiting()
    assert (left.case_id, left.reason) == ("case-9999", "unknown-case")
    load_cases(settings, [a_case(case_id="case-9999", scans=())], {})
    talk(station.database, app, add_station(settings, "ZU", "again"))
    assert waiting() == ()


def sends_scan(step: Request) -> bool:
    return isinstance(step, SendChunk) and step.upload.kind is FileKind.SCAN


def test_a_supervisor_sees_a_preview_before_the_scan_has_arrived(
    station: Station, app: FastAPI, settings: CentreSettings, tmp_path: Path
) -> None:
    scan_file = a_scan_file(tmp_path)
    image = replace(
        an_image(energy=Energy.SINGLE, file_name="side.png"),
        sha256=sha256_of(scan_file.read_bytes()),
        size_bytes=scan_file.stat().st_size,
    )
    case = a_case(scans=(a_scan(views=(View("side", (image,)),)),), version=2)
    load_cases(settings, [case], {})
    take_in_cases(
        station.ports,
        [CaseOnDisk(case, {"side.png": scan_file})],
        progress=lambda _: None,
        should_stop=lambda: False,
    )
    assert preview_cases(station.ports, [case.case_id], lambda: False) == 1
    token = add_station(settings, "ZU", "lane 1")
    sent = talk(station.database, app, token, cut_at=sends_scan, until=lambda: True)
    assert any(sends_scan(one) for one in sent), "the preview went first"
    with open_station(DataFolder(tmp_path / "office")) as office:
        asked = talk(office, app, add_station(settings, "ZU", "office"))
        assert office.scans.path(image.sha256) is None
        assert any(isinstance(one, FindPreview) for one in asked)
        shown = office.scans.preview(image.sha256)
        assert shown is not None
        with Image.open(shown) as picture:
            assert (picture.format, picture.size) == ("JPEG", (900, 400))
        assert shown.stat().st_size <= PREVIEW_LIMIT_BYTES
