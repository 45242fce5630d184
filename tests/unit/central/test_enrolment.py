from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, select

from inspector_app.central.authority import Authority, open_authority, read_bearer
from inspector_app.central.database import opened
from inspector_app.central.enrolment import LetIn, enrol, normal_code, offer_code, renew
from inspector_app.central.refusals import Refusal
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import identify, list_stations, register, revoke_station
from inspector_app.central.tables import device
from inspector_app.protocol.messages import Enrolment, enrolment_message
from inspector_app.protocol.signing import Signer, new_private_key
from inspector_app.sync.station_identity import new_key_request

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
KEY, OTHER_KEY = Signer(new_private_key()), Signer(new_private_key())


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **much: float) -> None:
        self.time += timedelta(**much)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(settings: CentreSettings) -> Iterator[Engine]:
    with opened(settings) as engine:
        yield engine


@pytest.fixture
def authority(tmp_path: Path, clock: Clock) -> Authority:
    return open_authority(tmp_path / "authority", now=clock)


def asking(code: str, *, device_id: str = "device-1", signer: Signer = KEY, tls: bool = False):
    request = new_key_request().request if tls else ""
    unsigned = Enrolment(code, device_id, signer.public_key, "age1", request)
    return msgspec.structs.replace(unsigned, signature=signer.sign(enrolment_message(unsigned)))


def a_code(settings: CentreSettings, clock: Clock, post: str = "ZU") -> tuple[int, str]:
    station_id = register(settings, post, "lane 1").station_id
    return station_id, offer_code(settings, station_id, now=clock).text


def let_in(
    engine: Engine,
    clock: Clock,
    enrolment: Enrolment,
    authority: Authority | None = None,
    address: str = "10.0.0.7",
) -> LetIn:
    return enrol(engine, enrolment, address=address, authority=authority, now=clock)


def reason_of(
    engine: Engine,
    clock: Clock,
    enrolment: Enrolment,
    authority: Authority | None = None,
    address: str = "10.0.0.7",
) -> str:
    with pytest.raises(Refusal) as refusal:
        let_in(engine, clock, enrolment, authority, address)
    return refusal.value.reason


def test_a_code_lets_its_station_in(settings: CentreSettings, engine: Engine, clock: Clock) -> None:
    station_id, code = a_code(settings, clock)
    answer = let_in(engine, clock, asking(code))
    assert (answer.station_id, answer.post, answer.certificate) == (station_id, "ZU", "")
    assert identify(engine, f"Bearer {answer.token}", "device-1").post == "ZU"
    with engine.begin() as connection:
        row = connection.execute(select(device)).one()
    assert (row.public_key, row.sealing_key, row.station_id) == (KEY.public_key, "age1", station_id)


def test_what_a_person_types_is_read_kindly(
    settings: CentreSettings, engine: Engine, clock: Clock
) -> None:
    _, code = a_code(settings, clock)
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert let_in(engine, clock, asking(typed)).post == "ZU"
    assert normal_code("авекмнорстху-oil") == "ABEKMH0PCTXY011"


def test_the_first_answer_may_have_been_lost(
    settings: CentreSettings, engine: Engine, clock: Clock
) -> None:
    _, code = a_code(settings, clock)
    first = let_in(engine, clock, asking(code))
    clock.pass_by(hours=3)
    assert let_in(engine, clock, asking(code)) == first
    identify(engine, f"Bearer {first.token}", "device-1")


def test_a_code_is_of_use_to_one_station(
    settings: CentreSettings, engine: Engine, clock: Clock
) -> None:
    _, code = a_code(settings, clock)
    let_in(engine, clock, asking(code))
    assert reason_of(engine, clock, asking(code, device_id="device-2")) == "code-used"
    assert reason_of(engine, clock, asking(code, signer=OTHER_KEY)) == "code-used"


def test_who_finds_the_code_cannot_ask_for_the_answer(
    settings: CentreSettings, engine: Engine, clock: Clock
) -> None:
    _, code = a_code(settings, clock)
    mine = asking(code)
    let_in(engine, clock, mine)
    forged = msgspec.structs.replace(mine, signature=OTHER_KEY.sign(enrolment_message(mine)))
    assert reason_of(engine, clock, forged) == "forged"
    assert reason_of(engine, clock, msgspec.structs.replace(mine, signature="")) == "forged"
    changed = msgspec.structs.replace(mine, sealing_key="age1-mine")
    assert reason_of(engine, clock, changed) == "forged"


@pytest.mark.parametrize(("days", "reason"), [(6.99, ""), (7, "code-ended")])
def test_a_code_ends_after_a_week(
    settings: CentreSettings, engine: Engine, clock: Clock, days: float, reason: str
) -> None:
    _, code = a_code(settings, clock)
    clock.pass_by(days=days)
    if reason:
        assert reason_of(engine, clock, asking(code)) == reason
    else:
        let_in(engine, clock, asking(code))


