"""Having the model look at a scan. It highlights; it never clears."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from inspector_app.domain.case import Case
from inspector_app.domain.errors import ModelRefused, ScanUnreadable
from inspector_app.domain.highlight import Highlight
from inspector_app.domain.scan import Scan
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.workflow.load_view import load_view
from inspector_app.workflow.ports import Ports


def stored_highlights(ports: Ports, scan_id: str) -> tuple[Highlight, ...] | None:
    """What the model in use made of this scan earlier, None when it has not looked yet."""
    if ports.highlighter is None:
        return None
    return ports.highlights.get(scan_id, model=ports.highlighter.model)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What the model made of a scan.

    Attributes:
        complete: whether it saw every view; a view whose file is broken or not here is left out.
    """

    highlights: tuple[Highlight, ...]
    complete: bool


def look_at_scan(
    ports: Ports,
    scan: Scan,
    *,
    read: Mapping[str, ViewPixels],
    progress: Callable[[float], None],
    should_stop: Callable[[], bool],
) -> LookedAt | None:
    """Run the model over all views of a scan; None when it was stopped. Compute lane.

    `read` holds the pixels of views that were read already, by name; those come first.

    Raises ModelRefused with the reason why this installation has no usable model.
    """
    if ports.highlighter is None:
        raise ModelRefused(ports.model_problem, "this installation has no usable model")
    views = sorted(scan.views, key=lambda view: view.name not in read)
    found: list[Highlight] = []
    complete = True
    for place, view in enumerate(views):
        try:
            pixels = read[view.name] if view.name in read else load_view(ports, view)
        except ScanUnreadable:
            complete = False
            continue

        def tell(share: float, place: int = place) -> None:
            progress((place + share) / len(views))

        found += ports.highlighter.find(
            pixels, view=view.name, progress=tell, should_stop=should_stop
        )
        if should_stop():
            return None
    strongest_first = sorted(found, key=lambda highlight: -highlight.score)
    return LookedAt(tuple(strongest_first), complete)


def look_at_case(
    ports: Ports, case: Case, *, should_stop: Callable[[], bool]
) -> tuple[tuple[str, LookedAt], ...] | None:
    """Run the model over all scans of a case that nobody has opened; None when it was stopped.
    Compute lane. Each answer stands with its scan's id. Raises ModelRefused as `look_at_scan`."""
    answers = []
    for scan in case.scans:
        looked = look_at_scan(ports, scan, read={}, progress=_silent, should_stop=should_stop)
        if looked is None:
            return None
        answers.append((scan.scan_id, looked))
    return tuple(answers)


def keep_answers(ports: Ports, case: Case, answers: tuple[tuple[str, LookedAt], ...]) -> bool:
    """Store what the model made of a case's scans; False when a scan was not seen whole, whose
    highlights are then not kept."""
    for scan_id, looked in answers:
        if looked.complete:
            keep_highlights(
                ports, scan_id=scan_id, case_id=case.case_id, highlights=looked.highlights
            )
    return all(looked.complete for _, looked in answers)


def _silent(_: float) -> None:
    """Nobody watches."""


def keep_highlights(
    ports: Ports, *, scan_id: str, case_id: str, highlights: tuple[Highlight, ...]
) -> None:
    """Store what the model made of a scan, so that opening the case again shows it at once."""
    if ports.highlighter is not None:
        ports.highlights.keep(
            scan_id, case_id, model=ports.highlighter.model, highlights=highlights
        )
