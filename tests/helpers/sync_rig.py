"""A core with clocks and chance in the test's hands, and a line it talks through."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from inspector_app.domain.errors import CentreRefused, CentreUnreachable
from inspector_app.sync.core import SyncCore
from inspector_app.sync.steps import Request, Step, WaitUntil
from tests.helpers.builders import AT
from tests.helpers.fake_centre import FakeLine
from tests.helpers.fake_store import FakeStation


class Clocks:
    """A wall clock that can be turned and a monotonic one that cannot."""

    def __init__(self) -> None:
        self.wall = AT
        self.monotonic_s = 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.monotonic_s

    def pass_s(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.monotonic_s += seconds


class Rig:
    """Drives a core step by step."""

    def __init__(self, station: FakeStation, line: FakeLine, seed: int = 1) -> None:
        self.station = station
        self.line = line
        line.device_id = lambda: station.device_id
        self.clocks = Clocks()
        self._rng = random.Random(seed)
        self.core = self._fresh_core()

    def restart(self) -> None:
        """The program ended, whatever it was doing, and was started again."""
        self.core = self._fresh_core()

    def one(self) -> Step:
        """Do one step; time passes only for transfers."""
        step = self.core.next_step()
        if isinstance(step, WaitUntil):
            return step
        self.clocks.pass_s(0.05)
        self.carry(step)
        return step

    def carry(self, step: Request) -> None:
        try:
            answer = self.line.carry(step)
        except (CentreUnreachable, CentreRefused) as error:
            self.core.failed(step, error)
        else:
            self.core.answered(step, answer)

    def until_wait(self, limit: int = 500) -> list[Request]:
        """Go on until there is nothing to do; the steps that were done."""
        done: list[Request] = []
        for _ in range(limit):
            step = self.one()
            if isinstance(step, WaitUntil):
                return done
            done.append(step)
        raise AssertionError(f"the core never rests: {[type(one).__name__ for one in done[-9:]]}")

    def sit_out_wait(self) -> None:
        """Let the wait pass."""
        step = self.core.next_step()
        assert isinstance(step, WaitUntil)
        self.clocks.pass_s(self.core.seconds_until(step) + 0.001)

    def rounds(self, count: int) -> None:
        """So many rounds, each with its wait."""
        for _ in range(count):
            self.until_wait()
            self.sit_out_wait()

    def _fresh_core(self) -> SyncCore:
        return SyncCore(
            self.station.side(),
            now=self.clocks.now,
            monotonic=self.clocks.monotonic,
            rng=self._rng,
        )
