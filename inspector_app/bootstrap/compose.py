"""Putting the real rooms behind the ports."""

from __future__ import annotations

import getpass
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from inspector_app.domain.errors import ModelRefused, StorageUnavailable
from inspector_app.domain.highlight import Highlight
from inspector_app.exchange.case_folder import read_case_folder
from inspector_app.exchange.code_tables import read_code_tables
from inspector_app.imaging.physics import TABLE_FILE, AttenuationTable, load_table
from inspector_app.imaging.read_scan import read_view
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.protocol.ids import new_id
from inspector_app.settings.data_folder import DataFolder
from inspector_app.settings.shipped import models_folder, resources_folder
from inspector_app.settings.station import StationSettings, read_settings, write_settings
from inspector_app.storage.durable_files import fill_new_durably, write_new_durably
from inspector_app.storage.errors import storage_errors
from inspector_app.storage.station import StationDatabase, open_station
from inspector_app.workflow.carrier_ports import CarrierPorts
from inspector_app.workflow.ports import Highlighter, Ports

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    return datetime.now(UTC)


class OnnxHighlighter:
    """The shipped model. Raises ModelRefused when it is missing or is not the released one."""

    def __init__(self) -> None:
        # onnxruntime takes half a second to load; commands without a model need not wait for it.
        from inspector_app.detection.model_file import load_model  # noqa: PLC0415

        self._loaded = load_model(models_folder(), resources_folder())

    @property
    def model(self) -> str:
        """Name, version and start of the hash: what highlights are stored under."""
        record = self._loaded.record
        return f"{record.label} {record.sha256[:8]}"

    def false_marks_per_scan(self, *, energies: int) -> float:
        """As the manifest says, marks of both tiers together."""
        from inspector_app.detection.model_file import (  # noqa: PLC0415
            ONE_ENERGY,
            TWO_ENERGIES,
        )

        mode = TWO_ENERGIES if energies == 2 else ONE_ENERGY
        return self._loaded.record.thresholds[mode].look_marks_per_scan

    def find(
        self,
        pixels: ViewPixels,
        *,
        view: str,
        progress: Callable[[float], None],
        should_stop: Callable[[], bool],
    ) -> tuple[Highlight, ...]:
        from inspector_app.detection.highlights import find_highlights  # noqa: PLC0415
        from inspector_app.detection.score_map import HighlightingStopped  # noqa: PLC0415

        try:
            return find_highlights(
                pixels, view=view, model=self._loaded, progress=progress, should_stop=should_stop
            )
        except HighlightingStopped:
            return ()


def load_highlighter() -> tuple[Highlighter | None, str]:
    """The shipped model, or None and why: it is missing or is not the one that was released.

    The app works without it: an inspector can read a scan; a changed model may not point at things.
    """
    try:
        return OnnxHighlighter(), ""
    except ModelRefused as error:
        log.warning("no highlights: %s", error.detail)
        return None, error.reason


def load_attenuation() -> AttenuationTable | None:
    """The shipped physics table, or None where it is missing or broken: a scan can be read without
    it, only thickness and material are then not told."""
    try:
        return load_table(resources_folder() / TABLE_FILE)
    except (OSError, ValueError, KeyError):
        log.exception("nothing will be said about thickness and material")
        return None


@dataclass(frozen=True, slots=True)
class Station:
    """An open station.

    Attributes:
        settings: as read when it was opened.
    """

    folder: DataFolder
    settings: StationSettings
    database: StationDatabase
    ports: Ports

    def close(self) -> None:
        self.database.close()


def open_composed(
    folder: DataFolder,
    *,
    highlighter: Highlighter | None,
    model_problem: str = "no-model",
    is_checked_later: bool = False,
) -> Station:
    """Open a data folder and bundle everything the acts need.

    Where no person is set, findings carry the name the person is logged in with on this machine:
    a finding without an author is no evidence. `is_checked_later` as `open_station` takes it.

    Raises StorageUnavailable (``bad-settings`` when the station's settings make no sense), and
    ValueError or TypeError when the code tables are not what they should be.
    """
    with storage_errors():
        folder.make()
        settings = read_station_settings(folder)
    codes = read_code_tables(resources_folder() / "codes")
    database = open_station(folder, is_checked_later=is_checked_later)
    ports = Ports(
        cases=database.cases,
        records=database.records,
        outbox=database.outbox,
        preferences=database.preferences,
        viewings=database.viewings,
        uploads=database.uploads,
        scans=database.scans,
        highlights=database.highlights,
        highlighter=highlighter,
        # Decoded values must not lie in the system's folder for temporary files.
        read_view=partial(read_view, scratch=folder.scratch),
        read_cases=read_case_folder,
        write_new_file=write_new_durably,
        codes=codes,
        now=utc_now,
        new_id=new_id,
        person=settings.person or getpass.getuser(),
        post=settings.post,
        model_problem=model_problem,
        carrier=carrier_ports(folder, database),
        attenuation=load_attenuation(),
    )
    return Station(folder, settings, database, ports)


def carrier_ports(folder: DataFolder, database: StationDatabase) -> CarrierPorts:
    """What carrier disks need."""
    return CarrierPorts(
        outbox=database.outbox,
        log=database.log,
        feed=database.feed,
        cases=database.cases,
        uploads=database.uploads,
        scans=database.scans,
        fill_new_file=fill_new_durably,
        scratch=folder.scratch,
        now=utc_now,
    )


def read_station_settings(folder: DataFolder) -> StationSettings:
    """The settings of a data folder. Raises StorageUnavailable(``bad-settings``) and OSError."""
    try:
        return read_settings(folder.settings)
    except (ValueError, TypeError) as error:
        raise StorageUnavailable("bad-settings", f"{folder.settings}: {error}") from error


def save_settings(folder: DataFolder, settings: StationSettings) -> None:
    """Keep settings for the next start. Raises OSError."""
    folder.make()
    write_settings(folder.settings, settings)
