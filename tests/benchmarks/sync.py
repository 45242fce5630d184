"""What sync and the centre cost: throughput of the gateway, a thin line, a month's work at a post.

    uv run python tests/benchmarks/sync.py --json OUT

Passes and fails nothing; it prints figures and writes them as JSON, in about half an hour.
``--quick`` does everything with small numbers, ``--only`` some parts, ``--rows`` says how far the
tables grow in which an operation is timed (0 leaves that out).

Parts that mostly wait for a line run side by side, each in a process of its own. Parts that are
timed on the processor come after them, one at a time.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import sync_files, sync_gateway, sync_line, sync_peers, sync_station

_MEGABYTE = 1 << 20
_ROWS = 10_000_000
_QUICK_ROWS = 100_000
# Two hours of a thin line in two and a half minutes.
_FASTER = 50.0
_LONGEST_S = 3600


def findings(*, quick: bool) -> dict[str, Any]:
    return sync_line.drain_findings(50 if quick else 1000)


def put_findings(*, quick: bool) -> dict[str, Any]:
    return sync_peers.put_findings(20 if quick else 1000)


def rsync_findings(*, quick: bool) -> dict[str, Any]:
    return sync_peers.rsync_findings(50 if quick else 1000)


def overtaking(*, quick: bool) -> dict[str, Any]:
    return sync_line.overtake(findings=1 if quick else 3)


def files(*, quick: bool) -> dict[str, Any]:
    size = (5 if quick else 50) * _MEGABYTE
    figures = sync_files.send_file(size, speed=_FASTER)
    for peer in (sync_peers.put_file, sync_peers.rsync_file):
        found = peer(size, speed=_FASTER)
        figures[peer.__name__] = found
        figures |= {key: value for key, value in found.items() if key.startswith("peer")}
    small, factors = (2, (_FASTER,)) if quick else (5, (_FASTER, _FASTER / 5))
    figures["other_factors"] = sync_files.compare_factors(small * _MEGABYTE, factors)
    return figures


def gateway(*, quick: bool) -> dict[str, Any]:
    few = {"requests": 10, "batches": 1, "backlog": 20}
    return sync_gateway.run(**(few if quick else {"requests": 150, "batches": 5, "backlog": 100}))


def station(*, quick: bool) -> dict[str, Any]:
    few = {"findings": 1000, "cases": 100, "saves": 200, "starts": 1}
    many = {"findings": 20_000, "cases": 500, "saves": 2000, "starts": 5}
    return sync_station.run(**(few if quick else many))


WAITING = {one.__name__: one for one in (findings, put_findings, rsync_findings, overtaking, files)}
TIMED = {one.__name__: one for one in (gateway, station)}
GROWTH = "growth"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=[*WAITING, *TIMED, GROWTH])
    options = parser.parse_args()
    end_in_order()
    rows = (_QUICK_ROWS if options.quick else _ROWS) if options.rows is None else options.rows
    wanted = set(options.only or [*WAITING, *TIMED, GROWTH])
    detail: dict[str, Any] = {}
    figures: dict[str, Any] = {
        "quick": options.quick,
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
    }
    began = time.monotonic()
    _note(detail, _side_by_side([one for one in WAITING if one in wanted], quick=options.quick))
    figures["waited_s"] = round(time.monotonic() - began, 1)
    figures["load_before_timing"] = round(os.getloadavg()[0], 2)
    for name, part in TIMED.items():
        if name in wanted:
            _note(detail, [(name, _timed(part, quick=options.quick))])
    if rows and GROWTH in wanted:
        each = 5 if options.quick else 30
        found = _timed(sync_gateway.run_growth, rows=rows, requests=each)
        _note(detail, [(GROWTH, found)])
    figures |= {key: value for found in detail.values() for key, value in _plain(found)}
    figures |= _ratios(figures)
    figures["took_s"] = round(time.monotonic() - began, 1)
    print(json.dumps(figures, indent=1))
    if options.json:
        written = json.dumps(figures | {"detail": detail}, indent=1)
        options.json.write_text(written + "\n", encoding="utf-8")


def end_in_order() -> None:
    """Told to end, clean up: the servers of a part must not stay behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def _timed(part: Callable[..., dict[str, Any]], **named: Any) -> dict[str, Any]:
    began = time.monotonic()
    found = part(**named)
    return found | {"took_s": round(time.monotonic() - began, 1)}


def _note(detail: dict[str, Any], found: Iterable[tuple[str, dict[str, Any]]]) -> None:
    for name, figures in found:
        detail[name] = figures
        print(name, json.dumps(figures), flush=True)


def _side_by_side(names: list[str], *, quick: bool) -> list[tuple[str, dict[str, Any]]]:
    """Each part in a process: proxy, station and client would otherwise share one interpreter."""
    program = [sys.executable, "-c", _PART]
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as running:
        places = {name: Path(folder) / name for name in names}
        processes = {
            name: running.enter_context(
                subprocess.Popen(
                    [*program, name, "quick" if quick else "full", str(place)],
                    cwd=Path(__file__).resolve().parents[2],
                )
            )
            for name, place in places.items()
        }
        running.callback(_end_all, processes.values())
        failed = [name for name, one in processes.items() if one.wait(_LONGEST_S)]
        if failed:
            raise SystemExit(f"these parts failed: {', '.join(failed)}")
        return [(name, json.loads(place.read_text())) for name, place in places.items()]


_PART = """
import json, sys
from pathlib import Path
from tests.benchmarks import sync
sync.end_in_order()
found = sync._timed(sync.WAITING[sys.argv[1]], quick=sys.argv[2] == "quick")
Path(sys.argv[3]).write_text(json.dumps(found))
"""


def _end_all(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    for one in processes:
        if one.poll() is None:
            one.terminate()


def _plain(found: dict[str, Any]) -> list[tuple[str, Any]]:
    """The figures of a part that are not about another of its figures only."""
    about = ("took_s", "findings", "time_factor", "tries")
    return [
        (key, value)
        for key, value in found.items()
        if not isinstance(value, dict | list) and key not in about
    ]


def _ratios(figures: dict[str, Any]) -> dict[str, float]:
    """Ours to theirs, of the same run: below 1 is less time or fewer bytes. Of the file, all that
    the line carried beyond the file itself, because what rsync sends twice cannot be told from
    what it says about it."""
    pairs = {
        "drain_to_put": ("drain_1000_findings_thin_link_s", "peer_put_1000_findings_s"),
        "bytes_to_put": ("bytes_per_finding", "peer_put_bytes_per_finding"),
        "drain_to_rsync": ("drain_1000_findings_thin_link_s", "peer_rsync_1000_findings_s"),
        "bytes_to_rsync": ("bytes_per_finding", "peer_rsync_bytes_per_finding"),
        "extra_bytes_to_put": ("bytes_on_line_share", "peer_resent_share_50mb"),
        "extra_bytes_to_rsync": ("bytes_on_line_share", "peer_rsync_resent_share_50mb"),
    }
    return {
        name: round(figures[ours] / figures[theirs], 4)
        for name, (ours, theirs) in pairs.items()
        if ours in figures and figures.get(theirs)
    }


if __name__ == "__main__":
    main()
