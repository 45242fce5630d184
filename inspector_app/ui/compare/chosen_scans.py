"""Which scans are compared with, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector_app.ui.compare.stage import MOST_OTHERS
from inspector_app.workflow.prepare_comparison import Prepared


@dataclass(slots=True)
class ChosenScans:
    """Keys of Comparables in the order in which they were chosen; the last one is compared with.

    Attributes:
        prepared: those that are here.
        errors: why others cannot be shown.
        shares: of those still on their way, the share done.
    """

    keys: list[str] = field(default_factory=list)
    prepared: dict[str, Prepared] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)

    def __contains__(self, key: object) -> bool:
        return key in self.keys

    @property
    def active(self) -> str | None:
        """The one compared with, None while there is none."""
        return self.keys[-1] if self.keys else None

    @property
    def active_prepared(self) -> Prepared | None:
        return self.prepared.get(self.active or "")

    @property
    def active_error(self) -> Exception | None:
        return self.errors.get(self.active or "")

    def put_last(self, key: str) -> None:
        """Compare with this one; it may be among the chosen already."""
        if key in self.keys:
            self.keys.remove(key)
        self.keys.append(key)

    def one_too_many(self) -> str | None:
        """Who must go before another can be added."""
        return self.keys[0] if len(self.keys) >= MOST_OTHERS else None

    def begin(self, key: str) -> None:
        """It is on its way."""
        self.errors.pop(key, None)
        self.shares[key] = 0.0

    def take(self, key: str, prepared: Prepared) -> None:
        """It is here."""
        self.shares.pop(key, None)
        self.prepared[key] = prepared

    def fail(self, key: str, error: Exception) -> None:
        """It cannot be shown."""
        self.shares.pop(key, None)
        self.errors[key] = error

    def drop(self, key: str) -> None:
        """It is no longer wanted."""
        if key in self.keys:
            self.keys.remove(key)
        for known in (self.prepared, self.errors, self.shares):
            known.pop(key, None)
