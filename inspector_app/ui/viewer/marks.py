"""What the scan view is told to draw, and the colours it draws in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inspector_app.domain.highlight import Tier
from inspector_app.domain.region import Box, Mark
from inspector_app.ui.viewer.shape import Shape

Rgb = tuple[int, int, int]


class Paint:
    """The overlay colours: Okabe and Ito's set, told apart by people with any common colour
    blindness. No meaning hangs on colour alone; every kind also has its own line and corners."""

    ALERT: Rgb = (230, 159, 0)
    LOOK: Rgb = (240, 228, 66)
    FINDING: Rgb = (86, 180, 233)
    DRAFT: Rgb = (0, 190, 140)
    ANNOTATION: Rgb = (224, 158, 196)
    MEASURE: Rgb = (255, 255, 255)
    CONTAINER: Rgb = (200, 200, 200)
    SELECTED: Rgb = (255, 255, 255)
    HALO: Rgb = (0, 0, 0)
    SURROUND: Rgb = (30, 32, 36)


class HighlightState(StrEnum):
    """What the inspector has said of a highlight."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class FindingState(StrEnum):
    """Where a finding is on its way to the centre."""

    SAVED = "saved"
    SENT = "sent"
    APPLIED = "applied"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class HighlightMark:
    """A highlight as drawn.

    Attributes:
        highlight_id: what `highlight_clicked` says.
        number: the number on the tag, the same as in the list beside the scan.
        box: where, in scan pixels.
        tier: solid line for alert, dashed for look.
        state: an answered highlight is drawn thin, a rejected one crossed out.
        tip: a sentence for the tool tip, already translated; may be empty.
    """

    highlight_id: str
    number: int
    box: Box
    tier: Tier
    state: HighlightState = HighlightState.OPEN
    tip: str = ""


@dataclass(frozen=True, slots=True)
class FindingMark:
    """A finding as drawn.

    Attributes:
        finding_id: what `finding_clicked` says.
        number: the number on the tag, the same as in the list beside the scan.
        mark: where, in scan pixels.
        state: shown as a sign after the number.
        tip: a sentence for the tool tip, already translated; may be empty.
    """

    finding_id: str
    number: int
    mark: Mark
    state: FindingState = FindingState.SAVED
    tip: str = ""


class AnnotationState(StrEnum):
    """Whether an annotation is on the disk."""

    SAVED = "saved"
    SAVING = "saving"
    NOT_SAVED = "not-saved"


@dataclass(frozen=True, slots=True)
class AnnotationMark:
    """An annotation as drawn.

    Attributes:
        key: by which the view and its owner know it, whichever version it is.
        tip: a sentence for the tool tip, already translated; may be empty.
        state: one that is not saved is drawn dashed and says so.
    """

    key: str
    shape: Shape
    tip: str = ""
    state: AnnotationState = AnnotationState.SAVED
