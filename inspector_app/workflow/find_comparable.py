"""Scans of this post's own cases that the scan on screen can be compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspector_app.domain.case import Case
from inspector_app.domain.declaration import Declaration
from inspector_app.domain.finding import Verdict
from inspector_app.domain.scan import Scan, View
from inspector_app.workflow.ports import Ports

MOST = 30
"""Most scans that are offered: nobody looks through more."""

CONTAINERS_HEADING = "8609"
"""HS heading of containers themselves: what an empty one that returns is declared as."""


class WhyOffered(StrEnum):
    """Why a scan may tell something, the most telling first."""

    OTHER_VIEW = "other-view"
    SAME_CASE = "same-case"
    SAME_CONTAINER = "same-container"
    SAME_VEHICLE = "same-vehicle"
    EMPTY = "empty"
    SAME_HEADING = "same-heading"
    SAME_CHAPTER = "same-chapter"


@dataclass(frozen=True, slots=True)
class Comparable:
    """One view of a scan that is offered.

    Attributes:
        verdict: the newest one on that scan, None while there is none.
        is_here: whether the files of the view are at this station.
    """

    case: Case
    scan: Scan
    view: View
    why: WhyOffered
    verdict: Verdict | None
    is_here: bool

    @property
    def key(self) -> str:
        """Unique among all scans and views."""
        return f"{self.case.case_id}/{self.scan.scan_id}/{self.view.name}"


def find_comparable(ports: Ports, case: Case, scan: Scan, view: View) -> tuple[Comparable, ...]:
    """What `view` of `scan` can be compared with, the most telling first and of these the newest.

    Only cases kept at this station; other cases are offered with the same view only, since a side
    and a top view have nothing to be laid over each other. At most `MOST`. May take as long as
    reading the queue.
    """
    others = (entry.case for entry in ports.cases.queue() if entry.case.case_id != case.case_id)
    offers = [*_within(case, scan, view)]
    for other in others:
        offers += _of_other(other, case, view)
    ranks = list(WhyOffered)
    offers.sort(key=lambda one: one.scan.taken_at, reverse=True)
    offers.sort(key=lambda one: ranks.index(one.why))
    return tuple(_filled_in(ports, one) for one in offers[:MOST])


@dataclass(frozen=True, slots=True)
class _Offer:
    case: Case
    scan: Scan
    view: View
    why: WhyOffered


def _within(case: Case, scan: Scan, view: View) -> Iterator[_Offer]:
    for other in case.scans:
        for one in other.views:
            if other.scan_id != scan.scan_id:
                if one.name == view.name:
                    yield _Offer(case, other, one, WhyOffered.SAME_CASE)
            elif one.name != view.name:
                yield _Offer(case, other, one, WhyOffered.OTHER_VIEW)


def _of_other(other: Case, case: Case, view: View) -> Iterator[_Offer]:
    why = why_offered(other.declaration, case.declaration)
    if why is None:
        return
    for scan in other.scans:
        for one in scan.views:
            if one.name == view.name:
                yield _Offer(other, scan, one, why)


def why_offered(other: Declaration, this: Declaration) -> WhyOffered | None:
    """The strongest reason to lay a scan of `other` beside one of `this`; None where there is
    none."""
    if _containers(other) & _containers(this):
        return WhyOffered.SAME_CONTAINER
    if _plates(other) & _plates(this):
        return WhyOffered.SAME_VEHICLE
    if is_empty(other) and _sizes(other) == _sizes(this):
        return WhyOffered.EMPTY
    if _codes(other, 4) & _codes(this, 4):
        return WhyOffered.SAME_HEADING
    if _codes(other, 2) & _codes(this, 2):
        return WhyOffered.SAME_CHAPTER
    return None


def is_empty(declaration: Declaration) -> bool:
    """Whether nothing but containers themselves was declared."""
    return all(item.hs_code.startswith(CONTAINERS_HEADING) for item in declaration.goods)


def _filled_in(ports: Ports, offer: _Offer) -> Comparable:
    verdicts = ports.records.verdicts(offer.case.case_id)
    newest = next((v for v in reversed(verdicts) if v.scan_id == offer.scan.scan_id), None)
    return Comparable(
        offer.case,
        offer.scan,
        offer.view,
        offer.why,
        None if newest is None else newest.verdict,
        _is_here(ports, offer.view),
    )


def _is_here(ports: Ports, view: View) -> bool:
    return all(ports.scans.path(image.sha256) is not None for image in view.images)


def _containers(declaration: Declaration) -> set[str]:
    return {container.number for container in declaration.containers if container.number}


def _plates(declaration: Declaration) -> set[str]:
    vehicle = declaration.vehicle
    return {plate for plate in (vehicle.plate, vehicle.trailer_plate) if plate}


def _sizes(declaration: Declaration) -> Sequence[str]:
    """Length codes of the containers (ISO 6346: 2 is 20 feet, 4 is 40), in order; heights and
    types differ too little to matter here."""
    return sorted(container.size_type[:1] for container in declaration.containers)


def _codes(declaration: Declaration, digits: int) -> set[str]:
    """HS headings (4 digits) or chapters (2) of the goods."""
    return {item.hs_code[:digits] for item in declaration.goods}
