"""The highlights and findings on one view: what is drawn, and what lies under the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from inspector_app.domain.highlight import Tier
from inspector_app.domain.region import Box, Mark, Point
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.geometry import smallest_at
from inspector_app.ui.viewer.marks import (
    FindingMark,
    FindingState,
    HighlightMark,
    HighlightState,
    Paint,
    Rgb,
)
from inspector_app.ui.viewer.overlays import LINE_PX, Sign, TagShape, paint_outline, paint_tag

_T = TypeVar("_T")

NEAR_PX = 6.0

_FINDING_SIGNS = {
    FindingState.SAVED: Sign.DISK,
    FindingState.SENT: Sign.UP,
    FindingState.APPLIED: Sign.CHECK,
    FindingState.REJECTED: Sign.CROSS,
    FindingState.WITHDRAWN: Sign.DASH,
}
_HIGHLIGHT_SIGNS = {
    HighlightState.OPEN: Sign.NONE,
    HighlightState.ACCEPTED: Sign.CHECK,
    HighlightState.REJECTED: Sign.CROSS,
}
_HIGHLIGHT_COLOURS: dict[Tier, Rgb] = {Tier.ALERT: Paint.ALERT, Tier.LOOK: Paint.LOOK}


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under the mouse: exactly one of the two."""

    highlight: HighlightMark | None = None
    finding: FindingMark | None = None


class MarkLayer:
    """Highlights and findings with the selected one among them."""

    def __init__(self) -> None:
        self.highlights: tuple[HighlightMark, ...] = ()
        self.findings: tuple[FindingMark, ...] = ()
        self.selected: str | None = None
        self.is_visible = True

    def show(
        self,
        *,
        highlights: Sequence[HighlightMark] | None = None,
        findings: Sequence[FindingMark] | None = None,
    ) -> None:
        """Replace the marks that are given."""
        if highlights is not None:
            self.highlights = tuple(highlights)
        if findings is not None:
            self.findings = tuple(findings)

    def box_of(self, mark_id: str) -> Box | None:
        """Where the highlight or finding of that id is."""
        for highlight in self.highlights:
            if highlight.highlight_id == mark_id:
                return highlight.box
        for finding in self.findings:
            if finding.finding_id == mark_id:
                return finding.mark.box
        return None

    def hit(self, camera: Camera, at: Point) -> Hit | None:
        """The smallest mark under a widget point, of equal ones the finding."""
        if not self.is_visible:
            return None
        hits = [
            *(Hit(finding=f) for f in self.findings),
            *(Hit(highlight=h) for h in self.highlights),
        ]
        outlines = [[camera.to_widget(p) for p in _mark_of(hit).outline()] for hit in hits]
        index = smallest_at(outlines, at, within=NEAR_PX)
        return None if index is None else hits[index]

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Draw all, the selected one last and on top."""
        if not self.is_visible:
            return
        visible = camera.visible
        for highlight in self._ordered(self.highlights):
            if _meet(highlight.box, visible):
                self._paint_highlight(painter, camera, highlight)
        for finding in self._ordered(self.findings):
            if _meet(finding.mark.box, visible):
                self._paint_finding(painter, camera, finding)

    def _ordered(self, marks: Sequence[_T]) -> list[_T]:
        return sorted(marks, key=self._is_selected)

    def _is_selected(self, mark: object) -> bool:
        if isinstance(mark, HighlightMark):
            return mark.highlight_id == self.selected
        return isinstance(mark, FindingMark) and mark.finding_id == self.selected

    def _paint_highlight(self, painter: QPainter, camera: Camera, mark: HighlightMark) -> None:
        selected = self._is_selected(mark)
        corners = [camera.to_widget(p) for p in Mark.of_box("", mark.box).outline()]
        colour = _HIGHLIGHT_COLOURS[mark.tier]
        answered = mark.state is not HighlightState.OPEN
        self._paint_selection(painter, corners, selected=selected)
        paint_outline(
            painter,
            corners,
            colour,
            dashed=mark.tier is Tier.LOOK,
            width_px=1.0 if answered and not selected else LINE_PX,
        )
        paint_tag(
            painter,
            _bounds(corners),
            str(mark.number),
            colour,
            shape=TagShape.ROUND,
            sign=_HIGHLIGHT_SIGNS[mark.state],
            selected=selected,
            bounds=QRectF(0, 0, camera.view_width, camera.view_height),
        )

    def _paint_finding(self, painter: QPainter, camera: Camera, mark: FindingMark) -> None:
        selected = self._is_selected(mark)
        corners = [camera.to_widget(p) for p in mark.mark.outline()]
        withdrawn = mark.state is FindingState.WITHDRAWN
        self._paint_selection(painter, corners, selected=selected)
        paint_outline(
            painter,
            corners,
            Paint.FINDING,
            # An ellipse has no corners to thicken; its whole line is.
            ticks=not withdrawn and not mark.mark.is_ellipse,
            dashed=withdrawn,
            width_px=1.0 if withdrawn else LINE_PX + mark.mark.is_ellipse,
        )
        paint_tag(
            painter,
            _bounds(corners),
            str(mark.number),
            Paint.FINDING,
            shape=TagShape.SQUARE,
            sign=_FINDING_SIGNS[mark.state],
            selected=selected,
            bounds=QRectF(0, 0, camera.view_width, camera.view_height),
        )

    @staticmethod
    def _paint_selection(painter: QPainter, corners: Sequence[Point], *, selected: bool) -> None:
        if selected:
            # Wider than the halo of the line that is drawn over it.
            paint_outline(painter, corners, Paint.SELECTED, width_px=LINE_PX + 8)


def _mark_of(hit: Hit) -> Mark:
    if hit.finding is not None:
        return hit.finding.mark
    if hit.highlight is None:
        raise ValueError("a hit is a highlight or a finding")
    return Mark.of_box("", hit.highlight.box)


def _bounds(corners: Sequence[Point]) -> QRectF:
    box = Box.around(corners)
    return QRectF(box.x, box.y, box.width, box.height)


def _meet(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom
