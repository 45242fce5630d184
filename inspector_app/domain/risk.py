"""Why a declaration is in its channel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """Red is documentary and physical inspection, orange documentary only, green neither."""

    RED = "red"
    ORANGE = "orange"
    GREEN = "green"


class ReasonKind(StrEnum):
    """The six kinds of selection the risk system uses."""

    RANDOM = "random"
    FIRST_TIME = "first-time"
    MANDATORY = "mandatory"
    CERTIFIED = "certified"
    EXCLUSION = "exclusion"
    HIGH_RISK = "high-risk"


@dataclass(frozen=True, slots=True)
class RiskReason:
    """One reason, which becomes one thing to answer.

    Attributes:
        reason_id: unique within the case; findings refer to it.
        criterion: code of the rule of the risk system.
        weight: how much it added, in points of the total score.
        look_for: what the inspector should look for, in plain words.
        control_types: codes of the control types that answer it (see resources/codes).
        goods_item: number of the goods item it is about, None for the whole declaration.
    """

    reason_id: str
    kind: ReasonKind
    criterion: str
    weight: float
    explanation: str
    look_for: str
    control_types: tuple[str, ...]
    goods_item: int | None = None
    explanation_mn: str = ""
    look_for_mn: str = ""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of the score: `points` out of `maximum` for `subject` (commodity, origin, importer,
    ...)
    and the evidence behind it."""

    subject: str
    points: float
    maximum: float
    evidence: str = ""
    evidence_mn: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.points <= self.maximum:
            raise ValueError(
                f"{self.subject}: {self.points} of {self.maximum} points is not possible"
            )


@dataclass(frozen=True, slots=True)
class RiskAssessment:
    """What the risk system made of the declaration. Never shown as one number alone."""

    channel: Channel
    reasons: tuple[RiskReason, ...]
    score: tuple[ScorePart, ...] = ()

    def __post_init__(self) -> None:
        ids = [reason.reason_id for reason in self.reasons]
        if len(ids) != len(set(ids)):
            raise ValueError("two risk reasons share an id")

    @property
    def points(self) -> float:
        return sum(part.points for part in self.score)

    @property
    def maximum(self) -> float:
        return sum(part.maximum for part in self.score)

    @property
    def strongest(self) -> RiskReason | None:
        """The reason with the highest weight, or None where there are none."""
        return max(self.reasons, key=lambda reason: reason.weight, default=None)
