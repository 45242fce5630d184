"""Stations and a centre that prove themselves to one another: real TLS over loopback."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from inspector_app.__main__ import main
from inspector_app.central.authority import CLIENT_DAYS, Authority, open_authority
from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened, writing
from inspector_app.central.enrolment import offer_code
from inspector_app.central.stations import list_stations, register, revoke_station
from inspector_app.central.tables import enrolment_guess
from inspector_app.central.tables import station as station_table
from inspector_app.domain.errors import CentreRefused, CentreUnreachable
from inspector_app.domain.operation import Delivery
from inspector_app.protocol.link import LinkState
from inspector_app.protocol.messages import DeviceState, Hello
from inspector_app.settings.data_folder import DataFolder
from inspector_app.settings.station import read_settings
from inspector_app.storage.station import open_station
from inspector_app.sync.core import StationSide, SyncCore
from inspector_app.sync.http_transport import HttpTransport
from inspector_app.sync.station_identity import StationIdentity, new_key_request
from inspector_app.sync.steps import AskDevice, PullFeed, Request, SayHello, WaitUntil
from tests.helpers.builders import a_case, a_finding
from tests.helpers.centre_process import RunningCentre, running_centre


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    with running_centre(tmp_path_factory.mktemp("centre"), tls=True) as centre:
        load_cases(centre.settings, [a_case(scans=())], {})
        yield centre


def authority_of(centre: RunningCentre, *, days_ago: int = 0) -> Authority:
    then = datetime.now(UTC) - timedelta(days=days_ago)
    return open_authority(centre.settings.authority, now=lambda: then)


def never() -> bool:
    return False


@dataclass(frozen=True)
class Enrolled:
    number: int
    folder: DataFolder

    @property
    def identity(self) -> StationIdentity:
        return StationIdentity(self.folder.identity)


def enrol(centre: RunningCentre, folder: Path, code: str, *more: str) -> int:
    where = ["--centre", centre.url, "--code", code, "--data-dir", str(folder)]
    return main(["station", "enrol", *where, *more])


@pytest.fixture
def station(centre: RunningCentre, tmp_path: Path) -> Enrolled:
    number = register(centre.settings, "ZU", "lane 1").station_id
    code = offer_code(centre.settings, number).text
    fingerprint = authority_of(centre).fingerprint
    folder = tmp_path / "station"
    assert enrol(centre, folder, code, "--authority", fingerprint, "--person", "b.bold") == 0
    return Enrolled(number, DataFolder(folder))


@contextmanager
def transport_of(centre: RunningCentre, station: Enrolled) -> Iterator[HttpTransport]:
    token = read_settings(station.folder.settings).token
    with open_station(station.folder) as database:
        device_id = database.device_id
    with HttpTransport(
        centre.url, token=token, device_id=device_id, identity=station.identity
    ) as transport:
        yield transport


def refusal_of(centre: RunningCentre, station: Enrolled, step: Request) -> str:
    with transport_of(centre, station) as transport, pytest.raises(CentreRefused) as refusal:
        transport.carry(step, should_stop=never)
    return refusal.value.reason


def test_a_station_is_let_in_and_brings_home_what_was_found(
    centre: RunningCentre, station: Enrolled
) -> None:
    settings = read_settings(station.folder.settings)
    assert (settings.post, settings.person, settings.token) == ("ZU", "b.bold", "")
    assert settings.centre_url == centre.url
    with (
        transport_of(centre, station) as transport,
        open_station(station.folder) as database,
    ):
        database.cases.keep([a_case(scans=())])
        database.records.save(a_finding())
        core = SyncCore(
            StationSide(
                outbox=database.outbox,
                feed=database.feed,
                cases=database.cases,
                scans=database.scans,
                log=database.log,
                uploads=database.uploads,
            ),
            now=lambda: datetime.now(UTC),
            monotonic=time.monotonic,
            rng=random.Random(1),
        )
        while not isinstance(step := core.next_step(), WaitUntil):
            core.answered(step, transport.carry(step, should_stop=never))
        assert core.status.state is LinkState.IDLE
        sent = database.records.deliveries("case-0412").values()
        assert {one.delivery for one in sent} == {Delivery.APPLIED}
        state = transport.carry(AskDevice(), should_stop=never)
        hello = transport.carry(SayHello(), should_stop=never)
        pinned = database.log.identity().centre_signing_key
    assert isinstance(state, DeviceState)
    assert (state.post, state.last_n, state.signed) == ("ZU", 1, True)
    assert state.certificate_ends is not None
    assert timedelta(days=89) < state.certificate_ends - datetime.now(UTC) < timedelta(days=90)
    assert isinstance(hello, Hello)
    assert hello.signing_key == pinned != ""


def test_the_wrong_authority_is_not_the_centre(
    centre: RunningCentre, station: Enrolled, tmp_path: Path
) -> None:
    stranger = open_authority(tmp_path / "stranger", now=lambda: datetime.now(UTC))
    (station.folder.identity / "authority.pem").write_text(stranger.certificate)
    assert refusal_of(centre, station, SayHello()) == "centre-unproved"


def test_without_a_certificate_nobody_gets_in(centre: RunningCentre, station: Enrolled) -> None:
    (station.folder.identity / "station.pem").unlink()
    with transport_of(centre, station) as transport:
        transport.carry(SayHello(), should_stop=never)
    assert refusal_of(centre, station, AskDevice()) == "unknown-token"


def give_certificate(station: Enrolled, authority: Authority, name: str, generation: int) -> None:
    made = new_key_request()
    issued = authority.issue_client(made.request, name=name, generation=generation)
    station.identity.keep(
        key=made.key, certificate=issued.certificate, authority=station.identity.authority
    )


def name_of(centre: RunningCentre, station: Enrolled) -> str:
    with opened(centre.settings) as engine, engine.begin() as connection:
        query = station_table.select().where(station_table.c.station_id == station.number)
        return str(connection.execute(query).one().identity)


def test_a_foreign_certificate_is_refused(
    centre: RunningCentre, station: Enrolled, tmp_path: Path
) -> None:
    stranger = open_authority(tmp_path / "stranger", now=lambda: datetime.now(UTC))
    give_certificate(station, stranger, name_of(centre, station), 1)
    with transport_of(centre, station) as transport, pytest.raises(CentreUnreachable):
        transport.carry(PullFeed("", 1), should_stop=never)
    assert refusal_of(centre, station, SayHello()) == "unknown-certificate"


def test_a_station_nobody_knows_is_refused(centre: RunningCentre, station: Enrolled) -> None:
    give_certificate(station, authority_of(centre), "nobody", 1)
    assert refusal_of(centre, station, PullFeed("", 1)) == "unknown-certificate"


def test_a_lapsed_certificate_is_refused_in_words(centre: RunningCentre, station: Enrolled) -> None:
    lapsed = authority_of(centre, days_ago=91)
    give_certificate(station, lapsed, name_of(centre, station), 1)
    assert refusal_of(centre, station, AskDevice()) == "certificate-ended"
    give_certificate(station, authority_of(centre, days_ago=89), name_of(centre, station), 1)
    with transport_of(centre, station) as transport:
        transport.carry(AskDevice(), should_stop=never)


def test_a_revoked_station_comes_back_with_a_new_code(
    centre: RunningCentre, station: Enrolled
) -> None:
    revoke_station(centre.settings, station.number)
    assert refusal_of(centre, station, AskDevice()) == "device-revoked"
    code = offer_code(centre.settings, station.number).text
    # Without --authority: the one that was pinned is still the right one.
    assert enrol(centre, station.folder.path, code) == 0
    with transport_of(centre, station) as transport:
        transport.carry(AskDevice(), should_stop=never)


def test_a_certificate_is_renewed_by_the_running_conversation(
    centre: RunningCentre, station: Enrolled
) -> None:
    before = (station.folder.identity / "station.pem").read_bytes()
    with transport_of(centre, station) as transport:
        transport.carry(SayHello(), should_stop=never)
        transport.carry(AskDevice(), should_stop=never)
        assert (station.folder.identity / "station.pem").read_bytes() == before
        soon = datetime.now(UTC) + timedelta(days=29)
        with opened(centre.settings) as engine, writing(engine) as connection:
            connection.execute(
                update(station_table)
                .where(station_table.c.station_id == station.number)
                .values(certificate_ends=soon)
            )
        transport.carry(AskDevice(), should_stop=never)
        state = transport.carry(AskDevice(), should_stop=never)
    assert isinstance(state, DeviceState)
    assert state.certificate_ends is not None
    assert state.certificate_ends > soon + timedelta(days=60)
    assert (station.folder.identity / "station.pem").read_bytes() != before
    with transport_of(centre, station) as transport:
        transport.carry(AskDevice(), should_stop=never)


def test_a_renewal_is_asked_for_again_when_its_answer_was_lost(
    centre: RunningCentre, station: Enrolled
) -> None:
    """The centre then means a certificate that the station never got."""
    query = select(station_table.c.identity, station_table.c.generation).where(
        station_table.c.station_id == station.number
    )
    with opened(centre.settings) as engine, engine.begin() as connection:
        row = connection.execute(query).one()
    made = new_key_request()
    old = authority_of(centre, days_ago=CLIENT_DAYS - 20).issue_client(
        made.request, name=row.identity, generation=row.generation
    )
    station.identity.keep(
        key=made.key, certificate=old.certificate, authority=station.identity.authority
    )
    with transport_of(centre, station) as transport:
        transport.carry(SayHello(), should_stop=never)
        transport.carry(AskDevice(), should_stop=never)
    ends = station.identity.certificate_ends
    assert ends is not None
    assert ends > old.ends_at + timedelta(days=60)


def test_the_wrong_fingerprint_stops_it(
    centre: RunningCentre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = offer_code(centre.settings, register(centre.settings, "ZU", "").station_id).text
    right = authority_of(centre).fingerprint
    wrong = right.replace(right[-1], "0" if right[-1] != "0" else "1")
    assert enrol(centre, tmp_path / "one", code, "--authority", wrong) == 1
    assert right in capsys.readouterr().err
    # Nobody is there to be asked.
    assert enrol(centre, tmp_path / "one", code) == 1
    assert not DataFolder(tmp_path / "one").identity.exists()
    assert not DataFolder(tmp_path / "one").settings.exists()
    assert enrol(centre, tmp_path / "one", code, "--authority", right) == 0


def test_a_code_cannot_be_used_by_two(
    centre: RunningCentre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = register(centre.settings, "ZU", "").station_id
    code = offer_code(centre.settings, number).text
    right = authority_of(centre).fingerprint
    for _ in range(2):  # the same one may ask again
        assert enrol(centre, tmp_path / "one", code, "--authority", right) == 0
    assert enrol(centre, tmp_path / "two", code, "--authority", right) == 1
    assert "another station has used this code" in capsys.readouterr().err
    assert not DataFolder(tmp_path / "two").settings.exists()
    with transport_of(centre, Enrolled(number, DataFolder(tmp_path / "one"))) as transport:
        transport.carry(AskDevice(), should_stop=never)


def test_a_guesser_has_to_wait(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running_centre(tmp_path / "centre") as centre:
        number = register(centre.settings, "ZU", "lane 1").station_id
        code = offer_code(centre.settings, number).text
        assert enrol(centre, tmp_path / "station", "0000-0000-0000-0000") == 1
        assert "the centre gave no such code" in capsys.readouterr().err
        with opened(centre.settings) as engine, writing(engine) as connection:
            # As if it had gone on all night.
            guessed = update(enrolment_guess).values(failures=20)
            assert connection.execute(guessed).rowcount == 1
        assert enrol(centre, tmp_path / "station", code) == 1
        assert "wait 900 seconds before the next try" in capsys.readouterr().err
        assert list_stations(centre.settings)[0].enrolled_at is None


def test_without_tls_a_station_gets_a_token(tmp_path: Path) -> None:
    with running_centre(tmp_path / "centre") as centre:
        number = register(centre.settings, "ZU", "lane 1").station_id
        code = offer_code(centre.settings, number).text
        station = Enrolled(number, DataFolder(tmp_path / "station"))
        assert enrol(centre, station.folder.path, code) == 0
        assert len(read_settings(station.folder.settings).token) >= 40
        assert not station.folder.identity.exists()
        with transport_of(centre, station) as transport:
            state = transport.carry(AskDevice(), should_stop=never)
        assert isinstance(state, DeviceState)
        assert (state.signed, state.certificate_ends) == (True, None)
        with (
            HttpTransport(
                centre.url.replace("http:", "https:"), token="", device_id="d"
            ) as transport,
            pytest.raises(CentreUnreachable) as error,
        ):
            transport.carry(SayHello(), should_stop=never)
        assert error.value.reason in ("not-a-centre", "no-connection")


def test_a_code_is_not_sent_without_encryption(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--centre", "http://10.255.255.1:8642", "--data-dir", str(tmp_path)]
    assert main(["station", "enrol", *where, "--code", "0000-0000-0000-0000"]) == 1
    assert "without encryption" in capsys.readouterr().err
