"""What the model points at. A highlight never clears anything and never decides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inspector_app.domain.region import Box


class Tier(StrEnum):
    """How strongly the model points. Thresholds and their measured false-mark rates are in the
    model's manifest."""

    ALERT = "alert"
    LOOK = "look"


class HighlightReason(StrEnum):
    """What about the place is measurably unusual."""

    DENSER = "denser-than-surroundings"
    LIGHTER = "lighter-than-surroundings"
    MATERIAL = "other-material-than-surroundings"
    SHAPE = "unusual-shape"


@dataclass(frozen=True, slots=True)
class Highlight:
    """One place on one view.

    Attributes:
        highlight_id: stable within (scan, model): made from the model's hash and the box.
        box: where, in scan pixels.
        score: the model's output at its peak, 0 to 1. It is not a probability of contraband.
        reason: what is measurably unusual there.
        contrast: difference of attenuation (natural log of transmission) to the surroundings;
            positive where less of the beam came through.
        model: name and version of the model.
    """

    highlight_id: str
    view: str
    box: Box
    score: float
    tier: Tier
    reason: HighlightReason
    contrast: float
    model: str
