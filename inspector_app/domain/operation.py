"""One act of a person on its way to the centre: written once, never changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

_KIND = re.compile(r"[a-z][a-z0-9-]{0,39}")


class OperationKind(StrEnum):
    """What an operation carries.

    A newer program may write kinds that this one does not know. They are read all the same and keep
    their name: only so can their hash be checked, can they be kept whole, and does the centre give
    them an answer of their own instead of stopping all that comes after them.
    """

    FINDING_RECORDED = "finding-recorded"
    VERDICT_GIVEN = "verdict-given"
    ANNOTATION_RECORDED = "annotation-recorded"
    REVIEW_DECIDED = "review-decided"
    PHOTO_ATTACHED = "photo-attached"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str) or not _KIND.fullmatch(value):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = unknown._value_ = value
        return unknown

    @property
    def is_known(self) -> bool:
        """Whether this program knows what it carries."""
        return self._name_ in OperationKind.__members__


class Delivery(StrEnum):
    """How far an operation has come. All five are shown to the inspector.

    WAITING is "saved here", SENT is "sent, no answer yet"; APPLIED, REJECTED and CONFLICT are the
    centre's word. CONFLICT: the centre keeps it as a fact beside another version of the same
    thing, and a supervisor has to look at both.
    """

    WAITING = "waiting"
    SENT = "sent"
    APPLIED = "applied"
    REJECTED = "rejected"
    CONFLICT = "conflict"


class ReceiptStatus(StrEnum):
    """The centre's answer to one operation."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Operation:
    """Attributes:
    op_id: UUIDv7; the key by which the centre recognises it again.
    device_id: the station that wrote it.
    n: 1, 2, 3, ... per device, no gaps.
    aggregate_id: the finding, verdict or annotation it is about.
    base_version: the version it was made against, 0 for a new one.
    body: the finding, verdict or annotation as canonical JSON.
    sha256: hash over everything above and `previous_sha256`, lower-case hex.
    previous_sha256: hash of operation n - 1, empty for the first.
    recorded_at: the station's clock, aware, UTC. Never used to order anything.
    signature: the station's, over `sha256`; empty from programs of protocol 1, which had no key.
    """

    op_id: str
    device_id: str
    n: int
    kind: OperationKind
    case_id: str
    aggregate_id: str
    base_version: int
    body: str
    author: str
    recorded_at: datetime
    previous_sha256: str
    sha256: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The centre's answer.

    Attributes:
        sequence: its number at the centre; None unless applied or a conflict.
        theirs: of a conflict, the newest version that the centre has, as canonical JSON; empty
            where it has none.
        signature: the centre's, over all of this (`protocol.signing.receipt_message`); empty from
            a centre of protocol 1.
    """

    op_id: str
    status: ReceiptStatus
    sequence: int | None = None
    reason: str = ""
    theirs: str = ""
    signature: str = ""
