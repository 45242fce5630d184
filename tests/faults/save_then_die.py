"""A child process that saves findings until it is killed.

``python save_then_die.py FOLDER`` opens the station in the data folder FOLDER, makes sure of one
case, and saves. After each save has returned it prints ``saved here REVISION_ID``: from then on the
finding must survive whatever happens.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from inspector_app.protocol.ids import new_id
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import open_station
from tests.helpers.builders import a_case, a_finding, a_verdict

SAVED = "saved here "
CASE_ID = "case-0412"


def save_until_killed(path: Path) -> None:
    """Save findings, amendments and verdicts in turn, for ever."""
    with open_station(DataFolder(path)) as station:
        station.cases.keep([a_case(case_id=CASE_ID)])
        while True:
            now = datetime.now(UTC)
            first = a_finding(case_id=CASE_ID, recorded_at=now)
            amended = a_finding(
                case_id=CASE_ID,
                finding_id=first.finding_id,
                revision_id=new_id(),
                version=2,
                replaces=first.revision_id,
                recorded_at=now,
            )
            for record in (first, amended, a_verdict(case_id=CASE_ID, recorded_at=now)):
                station.records.save(record)
                print(SAVED + record.revision_id, flush=True)


if __name__ == "__main__":
    save_until_killed(Path(sys.argv[1]))
