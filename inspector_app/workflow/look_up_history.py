"""What this station knows of earlier cases of the same trader, container or goods."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inspector_app.domain.case import Case, CaseState
from inspector_app.domain.declaration import Declaration, PartyRole
from inspector_app.workflow.ports import Ports, QueueEntry

MOST = 20
"""Most earlier cases that are shown."""


class Shared(StrEnum):
    """What an earlier case has in common with this one, the strongest first."""

    CONTAINER = "container"
    VEHICLE = "vehicle"
    IMPORTER = "importer"
    GOODS = "goods"


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """Attributes:
    shared: what it has in common, never empty.
    findings: how many findings in force it has here.
    """

    case: Case
    shared: tuple[Shared, ...]
    state: CaseState
    findings: int


def look_up_history(ports: Ports, case: Case) -> tuple[EarlierCase, ...]:
    """Earlier cases at this station that share something with `case`, the most telling first.

    Only what is kept here: the centre knows more, and no earlier case here does not mean that there
    was none.
    """
    earlier = [
        EarlierCase(entry.case, shared, entry.state, entry.findings)
        for entry in ports.cases.queue()
        if _came_before(entry, case)
        and (shared := _shared(entry.case.declaration, case.declaration))
    ]
    ranks = list(Shared)
    earlier.sort(key=lambda one: one.case.assigned_at, reverse=True)
    earlier.sort(key=lambda one: (ranks.index(one.shared[0]), -len(one.shared)))
    return tuple(earlier[:MOST])


def _came_before(entry: QueueEntry, case: Case) -> bool:
    return entry.case.case_id != case.case_id and entry.case.assigned_at < case.assigned_at


def _shared(earlier: Declaration, now: Declaration) -> tuple[Shared, ...]:
    pairs = {
        Shared.CONTAINER: (_containers(earlier), _containers(now)),
        Shared.VEHICLE: (_plates(earlier), _plates(now)),
        Shared.IMPORTER: (_importer(earlier), _importer(now)),
        Shared.GOODS: (_headings(earlier), _headings(now)),
    }
    return tuple(what for what, (theirs, ours) in pairs.items() if theirs & ours)


def _containers(declaration: Declaration) -> set[str]:
    return {container.number for container in declaration.containers if container.number}


def _plates(declaration: Declaration) -> set[str]:
    vehicle = declaration.vehicle
    return {plate for plate in (vehicle.plate, vehicle.trailer_plate) if plate}


def _importer(declaration: Declaration) -> set[str]:
    """The registration number where there is one: names are written in many ways."""
    party = declaration.party(PartyRole.IMPORTER)
    if party is None:
        return set()
    return {party.registration_no or party.name}


def _headings(declaration: Declaration) -> set[str]:
    """HS subheadings, the six digits that are the same in every country."""
    return {item.hs_code[:6] for item in declaration.goods}
