"""Functions whose results do not depend on the processor.

numpy and the C library choose other code for `sin`, `exp` or `power` on other processors, and the
last bit differs. Everything that is drawn into a scan uses these instead, which are made of
additions, multiplications, divisions and roundings only, each with one right answer. They work in
float64 and are right to about 1e-13; a float64 scalar of the standard library is fine too, because
it is rounded to float32 long before it reaches a pixel.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
FloatMap = NDArray[np.float32]

_LN2 = 0.6931471805599453
# ln 2 and pi/2 in two pieces, the first with so few digits that whole multiples of it are exact.
_LN2_HIGH, _LN2_LOW = 0.69314718036912381649, 1.90821492927058770002e-10
_HALF_PI_HIGH, _HALF_PI_LOW = 1.57079632673412561417, 6.07710050650619224932e-11
_EXP_TERMS = 14
_LOG_TERMS = 13
_NORMAL_BITS = 16
_NORMALS_AT_ONCE = 1 << 14
_SQRT_HALF = np.float32(0.7071067811865476)


def exp(x: ArrayLike) -> Array:
    """``e**x`` for -700 < x < 700."""
    x = np.asarray(x, np.float64)
    whole = np.rint(x * (1 / _LN2))
    rest = (x - whole * _LN2_HIGH) - whole * _LN2_LOW
    value = np.ones_like(rest)
    for n in range(_EXP_TERMS, 0, -1):
        value = value * rest / n + 1
    found: Array = np.ldexp(value, whole.astype(np.int32))
    return found


def log(x: ArrayLike) -> Array:
    """Natural logarithm of positive numbers."""
    mantissa, exponent = np.frexp(np.asarray(x, np.float64))
    small = mantissa < 0.7071067811865476
    mantissa = np.where(small, mantissa * 2, mantissa)
    exponent = exponent - small
    s = (mantissa - 1) / (mantissa + 1)
    square = s * s
    total = np.zeros_like(s)
    for n in range(2 * _LOG_TERMS - 1, 0, -2):
        total = total * square + 1 / n
    found: Array = exponent * _LN2 + 2 * s * total
    return found


def power(x: ArrayLike, exponent: float) -> Array:
    """``x**exponent`` for x of at least 0 and a positive exponent."""
    x = np.asarray(x, np.float64)
    positive = x > 0
    found: Array = np.where(positive, exp(exponent * log(np.where(positive, x, 1.0))), 0.0)
    return found


def sin(x: ArrayLike) -> Array:
    """Sine of angles up to some 100,000 radians."""
    return _circle(np.asarray(x, np.float64), 0)


def cos(x: ArrayLike) -> Array:
    """Cosine of angles up to some 100,000 radians."""
    return _circle(np.asarray(x, np.float64), 1)


def _circle(x: Array, quarter_turns: int) -> Array:
    whole = np.rint(x * (2 / np.pi))
    rest = (x - whole * _HALF_PI_HIGH) - whole * _HALF_PI_LOW
    square = rest * rest
    odd, even = np.ones_like(rest), np.ones_like(rest)
    for n in range(16, 1, -2):
        odd = 1 - square * odd / (n * (n + 1))
        even = 1 - square * even / (n * (n - 1))
    odd = odd * rest
    quarter = (whole.astype(np.int64) + quarter_turns) % 4
    value = np.where(quarter % 2 == 0, odd, even)
    found: Array = np.where(quarter >= 2, -value, value)
    return found


@lru_cache(maxsize=1)
def normal_table() -> FloatMap:
    """Standard normal quantiles in the middles of 65,536 equal parts, of variance 1."""
    half = 1 << (_NORMAL_BITS - 1)
    quantile = NormalDist().inv_cdf
    upper = np.array([quantile(0.5 + (i + 0.5) / (2 * half)) for i in range(half)])
    # Eleven digits are the same whatever the C library; the variance is summed in one order.
    upper = np.rint(upper * 2.0**36) / 2.0**36
    upper = upper / np.sqrt(np.cumsum(upper * upper)[-1] / half)
    table: FloatMap = np.concatenate([-upper[::-1], upper]).astype(np.float32)
    table.flags.writeable = False
    return table


def normals(rng: np.random.Generator, shape: tuple[int, ...]) -> FloatMap:
    """Standard normal float32 numbers, from whole random numbers by a table.

    numpy's own take logarithms of the C library for the tails. Each is the sum of two entries of
    `normal_table`, which fills the gaps between its outermost ones; none lies beyond 6.1.
    """
    table = normal_table()
    values = np.empty(shape, np.float32)
    flat = values.reshape(-1)
    for first in range(0, flat.size, _NORMALS_AT_ONCE):
        part = flat[first : first + _NORMALS_AT_ONCE]
        raw = rng.integers(0, (1 << 64) - 1, (part.size + 1) // 2, np.uint64, endpoint=True)
        places = raw.astype("<u8", copy=False).view("<u2").astype(np.intp)
        drawn = np.take(table, places, mode="clip")
        np.add(drawn[0 : 2 * part.size : 2], drawn[1 : 2 * part.size : 2], out=part)
        np.multiply(part, _SQRT_HALF, out=part)
    return values
