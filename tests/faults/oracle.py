"""What must hold after a fault run, whatever happened in it.

Everything that was saved is at the centre exactly once, as applied, as a kept conflict, or as a
rejection that was right; no version of anything replaced another in silence; the centre's numbers
have no gap; both sides say the same of every operation.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, select

from inspector_app.central.reading import content_of
from inspector_app.central.tables import centre, metadata, received_content, received_operation
from inspector_app.domain.operation import Delivery

_IN_FORCE = {"applied", "conflict"}


@dataclass
class AtCentre:
    """Attributes:
    applied: revision id and its place, of every revision in force.
    conflicts: revision id, of every conflict that is kept.
    rejected: revision id and reason.
    sequences: every number that anything at the centre has.
    """

    applied: dict[str, tuple[str, int]] = field(default_factory=dict)
    conflicts: Counter[str] = field(default_factory=Counter)
    rejected: dict[str, str] = field(default_factory=dict)
    received: Counter[str] = field(default_factory=Counter)
    links: dict[str, str | None] = field(default_factory=dict)
    sequences: list[int] = field(default_factory=list)
    last_sequence: int = 0

    @property
    def known(self) -> set[str]:
        return {*self.applied, *self.conflicts, *self.rejected}


def look_at_centre(engine: Engine) -> AtCentre:
    """Read all there is at the centre, from its tables."""
    found = AtCentre()
    with engine.begin() as connection:
        for name, table in metadata.tables.items():
            if name.endswith("_revision"):
                for row in connection.execute(select(table)).mappings():
                    body = json.loads(row["body"])
                    found.applied[row["revision_id"]] = (row["aggregate_id"], row["version"])
                    found.links[row["revision_id"]] = body.get("replaces")
            if name in ("case_version", "conflict") or name.endswith("_revision"):
                found.sequences += [
                    one for one in connection.scalars(select(table.c.sequence)) if one is not None
                ]
        _read_received(connection, found)
        found.last_sequence = connection.execute(select(centre.c.last_sequence)).scalar_one()
    return found


def _read_received(connection: Connection, found: AtCentre) -> None:
    whole = select(received_operation, received_content.c.content).join(
        received_content, content_of(received_operation)
    )
    for row in connection.execute(whole).mappings():
        body = json.loads(row["content"])["body"]
        revision_id = json.loads(body)["revision_id"] if body else row["op_id"]
        # What a successor sent again was answered before, and is no second one.
        if row["status"] in _IN_FORCE and not row["first_device_id"]:
            found.received[revision_id] += 1
        if row["status"] == "conflict" and not row["first_device_id"]:
            found.conflicts[revision_id] += 1
        elif row["status"] == "rejected":
            found.rejected[revision_id] = row["reason"]


@dataclass
class Judgement:
    """Revision ids by what is wrong with them; all empty when all is well."""

    lost: set[str] = field(default_factory=set)
    duplicated: set[str] = field(default_factory=set)
    silent_conflicts: set[str] = field(default_factory=set)
    differing: set[str] = field(default_factory=set)
    gaps: list[int] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        return not (
            self.lost or self.duplicated or self.silent_conflicts or self.differing or self.gaps
        )


def judge(
    found: AtCentre, owed: set[str], poison: set[str], stations: list[Mapping[str, Delivery]]
) -> Judgement:
    """Compare what is owed with what is at the centre, and with what the stations say of it.

    Args:
        owed: revision ids of everything saved that no disaster took from every disk.
        poison: those among them that the centre has to reject.
        stations: for each station, what it says of every revision that it has.
    """
    said = Judgement()
    arrived = {*found.applied, *found.conflicts}
    said.lost = {one for one in owed - poison if one not in arrived}
    said.lost |= {one for one in owed & poison if one not in found.known}
    said.duplicated = {one for one, count in found.received.items() if count > 1}
    said.duplicated |= set(found.applied) & set(found.conflicts)
    places = Counter(found.applied.values())
    said.silent_conflicts = {one for one, place in found.applied.items() if places[place] > 1}
    said.silent_conflicts |= _broken_links(found)
    said.silent_conflicts |= {
        one for one, reason in found.rejected.items() if reason == "version-conflict"
    }
    for station in stations:
        said.differing |= {one for one, state in station.items() if not _agrees(one, state, found)}
    said.gaps = _gaps(found)
    return said


def _broken_links(found: AtCentre) -> set[str]:
    """Versions that do not follow the one before them: something was overwritten."""
    by_place = {place: one for one, place in found.applied.items()}
    return {
        one
        for one, (aggregate_id, version) in found.applied.items()
        if found.links[one] != by_place.get((aggregate_id, version - 1))
    }


def _agrees(revision_id: str, state: Delivery, found: AtCentre) -> bool:
    match state:
        case Delivery.APPLIED:
            return revision_id in found.applied
        case Delivery.CONFLICT:
            return revision_id in found.conflicts
        case Delivery.REJECTED:
            return revision_id in found.rejected
        case _:
            return False


def _gaps(found: AtCentre) -> list[int]:
    counts = Counter(found.sequences)
    expected = range(1, found.last_sequence + 1)
    return [one for one in expected if counts[one] != 1] + sorted(set(counts) - set(expected))
