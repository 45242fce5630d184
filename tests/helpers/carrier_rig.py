"""Carrier disks between a station and a centre in this process, on roads where disks get lost, come
twice, and come in another order than they were sent."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from inspector_app.bootstrap.compose import carrier_ports
from inspector_app.central.carrier import Answered, answer_disk
from inspector_app.central.database import opened
from inspector_app.central.enrolment import enrol, offer_code
from inspector_app.central.keys import centre_keys
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import register
from inspector_app.domain.errors import CarrierRefused, CentreRefused
from inspector_app.protocol.messages import Enrolment, enrolment_message
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage.durable_files import fill_new_durably
from inspector_app.storage.station import StationDatabase
from inspector_app.workflow.carrier_ports import CarrierPorts
from inspector_app.workflow.carry_in import CarriedIn, carry_in
from inspector_app.workflow.carry_out import DEFAULT_LIMIT_BYTES, CarriedOut, carry_out

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


def never() -> bool:
    return False


def ports_of(folder: DataFolder, database: StationDatabase) -> CarrierPorts:
    """A station's side."""
    folder.scratch.mkdir(parents=True, exist_ok=True)
    return carrier_ports(folder, database)


def enrol_in_person(
    settings: CentreSettings, station: CarrierPorts, post: str = "ZU", name: str = "lane 1"
) -> int:
    """Let a station in that was brought to the centre once; its number there."""
    number = register(settings, post, name).station_id
    identity, signer = station.log.identity(), station.log.signer()
    unsigned = Enrolment(
        code=offer_code(settings, number).text,
        device_id=identity.device_id,
        public_key=identity.public_key,
        sealing_key=identity.sealing_recipient,
    )
    signature = signer.sign(enrolment_message(unsigned))
    enrolment = msgspec.structs.replace(unsigned, signature=signature)
    with opened(settings) as engine:
        enrol(engine, enrolment, address="127.0.0.1", authority=None)
        with engine.begin() as connection:
            keys = centre_keys(connection)
    station.log.pin_centre(signing_key=keys.signing_key, sealing_key=keys.sealing_key)
    return number


def write_disk(
    station: CarrierPorts, path: Path, *, limit_bytes: int = DEFAULT_LIMIT_BYTES
) -> CarriedOut:
    carried = carry_out(
        station, path, limit_bytes=limit_bytes, progress=lambda _: None, should_stop=never
    )
    assert carried is not None
    return carried


def read_answer(station: CarrierPorts, path: Path) -> CarriedIn:
    carried = carry_in(station, path, progress=lambda _: None, should_stop=never)
    assert carried is not None
    return carried


def answer(
    settings: CentreSettings, disk: Path, path: Path, *, limit_bytes: int | None = None
) -> Answered:
    return answer_disk(
        settings, disk, path, fill_new_file=fill_new_durably, limit_bytes=limit_bytes
    )


@dataclass
class Journey:
    """What one call of `carry` did, for whoever asks why a run failed."""

    written: bool = False
    disks_read: int = 0
    answers_read: int = 0
    refused: tuple[str, ...] = ()


class CarrierRig:
    """One road between one station and one centre. Everything that is lost stays lost; what is late
    comes on a later journey, or never."""

    def __init__(self, folder: Path, seed: int, *, trouble: float = 0.3) -> None:
        """`trouble`: how likely each mishap is, 0 to 1."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._dice = random.Random(seed)
        self._trouble = trouble
        self._count = 0
        self._disks: list[Path] = []
        self._answers: list[Path] = []

    def carry(self, station: CarrierPorts, settings: CentreSettings) -> Journey:
        """One journey there and back, with whatever mishaps the dice give. Disks that are refused
        because they were cut off are as good as lost."""
        journey = Journey()
        disk = self._new()
        write_disk(station, disk)
        journey.written = True
        self._disks.append(self._maybe_cut(disk))
        for one in self._those_that_come(self._disks):
            path = self._new()
            try:
                answer(settings, one, path)
            except CarrierRefused as error:
                journey.refused += (error.reason,)
                continue
            journey.disks_read += 1
            self._answers.append(self._maybe_cut(path))
        for one in self._those_that_come(self._answers):
            try:
                read_answer(station, one)
            except (CarrierRefused, CentreRefused) as error:
                journey.refused += (error.reason,)
                continue
            journey.answers_read += 1
        return journey

    def carry_well(self, station: CarrierPorts, settings: CentreSettings) -> CarriedIn:
        """One journey without a mishap."""
        disk, path = self._new(), self._new()
        write_disk(station, disk)
        answer(settings, disk, path)
        return read_answer(station, path)

    def _new(self) -> Path:
        self._count += 1
        return self._folder / f"{self._count}.inspector-carrier"

    def _happens(self) -> bool:
        return self._dice.random() < self._trouble

    def _maybe_cut(self, path: Path) -> Path:
        """Sometimes the stick is pulled while the file is copied by hand."""
        if self._happens() and self._happens():
            content = path.read_bytes()
            path.write_bytes(content[: self._dice.randrange(len(content))])
        return path

    def _those_that_come(self, sent: list[Path]) -> Sequence[Path]:
        """The newest, older ones again, or nothing; in any order."""
        coming = [sent[-1]] if sent and not self._happens() else []
        coming += [one for one in sent if self._happens() and self._happens()]
        self._dice.shuffle(coming)
        return coming
