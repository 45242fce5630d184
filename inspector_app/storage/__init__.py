"""The station's encrypted database and its scan store.

`open_station` gives one `StationDatabase`; its parts fit the Protocols of `workflow.ports`. No
SQLAlchemy name leaves this room: domain values go in and come out.
"""

from inspector_app.storage.errors import STORAGE_REASONS
from inspector_app.storage.scan_store import ScanFolder
from inspector_app.storage.station import StationDatabase, open_station

__all__ = ["STORAGE_REASONS", "ScanFolder", "StationDatabase", "open_station"]
