"""What sync and the centre cost: throughput of the gateway, a thin line, a month's work at a post.

    uv run python tests/benchmarks/sync.py --json OUT

Passes and fails nothing; it prints figures and writes them as JSON. ``--rows 10000000`` also
measures what an operation costs in a database of ten thousand to ten million rows, ``--quick`` does
everything with small numbers, ``--only`` one part.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import sync_gateway, sync_line, sync_station

_MEGABYTE = 1 << 20


def gateway(*, quick: bool, rows: int) -> dict[str, Any]:
    return sync_gateway.run(rows=rows, requests=10 if quick else 60, batches=1 if quick else 5)


def findings(*, quick: bool, rows: int) -> dict[str, Any]:
    return sync_line.drain_findings(50 if quick else 1000)


def files(*, quick: bool, rows: int) -> dict[str, Any]:
    size = (5 if quick else 50) * _MEGABYTE
    speed = 100.0 if quick else 50.0
    figures = sync_line.send_file(size, speed=speed)
    figures["peer_resent_share_50mb"] = sync_line.put_file(size, speed=speed)
    figures["rsync"] = sync_line.rsync_share()
    return figures


def station(*, quick: bool, rows: int) -> dict[str, Any]:
    few = {"findings": 1000, "cases": 100, "saves": 200, "starts": 1}
    many = {"findings": 20_000, "cases": 500, "saves": 2000, "starts": 5}
    return sync_station.run(**(few if quick else many))


PARTS = {one.__name__: one for one in (gateway, findings, files, station)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=PARTS)
    options = parser.parse_args()
    figures: dict[str, Any] = {"quick": options.quick, "load_before": os.getloadavg()[0]}
    for name, part in PARTS.items():
        if options.only not in (None, name):
            continue
        began = time.monotonic()
        found = part(quick=options.quick, rows=options.rows)
        found["took_s"] = round(time.monotonic() - began, 1)
        nested = {key: value for key, value in found.items() if isinstance(value, dict | list)}
        figures |= {key: value for key, value in found.items() if key not in nested}
        figures.setdefault("detail", {})[name] = found
        print(name, json.dumps(found), flush=True)
    figures.pop("took_s", None)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
