"""Requests made up from the centre's own description, by the thousand.

    uv run python tests/faults/fuzz_api.py --examples 300 --seed 1 [--postgres] [--json OUT]

Ends with 1 when a request brought a server error, a status that is not described, or an answer that
does not fit its description. The suite does the same with a few of each.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from inspector_app.central.settings import CentreSettings
from tests.helpers.api_fuzz import fuzz, fuzzed_centre, operations_of
from tests.helpers.postgres import running_postgres


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--examples", type=int, default=300, help="of each route")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--postgres", action="store_true", help="instead of SQLite")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    began = time.perf_counter()
    failed: list[str] = []
    statuses: Counter[int] = Counter()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = ""
        if options.postgres:
            url = stack.enter_context(running_postgres(folder / "pg")).new_database()
        centre = CentreSettings(folder / "centre", database_url=url, port=0)
        app, headers = stack.enter_context(fuzzed_centre(centre))
        for name, operation in operations_of(app).items():
            try:
                found = fuzz(operation, headers, examples=options.examples, number=options.seed)
            except Exception as error:  # noqa: BLE001 - whatever it is, the others are asked too
                failed.append(name)
                print(f"{name}: {error}")
                for one in getattr(error, "exceptions", ()):
                    print(f"  {one}")
            else:
                statuses += found
                print(f"{name}: {dict(sorted(found.items()))}")
    figures = {
        "requests": statuses.total(),
        "statuses": {str(status): count for status, count in sorted(statuses.items())},
        "routes_that_failed": failed,
        "took_s": round(time.perf_counter() - began, 1),
    }
    print(json.dumps(figures))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
