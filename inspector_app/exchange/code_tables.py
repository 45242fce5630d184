"""Reading the tables of codes. They are data: an office can replace them without a new program."""

from __future__ import annotations

from pathlib import Path

import msgspec

from inspector_app.domain.codes import CodeTable


def read_code_tables(folder: Path) -> dict[str, CodeTable]:
    """All tables in `folder` (one JSON file each), by name.

    Raises ValueError naming the file when one does not hold a table: starting with half the codes
    would make findings that nobody can read.
    """
    tables: dict[str, CodeTable] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            table = msgspec.json.decode(path.read_bytes(), type=CodeTable)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise ValueError(f"{path.name} is not a table of codes: {error}") from error
        tables[table.name] = table
    return tables
