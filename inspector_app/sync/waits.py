"""How long to wait after a failure: a random time below a growing limit ("full jitter", M. Brooker,
Exponential Backoff and Jitter, AWS Architecture Blog 2015), so that 39 posts do not come back in
step after the centre was away."""

from __future__ import annotations

import random

LONGEST_WAIT_S = 300.0

_FIRST_WAIT_S = 2.0
_SHORTEST_WAIT_S = 0.5


def jittered_s(rng: random.Random, failures: int) -> float:
    """How long to wait after so many failures before this one."""
    limit_s = min(LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** min(failures, 16))
    return max(_SHORTEST_WAIT_S, rng.uniform(0, limit_s))
