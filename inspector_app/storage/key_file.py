"""The key of the station's database: 256 random bits, as hex, in a file only its owner may read.

The file protects a copied or stolen database file, not one that was taken together with the key.
Full-disk encryption of the station is the first line; this is the second.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.storage.durable_files import write_durably

_KEY = re.compile(r"[0-9a-f]{64}")


def read_or_make_key(key_file: Path, *, database: Path) -> str:
    """The key as 64 hex digits.

    A new key is on the disk before this returns, so that no database is ever encrypted with a key
    that a power cut takes away. Raises StorageUnavailable: ``key-missing`` when there is a
    database but no key, ``wrong-key`` when the file holds something else. Raises OSError.
    """
    if key_file.exists():
        key_file.chmod(0o600)  # a copy brought back from a USB disk comes with looser rights
        key = key_file.read_bytes().decode("ascii", errors="replace").strip()
        if not _KEY.fullmatch(key):
            raise StorageUnavailable("wrong-key", f"{key_file} does not hold 64 hex digits")
        return key
    # An empty file is one whose making was cut short: nothing in it can be lost.
    if database.exists() and database.stat().st_size > 0:
        raise StorageUnavailable("key-missing", f"{database} is here, but {key_file} is not")
    key = secrets.token_hex(32)
    write_durably(key_file, key.encode("ascii") + b"\n", mode=0o600)
    return key
