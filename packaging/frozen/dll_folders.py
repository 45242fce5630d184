"""Run-time hook: lets Windows find onnxruntime's own DLLs, and no older ones from elsewhere."""

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    _folder = Path(sys._MEIPASS) / "onnxruntime" / "capi"
    if _folder.is_dir():
        # Closing the handle would take the folder out of the search path again.
        _handle = os.add_dll_directory(str(_folder))
