"""Rates with their uncertainty: detection against false marks, resampled by whole scans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class ObjectResult:
    """One hidden object: best score of a mark on it by each method, and what it is."""

    scan: int
    kind: str
    material: str
    background: float
    contrast: float
    score: float


def threshold_for(false_scores: Sequence[Sequence[float]], per_scan: float) -> float:
    """Least threshold that gives at most `per_scan` false marks on average over these scans."""
    scores = np.sort(np.concatenate([np.asarray(s, float) for s in false_scores]))[::-1]
    allowed = int(per_scan * len(false_scores))
    if allowed >= len(scores):
        return float(np.nextafter(scores[-1], 0)) if len(scores) else 1e-6
    return float(np.nextafter(scores[allowed], np.inf))


def marks_per_scan(false_scores: Sequence[Sequence[float]], threshold: float) -> float:
    """Mean number of marks at a threshold."""
    return float(np.mean([sum(s >= threshold for s in scores) for scores in false_scores]))


def detection_with_interval(
    objects: Sequence[ObjectResult],
    false_scores: Sequence[Sequence[float]],
    per_scan: float,
    seed: int = 0,
) -> dict[str, float]:
    """Detection rate at a number of false marks per benign scan, with a 95 % interval.

    Both the scans with objects and the benign scans that set the threshold are resampled.
    """
    threshold = threshold_for(false_scores, per_scan)
    rate = float(np.mean([o.score >= threshold for o in objects])) if objects else float("nan")
    rng = np.random.default_rng(seed)
    scans = sorted({o.scan for o in objects})
    grouped = {scan: np.array([o.score for o in objects if o.scan == scan]) for scan in scans}
    rates = []
    for _ in range(RESAMPLES if scans else 0):
        benign = [false_scores[i] for i in rng.integers(len(false_scores), size=len(false_scores))]
        limit = threshold_for(benign, per_scan)
        chosen = np.concatenate(
            [grouped[scans[i]] for i in rng.integers(len(scans), size=len(scans))]
        )
        rates.append(float(np.mean(chosen >= limit)))
    low, high = np.percentile(rates, [2.5, 97.5]) if rates else (float("nan"), float("nan"))
    return {"detected": rate, "low": float(low), "high": float(high), "threshold": threshold}


def rate_at(objects: Sequence[ObjectResult], threshold: float, seed: int = 0) -> dict[str, float]:
    """Detection rate at a fixed threshold, with a 95 % interval by resampling scans."""
    if not objects:
        return {"objects": 0}
    rng = np.random.default_rng(seed)
    scans = sorted({o.scan for o in objects})
    hits = {s: np.array([o.score >= threshold for o in objects if o.scan == s]) for s in scans}
    rates = [
        float(
            np.concatenate(
                [hits[scans[i]] for i in rng.integers(len(scans), size=len(scans))]
            ).mean()
        )
        for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(rates, [2.5, 97.5])
    found = float(np.mean([o.score >= threshold for o in objects]))
    return {"objects": len(objects), "detected": found, "low": float(low), "high": float(high)}
