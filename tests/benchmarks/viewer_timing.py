"""How a frame is timed. Imports numpy and PySide6 only: the peers' environment reads it too."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

ROUNDS = 40

Figures = dict[str, float]


def timed(
    act: Callable[[int], None], rounds: int = ROUNDS, beside: Callable[[int], None] | None = None
) -> Figures:
    """Median and 95th percentile of `act(number)` in milliseconds, after three rounds that do not
    count.

    With `beside`, each round runs that too, timed by itself, so that both meet the same load of the
    machine; its median is given as ``beside`` and the median of the quotients as ``ratio``.
    """
    times, others = [], []
    for number in range(rounds + 3):
        start = time.perf_counter()
        act(number)
        times.append((time.perf_counter() - start) * 1000)
        if beside is not None:
            start = time.perf_counter()
            beside(number)
            others.append((time.perf_counter() - start) * 1000)
    figures = summed_up(times[3:])
    if beside is not None:
        figures["beside"] = round(float(np.median(others[3:])), 2)
        figures["ratio"] = round(float(np.median(np.array(times[3:]) / np.array(others[3:]))), 2)
    return figures


def summed_up(times_ms: list[float]) -> Figures:
    """Median and 95th percentile."""
    return {
        "median": round(float(np.median(times_ms)), 2),
        "p95": round(float(np.percentile(times_ms, 95)), 2),
    }


def worst(figures: list[Figures]) -> Figures:
    """The largest median and the largest 95th percentile."""
    return {key: max(one[key] for one in figures) for key in ("median", "p95")}


def window_ends(number: int) -> tuple[float, float]:
    """Black and white of round `number`, the same for every viewer."""
    return 300.0 + 7 * number, 50_000.0 + 11 * number


def pan_step(number: int) -> int:
    """Screen pixels to the right in round `number`: there and back."""
    return -17 if number % 20 < 10 else 17


def zoom_factor(number: int) -> float:
    """In and out again."""
    return 1.1 if number % 10 < 5 else 1 / 1.1
