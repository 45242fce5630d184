"""What codes and keys of the other rooms are called on screen."""

from __future__ import annotations

import math
from datetime import timedelta

from PySide6.QtCore import QCoreApplication

from inspector_app.domain.case import CaseState
from inspector_app.domain.declaration import Compliance, PartyRole
from inspector_app.domain.finding import Verdict
from inspector_app.domain.highlight import HighlightReason, Tier
from inspector_app.domain.operation import Delivery, OperationKind
from inspector_app.domain.risk import Channel, ReasonKind
from inspector_app.workflow.look_up_history import Shared

translate = QCoreApplication.translate


def channel_text(channel: Channel) -> str:
    return {
        Channel.RED: translate("Channel", "Red channel"),
        Channel.ORANGE: translate("Channel", "Orange channel"),
        Channel.GREEN: translate("Channel", "Green channel"),
    }[channel]


def reason_kind_text(kind: ReasonKind) -> str:
    return {
        ReasonKind.RANDOM: translate("ReasonKind", "Random selection"),
        ReasonKind.FIRST_TIME: translate("ReasonKind", "First time"),
        ReasonKind.MANDATORY: translate("ReasonKind", "Mandatory criterion"),
        ReasonKind.CERTIFIED: translate("ReasonKind", "Certified criterion"),
        ReasonKind.EXCLUSION: translate("ReasonKind", "Exclusion criterion"),
        ReasonKind.HIGH_RISK: translate("ReasonKind", "High risk"),
    }[kind]


def verdict_text(verdict: Verdict) -> str:
    return {
        Verdict.CLEAN: translate("Verdict", "Clean"),
        Verdict.SUSPICIOUS: translate("Verdict", "Suspicious"),
        Verdict.DIFFICULT: translate("Verdict", "Difficult"),
        Verdict.RESCAN: translate("Verdict", "Rescan"),
        Verdict.NOT_SCANNED: translate("Verdict", "Not scanned"),
    }[verdict]


def verdict_explanation(verdict: Verdict) -> str:
    return {
        Verdict.CLEAN: translate("Verdict", "Nothing on the scan contradicts the declaration"),
        Verdict.SUSPICIOUS: translate("Verdict", "Goes to physical examination"),
        Verdict.DIFFICULT: translate("Verdict", "Goes to the supervisor"),
        Verdict.RESCAN: translate("Verdict", "The scan must be made again; say why"),
        Verdict.NOT_SCANNED: translate("Verdict", "No scan could be made; say why"),
    }[verdict]


def delivery_text(delivery: Delivery) -> str:
    return {
        Delivery.WAITING: translate("Delivery", "Saved here"),
        Delivery.SENT: translate("Delivery", "Sent, no answer yet"),
        Delivery.APPLIED: translate("Delivery", "Applied at the centre"),
        Delivery.REJECTED: translate("Delivery", "Rejected by the centre"),
        Delivery.CONFLICT: translate("Delivery", "Conflict, for the supervisor"),
    }[delivery]


def operation_kind_text(kind: OperationKind) -> str:
    return {
        OperationKind.FINDING_RECORDED: translate("OperationKind", "Finding"),
        OperationKind.VERDICT_GIVEN: translate("OperationKind", "Verdict on the scan"),
        OperationKind.ANNOTATION_RECORDED: translate("OperationKind", "Annotation"),
        OperationKind.PHOTO_ATTACHED: translate("OperationKind", "Photo"),
        OperationKind.REVIEW_DECIDED: translate("OperationKind", "Review of a verdict"),
    }[kind]


def case_state_text(state: CaseState) -> str:
    return {
        CaseState.WAITING: translate("CaseState", "Waiting"),
        CaseState.OPENED: translate("CaseState", "Opened"),
        CaseState.VERDICT_GIVEN: translate("CaseState", "Verdict given"),
    }[state]


def tier_text(tier: Tier) -> str:
    return {
        Tier.ALERT: translate("Tier", "Alert"),
        Tier.LOOK: translate("Tier", "Look here"),
    }[tier]


def highlight_reason_text(reason: HighlightReason) -> str:
    return {
        HighlightReason.DENSER: translate("HighlightReason", "denser than its surroundings"),
        HighlightReason.LIGHTER: translate("HighlightReason", "lighter than its surroundings"),
        HighlightReason.MATERIAL: translate(
            "HighlightReason", "another material than its surroundings"
        ),
        HighlightReason.SHAPE: translate("HighlightReason", "unusual shape for this load"),
    }[reason]


def party_role_text(role: PartyRole) -> str:
    return {
        PartyRole.IMPORTER: translate("PartyRole", "Importer"),
        PartyRole.EXPORTER: translate("PartyRole", "Exporter"),
        PartyRole.DECLARANT: translate("PartyRole", "Declarant"),
        PartyRole.CARRIER: translate("PartyRole", "Carrier"),
        PartyRole.BROKER: translate("PartyRole", "Broker"),
    }[role]


def compliance_text(compliance: Compliance) -> str:
    return {
        Compliance.EXCELLENT: translate("Compliance", "excellent"),
        Compliance.GOOD: translate("Compliance", "good"),
        Compliance.MEDIUM: translate("Compliance", "medium"),
        Compliance.LOW: translate("Compliance", "low"),
        Compliance.UNKNOWN: translate("Compliance", "not known"),
    }[compliance]


def shared_text(shared: Shared) -> str:
    return {
        Shared.CONTAINER: translate("Shared", "Same container"),
        Shared.VEHICLE: translate("Shared", "Same vehicle"),
        Shared.IMPORTER: translate("Shared", "Same importer"),
        Shared.GOODS: translate("Shared", "Same goods"),
    }[shared]


def score_subject_text(subject: str) -> str:
    """Name of a part of the score; the risk system may send parts this program does not know."""
    known = {
        "commodity": translate("Score", "Commodity"),
        "origin": translate("Score", "Origin"),
        "importer": translate("Score", "Importer"),
    }
    return known.get(subject, subject)


def time_left_text(left: timedelta) -> str:
    """What is left of the hour, in whole minutes."""
    # Rounded up both ways: "0 min left" and "over by 0 min" say nothing.
    minutes = max(1, math.ceil(abs(left).total_seconds() / 60))
    if left >= timedelta(0):
        return translate("Clock", "{minutes} min left").format(minutes=minutes)
    hours, rest = divmod(minutes, 60)
    if hours:
        return translate("Clock", "over by {hours} h {minutes} min").format(
            hours=hours, minutes=rest
        )
    return translate("Clock", "over by {minutes} min").format(minutes=minutes)


def looked_text(seconds: float) -> str:
    """How long a scan was looked at, to the second."""
    minutes, rest = divmod(int(seconds), 60)
    if minutes:
        return translate("Clock", "Looked at: {minutes} min {seconds} s").format(
            minutes=minutes, seconds=rest
        )
    return translate("Clock", "Looked at: {seconds} s").format(seconds=rest)


def mass_text(kilograms: float) -> str:
    """A mass with spaces between thousands that do not break, whole kilograms above 100."""
    digits = 0 if abs(kilograms) >= 100 else 1
    return (
        translate("Units", "{mass} kg")
        .replace(" ", "\N{NO-BREAK SPACE}")
        .format(mass=f"{kilograms:,.{digits}f}".replace(",", "\N{NO-BREAK SPACE}"))
    )
