"""The same seed gives the same bytes, whatever the processor can do and however many cores it has.

The children run with parts of this processor switched off in numpy, OpenCV, the JPEG library and
the matrix library, which then use the code of other processors.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np

from inspector_app.imaging.scanner_profile import table_of
from inspector_app.simulator import scanner_profile, simulate_bag, simulate_scan
from tests.helpers.sim_scans import DUAL_NINE_SIX, SINGLE_SIX, attenuation_table

_CHILD = "from tests.unit.simulator.test_same_everywhere import digests; print(digests())"
BAGGAGE = scanner_profile("baggage-160")
_FOUND = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
_PLAIN = {
    "NPY_DISABLE_CPU_FEATURES": " ".join(_FOUND),
    "OPENCV_CPU_DISABLE": "AVX512_SKX,AVX512F,AVX2,FMA3,AVX,FP16,SSE4.2,SSE4.1",
    "OPENCV_IPP": "disabled",
    "OPENBLAS_CORETYPE": "Nehalem",
    "JSIMD_FORCENONE": "1",
}
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")


def digests() -> str:
    """Digests of small scans; also called in the children."""
    found = []
    for seed, profile, cargo, kinds in (
        (7, DUAL_NINE_SIX, "big-bags", ("rifle", "brick-stack")),
        (11, DUAL_NINE_SIX, None, ("cigarettes",)),
        (8, SINGLE_SIX, "household", ("organic-mass",)),
    ):
        scan = simulate_scan(
            seed, profile, attenuation_table(), cargo=cargo, inserted=kinds, shrink=0.15
        )
        digest = hashlib.sha256(scan.pixels.high.tobytes())
        digest.update(b"" if scan.pixels.low is None else scan.pixels.low.tobytes())
        digest.update(scan.jpeg or b"")
        found.append(digest.hexdigest())
    bag = simulate_bag(
        9, BAGGAGE, table_of(BAGGAGE), carrier="backpack", inserted=("knife",), shrink=0.15
    )
    pictures = b"".join(view.pixels.high.tobytes() for view in bag.views)
    found.append(hashlib.sha256(pictures).hexdigest())
    return " ".join(found)


def test_other_machines_give_the_same_bytes() -> None:
    others = {
        "plain processor, one thread": _PLAIN | dict.fromkeys(_THREADS, "1"),
        "other libraries, three threads, other hashes": {
            "OPENBLAS_CORETYPE": "Haswell",
            "OPENCV_CPU_DISABLE": "AVX512_SKX,AVX512F,FMA3",
            "PYTHONHASHSEED": "2",
            **dict.fromkeys(_THREADS, "3"),
        },
    }
    children = {
        name: subprocess.Popen(
            [sys.executable, "-c", _CHILD],
            env=os.environ | other,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name, other in others.items()
    }
    here = digests()
    assert len(here.split()) == 4
    for name, child in children.items():
        said, trouble = child.communicate(timeout=100)
        assert child.returncode == 0, trouble
        assert said.split() == here.split(), name
