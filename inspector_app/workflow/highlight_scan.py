"""Having the model look at a scan. It highlights; it never clears."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
    shown: str,
    pixels: ViewPixels,
    progress: Callable[[float], None],
    should_stop: Callable[[], bool],
) -> LookedAt | None:
    """Run the model over all views of a scan; None when it was stopped. Compute lane.

    The view named `shown` is on screen and its `pixels` are read already; it comes first.

    Raises ModelRefused with the reason why this installation has no usable model.
    """
    if ports.highlighter is None:
        raise ModelRefused(ports.model_problem, "this installation has no usable model")
    views = sorted(scan.views, key=lambda view: view.name != shown)
    found: list[Highlight] = []
    complete = True
    for place, view in enumerate(views):
        try:
            read = pixels if view.name == shown else load_view(ports, view)
        except ScanUnreadable:
            complete = False
            continue

        def tell(share: float, place: int = place) -> None:
            progress((place + share) / len(views))

        found += ports.highlighter.find(
            read, view=view.name, progress=tell, should_stop=should_stop
        )
        if should_stop():
            return None
    strongest_first = sorted(found, key=lambda highlight: -highlight.score)
    return LookedAt(tuple(strongest_first), complete)


def keep_highlights(
    ports: Ports, *, scan_id: str, case_id: str, highlights: tuple[Highlight, ...]
) -> None:
    """Store what the model made of a scan, so that opening the case again shows it at once."""
    if ports.highlighter is not None:
        ports.highlights.keep(
            scan_id, case_id, model=ports.highlighter.model, highlights=highlights
        )