def test_a_new_code_takes_the_place_of_the_old(
    settings: CentreSettings, engine: Engine, clock: Clock
) -> None:
    station_id, first = a_code(settings, clock)
    second = offer_code(settings, station_id, now=clock).text
    assert reason_of(engine, clock, asking(first)) == "code-ended"
    let_in(engine, clock, asking(second))


def test_no_station_no_code(settings: CentreSettings, clock: Clock) -> None:
    with pytest.raises(ValueError, match="no station 7"):
        offer_code(settings, 7, now=clock)
    with pytest.raises(ValueError, match="no station 7"):
        revoke_station(settings, 7)


def test_who_guesses_waits_longer_and_longer_but_never_for_ever(
    settings: CentreSettings, engine: Engine, clock: Clock
) -> None:
    _, code = a_code(settings, clock)
    waited = []
    for number in range(14):
        wrong = asking(f"WRNG-{number:04}-0000-0000")
        seconds = 0
        while (reason := reason_of(engine, clock, wrong)) == "too-many-tries":
            # Not even the right one gets through, or guessing faster would pay.
            assert reason_of(engine, clock, asking(code)) == "too-many-tries"
            seconds = seconds * 2 or 1
            clock.pass_by(seconds=seconds - seconds // 2)
        assert reason == "unknown-code"
        waited.append(seconds)
    assert waited[:8] == [0, 0, 0, 1, 2, 4, 8, 16]
    assert max(waited) <= 1024
    # Somebody elsewhere is not kept waiting, and so is not he himself a quarter of an hour later.
    assert reason_of(engine, clock, asking("WRNG"), address="10.0.0.8") == "unknown-code"
    clock.pass_by(minutes=15)
    let_in(engine, clock, asking(code))
    assert reason_of(engine, clock, asking("WRNG")) == "unknown-code"


def test_a_clock_set_back_locks_nobody_out(
    settings: CentreSettings, engine: Engine, clock: Clock
) -> None:
    _, code = a_code(settings, clock)
    clock.pass_by(days=5)
    for _ in range(4):
        reason_of(engine, clock, asking("WRNG"))
    assert reason_of(engine, clock, asking(code)) == "too-many-tries"
    clock.pass_by(days=-5)
    let_in(engine, clock, asking(code))


def test_one_machine_with_many_addresses_is_one(engine: Engine, clock: Clock) -> None:
    for number in range(4):
        reason_of(engine, clock, asking("WRNG"), address=f"2001:db8:1:2::{number}")
    beside = {
        address: reason_of(engine, clock, asking("WRNG"), address=address)
        for address in ("2001:db8:1:2:ffff::1", "2001:db8:1:3::1")
    }
    assert list(beside.values()) == ["too-many-tries", "unknown-code"]


def test_a_station_that_is_enrolled_again_shuts_the_earlier_one_out(
    settings: CentreSettings, engine: Engine, clock: Clock
) -> None:
    station = register(settings, "ZU", "lane 1")
    first = let_in(engine, clock, asking(offer_code(settings, station.station_id, now=clock).text))
    with pytest.raises(Refusal):
        identify(engine, f"Bearer {station.token}", "device-1")
    clock.pass_by(days=30)
    code = offer_code(settings, station.station_id, now=clock).text
    second = let_in(engine, clock, asking(code, device_id="device-2", signer=OTHER_KEY))
    with pytest.raises(Refusal):
        identify(engine, f"Bearer {first.token}", "device-1")
    assert identify(engine, f"Bearer {second.token}", "device-2").device_id == "device-2"


def test_a_device_keeps_its_key_and_its_post(
    settings: CentreSettings, engine: Engine, clock: Clock
) -> None:
    _, code = a_code(settings, clock)
    let_in(engine, clock, asking(code))
    _, second = a_code(settings, clock)
    assert reason_of(engine, clock, asking(second, signer=OTHER_KEY)) == "other-key"
    _, elsewhere = a_code(settings, clock, post="GS")
    assert reason_of(engine, clock, asking(elsewhere)) == "device-of-another-post"
    # Neither used the code up.
    let_in(engine, clock, asking(second))
    let_in(engine, clock, asking(elsewhere, device_id="device-3"))


def test_nonsense_is_refused_before_the_code_is_looked_at(
    settings: CentreSettings, engine: Engine, clock: Clock, authority: Authority
) -> None:
    _, code = a_code(settings, clock)
    assert reason_of(engine, clock, asking(code, device_id="a b")) == "no-device"
    without_key = msgspec.structs.replace(asking(code), public_key="")
    assert reason_of(engine, clock, without_key) == "malformed"
    assert reason_of(engine, clock, asking(code), authority) == "malformed"


def certificate_of(answer: LetIn) -> bytes:
    return ssl.PEM_cert_to_DER_cert(answer.certificate)


def refused(engine: Engine, der: bytes, clock: Clock, device_id: str = "device-1") -> str:
    with pytest.raises(Refusal) as refusal:
        identify(engine, "", device_id, certificate=der, now=clock)
    return f"{refusal.value.status} {refusal.value.reason}"


def test_with_tls_a_station_gets_a_certificate_and_no_token(
    settings: CentreSettings, engine: Engine, clock: Clock, authority: Authority
) -> None:
    _, code = a_code(settings, clock)
    first = let_in(engine, clock, asking(code, tls=True), authority)
    again = let_in(engine, clock, asking(code, tls=True), authority)
    assert first.token == again.token == ""
    for answer in (first, again):  # whichever of the two arrived
        der = certificate_of(answer)
        assert identify(engine, "", "device-1", certificate=der, now=clock).post == "ZU"
        assert refused(engine, der, clock, "device-2") == "409 token-in-use"
    (known,) = list_stations(settings)
    assert known.certificate_ends == NOW + timedelta(days=90)
    assert (known.device_id, known.enrolled_at) == ("device-1", NOW)


def test_a_certificate_ends_unless_it_is_renewed(
    settings: CentreSettings, engine: Engine, clock: Clock, authority: Authority
) -> None:
    station_id, code = a_code(settings, clock)
    old = certificate_of(let_in(engine, clock, asking(code, tls=True), authority))
    clock.pass_by(days=80)
    request = new_key_request().request
    renewed = renew(engine, request, certificate=old, authority=authority, now=clock)
    assert (renewed.station_id, renewed.token) == (station_id, "")
    identify(engine, "", "device-1", certificate=old, now=clock)  # the answer may be lost
    clock.pass_by(days=10)
    assert refused(engine, old, clock) == "403 certificate-ended"
    identify(engine, "", "device-1", certificate=certificate_of(renewed), now=clock)
    with pytest.raises(Refusal) as refusal:
        renew(engine, request, certificate=old, authority=authority, now=clock)
    assert refusal.value.reason == "certificate-ended"
    clock.pass_by(days=80)
    assert refused(engine, certificate_of(renewed), clock) == "403 certificate-ended"
    code = offer_code(settings, station_id, now=clock).text
    back = certificate_of(let_in(engine, clock, asking(code, tls=True), authority))
    identify(engine, "", "device-1", certificate=back, now=clock)


def test_only_a_certificate_can_be_renewed(engine: Engine, authority: Authority) -> None:
    with pytest.raises(Refusal) as refusal:
        renew(engine, new_key_request().request, certificate=None, authority=authority)
    assert refusal.value.reason == "unknown-certificate"


def test_a_revoked_station_stays_out_until_it_has_a_new_code(
    settings: CentreSettings, engine: Engine, clock: Clock, authority: Authority
) -> None:
    station_id, code = a_code(settings, clock)
    stolen = certificate_of(let_in(engine, clock, asking(code, tls=True), authority))
    assert revoke_station(settings, station_id, now=clock).revoked_at == NOW
    assert refused(engine, stolen, clock) == "403 device-revoked"
    assert reason_of(engine, clock, asking(code, tls=True), authority) == "device-revoked"
    clock.pass_by(days=1)
    code = offer_code(settings, station_id, now=clock).text
    enrolment = asking(code, device_id="device-2", signer=OTHER_KEY, tls=True)
    back = certificate_of(let_in(engine, clock, enrolment, authority))
    identify(engine, "", "device-2", certificate=back, now=clock)
    # The machine that was stolen stays out.
    assert refused(engine, stolen, clock) == "403 device-revoked"
    assert read_bearer(back).generation == read_bearer(stolen).generation + 1


def test_a_revoked_token_is_refused(settings: CentreSettings, engine: Engine) -> None:
    station = register(settings, "ZU", "lane 1")
    identify(engine, f"Bearer {station.token}", "device-1")
    revoke_station(settings, station.station_id)
    with pytest.raises(Refusal) as refusal:
        identify(engine, f"Bearer {station.token}", "device-1")
    assert (refusal.value.status, refusal.value.reason) == (403, "device-revoked")


def test_a_revoked_station_does_not_come_back_by_a_code_that_it_never_used(
    settings: CentreSettings, engine: Engine, clock: Clock
) -> None:
    station = register(settings, "ZU", "lane 1")
    code = offer_code(settings, station.station_id, now=clock).text
    identify(engine, f"Bearer {station.token}", "device-1")
    clock.pass_by(hours=1)
    revoke_station(settings, station.station_id, now=clock)
    assert reason_of(engine, clock, asking(code, device_id="device-2")) == "code-ended"
    assert list_stations(settings)[0].revoked_at is not None


def test_a_restored_centre_knows_no_station_by_anothers_certificate(
    settings: CentreSettings, engine: Engine, clock: Clock, authority: Authority, tmp_path: Path
) -> None:
    _, code = a_code(settings, clock)
    der = certificate_of(let_in(engine, clock, asking(code, tls=True), authority))
    restored = replace(settings, folder=tmp_path / "restored")
    register(restored, "GS", "the first one again")
    with opened(restored) as empty:
        assert refused(empty, der, clock) == "401 unknown-certificate"
