"""What has to be found out from a whole scan before parts of it can be coloured."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from inspector_app.background import Lane, TaskRunner
from inspector_app.domain.scan import Energy
from inspector_app.imaging.blind_zone import blind_limit
from inspector_app.imaging.display import energy_pixels
from inspector_app.imaging.material_colour import MaterialColours, MaterialMode
from inspector_app.imaging.noise import estimate_noise
from inspector_app.imaging.physics import AttenuationTable
from inspector_app.imaging.view_pixels import Pixels, ViewPixels
from inspector_app.ui.viewer.display_state import DisplayState

_MATERIAL = "material"


class ScanFacts(QObject):
    """Found in the background when first asked for; until then, and where it cannot be done, None.

    Signals:
        found: something that was asked for is known now, or known to be unknowable.
    """

    found = Signal()

    def __init__(
        self,
        pixels: ViewPixels,
        runner: TaskRunner,
        attenuation: AttenuationTable | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._pixels: ViewPixels | None = pixels
        self._runner = runner
        self._attenuation = attenuation
        self._answers: dict[str, Any] = {}
        self._asked: set[str] = set()

    def is_missing(self, state: DisplayState) -> bool:
        """Whether something that this display needs is still being found out."""
        return any(key not in self._answers for key in self._needed(state))

    def material(self, state: DisplayState) -> MaterialColours | None:
        """How to colour by material, None where that is off, impossible or not ready."""
        if not self._has_material(state):
            return None
        answer: MaterialColours | None = self._answers.get(_MATERIAL)
        if _MATERIAL not in self._asked and self._pixels is not None:
            self._ask(_MATERIAL, partial(_prepare, self._pixels, self._attenuation))
        return answer

    def blind_limit(self, state: DisplayState) -> int | None:
        """Values up to this one are blind, None where they are not marked or it is not ready."""
        if not state.marks_blind:
            return None
        energy = blind_energy(state)
        answer: int | None = self._answers.get(energy)
        if energy not in self._asked and self._pixels is not None:
            self._ask(energy, partial(_find_limit, energy_pixels(self._pixels, energy)))
        return answer

    def drop(self) -> None:
        """Nothing more is wanted; let go of the pixels."""
        self._runner.cancel_all(self)
        self._pixels = None

    def _needed(self, state: DisplayState) -> list[str]:
        needed: list[str] = [blind_energy(state)] if state.marks_blind else []
        return [*needed, _MATERIAL] if self._has_material(state) else needed

    def _has_material(self, state: DisplayState) -> bool:
        is_on = state.material is not MaterialMode.OFF
        has_low = self._pixels is not None and self._pixels.low is not None
        return is_on and has_low and self._attenuation is not None

    def _ask(self, key: str, work: Callable[[], Any]) -> None:
        self._asked.add(key)
        self._runner.run(
            work,
            done=partial(self._keep, key),
            failed=partial(self._give_up, key),
            owner=self,
            lane=Lane.COMPUTE,
        )

    def _keep(self, key: str, answer: Any) -> None:
        self._answers[key] = answer
        self.found.emit()

    def _give_up(self, key: str, _error: Exception) -> None:
        # A scan without any beam, or no memory: it is shown in plain grey.
        self._keep(key, None)


def blind_energy(state: DisplayState) -> Energy:
    """The energy whose penetration is told: the one on screen, the stronger one of two."""
    return Energy.HIGH if state.combined else state.energy


def _prepare(pixels: ViewPixels, table: AttenuationTable | None) -> MaterialColours | None:
    if pixels.low is None or table is None or len(table.beams) < 2:
        return None
    return MaterialColours.prepare(
        pixels.high, pixels.low, table=table, beams=(table.beams[0], table.beams[1])
    )


def _find_limit(pixels: Pixels) -> int:
    return blind_limit(pixels, estimate_noise(pixels))
