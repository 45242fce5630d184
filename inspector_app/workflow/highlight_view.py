"""Having the model look at a view. It highlights; it never clears."""

from __future__ import annotations

from collections.abc import Callable

from inspector_app.domain.errors import ModelRefused
from inspector_app.domain.highlight import Highlight
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.workflow.ports import Ports


def stored_highlights(ports: Ports, scan_id: str) -> tuple[Highlight, ...] | None:
    """What the model in use made of this scan earlier, None when it has not looked yet."""
    if ports.highlighter is None:
        return None
    return ports.highlights.get(scan_id, model=ports.highlighter.model)


def find_highlights(
    ports: Ports,
    pixels: ViewPixels,
    *,
    view: str,
    progress: Callable[[float], None],
    should_stop: Callable[[], bool],
) -> tuple[Highlight, ...] | None:
    """Run the model over a view; None when it was stopped. Compute lane: touches no database.

    Raises ModelRefused(``no-model``) when this installation has no usable model.
    """
    if ports.highlighter is None:
        raise ModelRefused("no-model", "this installation has no usable model")
    found = ports.highlighter.find(pixels, view=view, progress=progress, should_stop=should_stop)
    return None if should_stop() else found


def keep_highlights(
    ports: Ports, *, scan_id: str, case_id: str, highlights: tuple[Highlight, ...]
) -> None:
    """Store what the model made of a scan, so that opening the case again shows it at once."""
    if ports.highlighter is not None:
        ports.highlights.keep(
            scan_id, case_id, model=ports.highlighter.model, highlights=highlights
        )
